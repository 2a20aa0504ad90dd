"""The result of an attempt as its learner sees it: the count, what it means, what to look at again, and why."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, QuerySet, UUIDField, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses import outline
from courses.models import LessonPage
from courses.outline import Item, Outline
from lms import sql
from lms.questions import versions
from lms.questions.asking import Review
from lms.questions.models import Objective, QuestionVersion
from quizzes import allowing, counting, opening, papers, rules
from quizzes.models import Attempt, Mode, Regraded
from quizzes.opening import Shut
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
    comment: str = ""
    """What a trainer wrote to a written answer."""

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
    """Whether an earlier try passed that counts."""
    is_newest: bool
    carries: bool
    """Whether the next try asks only what was missed (D24)."""
    has_reasons: bool
    band: str
    """What the author says to so many right answers."""
    counts: bool
    """Whether a pass in this try completes the quiz."""
    shut: Shut | None
    left: int | None
    regraded: Regraded | None
    """The newest correction that changed this result."""

    @property
    def misses(self) -> int:
        """How many were not right, also where the page does not yet say which."""
        return self.attempt.total - (self.attempt.right or 0)

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


def of(attempt: Attempt, policy: Policy, *, language: str, now: datetime | None = None) -> Result | None:
    """The result page's picture, None while the policy shows no result. A fixed number of queries for any paper."""
    if not policy.has_result:
        return None
    slots, person, activity = papers.sheet(attempt, language=language), attempt.enrolment.person, attempt.activity
    course = outline.of(activity.course, person=person, language=language)
    tries = opening.tries(attempt.enrolment, activity)
    rule = rules.in_language(activity, language) or rules.of(attempt.version)
    may_be_granted = rule.tries or not all(counting.always(one) for one in tries)
    allowances = allowing.holding(attempt.enrolment, activity) if may_be_granted else []
    counted = counting.among(tries, allowances)
    return Result(
        attempt=attempt,
        course=course,
        questions=_reviewed(attempt, [slot for slot in slots if policy.shows_reasons(slot)], language),
        objectives=_objectives(attempt, slots, course, language),
        was_passed_before=any(one.is_passed for one in counted if one.number < attempt.number),
        is_newest=not any(one.submitted_at for one in tries if one.number > attempt.number),
        carries=rule.mode != Mode.EXAM and not any(one.is_passed for one in tries),
        has_reasons=policy.has_reasons,
        band=rule.band((attempt.right or 0) + _withdrawn(attempt)),
        counts=attempt in counted,
        shut=opening.shut(rule, tries, allowances, now=now or timezone.now()),
        left=opening.left(rule, tries, allowances),
        regraded=_newest_correction(attempt),
    )


def _withdrawn(attempt: Attempt) -> int:
    """How many questions its paper lacks, because they were withdrawn: as for passing, they count as right (R11)."""
    return max(0, rules.of(attempt.version).planned - attempt.total)


def lesson_about(attempt: Attempt, slot: Slot, *, language: str) -> Item | None:
    """The lesson that teaches what this question is about. A few queries.

    None when none of the course does, and in a short check: before the course there is nothing to read again.
    """
    if attempt.is_warm_up:
        return None
    objective = slot.item.question_version.objective_key
    course = outline.of(attempt.activity.course, person=attempt.enrolment.person, language=language)
    return _lessons([objective], course).get(objective)


def _newest_correction(attempt: Attempt) -> Regraded | None:
    """Asked for only where a mark says that the question was corrected."""
    is_corrected = any("version" in mark or "credited" in mark for mark in attempt.marks.values())
    return attempt.regraded.order_by("-id").first() if is_corrected else None


def _reviewed(attempt: Attempt, slots: list[Slot], language: str) -> list[Answered]:
    """Each question as it was marked: by its own version, by a better key, or by a trainer."""
    by_others = {mark["version"] for mark in attempt.marks.values() if "version" in mark}
    keys = QuestionVersion.objects.in_bulk(by_others) if by_others else {}
    words = versions.wordings(keys, language) if keys else {}
    has_points = any("given" in mark for mark in attempt.marks.values())
    markings = {one.slot: one for one in attempt.markings.all()} if has_points else {}
    found = []
    for slot in slots:
        mark = attempt.marks.get(str(slot.number), {})
        asked = slot.asked.marked_by(keys[mark["version"]], words[mark["version"]]) if "version" in mark else slot.asked
        review = asked.review(slot.value)
        if mark.get("credited"):
            review = replace(review, verdict=str(_("Withdrawn: it counts as right for everybody")), look="info")
        elif "given" in mark:
            most = slot.item.question_version.body["points"]
            said = ngettext("%(given)d of %(most)d point", "%(given)d of %(most)d points", most)
            look = "yes" if mark["right"] else "no"
            review = replace(review, verdict=said % {"given": mark["given"], "most": most}, look=look)
        comment = markings[slot.number].comment if slot.number in markings else ""
        found.append(Answered(replace(slot, asked=asked), bool(mark.get("right")), review, comment))
    return found


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
    return dict(_worded(objectives=keys, language=language, source=course.language))


@sql.once
def _worded() -> QuerySet[Objective, tuple[UUID, str]]:
    own, source = (
        When(locale__language_code=sql.Given(name, CharField()), then=rank)
        for name, rank in (("language", 2), ("source", 1))
    )
    rows = Objective.objects.filter(translation_key__in=sql.Given("objectives", UUIDField(), many=True))
    return rows.order_by(Case(own, source, default=0)).values_list("translation_key", "text")


def _lessons(keys: list[UUID], course: Outline) -> dict[UUID, Item]:
    """The first lesson of the course that teaches each objective."""
    items = {item.activity_key: item for item in reversed(course.lessons)}
    taught = dict(_taught(lessons=list(items), objectives=keys))
    return {taught[key]: item for key, item in items.items() if key in taught}


@sql.once
def _taught() -> QuerySet[LessonPage, tuple[UUID, UUID]]:
    lessons, objectives = (sql.Given(name, UUIDField(), many=True) for name in ("lessons", "objectives"))
    rows = LessonPage.objects.live().filter(translation_key__in=lessons, objective__translation_key__in=objectives)
    return rows.values_list("translation_key", "objective__translation_key")
