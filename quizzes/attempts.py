"""The life of an attempt: started once, answered row by row, handed in once; what is acknowledged is never lost."""

from collections.abc import Callable
from datetime import datetime
from random import Random, SystemRandom
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import progress
from courses.models import Activity, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act
from lms.questions import kinds
from lms.questions.kinds.posts import Post
from quizzes import drawing, grading, opening, papers, rules
from quizzes.models import Attempt, Mode, PaperItem, Response


class Closed(Exception):
    """The attempt was handed in; its answers no longer change."""


class NoSuchQuestion(Exception):
    """The paper has no such slot."""


class Settled(Exception):
    """This answer stands: it was carried over, or its reasons have been shown."""


class NothingAnswered(Exception):
    """Nothing was answered, and a blank never replaces an answer (R7)."""


class Stale(Exception):
    """The sender has not seen the newest answer. Carries the stored one, None when there is none."""

    def __init__(self, stored: Response | None) -> None:
        super().__init__()
        self.stored = stored


def start(
    enrolment: Enrolment, activity: Activity, *, now: datetime | None = None, shuffle: Random | None = None
) -> Attempt:
    """The open attempt of this enrolment at this quiz; a new one with a newly drawn paper when there is none.

    However often and from wherever it is called at once: one attempt is open at a time and numbers have no gap (R9).
    Raises opening.NotOpen while lessons are missing, drawing.NotEnoughQuestions when no fair paper can be drawn.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        tries = list(Attempt.objects.filter(enrolment=locked, activity=activity).order_by("number"))
        if tries and tries[-1].submitted_at is None:
            return tries[-1]
        now = now or timezone.now()
        opening.require(locked, activity)
        attempt = _new(locked, activity, tries, now=now, shuffle=shuffle or SystemRandom())
        progress.begin(locked, activity, now=now)
        _record(Act.ATTEMPT_STARTED, attempt, locked, at=now, number=attempt.number)
    return attempt


def answer(attempt: Attempt, slot: int, post: Post, *, seq: int | None = None, now: datetime | None = None) -> Response:
    """Reads a form and saves what it says, as `save` does. Raises BadAnswer for what was never on offer."""

    def read(item: PaperItem) -> Any:
        version = item.question_version
        return kinds.get(version.kind).read(post, version.body)

    return _store(attempt, slot, read, seq=seq, now=now)


def save(
    attempt: Attempt, slot: int, value: Any, *, seq: int | None = None, is_clear: bool = False,
    now: datetime | None = None,
) -> Response:  # fmt: skip
    """Adds an answer to a slot; it is stored when this returns. Rows are only added, the newest counts (R7).

    `seq` is the last number that the sender had seen for this slot (0 for none; None trusts the sender). The same
    answer again is harmless and adds nothing. Raises Stale when another answer came in between, NothingAnswered for a
    blank that is not an explicit clear, Settled, Closed and NoSuchQuestion.
    """
    return _store(attempt, slot, lambda item: value, seq=seq, is_clear=is_clear, now=now)


def submit(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """Hands the attempt in: marks the saved answers from the frozen paper and, when passed, completes the activity.

    Happens once. Every later call returns the first result and changes nothing, whatever the order of arrival.
    """
    with transaction.atomic(), chain.together(attempt.enrolment.person_id):
        # One statement locks both rows: no answer and no other hand-in comes between marking and storing.
        locks = Attempt.objects.select_for_update(no_key=True, of=("self", "enrolment"))
        locked = locks.select_related("enrolment", "activity__course", "version").get(pk=attempt.pk)
        if locked.submitted_at is None:
            _finalise(locked, now=now or timezone.now())
    return locked


def _finalise(attempt: Attempt, *, now: datetime) -> None:
    enrolment, items = attempt.enrolment, list(attempt.items.select_related("question_version"))
    result = grading.grade(items, papers.answers(attempt, items), needed=attempt.needed, language=enrolment.language)
    attempt.right, attempt.is_passed, attempt.marks = result.right, result.is_passed, result.marks
    attempt.submitted_at = now
    attempt.save(update_fields=["right", "is_passed", "marks", "submitted_at"])
    counts = {"right": result.right, "total": attempt.total, "needed": attempt.needed}
    _record(Act.ATTEMPT_SUBMITTED, attempt, enrolment, at=now, **counts, passed=result.is_passed)
    if result.is_passed:
        progress.complete(enrolment, attempt.activity, version=attempt.version, **counts, now=now)


def _store(
    attempt: Attempt, slot: int, read: Callable[[PaperItem], Any], *, seq: int | None, now: datetime | None,
    is_clear: bool = False,
) -> Response:  # fmt: skip
    with transaction.atomic():
        locked = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        if locked.submitted_at:
            raise Closed
        item = PaperItem.objects.select_related("question_version").filter(attempt=locked, slot=slot).first()
        if item is None:
            raise NoSuchQuestion
        value = read(item)
        stored = Response.objects.filter(attempt=locked, slot=slot).order_by("-seq").first()
        if value is None and not is_clear:
            raise NothingAnswered
        if stored and stored.value == value:
            return stored
        if item.carried_value is not None or (stored and locked.mode == Mode.PRACTICE):
            raise Settled
        if seq is not None and seq != (stored.seq if stored else 0):
            raise Stale(stored)
        return Response.objects.create(
            attempt=locked, slot=slot, seq=stored.seq + 1 if stored else 1, value=value, saved_at=now or timezone.now()
        )


def _new(enrolment: Enrolment, activity: Activity, tries: list[Attempt], *, now: datetime, shuffle: Random) -> Attempt:
    version = rules.newest(activity)
    if version is None:
        raise drawing.NotEnoughQuestions
    rule = rules.of(version)
    paper = drawing.draw(
        rule, exclude=drawing.checks_of(activity), seen=drawing.seen_in(tries), carried=drawing.carried_from(tries),
        shuffle=shuffle,
    )  # fmt: skip
    attempt = Attempt.objects.create(
        enrolment=enrolment, activity=activity, version=version, number=tries[-1].number + 1 if tries else 1,
        mode=rule.mode, started_at=now, total=len(paper), needed=rule.needed,
    )  # fmt: skip
    PaperItem.objects.bulk_create(
        PaperItem(attempt=attempt, slot=slot, question_version=one.version, option_order=one.order,
                  is_must_know=one.is_must_know, carried_value=one.carried)
        for slot, one in enumerate(paper, start=1)
    )  # fmt: skip
    return attempt


def _record(act: Act, attempt: Attempt, enrolment: Enrolment, *, at: datetime, **facts: Any) -> None:
    ids = {"enrolment": enrolment.pk, "activity": str(attempt.activity_id), "attempt": attempt.pk}
    chain.record(enrolment.person_id, act, by=enrolment.person_id, at=at, facts={**ids, **facts})
