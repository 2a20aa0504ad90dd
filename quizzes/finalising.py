"""The end of an attempt, the same for everyone who ends it: learner, deadline, last mark of a trainer (R8).

Callers hold the attempt's row lock and one transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses import progress
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User
from quizzes import allowing, counting, deadlines, grading, opening, papers
from quizzes.models import Attempt, Response


def finalise(attempt: Attempt, *, now: datetime) -> None:
    """Hands the locked attempt in as it was saved. Nothing happens to one that was handed in before.

    After its deadline (and the grace for the network) the deadline is what handed it in, at the deadline's own time,
    however late somebody notices. A result that waits for a trainer's mark stays open until `settle`.
    """
    if attempt.submitted_at is not None:
        return
    is_late = deadlines.is_too_late(attempt, received_at=now)
    attempt.closed_by = Attempt.ClosedBy.DEADLINE if is_late else Attempt.ClosedBy.PERSON
    saved = papers.newest(attempt)
    if not is_late:  # one that waited for the lock may have been received before the last answer that it hands in
        now = max([now, *(one.saved_at for one in saved.values())])
    attempt.submitted_at = attempt.deadline_at if is_late else now
    _mark(attempt, saved)
    attempt.save(update_fields=["right", "is_passed", "marks", "submitted_at", "closed_by"])
    by = None if is_late else attempt.enrolment.person_id
    _record(Act.ATTEMPT_SUBMITTED, attempt, by=by, at=now, **({"closed_by": attempt.closed_by} if is_late else {}))
    complete_if_passed(attempt, now=now)


def settle(attempt: Attempt, *, by: User, now: datetime) -> bool:
    """Gives a waiting attempt its result once every written answer has a mark. True when it has one now."""
    if attempt.submitted_at is None or attempt.right is not None:
        return False
    has_result = _mark(attempt, papers.newest(attempt))
    attempt.save(update_fields=["right", "is_passed", "marks"])
    if not has_result:
        return False
    _record(Act.ATTEMPT_MARKED, attempt, by=by.pk, at=now)
    complete_if_passed(attempt, now=now)
    return True


def complete_if_passed(attempt: Attempt, *, now: datetime) -> None:
    """Completes the quiz when this try passed and is one that counts."""
    if attempt.is_passed and not attempt.is_warm_up and counts(attempt):
        progress.complete(
            attempt.enrolment, attempt.activity, version=attempt.version, right=attempt.right, total=attempt.total,
            needed=attempt.needed, now=now,
        )  # fmt: skip


def counts(attempt: Attempt) -> bool:
    """Whether a pass in this try counts. Two queries, none where it counts whatever somebody granted."""
    if counting.always(attempt):
        return True
    tries = opening.tries(attempt.enrolment, attempt.activity)
    return attempt in counting.among(tries, allowing.holding(attempt.enrolment, attempt.activity))


def _mark(attempt: Attempt, saved: Mapping[int, Response]) -> bool:
    items = papers.listed(attempt)
    result = grading.grade(
        items, papers.answers(items, saved), needed=attempt.needed, language=attempt.enrolment.language,
        basis=grading.basis_of(attempt, items),
    )  # fmt: skip
    attempt.right, attempt.is_passed, attempt.marks = result.right, result.is_passed, result.marks
    return result.right is not None


def _record(act: Act, attempt: Attempt, *, by: int | None, at: datetime, **facts: Any) -> None:
    ids = {"enrolment": attempt.enrolment_id, "activity": str(attempt.activity_id), "attempt": attempt.pk}
    result = {
        "right": attempt.right, "total": attempt.total, "needed": attempt.needed, "passed": attempt.is_passed
    }  # fmt: skip
    chain.record(attempt.enrolment.person_id, act, by=by, at=at, facts={**ids, **result, **facts})
