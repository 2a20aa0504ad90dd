"""A lesson as one person reads it: the compiled version, their answers and notes, and where to go from here (L4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone

from courses import outline as outlines
from courses import policies
from courses.models import CONTACT, ActivityVersion, Enrolment, LessonPage
from courses.outline import Item, Outline
from courses.parts import Moment, Part, Parts
from lms import edition
from lms.language import current as current_language
from lms.people.models import User

A_WHILE = timedelta(hours=1)


class NoSuchLesson(LookupError):
    """There is nothing to read under this key."""


@dataclass(frozen=True)
class Reading:
    """The whole lesson in front of one person. `enrolment` is empty for a trainer who only looks, and in previews."""

    version: ActivityVersion
    outline: Outline | None
    parts: list[Part]
    person: User
    course_title: str
    contact: Mapping[str, str]
    is_preview: bool = False
    is_kept: bool = False
    missing: tuple[str, ...] = ()

    @property
    def has_contact(self) -> bool:
        """Whether the card with the course's contact stands at the end: not twice on one page."""
        return bool(self.contact.get("contact_name")) and not any(part.type == "contact" for part in self.parts)

    @property
    def enrolment(self) -> Enrolment | None:
        return self.outline.enrolment if self.outline else None

    @property
    def url(self) -> str:
        """The address of the page the lesson is on; empty for one that has none (any more)."""
        return self.item.url if self.item and not self.is_kept else ""

    @property
    def course_url(self) -> str:
        """Where the way back leads."""
        if self.is_kept and self.outline:
            return reverse("course_complete", args=[self.outline.course.slug])
        return (self.outline.url if self.outline else "") or reverse("courses")

    @property
    def lang(self) -> str:
        """The language of the words, where it is not that of the page around them."""
        return self.version.language if self.version.language != current_language() else ""

    @cached_property
    def item(self) -> Item | None:
        return self.outline.item(self.version.activity_id) if self.outline else None

    @cached_property
    def before(self) -> Item | None:
        return self.outline.before(self.version.activity_id) if self.outline and self.item else None

    @cached_property
    def after(self) -> Item | None:
        return self.outline.after(self.version.activity_id) if self.outline else None

    def part(self, block_id: str) -> Part | None:
        return next((part for part in self.parts if part.id == block_id), None)

    @property
    def missing_parts(self) -> list[Part]:
        return [part for part in self.parts if part.is_missing]

    @property
    def missing_checks(self) -> list[Part]:
        return [part for part in self.missing_parts if part.type == "check"]

    @property
    def missing_policies(self) -> list[Part]:
        return [part for part in self.missing_parts if part.type == "policy"]

    @property
    def answered(self) -> list[Part]:
        """The checks that this person has answered; only these may give reasons (D26)."""
        return [part for part in self.parts if part.review]

    @property
    def key_points(self) -> list[str]:
        """Collected at the end only when there is something to collect: a single one stands a few lines above."""
        points: list[str] = self.version.body.get("key_points", [])
        return points if len(points) > 1 else []

    @property
    def check_count(self) -> int:
        return sum(part.asked is not None for part in self.parts)

    @property
    def is_done(self) -> bool:
        return self.item is not None and self.item.done_at is not None

    @property
    def is_gone(self) -> bool:
        """The page is still there, but no part of its course any more: nothing can be done in it."""
        return self.enrolment is not None and self.item is None and not self.is_kept

    @property
    def stopped_at(self) -> str:
        """The block where the person stopped some time ago, if they have not finished the lesson."""
        enrolment, ids = self.enrolment, [part.id for part in self.parts]
        if enrolment is None or self.is_done or enrolment.last_activity_id != self.version.activity_id:
            return ""
        is_inside = enrolment.last_block in ids[1:]
        is_back = enrolment.last_seen_at is not None and timezone.now() - enrolment.last_seen_at > A_WHILE
        return enrolment.last_block if is_inside and is_back else ""


def version_for(activity_key: UUID, language: str) -> ActivityVersion:
    """The newest version in this language, else in the language of the course, else in any. Raises NoSuchLesson.

    With the activity and its course, in one query where it exists in this language; remembered until an author writes.
    """
    found = edition.remembered("version", [(activity_key, language)], lambda keys: _newest(*keys[0]))
    if not found:
        raise NoSuchLesson(activity_key)
    return found[activity_key, language]


def _newest(activity_key: UUID, language: str) -> dict[tuple[UUID, str], ActivityVersion]:
    known = ActivityVersion.objects.filter(activity_id=activity_key).select_related("activity__course")
    is_source = Case(When(language=F("activity__course__source_language"), then=Value(0)), default=Value(1))
    found = known.filter(language=language).order_by("-number").first() or known.order_by(is_source, "-number").first()
    return {(activity_key, language): found} if found else {}


def read(version: ActivityVersion, *, person: User, language: str, moment: Moment | None = None) -> Reading:
    """The lesson with this person's answers. A trainer who has not started the course reads it without any."""
    moment = moment or Moment()
    outline = outlines.of(version.activity.course, person=person, language=language)
    return Reading(
        version=version,
        outline=outline,
        parts=Parts(version, outline.enrolment, moment, person).all(),
        person=person,
        course_title=outline.title,
        contact=outline.help,
        missing=moment.missing,
    )


def keep(version: ActivityVersion, enrolment: Enrolment, *, language: str, moment: Moment | None = None) -> Reading:
    """A lesson of a finished course as it was completed in this cycle: readable for good, nothing left to answer."""
    person = enrolment.person
    outline = outlines.of(version.activity.course, person=person, language=language)
    parts = Parts(version, enrolment, moment or Moment(), person).all()
    return Reading(
        version=version,
        outline=outline,
        parts=[part for part in parts if part.is_kept],
        person=person,
        course_title=outline.title,
        contact=outline.help,
        is_kept=True,
    )


def preview(page: LessonPage, version: ActivityVersion, *, person: User, query: Mapping[str, str]) -> Reading:
    """A draft as a learner will see it. `version` is compiled from the draft and not stored."""
    course = page.get_parent().get_parent().specific
    return Reading(
        version=version,
        outline=None,
        parts=Parts(version, None, Moment(query=query), person).all(),
        person=person,
        course_title=course.title,
        contact={name: getattr(course, name) for name in CONTACT} if course.is_sensitive else {},
        is_preview=True,
    )


def policy(key: UUID, *, person: User, language: str) -> policies.Reading:
    """The text of a live policy that this person has to confirm. Raises NoSuchLesson where there is none.

    A translation that is behind its original says what was before; then the original is read.
    """
    found = policies.for_person([key], person, language=language)
    if not found:
        raise NoSuchLesson(key)
    version = version_for(key, language)
    course = version.activity.course
    if version.body["version"] < course.version:
        version = version_for(key, course.source_language)
    return policies.Reading(version, found[0], found[0].confirmed)


def has_block(version: ActivityVersion, block_id: str) -> bool:
    return any(block["id"] == block_id for block in version.body.get("blocks", []))
