"""The rules of a quiz as its page was compiled: what is asked, how many must be right, which have to be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, QuerySet, UUIDField, When

from courses.models import Activity, ActivityVersion
from lms import sql
from quizzes.models import Counting, Mode, PassByCheck

EXAM_TRIES = 3


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
class Band:
    """What the result says from so many right answers on."""

    least: int
    text: str


@dataclass(frozen=True)
class Rules:
    """One compiled set of rules. `needed` is a count of right answers (D23); only an exam has a number of `tries`."""

    mode: Mode
    needed: int
    fixed: tuple[Fixed, ...]
    draws: tuple[Draw, ...]
    tries: int | None = None
    wait: timedelta = timedelta()
    counting: Counting = Counting.BEST
    limit: timedelta | None = None
    is_limit_fixed: bool = False
    exam_reason: str = ""
    limit_reason: str = ""
    test_out: PassByCheck = PassByCheck.RENEWAL
    bands: tuple[Band, ...] = ()
    withdrawn: frozenset[UUID] = frozenset()
    """Fixed questions that were taken out of these rules (withdrawn.py)."""

    @property
    def planned(self) -> int:
        """Questions on a paper when the bank has enough of them."""
        return len(self.fixed) + sum(draw.count for draw in self.draws)

    def band(self, right: int) -> str:
        """The sentence for so many right answers; empty where the author wrote none."""
        return next((band.text for band in self.bands if band.least <= right), "")


def of(version: ActivityVersion) -> Rules:
    """The rules that this version of the quiz states."""
    return stated(version.body)


def stated(body: Mapping[str, Any]) -> Rules:
    """The rules that compiled content states. What an older version does not state is as it was then."""
    mode = Mode(body.get("mode", Mode.STANDARD))
    is_exam, minutes = mode == Mode.EXAM, body.get("minutes_limit")
    return Rules(
        mode=mode,
        needed=int(body["pass_mark"]),
        fixed=tuple(Fixed(UUID(one["question"]), bool(one.get("must_know"))) for one in body.get("fixed", [])),
        draws=tuple(_draw(one) for one in body.get("draws", [])),
        tries=int(body.get("tries", EXAM_TRIES)) if is_exam else None,
        wait=timedelta(hours=int(body.get("wait_hours", 0))) if is_exam else timedelta(),
        counting=Counting(body.get("counting", Counting.BEST)),
        limit=timedelta(minutes=int(minutes)) if minutes else None,
        is_limit_fixed=bool(body.get("is_limit_fixed")),
        exam_reason=str(body.get("exam_reason", "")) if is_exam else "",
        limit_reason=str(body.get("limit_reason", "")) if minutes else "",
        test_out=PassByCheck(body.get("test_out", PassByCheck.RENEWAL)),
        bands=_bands(body.get("bands", [])),
    )  # fmt: skip


def _bands(rows: list[dict[str, Any]]) -> tuple[Band, ...]:
    """Highest first."""
    bands = [Band(int(one["least"]), str(one["text"])) for one in rows]
    return tuple(sorted(bands, key=lambda band: -band.least))


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
    return _newest(activity, activity.course.source_language)


def in_language(activity: Activity, language: str) -> Rules | None:
    """The rules with the sentences of this language, where the quiz was published in it. At most two queries."""
    version = newest(activity)
    if version is None:
        return None
    own = version if version.language == language else _newest(activity, language)
    if own is None or own.language != language:
        own = version
    return replace(of(version), **{name: getattr(of(own), name) for name in ("bands", "exam_reason", "limit_reason")})


def _newest(activity: Activity, language: str) -> ActivityVersion | None:
    """The newest version in this language; where there is none, the newest of all."""
    return next(iter(_versions(activity=activity.pk, language=language)), None)


@sql.once
def _versions() -> QuerySet[ActivityVersion]:
    is_in_it = Case(When(language=sql.Given("language", CharField()), then=1), default=0)
    rows = ActivityVersion.objects.filter(activity=sql.Given("activity", UUIDField()))
    return rows.order_by(is_in_it.desc(), "-number")[:1]
