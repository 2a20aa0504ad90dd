"""Policies as one person stands with them: what is to be read, and what they have confirmed (L7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from courses import ground, outline, places
from courses.models import ActivityVersion, Course, CourseCompletion, Enrolment
from lms.language import current as current_language
from lms.people.models import User


@dataclass(frozen=True)
class Policy:
    """One policy for one person. `confirmed` is their confirmation of today's version, `last` the newest of any."""

    key: UUID
    title: str
    url: str
    language: str
    minutes: int
    confirmed: CourseCompletion | None
    last: CourseCompletion | None

    @property
    def is_new_version(self) -> bool:
        """They have confirmed an earlier version."""
        return self.last is not None and self.confirmed is None

    @property
    def lang(self) -> str:
        """The language of the title, where it is not that of the page around it."""
        return self.language if self.language != current_language() else ""


@dataclass(frozen=True)
class Reading:
    """The text in front of somebody. Without a policy it is a preview, or what is kept of one that is gone."""

    version: ActivityVersion
    policy: Policy | None = None
    completion: CourseCompletion | None = None

    @property
    def lang(self) -> str:
        return self.version.language if self.version.language != current_language() else ""

    @property
    def url(self) -> str:
        """The address of the policy; empty for a preview and for one that is gone."""
        return self.policy.url if self.policy else ""

    @property
    def texts(self) -> list[str]:
        """The full text, and the link to the file if there is one; addresses are looked up now."""
        return places.linked([self.version.body["html"], self.version.body["file"]])

    @property
    def changes(self) -> str:
        """What is new; said to those who have confirmed an earlier version."""
        return str(self.version.body["what_changed"]) if self.policy and self.policy.is_new_version else ""


def for_person(keys: Iterable[UUID] | None, person: User, *, language: str) -> list[Policy]:
    """The live policies with these keys, by default all, as this person stands with them. At most four queries."""
    known = Course.objects.live().filter(kind=Course.Kind.POLICY)
    courses = list(known if keys is None else known.filter(pk__in=set(keys)))
    drawn = outline.many(courses, person=person, language=language).values() if courses else []
    return sorted((_policy(one) for one in drawn if one.url), key=lambda policy: policy.title.casefold())


def are_there() -> bool:
    """Whether any policy is published. One query."""
    return Course.objects.live().filter(kind=Course.Kind.POLICY).exists()


def confirmed(enrolment: Enrolment, keys: Iterable[UUID]) -> set[UUID]:
    """Which of these policies the person has confirmed as they are today, or cannot confirm any more. Two queries."""
    wanted = set(keys)
    courses = list(Course.objects.live().filter(pk__in=wanted)) if wanted else []
    taken = ground.taken(enrolment.person, [course.pk for course in courses]) if courses else {}
    open_ones = {
        course.pk
        for course in courses
        if course.pk not in taken or not ground.counts(taken[course.pk].last_completion, course)
    }
    return wanted - open_ones


def _policy(drawn: outline.Outline) -> Policy:
    return Policy(
        drawn.course.pk, drawn.title, drawn.url, drawn.language, drawn.minutes, drawn.completion, drawn.last_completion
    )
