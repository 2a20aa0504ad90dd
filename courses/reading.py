"""A lesson as one person reads it: the compiled version, their answers and notes, and where to go from here (L4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses import outline as outlines
from courses import places, scenes
from courses.models import ActivityVersion, CheckResponse, Enrolment, LessonPage, Reflection
from courses.outline import Item, Outline
from lms.language import current as current_language
from lms.people.models import User
from lms.questions import asking, versions
from lms.questions.kinds import BadAnswer

A_WHILE = timedelta(hours=1)


class NoSuchLesson(LookupError):
    """There is nothing to read under this key."""


@dataclass(frozen=True)
class Moment:
    """What this request adds: the state in the address, an answer that is not stored, what could not be taken."""

    query: Mapping[str, str] = field(default_factory=dict)
    tried: CheckResponse | None = None
    errors: Mapping[str, BadAnswer] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    takes_focus: str = ""


@dataclass(frozen=True)
class Part:
    """One block, ready to be printed. `template` is empty for what stands still."""

    id: str
    type: str
    html: str | SafeString = ""
    template: str = ""
    asked: asking.Asked | None = None
    response: CheckResponse | None = None
    scene: scenes.Scene | None = None
    prompt: str = ""
    note: Reflection | None = None
    error: BadAnswer | None = None
    is_missing: bool = False
    is_tried: bool = False
    takes_focus: bool = False

    @property
    def anchor(self) -> str:
        """Where a redirect or a link in the error summary leads."""
        return f"check-{self.id}" if self.type == "check" else f"b-{self.id}"

    @cached_property
    def review(self) -> asking.Review | None:
        return self.asked.review(self.response.value) if self.asked and self.response else None

    @property
    def entered(self) -> Mapping[str, list[str]]:
        """What the form holds: what was just sent and could not be taken."""
        return self.error.kept if self.error else {}


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
    def key_points(self) -> list[str]:
        """Collected at the end only when there is something to collect: a single one stands a few lines above."""
        points: list[str] = self.version.body.get("key_points", [])
        return points if len(points) > 1 else []

    @property
    def check_count(self) -> int:
        return sum(part.type == "check" for part in self.parts)

    @property
    def is_done(self) -> bool:
        return self.item is not None and self.item.done_at is not None

    @property
    def missing_language(self) -> str:
        """The reader's language, if this lesson does not exist in it."""
        wanted = self.person.language
        is_missing = wanted != self.version.language and wanted not in self.version.activity.titles
        return wanted if is_missing and not self.is_preview else ""

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

    One query, with the activity and its course.
    """
    nearest = Case(
        When(language=language, then=Value(0)),
        When(language=F("activity__course__source_language"), then=Value(1)),
        default=Value(2),
    )
    found = (
        ActivityVersion.objects.filter(activity_id=activity_key)
        .select_related("activity__course")
        .order_by(nearest, "-number")
        .first()
    )
    if found is None:
        raise NoSuchLesson(activity_key)
    return found


def read(version: ActivityVersion, *, person: User, language: str, moment: Moment | None = None) -> Reading:
    """The lesson with this person's answers. A trainer who has not started the course reads it without any."""
    moment = moment or Moment()
    outline = outlines.of(version.activity.course, person=person, language=language)
    return Reading(
        version=version,
        outline=outline,
        parts=_Parts(version, outline.enrolment, moment).all(),
        person=person,
        course_title=outline.title,
        contact=outline.contact if outline.course.is_sensitive else {},
        missing=moment.missing,
    )


def keep(version: ActivityVersion, *, person: User, language: str, moment: Moment | None = None) -> Reading:
    """A lesson of a finished course as it was completed: readable for good, with nothing left to answer."""
    outline = outlines.of(version.activity.course, person=person, language=language)
    parts = _Parts(version, outline.enrolment, moment or Moment()).all()
    return Reading(
        version=version,
        outline=outline,
        parts=[part for part in parts if not part.template or part.response or part.scene or part.note],
        person=person,
        course_title=outline.title,
        contact={},
        is_kept=True,
    )


def preview(page: LessonPage, version: ActivityVersion, *, person: User, query: Mapping[str, str]) -> Reading:
    """A draft as a learner will see it. `version` is compiled from the draft and not stored."""
    course = page.get_parent().get_parent().specific
    return Reading(
        version=version,
        outline=None,
        parts=_Parts(version, None, Moment(query=query)).all(),
        person=person,
        course_title=course.title,
        contact={name: getattr(course, name) for name in outlines.CONTACT} if course.is_sensitive else {},
        is_preview=True,
    )


def has_block(version: ActivityVersion, block_id: str) -> bool:
    return any(block["id"] == block_id for block in version.body.get("blocks", []))


def responses(enrolment: Enrolment, activity_key: UUID) -> dict[str, CheckResponse]:
    """The newest answer to each check of the activity, by block id. One query."""
    rows = CheckResponse.objects.filter(enrolment=enrolment, activity_id=activity_key)
    return {response.block_id: response for response in rows.select_related("question_version").order_by("id")}


def notes(enrolment: Enrolment, activity_key: UUID) -> dict[str, Reflection]:
    """The person's private notes in this activity, by block id. One query."""
    return {note.block_id: note for note in Reflection.objects.filter(enrolment=enrolment, activity_id=activity_key)}


class _Parts:
    """Puts the blocks of a version and what a person did with them together. A fixed number of queries."""

    def __init__(self, version: ActivityVersion, enrolment: Enrolment | None, moment: Moment) -> None:
        self.version, self.moment, self.enrolment = version, moment, enrolment
        self.blocks: list[dict[str, Any]] = version.body.get("blocks", [])
        checks = [block for block in self.blocks if block["type"] == "check" and block["question_key"]]
        self.responses = responses(enrolment, version.activity_id) if enrolment and checks else {}
        if moment.tried:
            self.responses[moment.tried.block_id] = moment.tried
        has_notes = enrolment and any(block["type"] == "reflection" for block in self.blocks)
        self.notes = notes(enrolment, version.activity_id) if enrolment and has_notes else {}
        self.asked = self._asked(checks)

    def all(self) -> list[Part]:
        still = [block for block in self.blocks if "html" in block]
        html = dict(zip((block["id"] for block in still), places.linked([block["html"] for block in still]), strict=True))
        parts = [self._part(block, html.get(block["id"], "")) for block in self.blocks]
        return [part for part in parts if part]

    def _part(self, block: dict[str, Any], html: str) -> Part | None:
        block_id, kind = block["id"], block["type"]
        if kind == "check":
            return self._check(block_id)
        if kind == "scenario":
            scene = scenes.play(block, self.moment.query.get(block_id, ""))
            return Part(block_id, kind, template="courses/_scenario.html", scene=scene)
        if kind == "reflection":
            return Part(
                block_id, kind, template="courses/_reflection.html", prompt=block["prompt"],
                note=self.notes.get(block_id), error=self.moment.errors.get(block_id),
                takes_focus=self.moment.takes_focus == block_id,
            )  # fmt: skip
        # Compiled by our own templates, cleaned by an allow-list at publishing, and immutable since.
        return Part(block_id, kind, html=mark_safe(html))  # noqa: S308

    def _check(self, block_id: str) -> Part | None:
        if block_id not in self.asked:
            return None
        error = self.moment.errors.get(block_id)
        return Part(
            block_id, "check", template="courses/_check.html", asked=self.asked[block_id],
            response=None if self._is_open_again(block_id) else self.responses.get(block_id), error=error,
            is_missing=block_id in self.moment.missing, is_tried=self.moment.tried is not None,
            takes_focus=self.moment.takes_focus == block_id,
        )  # fmt: skip

    def _asked(self, checks: list[dict[str, Any]]) -> dict[str, asking.Asked]:
        """Each check with the version that was answered, or the newest one. Two queries for any number of checks."""
        if not checks:
            return {}
        newest = versions.current([UUID(block["question_key"]) for block in checks])
        shown = {}
        for block in checks:
            response = None if self._is_open_again(block["id"]) else self.responses.get(block["id"])
            version = response.question_version if response else newest.get(UUID(block["question_key"]))
            if version:
                shown[block["id"]] = version
        wordings = versions.wordings([version.pk for version in shown.values()], self.version.language)
        # Answers are mixed per enrolment and block, and stay so for this person.
        owner = self.enrolment.pk if self.enrolment else "preview"
        return {
            block_id: asking.ask(version, wordings[version.pk], seed=f"{owner}:{block_id}")
            for block_id, version in shown.items()
            if version.pk in wordings
        }

    def _is_open_again(self, block_id: str) -> bool:
        return block_id in self.moment.errors or self.moment.query.get("again") == block_id
