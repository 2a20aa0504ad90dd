"""The blocks of a lesson file that show something laid out: worked example, table."""

from collections.abc import Callable
from typing import Any

from courses.curriculum.fields import Fields


def _worked_example(form: Fields) -> tuple[str, Any]:
    steps = []
    for row in form.rows("steps", what="a step"):
        steps.append({"do": row.text("do"), "why": row.text("why")})
        row.close()
    return "worked_example", {
        **{name: form.text(name) for name in ("title", "request", "result")},
        "steps": steps,
    }


def _table(form: Fields) -> tuple[str, Any]:
    caption, columns = form.text("caption"), form.words("columns")
    rows = form.get("rows")
    if not isinstance(rows, list) or not rows:
        form.wrong("rows", "“rows” in the block “table” has to be a list with at least one row.")
        rows = []
    values = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or any(isinstance(cell, bool | list | dict) or cell is None for cell in row):
            form.wrong("rows", f"Write row {number} as a list of texts; put each in quotes.")
        elif len(row) != len(columns):
            form.wrong("rows", f"Row {number} has {len(row)} texts; there are {len(columns)} columns.")
        else:
            values.append({"values": [str(cell).strip() for cell in row]})
    return "table", {
        "caption": caption,
        # Wagtail keeps the parts of a table without ids of their own.
        "columns": tuple({"type": "text", "heading": heading} for heading in columns),
        "rows": tuple(values),
    }


READERS: dict[str, Callable[[Fields], tuple[str, Any]]] = {
    "worked-example": _worked_example,
    "table": _table,
}
