"""Sentences that several formats say, and making something of what they have in common."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.questions.exchange import plain
from lms.questions.exchange.shapes import Item, Reading
from lms.questions.kinds import numeric
from lms.questions.kinds.written import MOST_POINTS

MOST_ANSWERS = 100
_LONGEST_NUMBER = 60
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
NOT_CLEAR = _("“%(value)s” can mean two numbers. Write it without a comma, like 1000 or 1.5.")
TOO_MANY = _("This question has more than %(count)d answers or tags. Take some away.")
POINTS_CUT = _("Of its %(said)s points %(kept)d were kept: here they are whole numbers from 1 to %(most)d.")
POINTS = _("It counts as right from %(needed)d of %(points)d points on. Change that if it should not.")

# What is said when a file is written.
NO_HINT = _("The hint cannot be said in this format.")
NO_FORMAT = _("This kind of question cannot be said in this format. The question is not in the file.")
NO_SOURCES = _("The sources cannot be said in this format.")
NO_UNIT = _("The unit cannot be said in this format.")
NO_NOTE = _("The note for authors cannot be said in this format.")
NO_GUIDE = _("What a full answer contains, and the points, cannot be said in this format.")


def text(raw: str, reading: Reading, line: int, *, is_plain: bool = False) -> str:
    """Plain words; what is lost on the way is noted."""
    said = plain.words(raw, is_plain=is_plain)
    for sentence in said.lost:
        reading.leave_out(line, sentence)
    return said.text


def is_too_much(number: int, reading: Reading, line: int, about: str = "") -> bool:
    """Whether a question has so many answers, pairs, gaps or tags that it is not read on; says so."""
    if number > MOST_ANSWERS:
        reading.problem(line, TOO_MANY % {"count": MOST_ANSWERS}, about)
    return number > MOST_ANSWERS


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
    """A finite number, else None. For what machines write: weights, points; a comma is a decimal point."""
    if len(value) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(value.strip().replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def number(value: str) -> Decimal | None:
    """A number that somebody may have typed: only what the editor takes too, so 1,5 but not 1,000; and 1e3."""
    value = value.strip()
    if len(value) > _LONGEST_NUMBER or (numeric.readings(value) and not numeric.is_clear(value)):
        return None
    found = numeric.number(value)
    return decimal(value if found is None else f"{found:f}")


def not_a_number(value: str) -> str:
    """Why `number` takes it for none, and what to write."""
    is_clear = len(value) > _LONGEST_NUMBER or not numeric.readings(value)
    return str((NOT_A_NUMBER if is_clear else NOT_CLEAR) % {"value": value[:40]})


def number_text(number: Decimal) -> str:
    """The number as people write it: no exponent, no zeros behind."""
    said = f"{number:f}"
    return (said.rstrip("0").rstrip(".") or "0") if "." in said else said


def written_answer(
    item: Item, reading: Reading, *, guide: str = "", said: Decimal = Decimal(4), needed: int | None = None
) -> None:
    """An open answer that a trainer reads. Most formats do not say from how many points on it is right."""
    points = min(max(int(said), 1), MOST_POINTS)
    if points != said:
        told = {"said": number_text(said), "kept": points, "most": MOST_POINTS}
        reading.leave_out(item.line, POINTS_CUT % told, item.code)
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
