"""Who may see what of an attempt, and when. Every page, fragment and export asks here (R4)."""

from dataclasses import dataclass

from lms.people.models import User
from quizzes import allowing, counting, opening, rules
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


def review_policy(attempt: Attempt, viewer: User) -> Policy:
    """What the learner sees of their own attempt; nobody else sees any of it (D28).

    The result comes once the attempt is handed in and marked. Reasons come with it; in practice with each answer; in an
    exam only when it is over. At most three queries, none outside exams.
    """
    if attempt.enrolment.person_id != viewer.pk:
        return NOTHING
    if attempt.submitted_at is None:
        return Policy(has_journal=True, has_reasons_once_answered=attempt.mode == Mode.PRACTICE)
    has_result = not attempt.is_waiting
    has_reasons = has_result and (attempt.mode != Mode.EXAM or _is_over(attempt))
    return Policy(True, has_result, has_reasons, has_reasons_once_answered=attempt.mode == Mode.PRACTICE)


def _is_over(attempt: Attempt) -> bool:
    """Whether this exam is over for its learner: passed in a try that counts, or all tries have a result, none is left.

    How many there are is what the quiz says now. One that is an exam no longer keeps nothing back.
    """
    tries = opening.tries(attempt.enrolment, attempt.activity)
    allowances = allowing.holding(attempt.enrolment, attempt.activity)
    if any(one.is_passed for one in counting.among(tries, allowances)):
        return True
    if any(one.right is None for one in tries):
        return False
    rule = rules.of(rules.newest(attempt.activity) or attempt.version)
    return not opening.left(rule, tries, allowances)
