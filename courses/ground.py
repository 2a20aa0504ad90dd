"""What an outline stands on: today's pages, the activities behind them, and what one person did. One query each.

Courses, pages and activities are remembered until an author writes again (lms.edition).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, FilteredRelation, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Substr
from wagtail.models import Page

from courses import places
from courses.models import CONTACT, Activity, ActivityCompletion, Course, CourseCompletion, Enrolment
from lms import edition, sql
from lms.people.models import User

_COLUMNS = ("id", "path", "depth", "title", "url_path", "translation_key")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Ground:
    """One course: its live pages in one language and its own, in tree order, and the activities behind them."""

    rows: Rows
    activities: dict[UUID, Activity]


def courses(keys: Iterable[UUID]) -> dict[UUID, Course]:
    """The courses with these keys. One query, or none."""
    return edition.remembered("course", keys, lambda missing: Course.objects.order_by().in_bulk(missing))


def of(courses: Iterable[Course], language: str) -> dict[UUID, Ground]:
    """The ground of each course by its key, in this language and the course's own. Two queries, or none."""
    sources = {course.pk: course.source_language for course in courses}
    found = edition.remembered(
        "ground",
        [(key, language) for key in sources],
        lambda missing: _grounds({key: sources[key] for key, _language in missing}, language),
    )
    return {key: ground for (key, _language), ground in found.items()}


def _grounds(sources: dict[UUID, str], language: str) -> dict[tuple[UUID, str], Ground]:
    rows = _trees(sources, {language} if language else set())
    behind = _activities(rows)
    grounds = {}
    for course, source in sources.items():
        mine = [row for row in rows.get(course, []) if row["language"] in (language, source)]
        keys = {row["translation_key"] for row in mine} & behind.keys()
        grounds[course, language] = Ground(mine, {key: behind[key] for key in keys})
    return grounds


def _trees(sources: dict[UUID, str], languages: set[str]) -> dict[UUID, Rows]:
    """All live pages of the courses in these languages and their own, in tree order, by course key. One query."""
    if not sources:
        return {}
    rows = _pages(courses=list(sources), languages=sorted(languages | set(sources.values())))
    found: dict[UUID, Rows] = defaultdict(list)
    course_of: dict[str, UUID] = {}
    for row in rows:
        if row["depth"] == places.COURSE_DEPTH:
            course_of[row["path"]] = row["translation_key"]
        if row["course_path"] in course_of:
            found[course_of[row["course_path"]]].append(row)
    return found


@sql.once
def _pages() -> QuerySet[Page, dict[str, Any]]:
    courses, languages = sql.Given("courses", UUIDField(), many=True), sql.Given("languages", CharField(), many=True)
    roots = Page.objects.filter(translation_key__in=courses, depth=places.COURSE_DEPTH).values("path")
    return (
        Page.objects.live()
        .annotate(course_path=Substr("path", Value(1), Value(places.COURSE_DEPTH * Page.steplen)))
        .filter(course_path__in=roots, locale__language_code__in=languages)
        .order_by("path")
        .values(
            *_COLUMNS,
            "course_path",
            language=F("locale__language_code"),
            promise=F("coursepage__promise"),
            **{name: F(f"coursepage__{name}") for name in CONTACT},
        )
    )


def _activities(trees: dict[UUID, Rows]) -> dict[UUID, Activity]:
    """The activities behind the pages of these trees. One query."""
    # A policy is its own activity, and stands where a course does.
    depths = (places.COURSE_DEPTH, places.ACTIVITY_DEPTH)
    keys = {row["translation_key"] for rows in trees.values() for row in rows if row["depth"] in depths}
    return {one.pk: one for one in _behind(keys=list(keys))} if keys else {}


@sql.once
def _behind() -> QuerySet[Activity]:
    return Activity.objects.order_by().filter(pk__in=sql.Given("keys", UUIDField(), many=True))


def counts(completion: CourseCompletion | None, course: Course) -> bool:
    """Whether this completion is still one of the course as it is.

    A policy is confirmed anew with each version; what was reached by a wrong key and taken back is asked for again.
    """
    if completion is None or completion.annulled_at:
        return False
    return not (course.is_policy and completion.course_version < course.version)


class Taken:
    """What a person did in one course: the newest enrolment, what was done in it, and the newest completion."""

    def __init__(self) -> None:
        self.enrolment: Enrolment | None = None
        self.done: dict[UUID, datetime] = {}
        self.last_completion: CourseCompletion | None = None

    def add(self, row: Enrolment, done: dict[UUID, datetime]) -> None:
        """Rows come oldest cycle first; a row of the same cycle adds what was done."""
        if self.enrolment is None or self.enrolment.pk != row.pk:
            self.enrolment, self.done = row, {}
            self.last_completion = getattr(row, "course_completion", None) or self.last_completion
        self.done |= done


def known(enrolments: Iterable[Enrolment]) -> dict[UUID, Taken]:
    """The same for enrolments that were read already, oldest cycle first, each with its completion: one query."""
    done: dict[int, dict[UUID, datetime]] = defaultdict(dict)
    enrolments = list(enrolments)
    for enrolment, activity, at in _done(enrolments=[row.pk for row in enrolments]) if enrolments else ():
        done[enrolment][activity] = at
    found: dict[UUID, Taken] = defaultdict(Taken)
    for row in enrolments:
        found[row.course_id].add(row, done[row.pk])
    return found


@sql.once
def _done() -> QuerySet[ActivityCompletion, tuple[int, UUID, datetime]]:
    mine = sql.Given("enrolments", many=True)
    rows = ActivityCompletion.objects.order_by().filter(enrolment__in=mine)
    return rows.values_list("enrolment_id", "activity_id", "completed_at")


def taken(person: User, courses: Iterable[UUID]) -> dict[UUID, Taken]:
    """Enrolments joined with what was done in them: one query."""
    found: dict[UUID, Taken] = defaultdict(Taken)
    for row in _taken(person=person.pk, courses=list(courses)):
        done = {row.done_key: row.done_at} if row.done_key else {}
        found[row.course_id].add(row, done)
    return found


@sql.once
def _taken() -> QuerySet[Any]:
    return (
        Enrolment.objects.visible_to(sql.Given("person"))
        .filter(course__in=sql.Given("courses", UUIDField(), many=True))
        .select_related("course_completion")
        .annotate(standing=FilteredRelation("completions", condition=Q(completions__annulled_at=None)))
        .annotate(done_key=F("standing__activity_id"), done_at=F("standing__completed_at"))
        .order_by("course_id", "cycle")
    )
