"""The short check before a course: who knows it all is done where that is allowed; others see what to read (4.4)."""

from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from courses import progress
from courses.models import Activity, Enrolment, LessonPage
from courses.outline import Item, Outline
from lms.ledger import chain
from quizzes import attempts, drawing, rules, shortening, withdrawn
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Mode, PassByCheck, Response
from quizzes.rules import Rules
from quizzes.shortening import Short


class NotOffered(Exception):
    """This course has no short check for this person now."""


@dataclass(frozen=True)
class Outcome:
    """What the check showed: objectives that are known and those that are worth reading about."""

    known: frozenset[UUID]
    missed: frozenset[UUID]

    @property
    def knows_all(self) -> bool:
        """Something was asked, and all of it is known."""
        return bool(self.known) and not self.missed


@dataclass(frozen=True)
class Offer:
    """What a course page says about the short check. `attempt` is the one that was begun; None before that."""

    activity: Activity
    may_test_out: bool
    questions: int
    attempt: Attempt | None
    outcome: Outcome | None
    worth_doing: list[Item]
    """The lessons about what was missed, in the order of the course."""


def offer(course: Outline) -> Offer | None:
    """The short check as this course's learner meets it now; None where there is nothing to say about one.

    A fixed number of queries; one for a course without an enrolment or a quiz.
    """
    enrolment, item = course.enrolment, next((one for one in course.items if one.kind == Activity.Kind.QUIZ), None)
    if enrolment is None or item is None or enrolment.closed_at or item.done_at:
        return None
    activity = Activity(pk=item.activity_key, course=course.course)
    taken, is_begun = _met(enrolment, activity)
    version = taken.version if taken else rules.newest(activity)
    rule = rules.of(version) if version else None
    asked = taken or (_short(enrolment, activity, rule) if rule and not is_begun else None)
    if rule is None or asked is None:
        return None
    found = outcome(taken) if taken and taken.submitted_at else None
    return Offer(
        activity=activity,
        may_test_out=may_test_out(enrolment, rule),
        questions=asked.total,
        attempt=taken,
        outcome=found,
        worth_doing=_lessons_about(found.missed, course) if found else [],
    )


def _lessons_about(missed: frozenset[UUID], course: Outline) -> list[Item]:
    if not missed:
        return []
    pages = LessonPage.objects.live().filter(
        translation_key__in=[one.activity_key for one in course.lessons], objective__translation_key__in=missed
    )  # fmt: skip
    about = set(pages.values_list("translation_key", flat=True))
    return [item for item in course.lessons if item.activity_key in about and item.done_at is None]


def may_test_out(enrolment: Enrolment, rule: Rules) -> bool:
    """Whether knowing it all completes the course: by the quiz's own rule, as a rule for renewals only."""
    if rule.test_out == PassByCheck.RENEWAL:
        return enrolment.cycle > 1
    return rule.test_out == PassByCheck.ALWAYS


def _met(enrolment: Enrolment, activity: Activity) -> tuple[Attempt | None, bool]:
    """The short check of this enrolment, open or handed in, and whether its quiz was begun. One query."""
    mine = Attempt.objects.filter(enrolment=enrolment, activity=activity).select_related("version")
    found = {one.purpose: one for one in mine}
    return found.get(Attempt.Purpose.WARM_UP), Attempt.Purpose.QUIZ in found


def start(
    enrolment: Enrolment, activity: Activity, *, now: datetime | None = None, shuffle: Random | None = None
) -> Attempt:
    """The short check of this enrolment; drawn now if there is none. Each enrolment has one, once.

    Five to eight questions over all objectives of the quiz, every must-know among them, with reasons at once unless the
    quiz is an exam. Raises NotOffered when the course is finished, its quiz was begun, the author offers none to this
    learner, or it cannot ask all that the quiz asks.
    """
    with transaction.atomic():
        locks = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
        locked = locks.get(pk=enrolment.pk)
        found, is_begun = _met(locked, activity)
        if found:
            return found
        version = rules.newest(activity)
        rule = rules.of(version) if version else None
        short = _short(locked, activity, rule) if rule and not is_begun else None
        if version is None or rule is None or short is None:
            raise NotOffered
        paper = short.draw(shuffle or SystemRandom())
        attempt = Attempt.objects.create(
            enrolment=locked, activity=activity, version=version, purpose=Attempt.Purpose.WARM_UP, number=1,
            mode=Mode.EXAM if rule.mode == Mode.EXAM else Mode.PRACTICE, started_at=now or timezone.now(),
            total=len(paper), needed=len(paper),
        )  # fmt: skip
        attempts.freeze(attempt, paper)
        attempts.write_down_start(attempt, locked)
    return attempt


def _short(enrolment: Enrolment, activity: Activity, rule: Rules) -> Short | None:
    """What the check asks this learner before the quiz; None where none is offered. At most three queries.

    What an exam asks is shown beforehand only to whoever may be done by it.
    """
    if enrolment.closed_at or rule.test_out == PassByCheck.NEVER:
        return None
    if rule.mode == Mode.EXAM and not may_test_out(enrolment, rule):
        return None
    return shortening.of(withdrawn.taken_out_of(rule), exclude=drawing.checks_of(activity))


def hand_in(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """Hands the check in. Who knows it all, and is sure of every must-know, has completed the course where allowed.

    Happens once, whatever arrives how often.
    """
    now = now or timezone.now()
    enrolment = attempt.enrolment
    with transaction.atomic(), chain.together(enrolment.person_id):
        closed = attempts.submit(attempt, now=now)
        complete_if_known(closed, now=now)
    return closed


def complete_if_known(attempt: Attempt, *, now: datetime) -> None:
    """Completes the course by a check that is handed in: here, and when a correction makes all of it right later."""
    if outcome(attempt).knows_all and may_test_out(attempt.enrolment, rules.of(attempt.version)):
        progress.test_out(attempt.enrolment, right=attempt.right or 0, total=attempt.total, now=now)


def outcome(attempt: Attempt) -> Outcome:
    """What is known: an objective whose questions were all right; a must-know only when it was no guess. One query.

    A question that was withdrawn since is right for everybody, and nobody had to be sure of it.
    """
    said = Response.objects.filter(attempt=attempt, slot=OuterRef("slot")).order_by("-seq").values("confidence")[:1]
    right: dict[UUID, bool] = {}
    for item in attempt.items.select_related("question_version").annotate(sure=Subquery(said)):
        mark = attempt.marks.get(str(item.slot), {})
        is_sure = not item.is_must_know or item.sure in (Confidence.FAIR, Confidence.CERTAIN) or mark.get("credited")
        key = item.question_version.objective_key
        right[key] = bool(right.get(key, True) and mark.get("right") and is_sure)
    known = frozenset(key for key, is_known in right.items() if is_known)
    return Outcome(known, frozenset(right) - known)
