"""What is wrong in the files of a course: file, line, and a sentence that says what to do."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file, counted from 1."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    def at(self, line: int) -> "Place":
        return Place(self.path, line)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass
class Problems:
    """All mistakes found so far. Reading goes on after a mistake, so that an author sees all of them at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, sentence: str) -> None:
        problem = Problem(place, sentence)
        if problem not in self.found:
            self.found.append(problem)


class NotLoadable(ValueError):
    """The files have mistakes; `problems` names all of them. Nothing was loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in sorted(problems)))
        self.problems = sorted(problems)


def unknown(what: str, name: str, names: list[str]) -> str:
    """The sentence about a name that leads nowhere."""
    return f"There is no {what} “{name}”. Known: {', '.join(names) or 'none'}."


def shown(path: Path, root: Path) -> str:
    """A path as a person writes it: from the curriculum's folder on."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
