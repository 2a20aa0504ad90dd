"""Reading a paper: its slots with question, wording in the reader's language, and the answer that counts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, PositiveSmallIntegerField, QuerySet, Subquery

from lms import sql
from lms.questions import versions
from lms.questions.asking import Asked
from lms.questions.models import QuestionWording
from quizzes.models import Attempt, Correction, PaperItem, Response

# What is read of the newest answer to a question.
NEWEST = ("id", "seq", "value", "confidence", "saved_at")


@dataclass(frozen=True)
class Slot:
    """One question on the paper. `value` is the answer that counts, None for none; `seq` its number, 0 for none."""

    item: PaperItem
    asked: Asked
    value: Any
    seq: int
    saved_at: datetime | None
    confidence: str = ""
    """How sure the learner said to be, in a short check."""
    is_withdrawn: bool = False
    """The question was taken back after this paper was drawn: it counts as right, whatever was answered."""

    @property
    def number(self) -> int:
        return self.item.slot

    @property
    def is_answered(self) -> bool:
        return self.value is not None

    @property
    def is_missing(self) -> bool:
        """Still to be answered."""
        return self.value is None and not self.is_withdrawn

    @property
    def is_carried(self) -> bool:
        return self.item.carried_value is not None

    @property
    def in_words(self) -> str:
        """The answer in words; the question never says what would have been right."""
        return self.asked.in_words(self.value) if self.is_answered else ""


def newest(attempt: Attempt) -> dict[int, Response]:
    """The last that was saved, per slot. One query."""
    return {row.slot: row for row in _saved(attempt=attempt.pk)}


def answers(items: Iterable[PaperItem], saved: Mapping[int, Response]) -> dict[int, Any]:
    """The answer that counts per slot: carried over, or the newest response, as `newest` gives it. No query."""
    return {item.slot: _value(item, saved.get(item.slot)) for item in items}


def many(attempts: Collection[Attempt]) -> tuple[dict[int, list[PaperItem]], dict[int, dict[int, Any]]]:
    """Papers and the answers that count, by attempt. Two queries for any number of attempts."""
    items: dict[int, list[PaperItem]] = {one.pk: [] for one in attempts}
    answers: dict[int, dict[int, Any]] = {one.pk: {} for one in attempts}
    given = Response.objects.filter(attempt__in=items).order_by("seq")
    for attempt, slot_number, value in given.values_list("attempt_id", "slot", "value"):
        answers[attempt][slot_number] = value
    for item in PaperItem.objects.filter(attempt__in=items).select_related("question_version"):
        items[item.attempt_id].append(item)
        if item.carried_value is not None:
            answers[item.attempt_id][item.slot] = item.carried_value
    return items, answers


def slot(attempt: Attempt, number: int, *, language: str) -> Slot | None:
    """One slot with its wording and answer, None if the paper has no such slot. Two queries."""
    item, given = answered(attempt, number)
    if item is None:
        return None
    words = versions.wordings([item.question_version_id], language)
    return _slot(item, words[item.question_version_id], given)


def sheet(attempt: Attempt, *, language: str) -> list[Slot]:
    """All slots of the paper as shown. Three queries for any number of questions."""
    items = listed(attempt)
    words, saved = versions.wordings([one.question_version_id for one in items], language), newest(attempt)
    return [_slot(one, words[one.question_version_id], saved.get(one.slot)) for one in items]


def first_unanswered(attempt: Attempt) -> int | None:
    """The first slot without an answer, None when nothing is left to answer. One query."""
    return next(iter(_unanswered(attempt=attempt.pk, started_at=attempt.started_at)), None)


def listed(attempt: Attempt) -> list[PaperItem]:
    """The paper with its question versions. One query.

    `is_withdrawn`: the question was taken back after the paper was drawn.
    """
    return _listed(attempt=attempt.pk, started_at=attempt.started_at)


def answered(attempt: Attempt, number: int) -> tuple[PaperItem | None, Response | None]:
    """One slot of it, None if the paper has no such slot, and the last that was saved for it, None for nothing.

    One query.
    """
    found = next(iter(_answered(attempt=attempt.pk, started_at=attempt.started_at, slot=number)), None)
    if found is None or found.newest_id is None:
        return found, None
    said = {name: getattr(found, f"newest_{name}") for name in NEWEST}
    return found, Response(attempt=attempt, slot=number, **said)


@sql.once
def _listed() -> QuerySet[PaperItem]:
    return _paper()


def _paper() -> QuerySet[Any]:
    taken_back = Correction.objects.filter(
        kind=Correction.Kind.WITHDRAWN,
        question_key=OuterRef("question_version__question_key"),
        at__gte=sql.Given("started_at", DateTimeField()),
    )
    paper = PaperItem.objects.filter(attempt=sql.Given("attempt")).select_related("question_version")
    return paper.annotate(is_withdrawn=Exists(taken_back))  # type: ignore[no-redef]


@sql.once
def _answered() -> QuerySet[Any]:
    newest = {f"newest_{name}": Subquery(_newest_of_slot().values(name)[:1]) for name in NEWEST}
    return _paper().filter(slot=sql.Given("slot", PositiveSmallIntegerField())).annotate(**newest)


@sql.once
def _unanswered() -> QuerySet[PaperItem, int]:
    answered = Exists(_newest_of_slot().filter(~Exists(_later()), value__isnull=False))
    open_ones = _paper().filter(~answered, carried_value__isnull=True, is_withdrawn=False)
    return open_ones.select_related(None).values_list("slot", flat=True)[:1]


def _newest_of_slot() -> QuerySet[Response]:
    return Response.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot")).order_by("-seq")


def _later() -> QuerySet[Response]:
    return Response.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"), seq__gt=OuterRef("seq"))


@sql.once
def _saved() -> QuerySet[Response]:
    return Response.objects.filter(attempt=sql.Given("attempt")).order_by("slot", "seq")


def _slot(item: PaperItem, wording: QuestionWording, response: Response | None) -> Slot:
    return Slot(
        item=item,
        asked=Asked(item.question_version, wording, item.option_order),
        value=_value(item, response),
        seq=response.seq if response else 0,
        saved_at=response.saved_at if response else None,
        confidence=response.confidence if response else "",
        is_withdrawn=item.is_withdrawn and item.carried_value is None,
    )


def _value(item: PaperItem, response: Response | None) -> Any:
    if item.carried_value is not None:
        return item.carried_value
    return response.value if response else None
