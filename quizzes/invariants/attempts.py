"""What must hold for attempts: numbers without gaps and within limits, papers whole, answers in time (I2–I8)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Sum, Value, When

from lms.ledger.invariants import unwritten
from lms.ledger.models import Act, Event
from quizzes import allowing, deadlines, rules
from quizzes.invariants.allowed import AllowedTries
from quizzes.models import Attempt, Marking, Mode, MoreTime, PaperItem, Regraded, Response


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _tries()
    yield from _papers()
    yield from _responses()
    yield from _limits()
    yield from _deadlines()
    yield from _written_down()


def _tries() -> Iterator[str]:
    """Tries are numbered without gaps, and each begins after the one before was handed in."""
    for tries in Attempt.objects.values("enrolment_id", "activity_id", "purpose").annotate(
        n=Count("id"), last=Max("number")
    ):
        if tries["n"] != tries["last"]:
            yield f"Enrolment {tries['enrolment_id']}: its tries have a gap."
    later = Attempt.objects.filter(
        enrolment=OuterRef("enrolment"), activity=OuterRef("activity"), purpose=OuterRef("purpose"),
        number__gt=OuterRef("number"),
    )  # fmt: skip
    for pk in Attempt.objects.filter(Exists(later), submitted_at=None).values_list("id", flat=True):
        yield f"Attempt {pk}: it is open, and a later one was started."
    for pk in Attempt.objects.exclude(activity__course=F("enrolment__course")).values_list("id", flat=True):
        yield f"Attempt {pk}: its quiz belongs to another course."


def _papers() -> Iterator[str]:
    """A paper has as many questions as the attempt says, in slots 1, 2, 3 …"""
    for row in Attempt.objects.values("id", "total").annotate(n=Count("items"), last=Max("items__slot")):
        if not row["n"] == row["last"] == row["total"]:
            yield f"Attempt {row['id']}: its paper is not whole."


def _responses() -> Iterator[str]:
    """Answers belong to the paper, are numbered without gaps and came before the attempt was handed in."""
    for row in Response.objects.values("attempt_id", "slot").annotate(n=Count("id"), last=Max("seq"), first=Min("seq")):
        if (row["n"], row["first"]) != (row["last"], 1):
            yield f"Attempt {row['attempt_id']}: the saves of question {row['slot']} have a gap."
    items = PaperItem.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"))
    for pk in Response.objects.filter(~Exists(items)).values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer to a question that is not on the paper."
    carried = Response.objects.filter(Exists(items.filter(carried_value__isnull=False)))
    for pk in carried.values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer to a question that was carried over."
    late = F("attempt__submitted_at") + Case(
        When(attempt__closed_by=Attempt.ClosedBy.DEADLINE, then=Value(deadlines.GRACE)), default=Value(timedelta())
    )
    for pk in Response.objects.filter(saved_at__gt=late).values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer was saved after it was handed in."


def _limits() -> Iterator[str]:
    """Nobody has more tries at an exam than its rules and what was allowed on top (I6)."""
    allowed = AllowedTries()
    exams = Attempt.objects.tries().filter(mode=Mode.EXAM).select_related("enrolment", "version")
    for attempt in exams.iterator(chunk_size=2000):
        extra = allowing.extra_tries(allowed.at(attempt.enrolment, attempt.activity_id))
        most = (rules.of(attempt.version).tries or 0) + extra
        if attempt.number > most:
            yield f"Attempt {attempt.pk}: one try more than the {most} that were allowed."


def _deadlines() -> Iterator[str]:
    """A deadline is the one of the start and what was written down since (I8)."""
    added = dict(MoreTime.objects.values_list("attempt").annotate(Sum("minutes")))
    limited = {pk: at for pk, at in Attempt.objects.exclude(deadline_at=None).values_list("pk", "deadline_at") if at}
    if not limited:
        return
    for facts in Event.objects.filter(act=Act.ATTEMPT_STARTED).values_list("facts", flat=True).iterator():
        pk, first = facts.get("attempt"), facts.get("deadline")
        if pk in limited and first:
            at_start = datetime.fromisoformat(first)
            # Times in the ledger are kept to the millisecond.
            drift = limited[pk] - at_start - timedelta(minutes=added.get(pk, 0))
            if abs(drift) > timedelta(milliseconds=1):
                yield f"Attempt {pk}: its deadline was moved without a word."


def _written_down() -> Iterator[str]:
    """Every start and every submission is written down exactly once, with the result shown then (I4, I5)."""
    started, submitted = {}, {}
    first = _first_results()
    columns = ("enrolment__person_id", "id", "submitted_at", "right", "total", "is_passed")
    for who, pk, submitted_at, right, total, passed in Attempt.objects.values_list(*columns).iterator(chunk_size=5000):
        started[who, pk] = f"Attempt {pk}"
        if submitted_at:
            right, passed = first.get(pk, (right, passed))
            submitted[who, pk, right, total, passed] = f"Attempt {pk} with this result"
    yield from unwritten(Act.ATTEMPT_STARTED, lambda who, facts: (who, facts.get("attempt")), started)
    yield from unwritten(
        Act.ATTEMPT_SUBMITTED,
        lambda who, facts: (who, facts.get("attempt"), facts.get("right"), facts.get("total"), facts.get("passed")),
        submitted,
    )


def _first_results() -> dict[int, tuple[Any, Any]]:
    """The result at the hand-in, where a correction or a trainer's mark has changed it since."""
    first: dict[int, tuple[Any, Any]] = {}
    for attempt, right, passed in Regraded.objects.values_list("attempt", "right_before", "was_passed").order_by("-id"):
        first[attempt] = (right, passed)
    marked = set(Marking.objects.values_list("attempt", flat=True))
    # … or the withdrawal of the question that it had waited for.
    settled = Event.objects.filter(act=Act.ATTEMPT_MARKED).values_list("facts", flat=True)
    marked |= {facts["attempt"] for facts in settled}
    return first | dict.fromkeys(marked, (None, None))
