"""What somebody passed and is to recall: which objectives wait, and whether a refresher is offered now. Reads only.

Nothing has to happen when a course is passed: what waits follows from the completions each time, and a state is stored
for an objective only when a session begins (or `tick` comes by). Sensitive courses have no refreshers (4.6): their quiz
may ask what to do once, in the course; a question that comes back unasked to somebody whom the subject hurts is
another matter. Policies have nothing to ask, and what a retired course taught may no longer be true.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Subquery
from django.utils import timezone

from courses.models import Activity, ActivityCompletion, Course, CourseCompletion, Enrolment
from lms.people.models import User
from lms.questions import versions
from lms.sql import Given
from quizzes import ladder, rules
from quizzes.ladder import Past, Place, Waiting
from quizzes.models import PaperItem, RefresherSession
from quizzes.offers import Known, Offer

RESUMES_FOR = timedelta(days=3)
STATE = ("objective_key", "is_must_know", "box", "successes", "lapses", "due_on", "is_first")
# The finished sessions that can reach a cap (ladder.Past), as places in their order from the newest.
LIMITING = {"last": 0, "last_but_one": ladder.A_WEEK_AT_FIRST - 1, "twelfth": ladder.A_QUARTER - 1}


def due(person: User, *, now: datetime | None = None) -> Offer:
    """What waits for this person now. One query, up to three more for what was passed since the last session."""
    finished = Enrolment.objects.visible_to(person).filter(closed_at__isnull=False)
    return offer(alongside(finished, person), now=now)


def alongside(enrolments: QuerySet[Enrolment], person: User | Given) -> QuerySet[Enrolment]:
    """Adds what `offer` reads to a query for this person's enrolments, so that home needs no query more.

    A finished enrolment comes once for each stored state that begins from it.
    """
    sessions = RefresherSession.objects.visible_to(person)
    finished = sessions.filter(finished_at__isnull=False).order_by("-finished_at").values("finished_at")
    states = "course_completion__refresher_states__"
    return enrolments.annotate(
        passed_id=F("course_completion__id"),
        passed_at=F("course_completion__completed_at"),
        passed_until=F("course_completion__valid_until"),
        annulled_at=F("course_completion__annulled_at"),
        passed_questions=F("course_completion__total"),
        passed_course=F("course__kind"),
        passed_live=F("course__is_live"),
        passed_sensitive=F("course__is_sensitive"),
        **{f"state_{name}": F(states + name) for name in STATE},
        session_open=Subquery(sessions.open().values("started_at")[:1]),
        **{name: Subquery(finished[n : n + 1]) for name, n in LIMITING.items()},
        stopped_at=F("person__refresher_choice__stopped_at"),
        snoozed_until=F("person__refresher_choice__snoozed_until"),
    )


def offer(rows: Iterable[Any], *, now: datetime | None = None) -> Offer:
    """The offer that follows from the rows of `alongside`; others among them are passed over."""
    now = now or timezone.now()
    today, refreshed = timezone.localdate(now), [row for row in rows if _is_refreshed(row, now)]
    if not refreshed:
        return Offer(today, (), ())
    known = tuple(_known(_newest(refreshed)))
    one, began = refreshed[0], min(row.passed_at for row in refreshed)
    renewed = {row.passed_id for row in refreshed if ladder.is_renewed_instead(row.passed_until, today)}
    is_open = one.session_open is not None and now - one.session_open < RESUMES_FOR
    return Offer(
        today=today,
        known=known,
        waiting=tuple(
            Waiting(it.objective, it.course, it.place.due_on, it.is_must_know, it.place.is_first)
            for it in known if it.place.due_on and it.completion not in renewed
        ),
        past=Past(timezone.localdate(began), _day(one.last), _day(one.last_but_one), _day(one.twelfth)),
        open_since=one.session_open if is_open else None,
        is_stopped=one.stopped_at is not None,
        snoozed_until=one.snoozed_until,
    )  # fmt: skip


def first_on(person: User, completion: CourseCompletion, *, now: datetime | None = None) -> date | None:
    """About when what this person's completion passed is asked for the first time; None when it is not, or no more."""
    found = due(person, now=now)
    of_this = [one for one in found.known if one.completion == completion.pk]
    if found.is_stopped or any(one.place.successes or one.place.lapses for one in of_this):
        return None
    passed_on = timezone.localdate(completion.completed_at)
    waiting = [one for one in found.waiting if one.objective in {it.objective for it in of_this}]
    day = ladder.next_day(waiting, Past(passed_on), passed_on)
    return day if day and day > found.today else None


def _newest(rows: list[Any]) -> list[list[Any]]:
    """The newest completion of each course, oldest first; its rows, one for each stored state."""
    by_course: dict[UUID, list[Any]] = {}
    for row in rows:
        newest = by_course.get(row.course_id)
        if newest is None or newest[0].cycle < row.cycle:
            by_course[row.course_id] = [row]
        elif newest[0].cycle == row.cycle:
            newest.append(row)
    return sorted(by_course.values(), key=lambda of_course: (of_course[0].passed_at, of_course[0].passed_id))


def _is_refreshed(row: Any, now: datetime) -> bool:
    """A pass by then, never taken back, of a live course with a quiz that is not sensitive."""
    if row.passed_at is None or row.passed_at > now or row.passed_questions is None or row.annulled_at is not None:
        return False
    return row.passed_course == Course.Kind.COURSE and row.passed_live and not row.passed_sensitive


def _known(passed: list[list[Any]]) -> Iterable[Known]:
    """Each objective once, as the newest completion that names it has it."""
    unknown = {of_course[0].pk for of_course in passed if of_course[0].state_objective_key is None}
    taught = _taught(unknown) if unknown else {}
    found: dict[UUID, Known] = {}
    for of_course in passed:
        for row in of_course:
            if row.state_objective_key:
                place = Place(
                    row.state_box, row.state_successes, row.state_lapses, row.state_due_on, row.state_is_first
                )
                key, is_must = row.state_objective_key, row.state_is_must_know
                found[key] = Known(key, row.course_id, row.passed_id, place, is_must, True)
            for key, is_must in taught.get(row.pk, {}).items():
                place = ladder.begin(timezone.localdate(row.passed_at), valid_until=row.passed_until)
                found[key] = Known(key, row.course_id, row.passed_id, place, is_must, False)
    return found.values()


def _taught(enrolments: Iterable[int]) -> dict[int, dict[UUID, bool]]:
    """By enrolment, what its quizzes asked in the versions that were passed: objectives, and which must be known."""
    done = ActivityCompletion.objects.filter(enrolment__in=enrolments, activity__kind=Activity.Kind.QUIZ)
    asked = [(one.enrolment_id, rules.of(one.version)) for one in done.select_related("version")]
    fixed = versions.current({one.question for _, rule in asked for one in rule.fixed})
    found: dict[int, dict[UUID, bool]] = {}
    for enrolment, rule in asked:
        mine = found.setdefault(enrolment, {})
        for draw in rule.draws:
            if draw.objective:
                mine.setdefault(draw.objective, False)
        for one in rule.fixed:
            if version := fixed.get(one.question):
                mine[version.objective_key] = mine.get(version.objective_key, False) or one.is_must_know
    by_tag = [enrolment for enrolment, rule in asked if any(draw.objective is None for draw in rule.draws)]
    for enrolment, objective in _on_paper(by_tag) if by_tag else ():
        found[enrolment].setdefault(objective, False)
    return found


def _on_paper(enrolments: list[int]) -> Iterable[tuple[int, UUID]]:
    """What was asked in the tries that passed: rules that draw by tag say it only there."""
    items = PaperItem.objects.filter(attempt__enrolment__in=enrolments, attempt__is_passed=True).order_by()
    return items.values_list("attempt__enrolment_id", "question_version__objective_key").distinct()


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
