"""Aiken: a question, answers A) to Z), and ANSWER: with the letter of the right one. Nothing else can be said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, naming, phrases, plain
from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.shapes import Item, Note, Reading, Written

_OPTION = re.compile(r"^\s*([A-Z])[.)]\s*(.*)$")
_ANSWER = re.compile(r"^\s*ANSWER\s*:(.*)$", re.I)


@dataclass
class _Open:
    """A question that is being read."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str, int]] = field(default_factory=list)
    """(letter, text, line) of each."""


def read(content: bytes) -> Reading:
    """All questions of an Aiken file. Raises BadFile."""
    reading, current = Reading(), _Open()
    for number, line in enumerate(decoding.text_of(content).split("\n"), start=1):
        if not line.strip():
            continue
        decoding.count(reading)
        if found := _ANSWER.match(line):
            _close(current, found[1].strip(), number, reading)
            current = _Open()
        elif (found := _OPTION.match(line)) and current.stem:
            current.options.append((found[1], found[2], number))
        elif found:
            reading.problem(number, _("Here is an answer without a question before it."))
        else:
            if current.options:
                reading.problem(
                    current.line,
                    _("This question has no line “ANSWER:”. Write one behind its answers, for example ANSWER: A"),
                )
                current = _Open()
            current.line = current.line or number
            current.stem.append(line)
    if current.stem:
        reading.problem(
            current.line, _("This question has no line “ANSWER:”. Write one behind its answers, for example ANSWER: A")
        )
    decoding.count(reading)
    naming.settle(reading)
    return reading


def _close(current: _Open, letter: str, number: int, reading: Reading) -> None:
    letters = [one for one, _text, _line in current.options]
    if not current.stem or not current.options:
        reading.problem(number, _("Here is “ANSWER:” without a question and its answers before it."))
    elif len(letters) < 2:
        reading.problem(current.line, _("This question has only one answer. Write at least two, each in a line: A) …"))
    elif len(set(letters)) < len(letters):
        reading.problem(current.line, _("Two answers have the same letter. Give each its own."))
    elif letter.upper() not in letters:
        told = {"letter": letter[:40], "letters": ", ".join(letters)}
        reading.problem(number, _("There is no answer “%(letter)s”. Write one of these letters: %(letters)s") % told)
    else:
        options = [
            {"text": phrases.text(text, reading, line, is_plain=True), "right": one == letter.upper(), "why": ""}
            for one, text, line in current.options
        ]
        stem = phrases.text("\n".join(current.stem), reading, current.line, is_plain=True)
        answers = {"options": options, "fixed_order": False}
        reading.items.append(Item(line=current.line, kind="single", stem=stem, answers=answers))


def write(items: Sequence[Item]) -> Written:
    """Questions with one right answer. Everything else is listed."""
    parts: list[str] = []
    left_out: list[Note] = []
    for item in items:
        options = [option or {} for option in item.answers.get("options") or []]
        right = [number for number, option in enumerate(options) if option.get("right")]
        texts = [_said(option.get("text")) for option in options]
        if item.kind != "single" or len(right) != 1 or not 2 <= len(options) <= 26 or not all(texts) or not item.stem:
            left_out.append(Note(0, str(phrases.NO_FORMAT), item.code))
            continue
        if sentence := _lost(item, options):
            left_out.append(Note(0, sentence, item.code))
        lines = [_stem(item.stem), *(f"{chr(65 + number)}) {text}" for number, text in enumerate(texts))]
        parts.append("\n".join([*lines, f"ANSWER: {chr(65 + right[0])}"]))
    return Written(("\n\n".join(parts) + "\n").encode(), left_out)


def _lost(item: Item, options: list[dict[str, Any]]) -> str:
    parts = [
        (any(to_text(option.get("why")) for option in options), _("reasons")),
        (item.explanation, _("explanation")),
        (item.hint, _("hint")),
        (item.tags, _("tags")),
        (item.answers.get("fixed_order"), _("the order of the answers")),
        (item.code or item.objective, _("code and objective")),
        (item.sources, _("sources")),
    ]
    names = [str(name) for is_there, name in parts if is_there]
    return _("Aiken cannot say: %(parts)s.") % {"parts": ", ".join(names)} if names else ""


def _said(text: Any) -> str:
    return plain.safe(plain.one_line(to_text(text)))


def _stem(text: str) -> str:
    """Line by line; a line that would be read as an answer begins with a sign that is no letter."""
    lines = [plain.safe(line) for line in to_text(text).split("\n") if line]
    return "\n".join(f"– {line}" if _OPTION.match(line) or _ANSWER.match(line) else line for line in lines)
