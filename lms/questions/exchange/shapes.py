"""What passes between a file and the bank: questions as plain data, and what has to be said about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

DIFFICULTIES = ("easy", "medium", "hard")


class BadFile(ValueError):
    """The file cannot be read at all; the message says what to do."""


@dataclass
class Item:
    """One question. Empty means: not said. `answers` is what an author fills in for its kind, lists without ids."""

    line: int = 1
    code: str = ""
    kind: str = ""
    stem: str = ""
    hint: str = ""
    explanation: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    objective: str = ""
    """The code of an objective, or the last part of the category that the question stood in."""


@dataclass(frozen=True)
class Note:
    """A sentence about one line of a file, or about one question that is to be written."""

    line: int
    sentence: str
    about: str = ""


@dataclass
class Reading:
    """What a file says: questions; what keeps others from being read; what is not kept; what to look at."""

    items: list[Item] = field(default_factory=list)
    problems: list[Note] = field(default_factory=list)
    left_out: list[Note] = field(default_factory=list)
    advice: list[Note] = field(default_factory=list)

    def problem(self, line: int, sentence: Any, about: str = "") -> None:
        _add(self.problems, Note(line, str(sentence), about))

    def leave_out(self, line: int, sentence: Any, about: str = "") -> None:
        _add(self.left_out, Note(line, str(sentence), about))

    def advise(self, line: int, sentence: Any, about: str = "") -> None:
        _add(self.advice, Note(line, str(sentence), about))


@dataclass
class Written:
    """A file, and what of the questions it cannot say."""

    content: bytes
    left_out: list[Note]


def entered(answers: dict[str, Any], ids: Sequence[str] = ()) -> dict[str, Any]:
    """The answers as the kinds and blocks take them: every entry of a list with an id."""
    return {
        name: [
            {"type": "item", "id": ids[number] if number < len(ids) else str(number), "value": entry}
            for number, entry in enumerate(value)
        ]
        if isinstance(value, list)
        else value
        for name, value in answers.items()
    }


def _add(notes: list[Note], note: Note) -> None:
    if note not in notes:
        notes.append(note)
