"""The life of an attempt: started once, answered row by row, handed in once; what is acknowledged is never lost."""

from collections.abc import Callable
from datetime import datetime
from random import Random, SystemRandom
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses import progress
from courses.models import Activity, Enrolment
from lms import sql
from lms.ledger import chain
from lms.ledger.models import Act
from lms.questions import kinds
from lms.questions.kinds.posts import Post
from quizzes import allowing, deadlines, drawing, finalising, opening, papers, rules, withdrawn
from quizzes.drawing import Drawn
from quizzes.models import Attempt, Mode, PaperItem, Response


class Closed(Exception):
    """The attempt is over; its answers no longer change."""


class NoSuchQuestion(Exception):
    """The paper has no such slot."""


class Settled(Exception):
    """This answer stands: it was carried over, its reasons have been shown, or the question was withdrawn."""


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
    """The open try of this enrolment at this quiz; a new one with a newly drawn paper when there is none.

    However often and from wherever it is called at once: one try is open at a time, numbers have no gap, and there are
    never more than the rules allow (R9). A try whose time has run out is handed in and returned. Raises
    opening.NotOpen while lessons are missing, opening.NoMoreTries when the rules allow no further one now, and
    drawing.NotEnoughQuestions when no fair paper can be drawn.
    """
    with transaction.atomic(), chain.together(enrolment.person_id):
        [locked] = _lock_of_enrolment(enrolment=enrolment.pk)
        now, tries = now or timezone.now(), opening.tries(locked, activity)
        if not tries or tries[-1].submitted_at:
            return _new(locked, activity, tries, now=now, shuffle=shuffle or SystemRandom())
    # Outside the enrolment's lock: whoever hands in locks the attempt first.
    return close_if_over(tries[-1], now=now)


def answer(
    attempt: Attempt, slot: int, post: Post, *, seq: int | None = None, confidence: str = "", is_clear: bool = False,
    now: datetime | None = None,
) -> Response:  # fmt: skip
    """Reads a form and saves what it says, as `save` does. Raises BadAnswer for what was never on offer."""

    def read(item: PaperItem) -> Any:
        version = item.question_version
        return kinds.get(version.kind).read(post, version.body)

    return _store(attempt, slot, read, seq=seq, is_clear=is_clear, confidence=confidence, now=now)


def save(
    attempt: Attempt, slot: int, value: Any, *, seq: int | None = None, is_clear: bool = False,
    now: datetime | None = None,
) -> Response:  # fmt: skip
    """Adds an answer to a slot; it is stored when this returns. Rows are only added, the newest counts (R7).

    `now` is when the answer was received: what came in time counts, however long it waited for a lock. `seq` is the
    last number that the sender had seen for this slot (0 for none; None trusts the sender). The same answer again is
    harmless and adds nothing. Raises Stale when another answer came in between, NothingAnswered for a blank that is not
    an explicit clear, Settled, Closed and NoSuchQuestion.
    """
    return _store(attempt, slot, lambda item: value, seq=seq, is_clear=is_clear, now=now)


def submit(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """Hands the attempt in: marks the saved answers from the frozen paper and, when passed, completes the activity.

    Happens once. Every later call returns the first result and changes nothing, whatever the order of arrival. After
    the deadline it is the deadline that hands in, with what was saved by then.
    """
    with transaction.atomic(), chain.together(attempt.enrolment.person_id):
        # One statement locks both rows: no answer and no other hand-in comes between marking and storing.
        [locked] = _lock_with_enrolment(attempt=attempt.pk)
        finalising.finalise(locked, now=now or timezone.now())
    return locked


def close_if_over(attempt: Attempt, *, now: datetime) -> Attempt:
    """Hands in an attempt whose time has run out; any other is returned as it is."""
    is_open = attempt.submitted_at is None
    return submit(attempt, now=now) if is_open and deadlines.is_too_late(attempt, received_at=now) else attempt


def close_overdue(*, now: datetime | None = None) -> int:
    """Hands in every attempt whose time has run out, and says how many. Any number of these may run at once.

    Nothing depends on it: whoever opens such an attempt sees it closed (D25), and the next act closes it.
    """
    now = now or timezone.now()
    overdue = Attempt.objects.open().filter(deadline_at__lt=now - deadlines.GRACE).order_by("deadline_at")
    closed = 0
    for pk in list(overdue.values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = Attempt.objects.select_for_update(
                no_key=True, of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
            )
            attempt = waiting.select_related("enrolment").filter(pk=pk, submitted_at=None).first()
            if attempt and deadlines.is_too_late(attempt, received_at=now):
                submit(attempt, now=now)
                closed += 1
    return closed


def _store(
    attempt: Attempt, slot: int, read: Callable[[PaperItem], Any], *, seq: int | None, now: datetime | None,
    is_clear: bool = False, confidence: str = "",
) -> Response:  # fmt: skip
    now = now or timezone.now()
    with transaction.atomic():
        [locked] = _lock(attempt=attempt.pk)
        if locked.submitted_at is None and not deadlines.is_too_late(locked, received_at=now):
            return _add(locked, slot, read, seq=seq, is_clear=is_clear, confidence=confidence, now=now)
    close_if_over(attempt, now=now)
    raise Closed


@sql.once
def _lock() -> QuerySet[Attempt]:
    return Attempt.objects.order_by().select_for_update(no_key=True).filter(pk=sql.Given("attempt"))


@sql.once
def _lock_with_enrolment() -> QuerySet[Attempt]:
    rows = Attempt.objects.order_by().select_for_update(no_key=True, of=("self", "enrolment"))
    return rows.select_related("enrolment", "activity__course", "version").filter(pk=sql.Given("attempt"))


@sql.once
def _lock_of_enrolment() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.order_by().select_for_update(no_key=True, of=("self",))
    return rows.select_related("person").filter(pk=sql.Given("enrolment"))


def _add(
    locked: Attempt, slot: int, read: Callable[[PaperItem], Any], *, seq: int | None, is_clear: bool, confidence: str,
    now: datetime,
) -> Response:  # fmt: skip
    item, stored = papers.answered(locked, slot)
    if item is None:
        raise NoSuchQuestion
    value = None if is_clear else read(item)
    if value is None and not is_clear:
        raise NothingAnswered
    if stored and stored.value == value and stored.confidence == confidence:
        return stored
    if item.carried_value is not None or (stored and locked.mode == Mode.PRACTICE) or item.is_withdrawn:
        raise Settled
    if seq is not None and seq != (stored.seq if stored else 0):
        raise Stale(stored)
    return Response.objects.create(
        attempt=locked, slot=slot, seq=stored.seq + 1 if stored else 1, value=value, confidence=confidence, saved_at=now
    )


def _new(enrolment: Enrolment, activity: Activity, tries: list[Attempt], *, now: datetime, shuffle: Random) -> Attempt:
    version = rules.newest(activity)
    if version is None:
        raise drawing.NotEnoughQuestions
    rule = withdrawn.taken_out_of(rules.of(version))
    allowances = allowing.holding(enrolment, activity) if rule.tries or rule.limit else []
    opening.require(enrolment, activity, rule, tries, allowances, now=now)
    carried = {} if rule.mode == Mode.EXAM else drawing.carried_from(tries)
    seen = drawing.seen_in(tries) if tries else drawing.seen_in_check(enrolment, activity)
    paper = drawing.draw(rule, exclude=drawing.checks_of(activity), seen=seen, carried=carried, shuffle=shuffle)
    deadline_at = deadlines.at_start(rule, enrolment.person, deadlines.allowed_time(allowances), now=now)
    attempt = Attempt.objects.create(
        enrolment=enrolment, activity=activity, version=version, number=tries[-1].number + 1 if tries else 1,
        mode=rule.mode, started_at=now, deadline_at=deadline_at, total=len(paper), needed=rule.needed,
    )  # fmt: skip
    freeze(attempt, paper)
    progress.begin(enrolment, activity, now=now)
    write_down_start(attempt, enrolment)
    return attempt


def freeze(attempt: Attempt, paper: list[Drawn]) -> None:
    """Keeps what was drawn as the paper of this attempt."""
    PaperItem.objects.bulk_create(
        PaperItem(attempt=attempt, slot=slot, question_version=one.version, option_order=one.order,
                  is_must_know=one.is_must_know, carried_value=one.carried)
        for slot, one in enumerate(paper, start=1)
    )  # fmt: skip


def write_down_start(attempt: Attempt, enrolment: Enrolment) -> None:
    """The event of a start: which try of which quiz, and until when."""
    facts: dict[str, Any] = {
        "enrolment": enrolment.pk,
        "activity": str(attempt.activity_id),
        "attempt": attempt.pk,
        "number": attempt.number,
    }
    if attempt.deadline_at:
        facts["deadline"] = attempt.deadline_at
    person = enrolment.person_id
    chain.record(person, Act.ATTEMPT_STARTED, by=person, at=attempt.started_at, facts=facts)
