"""Number: right within a tolerance, however the number is written."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts, marked
from lms.questions.kinds.posts import BadAnswer, Post, written

_EXACT = Context(prec=100)
_MINUS = str.maketrans("−–‐‑﹣－", "------")
_PLAIN = re.compile(r"\d+|\d*[.,]\d+|\d+[.,]")
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<mark>[ '.,])\d{3})(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<rest>\d+))?"
)


class Numeric(Kind):
    code = "numeric"
    label = _("A number")
    instruction = _("Write a number")
    nothing_chosen = _("Write a number")
    longest = 40

    def problems(self, authored: Authored) -> list[Any]:
        found = []
        if not is_clear(authored.get("value")):
            found.append(_("Write the right number in digits, for example 12 or 2.5."))
        if not is_clear(_tolerance(authored)) or (number(_tolerance(authored)) or 0) < 0:
            found.append(_("Write in digits how far off still counts, for example 0.5. It is 0 or more."))
        return found

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        value = number(authored.get("value")) or Decimal(0)
        tolerance = (number(_tolerance(authored)) or Decimal(0)).copy_abs()
        body = {"value": f"{value:f}", "tolerance": f"{tolerance:f}"}
        return body, {"unit": " ".join(str(authored.get("unit") or "").split())}

    def fits(self, body: Body, texts: Texts) -> bool:
        return "unit" in texts

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        return {"unit": texts["unit"]}

    def read(self, post: Post, body: Body) -> str | None:
        """The number as it was typed."""
        given = written(post, "answer", longest=self.longest)
        if given and not readings(given):
            sentence = gettext("Write one number in digits and nothing else, for example 12 or 2.5.")
            raise BadAnswer(sentence, {"answer": [given]})
        return given

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        is_right = isinstance(value, str) and any(_is_near(body, given) for given in readings(value))
        return marked(0, 1, is_right=is_right)

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        right, tolerance = Decimal(body["value"]), Decimal(body["tolerance"])
        return {
            "answer": self.in_words(body, texts, value),
            "better": _with_unit(_shown(right), texts),
            "least": _shown(_EXACT.subtract(right, tolerance)) if tolerance else "",
            "most": _with_unit(_shown(_EXACT.add(right, tolerance)), texts) if tolerance else "",
            "is_right": bool(self.mark(body, texts, value).is_right),
        }

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {"answer": [value]} if isinstance(value, str) else {}

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        return _with_unit(value, texts) if isinstance(value, str) and value else ""

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str:
        right, tolerance = Decimal(body["value"]), Decimal(body["tolerance"])
        return f"{right if is_right else _EXACT.add(right, _EXACT.add(tolerance, Decimal(1))):f}"


def number(value: Any) -> Decimal | None:
    """The number that an author means; of two readings the one with a decimal point. None for anything else."""
    found = readings(f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value))
    return found[0] if found else None


def readings(text: str) -> list[Decimal]:
    """Every number that this can mean: 1,5 is 1.5, −3 is -3, 1 000 is 1000; 1,000 may be 1 or 1000. None for 1e3."""
    bare = " ".join(unicodedata.normalize("NFKC", text).translate(_MINUS).replace("’", "'").split())
    sign, digits = ("-", bare[1:].lstrip()) if bare[:1] == "-" else ("", bare.removeprefix("+").lstrip())
    if not digits.isascii():
        return []
    found = [digits.replace(",", ".")] if _PLAIN.fullmatch(digits) else []
    grouped = _GROUPED.fullmatch(digits)
    if grouped and not (grouped["mark"] in ".," and digits.startswith("0")):
        found.append(re.sub(r"\D", "", grouped["whole"]) + "." + (grouped["rest"] or "0"))
    return [Decimal(sign + one) for one in found]


def is_clear(value: Any) -> bool:
    """One number and no other; a point, as in 1.250, is always a decimal point for authors."""
    return number(value) is not None and not ("," in str(value) and len(readings(str(value))) > 1)


def _tolerance(authored: Authored) -> Any:
    given = authored.get("tolerance")
    return "0" if given in (None, "") else given


def _is_near(body: Body, given: Decimal) -> bool:
    return _EXACT.subtract(given, Decimal(body["value"])).copy_abs() <= Decimal(body["tolerance"])


def _shown(value: Decimal) -> str:
    """As readers of the page write it, without zeros that say nothing."""
    return str(number_format(Decimal(f"{_EXACT.normalize(value):f}")))


def _with_unit(text: str, texts: Texts) -> str:
    return f"{text} {texts['unit']}".strip()
