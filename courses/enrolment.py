"""Who takes which course: starting, and starting again when the certificate runs out."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone

from courses import ground, status
from courses.models import Course, CourseCompletion, Enrolment
from lms import sql
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User


class NotOpen(Exception):
    """The course is not published (any more), so nobody can start it."""


@transaction.atomic
def enrol(person: User, course: Course, *, language: str, now: datetime | None = None) -> Enrolment:
    """The person's enrolment in the course: the open one, or a new one if there is none.

    Starting twice gives the same enrolment, also at the same moment (the person's row is locked). A finished course
    stays finished; only from 60 days before its certificate runs out does starting again open a new cycle.
    Raises NotOpen when the course is not published and nothing was begun.
    """
    now = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    newest = current(person, course)
    if newest and not may_start_again(newest, timezone.localdate(now)):
        return newest
    if not course.is_live:
        if newest:
            return newest
        raise NotOpen
    enrolment = Enrolment.objects.create(
        person=person, course=course, cycle=newest.cycle + 1 if newest else 1, language=language, started_at=now
    )
    facts = {"course": str(course.pk), "enrolment": enrolment.pk, "cycle": enrolment.cycle}
    chain.record(person.pk, Act.ENROLLED, by=person.pk, at=now, facts=facts)
    return enrolment


def current(person: User, course: Course) -> Enrolment | None:
    """The open enrolment, else the newest; None when the person never started. One query, with its completion."""
    return next(iter(_current(person=person.pk, course=course.pk)), None)


@sql.once
def _current() -> QuerySet[Enrolment]:
    taken = Enrolment.objects.visible_to(sql.Given("person")).filter(course=sql.Given("course", UUIDField()))
    return taken.select_related("course", "course_completion").order_by("-cycle")[:1]


def completion_of(enrolment: Enrolment | None) -> CourseCompletion | None:
    """The completion of this enrolment, if it has one. No query after `current`."""
    return getattr(enrolment, "course_completion", None) if enrolment else None


def may_start_again(enrolment: Enrolment, today: date | None = None) -> bool:
    """True from 60 days before the certificate of a finished cycle runs out (D20), and for a policy's new version."""
    today = today or timezone.localdate()
    completion = completion_of(enrolment)
    if completion is None:
        return False
    if not ground.counts(completion, enrolment.course):
        return True
    if completion.valid_until is None:
        return False
    return completion.valid_until - today <= status.RENEWAL
