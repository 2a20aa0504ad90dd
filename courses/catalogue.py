"""Which courses a person finds, in which order, and what remains readable of a course they have finished."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses import assignment, status
from courses import outline as outlines
from courses.assignment import Duty
from courses.models import Activity, ActivityCompletion, Course, CourseCompletion
from courses.outline import Outline
from courses.status import Status
from lms.people.models import User


@dataclass(frozen=True)
class Listed:
    """A course in the list, and how this person stands with it."""

    outline: Outline
    status: Status
    is_mine: bool

    @property
    def place(self) -> tuple[bool, tuple[int, int, int], str]:
        """Most urgent first, what is done last."""
        return (not self.status.is_open, self.status.urgency, self.outline.title.casefold())


@dataclass(frozen=True)
class KeptLesson:
    """A lesson of a finished course: today's page, or the version that was read then."""

    title: str
    url: str
    done_at: datetime


def find(person: User, *, language: str, query: str = "", today: date | None = None) -> dict[str, Any]:
    """The person's own courses (assigned or begun; most urgent first) and those they may take.

    `query` narrows them down: its words are looked for in titles, promises and lesson titles. Courses that were taken
    back are listed only for those who have finished them. A fixed number of queries for any number of courses.
    """
    today = today or timezone.localdate()
    courses = Course.objects.visible_to(person).filter(kind=Course.Kind.COURSE).order_by("slug")
    duties = {duty.course_key: duty for duty in assignment.duties([person], today=today)[person.pk]}
    words = query.casefold().split()
    listed = sorted(
        (
            _listed(one, duties.get(key), today)
            for key, one in outlines.many(courses, person=person, language=language).items()
            if one.url and _holds(one, words)
        ),
        key=lambda row: row.place,
    )
    mine = [row for row in listed if row.is_mine]
    return {"mine": mine, "others": [row for row in listed if not row.is_mine], "count": len(listed)}


def standing(person: User, outline: Outline, *, today: date | None = None) -> dict[str, Any]:
    """How the person stands with one course: status, and the duty behind it if there is one."""
    today = today or timezone.localdate()
    duty = assignment.duty_of(person, outline.course, today=today)
    return {"duty": duty, "status": _listed(outline, duty, today).status}


def kept_lessons(completion: CourseCompletion, outline: Outline) -> list[KeptLesson]:
    """The lessons (or the policy) that were done for this completion, in that order, each with a link that works."""
    kinds = [Activity.Kind.LESSON, Activity.Kind.POLICY]
    rows = (
        ActivityCompletion.objects.filter(enrolment=completion.enrolment_id, activity__kind__in=kinds)
        .order_by("completed_at", "id")
        .values_list("activity", "version__title", "completed_at")
    )
    # A lesson is read as it is today; of a policy what counts is the text that was confirmed.
    today = {} if outline.course.is_policy else {item.activity_key: item for item in outline.items}
    slug = completion.enrolment.course.slug
    return [
        KeptLesson(today[key].title, today[key].url, done_at)
        if key in today
        else KeptLesson(title, reverse("course_read", args=[slug, key]), done_at)
        for key, title, done_at in rows
    ]


def _listed(outline: Outline, duty: Duty | None, today: date) -> Listed:
    stands = status.of(duty, enrolment=outline.enrolment, completion=outline.last_completion, today=today)
    return Listed(outline, stands, is_mine=bool(duty or outline.enrolment))


def _holds(outline: Outline, words: list[str]) -> bool:
    text = " ".join([outline.title, outline.promise, *[item.title for item in outline.items]]).casefold()
    return all(word in text for word in words)
