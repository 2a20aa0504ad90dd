"""The short check before a course: who knows it all is done where that is allowed; others see what to read (4.4)."""

import math
from dataclasses import dataclass, replace
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
from lms.questions import kinds, versions
from quizzes import attempts, drawing, rules
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Mode, PassByCheck, Response
from quizzes.rules import Draw, Rules

LEAST, MOST = 5, 8


class NotOffered(Exception):
    """This course has no short check for this person now."""


@dataclass(frozen=True)
class Outcome:
    """What the check showed: objectives that are known and those that are worth reading about."""

    known: frozenset[UUID]
    missed: frozenset[UUID]

    @property
    def knows_all(self) -> bool:
        return not self.missed


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
    taken = newest(enrolment, activity)
    version = taken.version if taken else rules.newest(activity)
    rule = rules.of(version) if version else None
    if rule is None or (taken is None and not is_offered(enrolment, activity, rule)):
        return None
    found = outcome(taken) if taken and taken.submitted_at else None
    return Offer(
        activity=activity,
        may_test_out=may_test_out(enrolment, rule),
        questions=taken.total if taken else _short(rule).planned,
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


def newest(enrolment: Enrolment, activity: Activity) -> Attempt | None:
    """The short check of this enrolment, open or handed in. One query."""
    mine = Attempt.objects.filter(enrolment=enrolment, activity=activity, purpose=Attempt.Purpose.WARM_UP)
    return mine.select_related("version").first()


def start(
    enrolment: Enrolment, activity: Activity, *, now: datetime | None = None, shuffle: Random | None = None
) -> Attempt:
    """The short check of this enrolment; drawn now if there is none. Each enrolment has one, once.

    Five to eight questions over all objectives of the quiz, must-knows among them. Raises NotOffered when the course is
    finished, its quiz was begun, or the author offers none; drawing.NotEnoughQuestions.
    """
    with transaction.atomic():
        locks = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
        locked = locks.get(pk=enrolment.pk)
        if found := newest(locked, activity):
            return found
        version = rules.newest(activity)
        if version is None or not is_offered(locked, activity, rules.of(version)):
            raise NotOffered
        rule = _short(rules.of(version))
        checks = drawing.checks_of(activity)
        paper = drawing.draw(rule, exclude=checks, shuffle=shuffle or SystemRandom(), is_marked_at_once=True)
        attempt = Attempt.objects.create(
            enrolment=locked, activity=activity, version=version, purpose=Attempt.Purpose.WARM_UP, number=1,
            mode=Mode.PRACTICE, started_at=now or timezone.now(), total=len(paper), needed=len(paper),
        )  # fmt: skip
        attempts.freeze(attempt, paper)
        attempts.write_down_start(attempt, locked)
    return attempt


def is_offered(enrolment: Enrolment, activity: Activity, rule: Rules) -> bool:
    """Whether this learner may take the check now: the course is open and its quiz not begun. One query."""
    if enrolment.closed_at or rule.test_out == PassByCheck.NEVER:
        return False
    return not Attempt.objects.tries().filter(enrolment=enrolment, activity=activity).exists()


def hand_in(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """Hands the check in. Who knows it all, and is sure of every must-know, has completed the course where allowed.

    Happens once, whatever arrives how often.
    """
    now = now or timezone.now()
    enrolment = attempt.enrolment
    with transaction.atomic(), chain.together(enrolment.person_id):
        closed = attempts.submit(attempt, now=now)
        if outcome(closed).knows_all and may_test_out(enrolment, rules.of(closed.version)):
            progress.test_out(enrolment, right=closed.right or 0, total=closed.total, now=now)
    return closed


def outcome(attempt: Attempt) -> Outcome:
    """What is known: an objective whose questions were all right; a must-know only when it was no guess. One query."""
    said = Response.objects.filter(attempt=attempt, slot=OuterRef("slot")).order_by("-seq").values("confidence")[:1]
    right: dict[UUID, bool] = {}
    for item in attempt.items.select_related("question_version").annotate(sure=Subquery(said)):
        is_right = bool(attempt.marks.get(str(item.slot), {}).get("right"))
        is_sure = not item.is_must_know or item.sure in (Confidence.FAIR, Confidence.CERTAIN)
        key = item.question_version.objective_key
        right[key] = right.get(key, True) and is_right and is_sure
    known = frozenset(key for key, is_known in right.items() if is_known)
    return Outcome(known, frozenset(right) - known)


def _short(rule: Rules) -> Rules:
    """The same objectives and must-knows with fewer questions: at least one each, five to eight if there are enough."""
    musts = versions.current([one.question for one in rule.fixed if one.is_must_know])
    by_machine = {key: one for key, one in musts.items() if not kinds.get(one.kind).is_marked_by_person}
    fixed = tuple(one for one in rule.fixed if one.question in by_machine and one.is_must_know)
    asked = [found.objective_key for found in by_machine.values()]
    objectives = list(dict.fromkeys(draw.objective for draw in rule.draws if draw.objective))
    room = max(LEAST, min(MOST, 2 * len({*objectives, *asked}))) - len(fixed)
    each = max(1, math.ceil(room / len(objectives))) if objectives else 0
    draws, left = [], max(room, len(objectives))
    for place, objective in enumerate(objectives):
        count = max(1, min(each, left - (len(objectives) - place - 1)))
        draws.append(Draw(objective, count))
        left -= count
    return replace(rule, mode=Mode.PRACTICE, needed=len(objectives) + len(fixed), fixed=fixed, draws=tuple(draws))
