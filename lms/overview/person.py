"""One person as their manager sees them: what is asked, what is done, what was extended and why. Never an answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from courses.models import Extension
from courses.status import Status
from lms.language import current
from lms.overview import needs, standing
from lms.overview.standing import Item
from lms.overview.team import Row, row_of
from lms.people.models import User
from quizzes.models import Attempt


@dataclass(frozen=True)
class Line:
    """One course of the person. Tries are a number, and never shown for a sensitive course (D27)."""

    item: Item
    title: str
    tries: int | None
    extension: Extension | None

    @property
    def status(self) -> Status:
        return self.item.status

    @property
    def due_on(self) -> date | None:
        return self.item.duty.due_on if self.item.duty else None


@dataclass(frozen=True)
class Person:
    """What the page of one person shows."""

    person: User
    row: Row
    lines: list[Line]


def of(someone: User, *, now: datetime | None = None) -> Person:
    """The person's page; a fixed number of queries for any number of courses."""
    now = now or timezone.now()
    mine = standing.of([someone], today=timezone.localdate(now))[0]
    need = needs.of([mine], now=now).get(someone.pk)
    tries = _tries(someone)
    extended = {row.course_id: row for row in Extension.objects.filter(person=someone).select_related("extended_by")}
    lines = [
        Line(
            item,
            item.course.title_in(current()),
            None if item.course.is_sensitive or not item.enrolment else tries.get(item.enrolment.pk, 0),
            extended.get(item.course.pk),
        )
        for item in mine.items
        if item.is_required or not item.course.is_sensitive
    ]
    return Person(someone, row_of(mine, need), lines)


def _tries(someone: User) -> dict[int, int]:
    rows = Attempt.objects.filter(enrolment__person=someone).values("enrolment_id")
    return {
        row["enrolment_id"]: row["tries"]
        for row in rows.annotate(tries=Count("id", filter=Q(submitted_at__isnull=False)))
    }
