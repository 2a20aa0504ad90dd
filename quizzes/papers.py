"""Reading a paper: its slots with question, wording in the reader's language, and the answer that counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

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
    """One slot with its wording and answer, None if the paper has no such slot. Three queries."""
    item = items_of(attempt).filter(slot=number).first()
    return _slots(attempt, [item], language=language)[0] if item else None


def sheet(attempt: Attempt, *, language: str) -> list[Slot]:
    """All slots of the paper as shown. Three queries for any number of questions."""
    return _slots(attempt, list(items_of(attempt)), language=language)


def last_saved_at(attempt: Attempt) -> datetime | None:
    """When the last answer was saved, None when there is none. One query."""
    found: datetime | None = attempt.responses.aggregate(last=Max("saved_at"))["last"]
    return found


def first_unanswered(attempt: Attempt) -> int | None:
    """The first slot without an answer, None when nothing is left to answer. Two queries."""
    given = _newest(attempt)
    items = (item for item in items_of(attempt) if not item.is_withdrawn)
    return next((item.slot for item in items if _value(item, given.get(item.slot)) is None), None)


def items_of(attempt: Attempt) -> QuerySet[PaperItem]:
    """The paper with its question versions. `is_withdrawn`: the question was taken back after the paper was drawn."""
    taken_back = Correction.objects.filter(
        kind=Correction.Kind.WITHDRAWN,
        question_key=OuterRef("question_version__question_key"),
        at__gte=attempt.started_at,
    )
    return attempt.items.select_related("question_version").annotate(is_withdrawn=Exists(taken_back))  # type: ignore[no-redef]


def _slots(attempt: Attempt, items: list[PaperItem], *, language: str) -> list[Slot]:
    texts = versions.wordings([item.question_version_id for item in items], language)
    given = _newest(attempt, slots=[item.slot for item in items])
    return [_slot(item, texts[item.question_version_id], given.get(item.slot)) for item in items]


def _slot(item: PaperItem, wording: QuestionWording, response: Response | None) -> Slot:
    return Slot(
        item=item,
        asked=Asked(item.question_version, wording, item.option_order),
        value=_value(item, response),
        seq=response.seq if response else 0,
        saved_at=response.saved_at if response else None,
        is_withdrawn=item.is_withdrawn and item.carried_value is None,
    )


def _newest(attempt: Attempt, *, slots: list[int] | None = None) -> dict[int, Response]:
    rows = attempt.responses.order_by("slot", "seq")
    return {row.slot: row for row in (rows if slots is None else rows.filter(slot__in=slots))}


def _value(item: PaperItem, response: Response | None) -> Any:
    if item.carried_value is not None:
        return item.carried_value
    return response.value if response else None
