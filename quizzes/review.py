"""Who may see what of an attempt, and when. Every page, fragment and export asks here (R4)."""

from dataclasses import dataclass
from datetime import datetime

from lms.people.models import User
from quizzes.models import Attempt, Mode
from quizzes.papers import Slot


@dataclass(frozen=True)
class Policy:
    """What one viewer may see of one attempt now."""

    has_result: bool = False
    has_reasons: bool = False
    has_reasons_once_answered: bool = False

    def shows_reasons(self, slot: Slot) -> bool:
        """True when the right answer and its reasons may leave the server for this slot."""
        return self.has_reasons or (self.has_reasons_once_answered and slot.is_answered)


NOTHING = Policy()


def review_policy(attempt: Attempt, viewer: User, *, now: datetime | None = None) -> Policy:
    """The learner sees result and reasons once the attempt is handed in; in practice each reason once answered.

    Nobody else sees any of it (D28). `now` is for rules that open with time; none of today's modes has one.
    """
    if attempt.enrolment.person_id != viewer.pk:
        return NOTHING
    if attempt.submitted_at:
        return Policy(has_result=True, has_reasons=True, has_reasons_once_answered=True)
    return Policy(has_reasons_once_answered=attempt.mode == Mode.PRACTICE)
