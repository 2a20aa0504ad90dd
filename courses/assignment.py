"""Who must take what by when: assigning, extending, ending, and each person's duties as they stand today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import ground
from courses.models import Assignment, Course, CourseCompletion, Extension
from lms import sql
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people import access
from lms.people.models import Team, User

LONGEST_DAYS = 3650
REASON_LENGTH = 400
DAYS_FOR_A_NEW_VERSION = timedelta(days=14)


class AlreadyAssigned(ValueError):
    """This person or team already has this course."""


class NotPossible(ValueError):
    """The request makes no sense as it stands; the message says what to do."""


@dataclass(frozen=True)
class Duty:
    """What one person has to do: a course, by a day. Several assignments of one course become one duty."""

    course_key: UUID
    due_on: date
    opens_on: date | None
    assigned_on: date


@transaction.atomic
def assign(
    course: Course,
    *,
    person: User | None = None,
    team: Team | None = None,
    due_on: date | None = None,
    due_days: int | None = None,
    opens_on: date | None = None,
    by: User | None,
    now: datetime | None = None,
) -> Assignment:
    """Assigns a course to one person, or to a team with its subteams (also people who join it later).

    Due on a date, or `due_days` after the first day (after the assignment, where that is later). Raises
    AlreadyAssigned for a second open assignment of the same course, NotPossible for half-filled requests.
    """
    if (person is None) == (team is None) or (due_on is None) == (due_days is None):
        raise NotPossible(_("Choose one person or one team, and either a date or a number of days."))
    if due_days is not None and due_days > LONGEST_DAYS:
        raise NotPossible(_("Choose at most %(days)d days.") % {"days": LONGEST_DAYS})
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                course=course, person=person, team=team, due_on=due_on, due_days=due_days, opens_on=opens_on,
                assigned_by=by, assigned_at=now or timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyAssigned(_("This course is already assigned here.")) from None
    _record(assignment, Act.ASSIGNED, by, now)
    return assignment


@transaction.atomic
def end(assignment: Assignment, *, by: User | None, now: datetime | None = None) -> Assignment:
    """Takes an assignment back. What people already did stays; only the duty ends."""
    ended = Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=now or timezone.now())
    if ended:
        _record(assignment, Act.ASSIGNMENT_ENDED, by, now)
    return assignment


@transaction.atomic
def extend(
    person: User, course: Course, *, due_on: date, reason: str, by: User, now: datetime | None = None
) -> Extension:
    """Gives one person more time. Needs a reason, a day from today on, and a duty that is then due later."""
    today = timezone.localdate(now)
    duty = duty_of(person, course, today=today)
    if duty is None:
        raise NotPossible(_("This course is not assigned to this person."))
    if not reason.strip():
        raise NotPossible(_("Write why, in a few words."))
    if due_on < today or due_on <= duty.due_on:
        raise NotPossible(_("Choose a day after the present due date and not in the past."))
    extension = Extension.objects.create(
        person=person, course=course, due_on=due_on, reason=reason.strip()[:REASON_LENGTH], extended_by=by,
        extended_at=now or timezone.now(),
    )  # fmt: skip
    facts = {"course": course.key, "due_on": due_on, "before": duty.due_on}
    chain.record(person.pk, Act.EXTENDED, by=by.pk, at=now, facts=facts, words={"reason": extension.reason})
    return extension


def duty_of(person: User, course: Course, *, today: date) -> Duty | None:
    """The person's duty to take this course as it is today."""
    duty = next((duty for duty in duties([person], today=today)[person.pk] if duty.course_key == course.key), None)
    if duty:
        last = ground.taken(person, [course.pk])[course.pk].last_completion
        return asked_again(duty, course, last) if last and not ground.counts(last, course) else duty
    return duty


def duties(people: Iterable[User], *, today: date) -> dict[int, list[Duty]]:
    """Each person's duties, earliest due first. Three queries for any number of people."""
    people = list(people)
    parents = dict(_teams())
    around = {person.pk: access.above(person.team_id, parents) for person in people}
    teams = {team for chain_ in around.values() for team in chain_}
    by_person, by_team = _open_assignments([person.pk for person in people], teams)
    extended = _extended([person.pk for person in people])
    found: dict[int, list[Duty]] = {}
    for person in people:
        mine = by_person[person.pk] + [row for team in around[person.pk] for row in by_team[team]]
        found[person.pk] = sorted(_merged(person, mine, extended), key=lambda duty: (duty.due_on, duty.assigned_on))
    return found


def asked_again(duty: Duty | None, course: Course, last: CourseCompletion) -> Duty | None:
    """The duty to do again what does not count any more: two weeks from that day, whatever the first date was.

    The day is when the policy's new version came out, or when the completion was taken back.
    """
    since = last.annulled_at or course.version_since
    if duty is None or since is None:
        return duty
    return replace(duty, due_on=max(duty.due_on, timezone.localdate(since) + DAYS_FOR_A_NEW_VERSION))


def _open_assignments(
    people: list[int], teams: set[int]
) -> tuple[dict[int, list[Assignment]], dict[int, list[Assignment]]]:
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    by_team: dict[int, list[Assignment]] = defaultdict(list)
    for row in _assigned(people=people, teams=teams):
        (by_person[row.person_id] if row.person_id else by_team[row.team_id]).append(row)  # type: ignore[index]
    return by_person, by_team


def _extended(people: list[int]) -> dict[tuple[int, UUID], date]:
    """The newest extension per person and course."""
    return {(person, course): due_on for person, course, due_on in _extensions(people=people)}


@sql.once
def _teams() -> QuerySet[Team, tuple[int, int | None]]:
    return Team.objects.order_by().values_list("id", "parent_id")


@sql.once
def _assigned() -> QuerySet[Assignment]:
    whom = Q(person__in=sql.Given("people", many=True))
    return Assignment.objects.filter(whom | Q(team__in=sql.Given("teams", many=True)), ended_at=None)


@sql.once
def _extensions() -> QuerySet[Extension, tuple[int, UUID, date]]:
    rows = Extension.objects.filter(person__in=sql.Given("people", many=True))
    return rows.order_by("extended_at", "id").values_list("person_id", "course_id", "due_on")


def _merged(person: User, rows: list[Assignment], extended: dict[tuple[int, UUID], date]) -> list[Duty]:
    merged: dict[UUID, Duty] = {}
    for row in rows:
        duty = _duty(person, row)
        known = merged.get(row.course_id)
        if known is None or duty.due_on < known.due_on:
            merged[row.course_id] = duty
    return [
        Duty(key, max(duty.due_on, extended.get((person.pk, key), duty.due_on)), duty.opens_on, duty.assigned_on)
        for key, duty in merged.items()
    ]


def _duty(person: User, row: Assignment) -> Duty:
    assigned_on = timezone.localdate(row.assigned_at)
    first = max(person.first_day or assigned_on, assigned_on)
    due_on = row.due_on if row.due_on else first + timedelta(days=row.due_days or 0)
    return Duty(row.course_id, due_on, row.opens_on, assigned_on)


def _record(assignment: Assignment, act: Act, by: User | None, now: datetime | None) -> None:
    subject = assignment.person_id or chain.ORGANISATION
    facts = {
        "course": assignment.course_id, "assignment": assignment.pk, "team": assignment.team_id,
        "due_on": assignment.due_on, "due_days": assignment.due_days,
    }  # fmt: skip
    chain.record(subject, act, by=by.pk if by else None, at=now, facts=facts)
