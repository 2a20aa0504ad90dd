"""The columns of a table, and cells that no spreadsheet computes (R21)."""

import re
from typing import Any

from lms.questions.exchange import plain
from lms.questions.exchange.phrases import to_text

MOST_ANSWERS = 12
COLUMNS = [
    "code", "objective", "kind", "difficulty", "tags", "question", "hint", "explanation", "sources",
    "fixed_order", "typo", "tolerance", "unit", "points", "needed",
]  # fmt: skip
# What a spreadsheet would read as the beginning of a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def is_known(name: str) -> bool:
    """Whether a column is one of ours."""
    found = re.fullmatch(r"(?:answer|right|reason)_(\d{1,2})", name)
    return name in COLUMNS or (found is not None and 1 <= int(found[1]) <= MOST_ANSWERS)


def guarded(cell: Any) -> str:
    """A cell that no spreadsheet computes, and whose text comes back as it is."""
    said = plain.safe(to_text(cell))
    return f"'{said}" if _FORMULA.match(said) else said


def bare(cell: str) -> str:
    """What a cell says without the apostrophe that guards it."""
    return cell[1:] if _GUARDED.match(cell) else cell
