"""What must hold for attempts and refreshers: numbers without gaps, papers whole, results that can be computed again
(I2–I8, I10)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.utils import timezone

from courses.models import ActivityCompletion
from lms.ledger.invariants import unwritten
from lms.ledger.models import Act
from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from quizzes import grading, ladder
from quizzes.ladder import Place
from quizzes.models import Attempt, PaperItem, RefresherReview, RefresherSession, RefresherState, Response

BLOCK = 1000


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _tries()
    yield from _papers()
    yield from _responses()
    yield from _results()
    yield from _written_down()
    yield from _sessions()
    yield from _reviews()
    yield from _states()


def _tries() -> Iterator[str]:
    """Tries are numbered without gaps, and each begins after the one before was handed in."""
    for tries in Attempt.objects.values("enrolment_id", "activity_id").annotate(n=Count("id"), last=Max("number")):
        if tries["n"] != tries["last"]:
            yield f"Enrolment {tries['enrolment_id']}: its tries have a gap."
    later = Attempt.objects.filter(
        enrolment=OuterRef("enrolment"), activity=OuterRef("activity"), number__gt=OuterRef("number")
    )
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
    for pk in Response.objects.filter(saved_at__gt=F("attempt__submitted_at")).values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer was saved after it was handed in."


def _results() -> Iterator[str]:
    """A result can be computed again from the paper and the answers; a pass is a completed activity."""
    asked = QuestionVersion.objects.in_bulk()
    texts = {pk: wording.texts for pk, wording in versions.wordings(asked, "").items()}
    completed = set(ActivityCompletion.objects.values_list("enrolment_id", "activity_id"))
    submitted = Attempt.objects.exclude(submitted_at=None).order_by("pk")
    last = 0
    while block := list(submitted.filter(pk__gt=last)[:BLOCK]):
        items, answers = _sheets(block[0].pk, block[-1].pk, asked)
        last = block[-1].pk
        for attempt in block:
            grade = grading.computed(items[attempt.pk], answers[attempt.pk], texts, needed=attempt.needed)
            if (grade.right, grade.is_passed, grade.marks) != (attempt.right, attempt.is_passed, attempt.marks):
                yield f"Attempt {attempt.pk}: its result does not follow from its answers."
            if attempt.is_passed and (attempt.enrolment_id, attempt.activity_id) not in completed:
                yield f"Attempt {attempt.pk}: passed, but the quiz is not completed."


def _sheets(
    first: int, last: int, asked: dict[int, QuestionVersion]
) -> tuple[dict[int, list[PaperItem]], dict[int, dict[int, Any]]]:
    """Papers and the answers that count, of all attempts from one id to another. Two queries."""
    items: dict[int, list[PaperItem]] = defaultdict(list)
    answers: dict[int, dict[int, Any]] = defaultdict(dict)
    given = Response.objects.filter(attempt__gte=first, attempt__lte=last).order_by("seq")
    for attempt, slot, value in given.values_list("attempt_id", "slot", "value"):
        answers[attempt][slot] = value
    for item in PaperItem.objects.filter(attempt__gte=first, attempt__lte=last):
        item.question_version = asked[item.question_version_id]
        items[item.attempt_id].append(item)
        if item.carried_value is not None:
            answers[item.attempt_id][item.slot] = item.carried_value
    return items, answers


def _written_down() -> Iterator[str]:
    """Every start and every submission is written down exactly once, with the result shown (I4, I5)."""
    started, submitted = {}, {}
    columns = ("enrolment__person_id", "id", "submitted_at", "right", "total", "is_passed")
    for who, pk, submitted_at, *result in Attempt.objects.values_list(*columns).iterator(chunk_size=5000):
        started[who, pk] = f"Attempt {pk}"
        if submitted_at:
            submitted[who, pk, *result] = f"Attempt {pk} with this result"
    yield from unwritten(Act.ATTEMPT_STARTED, lambda who, facts: (who, facts.get("attempt")), started)
    yield from unwritten(
        Act.ATTEMPT_SUBMITTED,
        lambda who, facts: (who, facts.get("attempt"), facts.get("right"), facts.get("total"), facts.get("passed")),
        submitted,
    )


def _sessions() -> Iterator[str]:
    """A refresher has as many questions as it says, and is finished when each of them is answered."""
    sessions = RefresherSession.objects.order_by("pk").values("id", "total", "finished_at")
    for row in sessions.annotate(
        n=Count("questions"), last=Max("questions__slot"), answered=Count("questions__review")
    ):
        if not row["n"] == row["last"] == row["total"]:
            yield f"Refresher {row['id']}: its questions are not whole."
        elif (row["finished_at"] is not None) != (row["answered"] == row["total"]):
            yield f"Refresher {row['id']}: finished and answered do not agree."


def _reviews() -> Iterator[str]:
    """An answer in the log was given to what was asked, by whom it was asked, and is marked as it was answered."""
    odd = RefresherReview.objects.filter(
        ~Q(person=F("question__session__person")) | ~Q(objective_key=F("question__objective_key"))
        | ~Q(question_version=F("question__question_version")) | ~Q(person=F("completion__enrolment__person"))
    )  # fmt: skip
    for pk in odd.order_by("pk").values_list("pk", flat=True):
        yield f"Refresher review {pk}: it does not belong to the question that was asked."
    asked = QuestionVersion.objects.in_bulk(RefresherReview.objects.values_list("question_version", flat=True))
    texts = {pk: wording.texts for pk, wording in versions.wordings(asked, "").items()}
    for review in RefresherReview.objects.order_by("pk").iterator(chunk_size=BLOCK):
        version = asked[review.question_version_id]
        mark = kinds.get(version.kind).mark(version.body, texts[version.pk], review.value)
        if bool(mark.is_right) != review.is_right:
            yield f"Refresher review {review.pk}: its mark does not follow from its answer."


def _states() -> Iterator[str]:
    """Where somebody stands is what the log gives, answer by answer, from the pass on."""
    reached: dict[tuple[Any, ...], Place] = {}
    log = RefresherReview.objects.select_related("completion").order_by(
        "person", "objective_key", "completion", "answered_at", "pk"
    )
    for key, reviews in groupby(log.iterator(chunk_size=BLOCK), key=_round):
        place: Place | None = None
        for review in reviews:
            before = place or _begun(review)
            place = ladder.next_review(
                before, is_right=review.is_right, confidence=review.confidence, person=review.person_id,
                today=timezone.localdate(review.answered_at), valid_until=review.completion.valid_until,
            )  # fmt: skip
            told = (review.box_before, review.due_before, review.box_after, review.due_after)
            if told != (before.box, before.due_on, place.box, place.due_on):
                yield f"Refresher review {review.pk}: its step does not follow from the one before."
            reached[key] = place
    for state in RefresherState.objects.select_related("completion__enrolment").iterator(chunk_size=BLOCK):
        if state.completion.enrolment.person_id != state.person_id:
            yield f"Refresher state {state.pk}: it begins from somebody else's pass."
        if state.place != (reached.get(_round(state)) or _begun(state)):
            yield f"Refresher state {state.pk}: it does not follow from its reviews."


def _round(row: RefresherReview | RefresherState) -> tuple[Any, ...]:
    return (row.person_id, row.objective_key, row.completion_id)


def _begun(row: RefresherReview | RefresherState) -> Place:
    passed = row.completion
    return ladder.begin(timezone.localdate(passed.completed_at), valid_until=passed.valid_until)
