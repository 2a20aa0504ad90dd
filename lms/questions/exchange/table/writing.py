"""Writing a table."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.shapes import Item, Note, Written
from lms.questions.exchange.table.columns import COLUMNS, MOST_ANSWERS, guarded


def write(items: Sequence[Item]) -> Written:
    """One row per question, for spreadsheets: with a mark for UTF-8, and nothing in it that computes."""
    left_out: list[Note] = []
    rows = [(item, _filled(item)) for item in items]
    for item, answers in rows:
        if len(answers) > MOST_ANSWERS:
            left_out.append(
                Note(0, _("The table has room for %(count)d answers.") % {"count": MOST_ANSWERS}, item.code)
            )
    width = min(max([3, *(len(answers) for _item, answers in rows)]), MOST_ANSWERS)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [f"{name}_{number}" for number in range(1, width + 1) for name in ("answer", "right", "reason")]
    writer.writerow([*COLUMNS, *columns])
    for item, answers in rows:
        cells = [cell for answer in answers[:width] for cell in answer]
        writer.writerow([guarded(cell) for cell in [*_head(item), *cells, *[""] * (3 * width - len(cells))]])
    return Written(("\ufeff" + out.getvalue()).encode(), left_out)


def _head(item: Item) -> list[str]:
    answers = item.answers
    return [
        item.code, item.objective, item.kind, item.difficulty, ", ".join(item.tags),
        item.stem, item.hint, item.explanation, item.sources,
        "x" if answers.get("fixed_order") else "", "x" if answers.get("typo") else "",
        *(to_text(answers.get(name)) for name in ("tolerance", "unit", "points", "needed")),
    ]  # fmt: skip


def _filled(item: Item) -> list[tuple[str, str, str]]:
    """(answer, right, reason) of each answer."""
    answers = item.answers
    if item.kind == "match":
        return [
            (to_text((p or {}).get("term")), to_text((p or {}).get("match")), "") for p in answers.get("pairs") or []
        ]
    if "options" in answers:
        return [
            (to_text(o.get("text")), o.get("quality") or ("x" if o.get("right") else ""), to_text(o.get("why")))
            for o in [option or {} for option in answers["options"]]
        ]
    lists = answers.get("items") or answers.get("accepted")
    alone = next((answers[name] for name in ("value", "text", "guide", "note") if name in answers), "")
    return [(to_text(entry), "", "") for entry in (lists if lists is not None else [alone])]
