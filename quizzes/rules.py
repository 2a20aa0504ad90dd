"""The rules of a quiz as its page was compiled: what is asked, how many must be right, which have to be."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, When

from courses.models import Activity, ActivityVersion
from quizzes.models import Mode


@dataclass(frozen=True)
class Fixed:
    """A question that is on every paper."""

    question: UUID
    is_must_know: bool


@dataclass(frozen=True)
class Draw:
    """So many questions of one objective, with these tags, of this difficulty. What is left empty does not count."""

    objective: UUID | None
    count: int
    tag: str = ""
    difficulty: str = ""


@dataclass(frozen=True)
class Rules:
    """One compiled set of rules. `needed` is a count of right answers (D23)."""

    mode: Mode
    needed: int
    fixed: tuple[Fixed, ...]
    draws: tuple[Draw, ...]

    @property
    def planned(self) -> int:
        """Questions on a paper when the bank has enough of them."""
        return len(self.fixed) + sum(draw.count for draw in self.draws)


def of(version: ActivityVersion) -> Rules:
    """The rules that this version of the quiz states."""
    body = version.body
    return Rules(
        mode=Mode(body.get("mode", Mode.STANDARD)),
        needed=int(body["pass_mark"]),
        fixed=tuple(Fixed(UUID(one["question"]), bool(one.get("must_know"))) for one in body.get("fixed", [])),
        draws=tuple(_draw(one) for one in body.get("draws", [])),
    )


def _draw(written: dict[str, Any]) -> Draw:
    """Versions from before there were tags name an objective and a count only."""
    objective = written.get("objective")
    return Draw(
        objective=UUID(objective) if objective else None,
        count=int(written["count"]),
        tag=written.get("tag", ""),
        difficulty=written.get("difficulty", ""),
    )


def newest(activity: Activity) -> ActivityVersion | None:
    """The version that counts today: the newest of the source language, whose rules hold for all languages (D1)."""
    is_source = Case(When(language=activity.course.source_language, then=1), default=0)
    return activity.versions.order_by(is_source.desc(), "-number").first()
