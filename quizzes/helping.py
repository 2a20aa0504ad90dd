"""What a trainer who helps sees of one try: its times and what was allowed, never an answer or the result (D28)."""

from dataclasses import dataclass
from datetime import datetime

from lms.people import access
from lms.people.models import User
from quizzes import allowing, deadlines, receipts
from quizzes.models import Allowance, Attempt, MoreTime
from quizzes.receipts import Entry


@dataclass(frozen=True)
class Try:
    """One try. `person` is filled in for administrators only."""

    attempt: Attempt
    entries: list[Entry]
    more_time: list[MoreTime]
    allowances: list[Allowance]
    is_over: bool
    may_be_extended: bool
    person: User | None

    @property
    def is_by_learner(self) -> set[int]:
        """Which extensions the learner took: by whom would be their name."""
        return {one.pk for one in self.more_time if one.by_id == self.attempt.enrolment.person_id}


def of(attempt: Attempt, reader: User, *, now: datetime) -> Try:
    """The try as its helper may see it. Three queries."""
    return Try(
        attempt=attempt,
        entries=receipts.times_of(attempt),
        more_time=list(attempt.more_time.select_related("by")),
        allowances=allowing.given(attempt.enrolment.person_id, attempt.activity),
        is_over=deadlines.is_over(attempt, now=now),
        may_be_extended=deadlines.may_be_extended(attempt, now=now),
        person=attempt.enrolment.person if access.is_administrator(reader) else None,
    )
