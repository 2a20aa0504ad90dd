"""What a certificate says: plain words, frozen on the day (D4). No ids of content, so nothing can change them later."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything that is printed, except number and validity, which are columns. `minutes` is learning time.

    `is_by_check` is kept and not printed: the holder showed in a short check to know the course already.
    """

    name: str
    organisation: str
    course: str
    outcomes: list[str]
    completed_on: date
    right: int | None
    total: int | None
    needed: int | None
    minutes: int
    signers: list[tuple[str, str]]
    hue: int
    mark_key: str
    has_quiz: bool
    is_by_check: bool = False

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "completed_on": self.completed_on.isoformat()}

    def texts(self) -> Iterator[str]:
        """All words that somebody wrote and that the fonts must be able to print."""
        yield from (self.name, self.organisation, self.course, *self.outcomes)
        for signer in self.signers:
            yield from signer


def read(stored: dict[str, Any]) -> Words:
    """The words back from a certificate's row."""
    known = {field.name: stored[field.name] for field in fields(Words) if field.name in stored}
    known["completed_on"] = date.fromisoformat(stored["completed_on"])
    known["signers"] = [(name, role) for name, role in stored["signers"]]
    return Words(**known)
