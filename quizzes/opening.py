"""When a try may be started: after the lessons before it, while tries are left; to practise for ever once passed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet, UUIDField

from courses import outline
from courses.models import Activity, ActivityCompletion, Enrolment
from courses.outline import Item, Outline
from lms import sql
from quizzes import allowing, counting
from quizzes.models import Allowance, Attempt, Mode
from quizzes.rules import Rules


class NotOpen(Exception):
    """The quiz cannot be started now. `missing` are the lessons to do first; none when it is no longer offered."""

    def __init__(self, missing: list[Item]) -> None:
        super().__init__()
        self.missing = missing


class Why(StrEnum):
    """Why no further try is open."""

    MARKING = "marking"
    PASSED = "passed_exam"
    USED_UP = "used_up"
    WAIT = "wait"


@dataclass(frozen=True)
class Shut:
    """No further try now. `until` is when the next one opens, where time alone opens it."""

    why: Why
    until: datetime | None = None


class NoMoreTries(Exception):
    """The rules of the quiz allow no further try now; `shut` says why."""

    def __init__(self, shut: Shut) -> None:
        super().__init__(shut.why)
        self.shut = shut


def missing(course: Outline, activity: Activity) -> list[Item]:
    """The lessons before this quiz that are not done, in order. Nothing is missing once the course is completed.

    Raises NotOpen when the quiz is not part of the course any more, for whoever asks.
    """
    keys = [item.activity_key for item in course.items]
    if activity.pk not in keys:
        raise NotOpen([])
    if course.completion is not None:
        return []
    before = course.items[: keys.index(activity.pk)]
    return [item for item in before if item.kind == Activity.Kind.LESSON and item.done_at is None]


def shut(rule: Rules, tries: list[Attempt], allowances: list[Allowance], *, now: datetime) -> Shut | None:
    """What keeps a further try closed, None when one is open.

    Everywhere a try that waits for its mark comes first. Only an exam has a number of tries and a time between them;
    what somebody was allowed on top adds to the number and lifts the wait. An exam that was passed in a try that counts
    is not taken again.
    """
    if any(one.is_waiting for one in tries):
        return Shut(Why.MARKING)
    if rule.mode != Mode.EXAM or not tries:
        return None
    if any(one.is_passed for one in counting.among(tries, allowances)):
        return Shut(Why.PASSED)
    extra = allowing.extra_tries(allowances)
    if left(rule, tries, allowances) == 0:
        return Shut(Why.USED_UP)
    last = tries[-1].submitted_at
    until = last + rule.wait if last and not extra else None
    return Shut(Why.WAIT, until) if until and until > now else None


def tries(enrolment: Enrolment, activity: Activity) -> list[Attempt]:
    """All tries at the quiz in this enrolment with their rules, the first one first, without warm-ups. One query."""
    return _tries(enrolment=enrolment.pk, activity=activity.pk)


@sql.once
def _tries() -> QuerySet[Attempt]:
    activity = sql.Given("activity", UUIDField())
    rows = Attempt.objects.tries().filter(enrolment=sql.Given("enrolment"), activity=activity)
    return rows.select_related("version").order_by("number")


def left(rule: Rules, tries: list[Attempt], allowances: list[Allowance]) -> int | None:
    """How many tries are left; None where there may be as many as one likes."""
    if rule.tries is None:
        return None
    return max(0, rule.tries + allowing.extra_tries(allowances) - len(tries))


def require(
    enrolment: Enrolment, activity: Activity, rule: Rules, tries: list[Attempt], allowances: list[Allowance], *,
    now: datetime,
) -> None:  # fmt: skip
    """Raises NotOpen or NoMoreTries unless this learner may start a new try now. `tries` are those at the quiz.

    Nobody starts what is not in the course's live outline, not even to practise; whoever passed needs no lesson for it.
    """
    course = outline.of(activity.course, person=enrolment.person, language=enrolment.language)
    before = missing(course, activity)
    if closed := shut(rule, tries, allowances, now=now):
        raise NoMoreTries(closed)
    if before and not _completed(enrolment=enrolment.pk, activity=activity.pk):
        raise NotOpen(before)


@sql.once
def _completed() -> QuerySet[ActivityCompletion, int]:
    activity = sql.Given("activity", UUIDField())
    rows = ActivityCompletion.objects.filter(enrolment=sql.Given("enrolment"), activity=activity)
    return rows.order_by().values_list("pk", flat=True)
