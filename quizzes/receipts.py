"""What was saved in a try, and when: the learner's own journal, and the times of it for a trainer (D28)."""

from dataclasses import dataclass
from datetime import datetime

from quizzes import papers
from quizzes.models import Attempt


@dataclass(frozen=True)
class Entry:
    """One saved answer. `words` is empty for an answer that was cleared, and for everybody but the learner."""

    slot: int
    seq: int
    saved_at: datetime
    words: str
    is_cleared: bool
    is_newest: bool


def of(attempt: Attempt, *, language: str) -> list[Entry]:
    """Every save of the attempt in the order in which it came, in the learner's words. Four queries."""
    return _entries(attempt, {slot.number: slot for slot in papers.sheet(attempt, language=language)})


def times_of(attempt: Attempt) -> list[Entry]:
    """The same without a word of what was answered. One query."""
    return _entries(attempt, {})


def _entries(attempt: Attempt, slots: dict[int, papers.Slot]) -> list[Entry]:
    rows = list(attempt.responses.order_by("saved_at", "id"))
    newest = {row.slot: max(one.seq for one in rows if one.slot == row.slot) for row in rows}
    return [
        Entry(
            row.slot, row.seq, row.saved_at, slots[row.slot].asked.in_words(row.value) if slots and row.value else "",
            row.value is None, row.seq == newest[row.slot],
        )
        for row in rows
    ]  # fmt: skip
