"""Sentences that several formats say, and making something of what they have in common."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.questions.exchange import plain
from lms.questions.exchange.shapes import Item, Reading
from lms.questions.kinds.written import MOST_POINTS

TRUE, FALSE = _("True"), _("False")
TRUE_FALSE = _("True or false became a choice of two answers. Better: ask what somebody would do.")
PARTIAL = _("Parts of points were left out: an answer is right or not.")
OTHER_NUMBERS = _("Only the number that earns full points was kept.")
REMARK = _("A remark on an answer was left out: this kind has only one explanation.")
STAR = _("In the file * stands for any text; here it is only a star. Write out the answers you accept.")
NO_MATCH = _("“%(match)s” belongs to nothing and was left out.")
NOT_A_QUESTION = _("A text without answers is not a question and was left out.")
NO_KIND = _("Questions of the kind “%(kind)s” do not exist here. It was left out.")
ZERO = Decimal(0)
NOT_A_NUMBER = _("“%(value)s” is not a number. Write it like 12.5.")
POINTS = _("It counts as right from %(needed)d of %(points)d points on. Change that if it should not.")

# What is said when a file is written.
NO_HINT = _("The hint cannot be said in this format.")
NO_FORMAT = _("This kind of question cannot be said in this format. The question is not in the file.")
NO_UNIT = _("The unit cannot be said in this format.")
NO_NOTE = _("The note for authors cannot be said in this format.")
NO_GUIDE = _("What a full answer contains, and the points, cannot be said in this format.")


def text(raw: str, reading: Reading, line: int, *, keep_lines: bool = False) -> str:
    """Plain words; what is lost on the way is noted."""
    said = plain.words(raw, keep_lines=keep_lines)
    for sentence in said.lost:
        reading.leave_out(line, sentence)
    return said.text


def true_false(item: Item, *, is_true: bool, why_true: str = "", why_false: str = "") -> None:
    """A choice of two in this order."""
    item.kind = "single"
    item.answers = {
        "options": [
            {"text": str(TRUE), "right": is_true, "why": why_true},
            {"text": str(FALSE), "right": not is_true, "why": why_false},
        ],
        "fixed_order": True,
    }


def decimal(value: str) -> Decimal | None:
    """A finite number, else None."""
    try:
        number = Decimal(value.strip().replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def number_text(number: Decimal) -> str:
    """The number as people write it: no exponent, no zeros behind."""
    said = f"{number:f}"
    return (said.rstrip("0").rstrip(".") or "0") if "." in said else said


def written_answer(
    item: Item, reading: Reading, *, guide: str = "", points: int = 4, needed: int | None = None
) -> None:
    """An open answer that a trainer reads. Most formats do not say from how many points on it is right."""
    points = min(max(points, 1), MOST_POINTS)
    if needed is None:
        needed = max(1, -(-points * 3 // 4))
        reading.advise(item.line, POINTS % {"needed": needed, "points": points})
    item.kind, item.answers = "written", {"guide": guide, "points": points, "needed": min(needed, points)}


def category(path: str) -> str:
    """The last part of a category that says something."""
    parts = [part.strip() for part in path.replace("//", "/").split("/")]
    told = [part for part in parts if part and part != "top" and not part.startswith(("$", "Default for "))]
    return told[-1] if told else ""


def to_text(value: Any) -> str:
    """A text of an author, also one that an unfinished draft has not got."""
    return plain.tidy(str(value)) if value is not None else ""
