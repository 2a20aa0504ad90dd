"""Which courses a person finds, in which order, and what remains readable of a course they have finished."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses import outline as outlines
from courses.models import Activity, ActivityCompletion, Course, CourseCompletion
from courses.outline import Outline
from lms.people.models import User

_ORDER = {"in_progress": 0, "not_started": 1, "done": 2}


@dataclass(frozen=True)
class KeptLesson:
    """A lesson of a finished course: today's page, or the version that was read then."""

    title: str
    url: str
    done_at: datetime


def find(person: User, *, language: str, query: str = "") -> dict[str, Any]:
    """The person's own courses (open ones first) and those they may take, as outlines; `query` narrows them down.

    Words are looked for in titles, promises and lesson titles. Courses that were taken back are listed only for those
    who have finished them. Four queries for any number of courses.
    """
    courses = Course.objects.visible_to(person).order_by("slug")
    found = [
        one
        for one in outlines.many(courses, person=person, language=language).values()
        if one.url and _holds(one, query.casefold().split())
    ]
    found.sort(key=lambda one: (_ORDER[one.state], one.title.casefold()))
    mine = [one for one in found if one.enrolment]
    return {"mine": mine, "others": [one for one in found if not one.enrolment], "count": len(found)}


def kept_lessons(completion: CourseCompletion, outline: Outline) -> list[KeptLesson]:
    """The lessons that were done for this completion, in the order they were done, each with a link that works."""
    rows = (
        ActivityCompletion.objects.filter(enrolment=completion.enrolment_id, activity__kind=Activity.Kind.LESSON)
        .order_by("completed_at", "id")
        .values_list("activity", "version__title", "completed_at")
    )
    today = {item.activity_key: item for item in outline.items}
    slug = completion.enrolment.course.slug
    return [
        KeptLesson(today[key].title, today[key].url, done_at)
        if key in today
        else KeptLesson(title, reverse("course_read", args=[slug, key]), done_at)
        for key, title, done_at in rows
    ]


def _holds(outline: Outline, words: list[str]) -> bool:
    text = " ".join([outline.title, outline.promise, *[item.title for item in outline.items]]).casefold()
    return all(word in text for word in words)
