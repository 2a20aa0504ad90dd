"""Short answer: one word or number, compared without regard to how it is typed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts, entries, marked
from lms.questions.kinds.posts import Post, written

_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_MINUS = re.compile(r"(?<![^\s(])[-−–](?=\d)")
# What stands for a decimal point and for a minus while all other punctuation is dropped.
_KEPT = {"\ue000": ".", "\ue001": "-"}


class Short(Kind):
    code = "short"
    label = _("Short answer")
    instruction = _("Write one word or number")
    nothing_chosen = _("Write an answer")
    longest = 200

    def problems(self, authored: Authored) -> list[Any]:
        accepted = [str(value or "").strip() for _id, value in entries(authored, "accepted")]
        if not any(accepted):
            return [_("Write at least one accepted answer.")]
        if not all(plain(answer) for answer in accepted):
            return [_("One accepted answer has no letter and no digit. Change or remove it.")]
        return []

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        accepted = [str(value or "").strip() for _id, value in entries(authored, "accepted")]
        return {"typo": bool(authored.get("typo"))}, {"accepted": [answer for answer in accepted if answer]}

    def fits(self, body: Body, texts: Texts) -> bool:
        return bool(texts.get("accepted"))

    def read(self, post: Post, body: Body) -> str | None:
        return written(post, "answer", longest=self.longest)

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        given = plain(value) if isinstance(value, str) else ""
        accepted = [plain(answer) for answer in texts["accepted"]]
        is_right = bool(given) and any(_same(given, answer, typo=body["typo"]) for answer in accepted)
        return marked(0, 1, is_right=is_right)

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        is_right = bool(self.mark(body, texts, value).is_right)
        return {"answer": value or "", "better": next(iter(texts["accepted"]), ""), "is_right": is_right}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {"answer": [value]} if isinstance(value, str) else {}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        return value if isinstance(value, str) else ""

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def decided_by(self, body: Body, texts: Texts) -> Any:
        return {**body, "accepted": sorted(texts["accepted"])}

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str:
        return next(iter(texts["accepted"]), "") if is_right else "?"


def plain(text: str) -> str:
    """The bare letters and digits: no capitals, spaces, punctuation; ё is е, ß is ss; 1,5 is 1.5 and −5 is not 5."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("ё", "е")
    text = _MINUS.sub("\ue001", _DECIMAL.sub("\ue000", text))
    return "".join(_KEPT.get(letter, letter) for letter in text if letter in _KEPT or _counts(letter))


def _counts(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "PZC" and unicodedata.category(letter) != "Sk"


def _same(given: str, accepted: str, *, typo: bool) -> bool:
    """Equal, or one typing mistake away in a word of more than five letters. A number has no typing mistakes."""
    if given == accepted or not typo or len(accepted) <= 5 or any(letter.isdigit() for letter in accepted):
        return given == accepted
    return _one_slip(given, accepted)


def _one_slip(one: str, other: str) -> bool:
    """One letter too many, too few, other, or two neighbours swapped."""
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[start:] == long[start + 1 :]
    if len(long) != len(short):
        return False
    swapped = long[start + 1 : start + 2] + long[start : start + 1] + long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or short[start:] == swapped
