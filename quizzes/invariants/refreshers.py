"""What must hold for refreshers: sessions whole, the log true to what was asked, and each state what its log gives."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from quizzes import ladder
from quizzes.ladder import Place
from quizzes.models import Correction, RefresherReview, RefresherSession, RefresherState

BLOCK = 1000


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _sessions()
    yield from _reviews()
    yield from _states()


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
        | ~Q(question_version__question_key=F("question__question_version__question_key"))
        | ~Q(person=F("completion__enrolment__person"))
    )  # fmt: skip
    for pk in odd.order_by("pk").values_list("pk", flat=True):
        yield f"Refresher review {pk}: it does not belong to the question that was asked."
    corrected = set(Correction.objects.filter(kind=Correction.Kind.KEY).values_list("version", flat=True))
    withdrawn = set(Correction.objects.filter(kind=Correction.Kind.WITHDRAWN).values_list("question_key", flat=True))
    asked = QuestionVersion.objects.in_bulk(RefresherReview.objects.values_list("question_version", flat=True))
    texts = {pk: wording.texts for pk, wording in versions.wordings(asked, "").items()}
    log = RefresherReview.objects.select_related("question").order_by("pk")
    for review in log.iterator(chunk_size=BLOCK):
        version = asked[review.question_version_id]
        if review.is_withdrawn:
            if version.question_key not in withdrawn:
                yield f"Refresher review {review.pk}: nobody withdrew its question."
            continue
        if version.pk not in corrected | {review.question.question_version_id}:
            yield f"Refresher review {review.pk}: it was marked by something that nobody wrote down."
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
            place = _after(before, review)
            told = (review.box_before, review.due_before, review.box_after, review.due_after)
            if told != (before.box, before.due_on, place.box, place.due_on):
                yield f"Refresher review {review.pk}: its step does not follow from the one before."
            reached[key] = place
    for state in RefresherState.objects.select_related("completion__enrolment").iterator(chunk_size=BLOCK):
        if state.completion.enrolment.person_id != state.person_id:
            yield f"Refresher state {state.pk}: it begins from somebody else's pass."
        if state.place != (reached.get(_round(state)) or _begun(state)):
            yield f"Refresher state {state.pk}: it does not follow from its reviews."


def _after(before: Place, review: RefresherReview) -> Place:
    if review.is_withdrawn:
        return before
    return ladder.next_review(
        before, is_right=review.is_right, confidence=review.confidence, person=review.person_id,
        today=timezone.localdate(review.answered_at), valid_until=review.completion.valid_until,
    )  # fmt: skip


def _round(row: RefresherReview | RefresherState) -> tuple[Any, ...]:
    return (row.person_id, row.objective_key, row.completion_id)


def _begun(row: RefresherReview | RefresherState) -> Place:
    passed = row.completion
    return ladder.begin(timezone.localdate(passed.completed_at), valid_until=passed.valid_until)
