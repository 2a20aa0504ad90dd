"""Who may see what of an attempt, and when. Every page, fragment and export asks here (R4)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lms.people.models import User
from quizzes import allowing, opening, rules
from quizzes.models import Attempt, Mode
from quizzes.papers import Slot


@dataclass(frozen=True)
class Policy:
    """What one viewer may see of one attempt now."""

    has_journal: bool = False
    has_result: bool = False
    has_reasons: bool = False
    has_reasons_once_answered: bool = False

    def shows_reasons(self, slot: Slot) -> bool:
        """True when the right answer and its reasons may leave the server for this slot."""
        return self.has_reasons or (self.has_reasons_once_answered and slot.is_answered)


NOTHING = Policy()


def review_policy(attempt: Attempt, viewer: User, *, now: datetime | None = None) -> Policy:
    """What the learner sees of their own attempt; nobody else sees any of it (D28).

    The result comes once the attempt is handed in and marked. Reasons come with it; in practice with each answer; in an
    exam only when it is passed or no try is left now. At most three queries, none outside exams.
    """
    if attempt.enrolment.person_id != viewer.pk:
        return NOTHING
    if attempt.submitted_at is None:
        return Policy(has_journal=True, has_reasons_once_answered=attempt.mode == Mode.PRACTICE)
    has_result = not attempt.is_waiting
    has_reasons = has_result and (attempt.mode != Mode.EXAM or _is_over(attempt, now=now or timezone.now()))
    return Policy(True, has_result, has_reasons, has_reasons_once_answered=attempt.mode == Mode.PRACTICE)


def _is_over(attempt: Attempt, *, now: datetime) -> bool:
    """Whether this exam is over for its learner: passed, or without a try that is left."""
    tries = list(Attempt.objects.tries().filter(enrolment=attempt.enrolment_id, activity=attempt.activity_id))
    if any(one.is_passed for one in tries):
        return True
    allowances = allowing.given(attempt.enrolment.person_id, attempt.activity)
    return opening.left(rules.of(attempt.version), tries, allowances) == 0
