"""What passes between a file and the bank: questions as plain data, and what has to be said about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

DIFFICULTIES = ("easy", "medium", "hard")
MOST_NOTES = 200
_LONGEST_NAME = 80


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
    sources: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence about one line of a file, or about one question that is to be written."""

    line: int
    sentence: str
    about: str = ""


class Notes(list[Note]):
    """Sentences, each once. Of very many the first ones, and how many more there are (nobody reads them either)."""

    def __init__(self, notes: Iterable[Note] = (), more: int = 0) -> None:
        super().__init__()
        self.more = more
        self._known: set[Note] = set()
        for note in notes:
            self.add(note)

    def add(self, note: Note) -> None:
        if note in self._known:
            return
        if len(self) >= MOST_NOTES:
            self.more += 1
            return
        self._known.add(note)
        self.append(note)

    @property
    def total(self) -> int:
        """With those that are not listed."""
        return len(self) + self.more


@dataclass
class Reading:
    """What a file says: questions; what keeps others from being read; what is not kept; what to look at."""

    items: list[Item] = field(default_factory=list)
    problems: Notes = field(default_factory=Notes)
    left_out: Notes = field(default_factory=Notes)
    advice: Notes = field(default_factory=Notes)

    def problem(self, line: int, sentence: Any, about: str = "") -> None:
        self.problems.add(Note(line, str(sentence), about[:_LONGEST_NAME]))

    def leave_out(self, line: int, sentence: Any, about: str = "") -> None:
        self.left_out.add(Note(line, str(sentence), about[:_LONGEST_NAME]))

    def advise(self, line: int, sentence: Any, about: str = "") -> None:
        self.advice.add(Note(line, str(sentence), about[:_LONGEST_NAME]))


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
