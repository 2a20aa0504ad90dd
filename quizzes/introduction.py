"""What a learner reads before starting a quiz: how long it is, what is needed, and where they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from courses import outline
from courses.models import Activity
from courses.outline import Item, Outline
from lms.people.models import User
from quizzes import allowing, compiling, counting, deadlines, opening, papers, rules, withdrawn
from quizzes.models import Allowance, Attempt, Counting, Mode, QuizPage
from quizzes.opening import Shut
from quizzes.rules import Rules


@dataclass(frozen=True)
class Introduction:
    """The start page's picture.

    `state` is preview, not_enrolled, locked, gone, shut, in_progress, time_up, passed, retry or ready. `left` is how
    many tries are left, None where there may be any number; `limit` the time in minutes as it holds for this person.
    `stands` is the try whose result stands where several have one, said before a further try.
    """

    state: str
    total: int
    needed: int
    must_know: int
    rule: Rules | None = None
    activity: Activity | None = None
    course: Outline | None = None
    missing: tuple[Item, ...] = ()
    tries: tuple[Attempt, ...] = ()
    resume_at: int | None = None
    until: datetime | None = None
    """When the time ends: of the running try, else of one that starts now. None without a limit."""
    shut: Shut | None = None
    left: int | None = None
    limit: int | None = None
    stands: Attempt | None = None
    is_next_granted: bool = False
    """Somebody granted a try on top, and the next one is it."""

    @property
    def is_limited(self) -> bool:
        """There is a time limit, though perhaps not for this person."""
        return self.rule is not None and self.rule.limit is not None

    @property
    def carries(self) -> bool:
        """Whether a retry asks only what was missed (D24): as long as none has passed, even one that does not count."""
        is_passed = any(one.is_passed for one in self.tries)
        return self.rule is not None and self.rule.mode != Mode.EXAM and not is_passed

    @property
    def missed(self) -> int:
        """What a retry asks: everything that was not right in the last try."""
        last = self.tries[-1]
        return last.total - (last.right or 0)

    @property
    def results(self) -> list[Attempt]:
        """Tries that were handed in, newest first."""
        return [one for one in reversed(self.tries) if one.submitted_at]


def of(
    page: QuizPage, person: User, *, language: str, is_preview: bool = False, now: datetime | None = None
) -> Introduction:
    """The picture for this person, in the numbers that a try would have if it were started now.

    A preview shows the page as it is written and knows nobody.
    """
    activity = Activity.objects.select_related("course").filter(pk=page.translation_key).first()
    rule = rules.in_language(activity, language) if activity else None
    if is_preview or activity is None or rule is None:
        return _written(page)
    rule, now = withdrawn.taken_out_of(rule), now or timezone.now()
    course = outline.of(activity.course, person=person, language=language)
    tries = opening.tries(course.enrolment, activity) if course.enrolment else []
    has_allowances = rule.tries or rule.limit or rule.counting == Counting.FIRST
    allowances = _allowances(course, person, activity) if has_allowances else []
    state, missing = _state(course, activity, tries, now)
    is_between = state in ("retry", "passed")
    closed = opening.shut(rule, tries, allowances, now=now) if is_between else None
    has_choice = is_between and sum(one.right is not None for one in tries) > 1
    return Introduction(
        state="shut" if closed else state,
        total=rule.planned,
        needed=rule.needed,
        must_know=sum(one.is_must_know for one in rule.fixed),
        rule=rule,
        activity=activity,
        course=course,
        missing=missing,
        tries=tuple(tries),
        resume_at=papers.first_unanswered(tries[-1]) if state == "in_progress" else None,
        until=tries[-1].deadline_at if state == "in_progress" else _end(rule, person, allowances, now=now),
        shut=closed,
        left=opening.left(rule, tries, allowances),
        limit=_limit(rule, person, allowances, now=now),
        stands=counting.standing(rule.counting, tries, allowances) if has_choice else None,
        is_next_granted=state == "retry" and counting.is_next_granted(tries, allowances),
    )


def _allowances(course: Outline, person: User, activity: Activity) -> list[Allowance]:
    if course.enrolment is None:
        return allowing.given(person, activity)
    return allowing.holding(course.enrolment, activity)


def _limit(rule: Rules, person: User, allowances: list[Allowance], *, now: datetime) -> int | None:
    end = _end(rule, person, allowances, now=now)
    return round((end - now).total_seconds() / 60) if end else None


def _end(rule: Rules, person: User, allowances: list[Allowance], *, now: datetime) -> datetime | None:
    return deadlines.at_start(rule, person, deadlines.allowed_time(allowances), now=now)


def _state(course: Outline, activity: Activity, tries: list[Attempt], now: datetime) -> tuple[str, tuple[Item, ...]]:
    if course.enrolment is None:
        return "not_enrolled", ()
    if tries and tries[-1].submitted_at is None:
        return ("time_up" if deadlines.is_over(tries[-1], now=now) else "in_progress"), ()
    item = course.item(activity.pk)
    if item is None:
        return "gone", ()
    if item.done_at:
        return "passed", ()
    missing = tuple(opening.missing(course, activity))
    return ("locked" if missing else "retry" if tries else "ready"), missing


def _written(page: QuizPage) -> Introduction:
    rule = withdrawn.taken_out_of(compiling.as_written(page))
    return Introduction(
        state="preview", total=rule.planned, needed=rule.needed, must_know=sum(one.is_must_know for one in rule.fixed),
        rule=rule, left=rule.tries, limit=page.minutes_limit,
    )  # fmt: skip
