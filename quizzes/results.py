"""The result of an attempt as its learner sees it: the count, what it means, what to look at again, and why."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from courses import outline
from courses.models import LessonPage
from courses.outline import Item, Outline
from lms.questions.asking import Review
from lms.questions.models import Objective
from quizzes import papers
from quizzes.models import Attempt
from quizzes.papers import Slot
from quizzes.review import Policy

# How well an objective is known, with the look of its pill.
SECURE, NEARLY, AGAIN = (_("Secure"), "ok"), (_("Nearly"), "info"), (_("Look again"), "warning")
LONG_ROAD = 3


@dataclass(frozen=True)
class Answered:
    """One question after release."""

    slot: Slot
    is_right: bool
    review: Review

    @property
    def prefix(self) -> str:
        """Makes ids unique on a page with many questions."""
        return f"s{self.slot.number}-"


@dataclass(frozen=True)
class ObjectiveResult:
    """How one objective went, and the lesson to look at again (None when all is well or no lesson teaches it)."""

    text: str
    right: int
    total: int
    lesson: Item | None

    @property
    def level(self) -> tuple[Any, str]:
        if self.right == self.total:
            return SECURE
        return NEARLY if self.right * 2 >= self.total else AGAIN


@dataclass(frozen=True)
class Result:
    """Everything on the result page."""

    attempt: Attempt
    course: Outline
    questions: list[Answered]
    objectives: list[ObjectiveResult]
    was_passed_before: bool
    is_newest: bool

    @property
    def missed(self) -> list[Answered]:
        return [one for one in self.questions if not one.is_right]

    @property
    def known(self) -> list[Answered]:
        return [one for one in self.questions if one.is_right]

    @property
    def lacks_must_know(self) -> bool:
        """True when the count was reached and yet a must-know is missing."""
        return not self.attempt.is_passed and (self.attempt.right or 0) >= self.attempt.needed

    @property
    def is_long_road(self) -> bool:
        """From the third try on, the lessons come first."""
        return not self.attempt.is_passed and self.attempt.number >= LONG_ROAD

    @property
    def next_item(self) -> Item | None:
        """What to do after passing when the course is not finished."""
        return None if self.course.completion else self.course.next_item


def of(attempt: Attempt, policy: Policy, *, language: str) -> Result | None:
    """The result page's picture, None while the policy shows no result. A fixed number of queries for any paper."""
    if not policy.has_result:
        return None
    slots = papers.sheet(attempt, language=language)
    course = outline.of(attempt.activity.course, person=attempt.enrolment.person, language=language)
    others = Attempt.objects.tries().filter(enrolment=attempt.enrolment, activity=attempt.activity)
    passed = others.filter(number__lt=attempt.number, is_passed=True).exists()
    later = others.filter(number__gt=attempt.number, submitted_at__isnull=False).exists()
    questions = [
        Answered(slot, is_right(attempt, slot), slot.asked.review(slot.value))
        for slot in slots if policy.shows_reasons(slot)
    ]  # fmt: skip
    objectives = _objectives(attempt, slots, course, language)
    return Result(attempt, course, questions, objectives, was_passed_before=passed, is_newest=not later)


def is_right(attempt: Attempt, slot: Slot) -> bool:
    """As it was marked when the attempt was handed in."""
    return bool(attempt.marks.get(str(slot.number), {}).get("right"))


def _objectives(attempt: Attempt, slots: list[Slot], course: Outline, language: str) -> list[ObjectiveResult]:
    by_key: dict[UUID, list[bool]] = {}
    for slot in sorted(slots, key=lambda one: one.number):
        by_key.setdefault(slot.item.question_version.objective_key, []).append(is_right(attempt, slot))
    texts, lessons = _texts(list(by_key), course, language), _lessons(list(by_key), course)
    found = [
        ObjectiveResult(texts.get(key, ""), sum(rights), len(rights), None if all(rights) else lessons.get(key))
        for key, rights in by_key.items()
    ]
    return sorted((one for one in found if one.text), key=lambda one: one.right / one.total)


def _texts(keys: list[UUID], course: Outline, language: str) -> dict[UUID, str]:
    """Objective texts in the reader's language, else in the course's own."""
    own, source = When(locale__language_code=language, then=2), When(locale__language_code=course.language, then=1)
    rows = Objective.objects.filter(translation_key__in=keys).order_by(Case(own, source, default=0))
    return dict(rows.values_list("translation_key", "text"))


def _lessons(keys: list[UUID], course: Outline) -> dict[UUID, Item]:
    """The first lesson of the course that teaches each objective."""
    items = {item.activity_key: item for item in reversed(course.lessons)}
    rows = LessonPage.objects.live().filter(translation_key__in=items, objective__translation_key__in=keys)
    taught = dict(rows.values_list("translation_key", "objective__translation_key"))
    return {taught[key]: item for key, item in items.items() if key in taught}
