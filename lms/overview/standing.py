"""How people stand with their courses today: one picture for home, team, person and export, so that they agree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from courses import assignment, ground, status
from courses.assignment import Duty
from courses.models import Course, CourseCompletion, Enrolment
from courses.status import Code, Status
from lms import sql
from lms.people.models import User


@dataclass(frozen=True)
class Item:
    """One course of one person: what is asked, how far it is."""

    course: Course
    duty: Duty | None
    status: Status
    enrolment: Enrolment | None
    completion: CourseCompletion | None

    @property
    def is_required(self) -> bool:
        return self.duty is not None

    @property
    def day_words(self) -> str:
        """The day that counts: until when it is valid if it was done, else when it is due."""
        if self.completion:
            until = self.completion.valid_until
            return _("valid until %(day)s") % {"day": date_format(until, "DATE_FORMAT")} if until else ""
        return _("due %(day)s") % {"day": date_format(self.duty.due_on, "MONTH_DAY_FORMAT")} if self.duty else ""

    @property
    def can_extend(self) -> bool:
        """There is a due date, and the course is still to be done."""
        return self.duty is not None and self.completion is None


@dataclass(frozen=True)
class Standing:
    """All courses of one person, most urgent first."""

    person: User
    items: list[Item]
    enrolments: list[Enrolment]
    """All of them, oldest cycle first, each with its completion."""

    @cached_property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.is_required]

    @property
    def done(self) -> int:
        """Required courses that are completed and valid today. Shown with its total, never as an average."""
        return sum(item.status.code in (Code.DONE, Code.RENEW) for item in self.required)

    @property
    def total(self) -> int:
        return len(self.required)

    @cached_property
    def most_urgent(self) -> Item | None:
        return next((item for item in self.required if item.status.is_open), None)


def of(people: Iterable[User], *, today: date) -> list[Standing]:
    """The standing of each person, in the order given. Five queries for any number of people."""
    people = list(people)
    duties = assignment.duties(people, today=today)
    taken = _enrolments([person.pk for person in people])
    keys = {duty.course_key for mine in duties.values() for duty in mine} | {
        course for mine in taken.values() for course in mine
    }
    courses = ground.courses(keys)
    return [
        Standing(
            person,
            _items(duties[person.pk], taken[person.pk], courses, today),
            [one for cycles in taken[person.pk].values() for one in cycles],
        )
        for person in people
    ]


def _items(
    duties: list[Duty], taken: dict[UUID, list[Enrolment]], courses: dict[UUID, Course], today: date
) -> list[Item]:
    by_course = {duty.course_key: duty for duty in duties}
    items = []
    for key in [*by_course, *(key for key in taken if key not in by_course)]:
        duty, course = by_course.get(key), courses[key]
        enrolment: Enrolment | None = taken.get(key, [None])[-1]
        completion = _newest_completion(taken.get(key, []))
        if completion and not ground.counts(completion, course):
            # A new version of a policy is to be confirmed like one that was never read, with time to do it. The same
            # holds for a completion that was taken back.
            duty = assignment.asked_again(duty, course, completion)
            enrolment = None if getattr(enrolment, "course_completion", None) else enrolment
            completion = None
        standing = status.of(duty, enrolment=enrolment, completion=completion, today=today)
        items.append(Item(course, duty, standing, enrolment, completion))
    return sorted(items, key=lambda item: (not item.status.is_open, item.status.urgency))


def _newest_completion(enrolments: list[Enrolment]) -> CourseCompletion | None:
    for enrolment in reversed(enrolments):
        if completion := getattr(enrolment, "course_completion", None):
            return completion
    return None


def _enrolments(people: list[int]) -> dict[int, dict[UUID, list[Enrolment]]]:
    """Per person and course, oldest cycle first, each with its completion (one query)."""
    found: dict[int, dict[UUID, list[Enrolment]]] = defaultdict(lambda: defaultdict(list))
    for row in _taken(people=people):
        found[row.person_id][row.course_id].append(row)
    return found


@sql.once
def _taken() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(person__in=sql.Given("people", many=True))
    return rows.select_related("course_completion", "course_completion__certificate").order_by("cycle")
