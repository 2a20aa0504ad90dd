"""Reading a paper: its slots with question, wording in the reader's language, and the answer that counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, Max, OuterRef, PositiveSmallIntegerField, QuerySet, Subquery

from lms import sql
from lms.questions import versions
from lms.questions.asking import Asked
from lms.questions.models import QuestionWording
from quizzes.models import Attempt, Correction, PaperItem, Response


@dataclass(frozen=True)
class Slot:
    """One question on the paper. `value` is the answer that counts, None for none; `seq` its number, 0 for none."""

    item: PaperItem
    asked: Asked
    value: Any
    seq: int
    saved_at: datetime | None
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


def answers(attempt: Attempt, items: Iterable[PaperItem]) -> dict[int, Any]:
    """The answer that counts per slot: carried over, or the newest response. One query."""
    given = _newest(attempt)
    return {item.slot: _value(item, given.get(item.slot)) for item in items}


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
    asked = next(iter(_answered(attempt=attempt.pk, started_at=attempt.started_at, slot=number)), None)
    if asked is None:
        return None
    words = versions.wordings([asked.question_version_id], language)
    given = Response(seq=asked.seq, value=asked.value, saved_at=asked.saved_at) if asked.seq else None
    return _slot(asked, words[asked.question_version_id], given)


def sheet(attempt: Attempt, *, language: str) -> list[Slot]:
    """All slots of the paper as shown. Three queries for any number of questions."""
    items = listed(attempt)
    words, given = versions.wordings([one.question_version_id for one in items], language), _newest(attempt)
    return [_slot(one, words[one.question_version_id], given.get(one.slot)) for one in items]


def last_saved_at(attempt: Attempt) -> datetime | None:
    """When the last answer was saved, None when there is none. One query."""
    found: datetime | None = attempt.responses.aggregate(last=Max("saved_at"))["last"]
    return found


def first_unanswered(attempt: Attempt) -> int | None:
    """The first slot without an answer, None when nothing is left to answer. Two queries."""
    given = _newest(attempt)
    items = (item for item in listed(attempt) if not item.is_withdrawn)
    return next((item.slot for item in items if _value(item, given.get(item.slot)) is None), None)


def items_of(attempt: Attempt) -> QuerySet[PaperItem]:
    """The paper with its question versions. `is_withdrawn`: the question was taken back after the paper was drawn."""
    return _paper(attempt.pk, attempt.started_at)


def listed(attempt: Attempt) -> list[PaperItem]:
    """All of it. One query."""
    return _listed(attempt=attempt.pk, started_at=attempt.started_at)


def item(attempt: Attempt, number: int) -> PaperItem | None:
    """One slot of it, None if the paper has no such slot. One query."""
    return next(iter(_item(attempt=attempt.pk, started_at=attempt.started_at, slot=number)), None)


def newest(attempt: Attempt, number: int) -> Response | None:
    """The last that was saved for a slot, None for nothing. One query."""
    return next(iter(_last(attempt=attempt.pk, slot=number)), None)


def _paper(attempt: int | sql.Given, started_at: datetime | sql.Given) -> QuerySet[PaperItem]:
    taken_back = Correction.objects.filter(
        kind=Correction.Kind.WITHDRAWN,
        question_key=OuterRef("question_version__question_key"),
        at__gte=started_at,
    )
    paper = PaperItem.objects.filter(attempt=attempt).select_related("question_version")
    return paper.annotate(is_withdrawn=Exists(taken_back))  # type: ignore[no-redef]


@sql.once
def _listed() -> QuerySet[PaperItem]:
    return _paper(sql.Given("attempt"), sql.Given("started_at", DateTimeField()))


@sql.once
def _item() -> QuerySet[PaperItem]:
    paper = _paper(sql.Given("attempt"), sql.Given("started_at", DateTimeField()))
    return paper.filter(slot=sql.Given("slot", PositiveSmallIntegerField()))


@sql.once
def _answered() -> QuerySet[Any]:
    """The slot with the newest answer, which nobody waits to change: one statement for every question shown."""
    saved = Response.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot")).order_by("-seq")
    newest = {name: Subquery(saved.values(name)[:1]) for name in ("seq", "value", "saved_at")}
    paper = _paper(sql.Given("attempt"), sql.Given("started_at", DateTimeField()))
    return paper.filter(slot=sql.Given("slot", PositiveSmallIntegerField())).annotate(**newest)


@sql.once
def _saved() -> QuerySet[Response]:
    return Response.objects.filter(attempt=sql.Given("attempt")).order_by("slot", "seq")


@sql.once
def _last() -> QuerySet[Response]:
    slot = sql.Given("slot", PositiveSmallIntegerField())
    return Response.objects.filter(attempt=sql.Given("attempt"), slot=slot).order_by("-seq")[:1]


def _slot(item: PaperItem, wording: QuestionWording, response: Response | None) -> Slot:
    return Slot(
        item=item,
        asked=Asked(item.question_version, wording, item.option_order),
        value=_value(item, response),
        seq=response.seq if response else 0,
        saved_at=response.saved_at if response else None,
        is_withdrawn=item.is_withdrawn and item.carried_value is None,
    )


def _newest(attempt: Attempt) -> dict[int, Response]:
    return {row.slot: row for row in _saved(attempt=attempt.pk)}


def _value(item: PaperItem, response: Response | None) -> Any:
    if item.carried_value is not None:
        return item.carried_value
    return response.value if response else None
