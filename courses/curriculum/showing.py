"""The blocks of a lesson file that show something laid out: worked example, table, organisation chart, drawing."""

from collections.abc import Callable
from typing import Any

from courses.blocks.layouts import MOST_LEVELS
from courses.blocks.show import DRAWINGS
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


def _org_chart(form: Fields) -> tuple[str, Any]:
    return "org_chart", {"title": form.text("title"), "units": _units(form, level=1)}


def _units(form: Fields, *, level: int) -> list[dict[str, str]]:
    """The units of a nested list one after the other, each with its level."""
    if level > MOST_LEVELS:
        form.wrong("units", f"A chart has {MOST_LEVELS} levels at most. Move these units up, or leave them out.")
        return []
    found = []
    for row in form.rows("units", what="a unit"):
        unit = {"level": str(level), "role": row.text("role")}
        found.append(unit | {name: row.text(name, optional=True) for name in ("person", "ask", "contact")})
        if row.get("units") is not None:
            found += _units(row, level=level + 1)
        row.close()
    return found


def _drawing(form: Fields) -> tuple[str, Any]:
    caption = form.text("caption", optional=True)
    return "drawing", {"name": form.choice("name", DRAWINGS), "alt": form.text("alt"), "caption": caption}


READERS: dict[str, Callable[[Fields], tuple[str, Any]]] = {
    "worked-example": _worked_example,
    "table": _table,
    "org-chart": _org_chart,
    "drawing": _drawing,
}
