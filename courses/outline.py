"""The course as one learner sees it: modules and activities in today's order, what is done, what is next.

Order and membership come from the live page tree of the source language (D29); titles and addresses from the reader's
language where a page is published in it. The same numbers are shown everywhere, because they are counted only here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses import ground, places
from courses.ground import Ground, Taken
from courses.models import CONTACT, Activity, Course, CourseCompletion, CoursePage, Enrolment
from lms.language import current as current_language
from lms.look.words import minutes as minutes_in_words
from lms.people.models import User


@dataclass(frozen=True)
class Item:
    """One activity in its place."""

    activity_key: UUID
    kind: str
    title: str
    url: str
    language: str
    minutes: int
    number: int | None
    done_at: datetime | None
    is_next: bool

    @property
    def row_id(self) -> str:
        return f"item-{self.activity_key}"

    @property
    def in_words(self) -> str:
        """What a list says below the title."""
        length = minutes_in_words(self.minutes)
        if self.kind == Activity.Kind.LESSON:
            return length
        return f"{_('Read and confirm') if self.kind == Activity.Kind.POLICY else _('Quiz')} · {length}"

    @property
    def lang(self) -> str:
        """The language of the title, where it is not that of the page around it."""
        return self.language if self.language != current_language() else ""


@dataclass(frozen=True)
class Module:
    """A chapter with its activities."""

    title: str
    items: list[Item]


@dataclass(frozen=True)
class Outline:
    """One course for one person in one language. Without a person nothing is done and everything is open."""

    course: Course
    title: str
    promise: str
    page_id: int | None
    url: str
    language: str
    contact: dict[str, str]
    modules: list[Module]
    enrolment: Enrolment | None
    completion: CourseCompletion | None
    last_completion: CourseCompletion | None

    @cached_property
    def items(self) -> list[Item]:
        return [item for module in self.modules for item in module.items]

    @cached_property
    def lessons(self) -> list[Item]:
        return [item for item in self.items if item.kind == Activity.Kind.LESSON]

    @property
    def has_quiz(self) -> bool:
        return any(item.kind == Activity.Kind.QUIZ for item in self.items)

    @property
    def is_fresh(self) -> bool:
        """Started, but nothing was done or looked into yet."""
        return self.enrolment is not None and self.enrolment.last_activity_id is None and self.done == 0

    @property
    def lang(self) -> str:
        return self.language if self.language != current_language() else ""

    @property
    def help(self) -> dict[str, str]:
        """Whom one can turn to: the contact on every page of a sensitive course. Empty for any other course."""
        return self.contact if self.course.is_sensitive and self.contact["contact_name"] else {}

    @cached_property
    def next_item(self) -> Item | None:
        return next((item for item in self.items if item.is_next), None)

    def item(self, activity_key: UUID) -> Item | None:
        """The place of an activity in the course; None when it is not (or no longer) part of it."""
        return next((item for item in self.items if item.activity_key == activity_key), None)

    def before(self, activity_key: UUID) -> Item | None:
        """The activity in front of this one."""
        keys = [item.activity_key for item in self.items]
        place = keys.index(activity_key) if activity_key in keys else 0
        return self.items[place - 1] if place else None

    def after(self, activity_key: UUID) -> Item | None:
        """Where to go from here: the next open activity, else the first open one; in a finished course the next one."""
        keys = [item.activity_key for item in self.items]
        place = keys.index(activity_key) + 1 if activity_key in keys else 0
        following, earlier = self.items[place:], self.items[: max(place - 1, 0)]
        if self.completion:
            return following[0] if following else None
        return next((item for item in following + earlier if item.done_at is None), None)

    @property
    def resume_url(self) -> str:
        """The address of the next activity, at the block where the person stopped; empty when nothing is left."""
        if self.next_item is None:
            return ""
        enrolment = self.enrolment
        is_inside = enrolment and enrolment.last_block and enrolment.last_activity_id == self.next_item.activity_key
        return f"{self.next_item.url}#b-{enrolment.last_block}" if enrolment and is_inside else self.next_item.url

    @property
    def total(self) -> int:
        """Activities of the course; of a finished course that is gone, those that were required then."""
        if self.completion and not self.items:
            return len(self.completion.rule["activities"])
        return len(self.items)

    @property
    def done(self) -> int:
        return self.total if self.completion else sum(item.done_at is not None for item in self.items)

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    @property
    def minutes_left(self) -> int:
        return 0 if self.completion else sum(item.minutes for item in self.items if item.done_at is None)

    @property
    def state(self) -> str:
        if self.completion:
            return "done"
        return "in_progress" if self.enrolment else "not_started"


def of(course: Course, *, person: User | None, language: str) -> Outline:
    """The outline of one course: one query, and two more for what is not remembered."""
    return many([course], person=person, language=language)[course.pk]


def many(
    courses: Iterable[Course], *, person: User | None, language: str, enrolments: Iterable[Enrolment] | None = None
) -> dict[UUID, Outline]:
    """The outlines of many courses by course key: at most three queries for any number of courses.

    `enrolments` are the person's, where the caller has read them already: oldest cycle first, with their completions.
    """
    by_key = {course.pk: course for course in courses}
    grounds = ground.of(by_key.values(), language)
    if enrolments is not None:
        taken = ground.known(enrolments)
    else:
        taken = ground.taken(person, by_key) if person else {}
    return {
        key: _Drawing(course, grounds[key], taken.get(key, Taken()), language).outline()
        for key, course in by_key.items()
    }


def help_in(course: Course, language: str) -> dict[str, str]:
    """The same for pages that show no outline. Asks for nothing where the course is not sensitive or remembered."""
    return of(course, person=None, language=language).help if course.is_sensitive else {}


def activity_counts(courses: Iterable[Course]) -> dict[UUID, set[UUID]]:
    """The activities that make up each course today, by course key (two queries). Progress is counted against these."""
    by_key = {course.pk: course for course in courses}
    grounds = ground.of(by_key.values(), "")
    return {
        key: {item.activity_key for item in _Drawing(course, grounds[key], Taken(), "").outline().items}
        for key, course in by_key.items()
    }


def outcomes(page: CoursePage) -> list[str]:
    """What one can do afterwards, in the words of this page's language. One query."""
    return [chosen.objective.text for chosen in page.course_objectives.select_related("objective")]


class _Drawing:
    """Puts pages, activities and what was done together into one outline."""

    def __init__(self, course: Course, stands_on: Ground, taken: Taken, language: str) -> None:
        self.course, self.activities, rows = course, stands_on.activities, stands_on.rows
        self.taken = taken
        if taken.enrolment:
            taken.enrolment.course = course
        self.completion = getattr(taken.enrolment, "course_completion", None) if taken.enrolment else None
        if self.completion and not ground.counts(self.completion, course):
            self.taken, self.completion = Taken(), None
            self.taken.last_completion = taken.last_completion
        self.source = [row for row in rows if row["language"] == course.source_language]
        self.local = {row["translation_key"]: row for row in rows if row["language"] == language}
        # A page that is missing in the reader's language is served below the same address in that of the course.
        self.language = language or course.source_language
        self.lessons = 0
        self.next_is_open = self.completion is None

    def outline(self) -> Outline:
        page = next((row for row in self.source if row["depth"] == places.COURSE_DEPTH), None)
        shown = self._shown(page) if page else None
        # A translation that names nobody sends people to the contact of the course's own language.
        contact = (shown if shown and shown["contact_name"] else page) or {}
        return Outline(
            course=self.course,
            title=shown["title"] if shown else self._former_title(),
            promise=(shown["promise"] or "") if shown else "",
            page_id=shown["id"] if shown else None,
            url=places.address(shown["url_path"], self.language) if shown else self._record_url(),
            language=shown["language"] if shown else self.course.source_language,
            contact={name: contact.get(name) or "" for name in CONTACT},
            modules=self._modules() if page else [],
            enrolment=self.taken.enrolment,
            completion=self.completion,
            last_completion=self.taken.last_completion,
        )

    def _modules(self) -> list[Module]:
        if self.course.is_policy:
            return [Module("", [self._item(row)]) for row in self.source if row["translation_key"] in self.activities]
        modules: dict[str, Module] = {}
        for row in self.source:
            if row["depth"] == places.MODULE_DEPTH:
                modules[row["path"]] = Module(self._shown(row)["title"], [])
            # A lesson whose module is not published is not part of the course.
            elif row["translation_key"] in self.activities and (module := modules.get(row["path"][: -Page.steplen])):
                module.items.append(self._item(row))
        return [module for module in modules.values() if module.items]

    def _item(self, row: dict[str, Any]) -> Item:
        shown, activity = self._shown(row), self.activities[row["translation_key"]]
        done_at = self.taken.done.get(activity.pk)
        is_lesson = activity.kind == Activity.Kind.LESSON
        self.lessons += is_lesson
        is_next = self.next_is_open and done_at is None
        self.next_is_open = self.next_is_open and not is_next
        return Item(
            activity.pk, activity.kind, shown["title"], places.address(shown["url_path"], self.language),
            shown["language"], activity.minutes, self.lessons if is_lesson else None, done_at, is_next,
        )  # fmt: skip

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        return self.local.get(row["translation_key"], row)

    def _former_title(self) -> str:
        return self.completion.course_title if self.completion else str(self.course)

    def _record_url(self) -> str:
        return reverse("course_complete", args=[self.course.slug]) if self.taken.last_completion else ""
