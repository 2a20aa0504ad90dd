"""What an outline stands on: today's pages, the activities behind them, and what one person did. One query each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Substr
from wagtail.models import Page

from courses import places
from courses.models import Activity, Course, CourseCompletion, CoursePage, Enrolment
from lms.people.models import User

CONTACT = ("contact_name", "contact_role", "contact_when", "contact_email", "contact_phone")
_COLUMNS = ("id", "path", "depth", "title", "url_path", "translation_key")
Rows = list[dict[str, Any]]


def trees(courses: Iterable[Course], languages: set[str]) -> dict[UUID, Rows]:
    """All live pages of the courses in these languages and their own, in tree order, by course key. One query."""
    sources = {course.pk: course.source_language for course in courses}
    if not sources:
        return {}
    roots = CoursePage.objects.filter(translation_key__in=sources).values("path")
    rows = (
        Page.objects.live()
        .annotate(course_path=Substr("path", Value(1), Value(places.COURSE_DEPTH * Page.steplen)))
        .filter(course_path__in=roots, locale__language_code__in=languages | set(sources.values()))
        .order_by("path")
        .values(
            *_COLUMNS,
            "course_path",
            language=F("locale__language_code"),
            promise=F("coursepage__promise"),
            **{name: F(f"coursepage__{name}") for name in CONTACT},
        )
    )
    found: dict[UUID, Rows] = defaultdict(list)
    course_of: dict[str, UUID] = {}
    for row in rows:
        if row["depth"] == places.COURSE_DEPTH:
            course_of[row["path"]] = row["translation_key"]
        if row["course_path"] in course_of:
            found[course_of[row["course_path"]]].append(row)
    return found


def activities(trees: dict[UUID, Rows]) -> dict[UUID, Activity]:
    """The activities behind the pages of these trees. One query."""
    keys = {row["translation_key"] for rows in trees.values() for row in rows if row["depth"] == places.ACTIVITY_DEPTH}
    return Activity.objects.order_by().in_bulk(keys) if keys else {}


class Taken:
    """What a person did in one course: the newest enrolment, what was done in it, and the newest completion."""

    def __init__(self) -> None:
        self.enrolment: Enrolment | None = None
        self.done: dict[UUID, datetime] = {}
        self.last_completion: CourseCompletion | None = None

    def add(self, row: Enrolment) -> None:
        """Rows come oldest cycle first, one for each completed activity."""
        if self.enrolment is None or self.enrolment.pk != row.pk:
            self.enrolment, self.done = row, {}
            self.last_completion = getattr(row, "course_completion", None) or self.last_completion
        if row.done_key:  # type: ignore[attr-defined]
            self.done[row.done_key] = row.done_at  # type: ignore[attr-defined]


def taken(person: User, courses: Iterable[UUID]) -> dict[UUID, Taken]:
    """Enrolments joined with what was done in them: one query."""
    rows = (
        Enrolment.objects.visible_to(person)
        .filter(course__in=list(courses))
        .select_related("course_completion__certificate")
        .annotate(done_key=F("completions__activity_id"), done_at=F("completions__completed_at"))
        .order_by("course_id", "cycle")
    )
    found: dict[UUID, Taken] = defaultdict(Taken)
    for row in rows:
        found[row.course_id].add(row)
    return found
