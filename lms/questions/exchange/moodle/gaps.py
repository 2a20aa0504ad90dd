"""The gaps of Moodle's cloze, {1:MULTICHOICE:=right~wrong}, and ours."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.questions.exchange import cloze_text, phrases, plain
from lms.questions.exchange.cloze_text import Part

_GAP = re.compile(r"\{(\d*):([A-Z_]+):")
_BODY = re.compile(r"((?:[^\\}]|\\.)*+)\}", re.S)
# Upright or flat, mixed or not: each has a long and a short name.
_LOOKS = ("", "_V", "_H", "_S", "_VS", "_HS")
_CHOICES = {*("MULTICHOICE" + look for look in _LOOKS), *("MC" + look.replace("_", "") for look in _LOOKS)}
_ANSWER = re.compile(r"(?:^|(?<!\\)~)(?:%(-?[\d.,]+)%|(=))?((?:[^\\~#]|\\.)*)(#(?:[^\\~]|\\.)*)?", re.S)
_ESCAPED = re.compile(r"\\(.)", re.S)


class NotKept(ValueError):
    """Why a cloze cannot be kept."""


@dataclass
class Filled:
    stem: str
    text: str
    lost: list[Any]
    choices: int


def read(text: str, lines: int | None = None) -> Filled | NotKept:
    """A text with Moodle's gaps as one with ours."""
    told: list[Part] = []
    lost: list[Any] = []
    place = 0
    while (found := _GAP.search(text, place)) and (body := _BODY.match(text, found.end())):
        if found[2] not in _CHOICES:
            return NotKept(_("It has a gap to type into; here a gap is a choice. The question was left out."))
        choices = _choices(body[1], lost)
        if choices is None:
            return NotKept(_("One gap has no right choice, or more than one. The question was left out."))
        told += [text[place : found.start()], choices]
        place = body.end()
    if not told:
        return NotKept(_("It has no gap that can be read. The question was left out."))
    told.append(text[place:])
    stem, rest = cloze_text.split([part for part in told if part != ""], lines)
    number = sum(len(part) for part in told if isinstance(part, list))
    return Filled(stem, cloze_text.join(rest), list(dict.fromkeys(lost)), number)


def _choices(body: str, lost: list[Any]) -> list[str] | None:
    right, others = list[str](), list[str]()
    for weight, equals, text, feedback in _ANSWER.findall(body):
        said = plain.one_line(_ESCAPED.sub(r"\1", text))
        share = 100 if equals else phrases.decimal(weight or "0") or 0
        if feedback:
            lost.append(phrases.REMARK)
        if 0 < share < 100:
            lost.append(phrases.PARTIAL)
        if said:
            (right if share >= 100 else others).append(said)
    return [*right, *others] if len(right) == 1 and others else None


def write(text: str) -> str | None:
    """Our text with Moodle's gaps; None when its brackets do not match or nothing is a gap."""
    told = cloze_text.parts(text)
    if told is None:
        return None
    return "".join(part if isinstance(part, str) else _gap(part) for part in told)


def _gap(choices: list[str]) -> str:
    said = [re.sub(r"([\\~#}=%])", r"\\\1", choice) for choice in choices]
    return "{1:MULTICHOICE:=" + "~".join(said) + "}"
