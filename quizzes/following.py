"""What follows from another result of a try: completions and certificates say what it says now (R11)."""

from courses import annulling, recounting
from courses.models import ActivityCompletion
from quizzes import allowing, counting, finalising, opening
from quizzes.models import Attempt, Correction


def follow(attempt: Attempt, correction: Correction, *, was_right: int | None, was_passed: bool) -> None:
    """Brings the records of the course in line with an attempt that a correction has just given another result.

    A new pass completes the quiz; one that is regained gives back what fell, the certificate as a new one. A pass that
    is lost takes the completion of the quiz, that of the course and its certificate back, unless another try that
    counts has passed. Another count of right answers goes into the record that rests on this attempt, and on to its
    certificate, which keeps its number.
    """
    if attempt.is_passed and not was_passed and (attempt.is_warm_up or finalising.counts(attempt)):
        annulling.restore(
            attempt.enrolment, attempt.activity, is_by_check=attempt.is_warm_up, by=correction.by,
            reason=correction.reason, now=correction.at,
        )  # fmt: skip
    if attempt.is_passed:
        finalising.complete_if_passed(attempt, now=correction.at)
        _recount(attempt, correction, was_right)
    elif was_passed:
        _take_back(attempt, correction, was_right)


def _recount(attempt: Attempt, correction: Correction, was_right: int | None) -> None:
    """A short check completes nothing unless all of it was right, so its count never changes while it stands."""
    standing = ActivityCompletion.objects.filter(enrolment=attempt.enrolment_id, is_by_check=False)
    done = standing.filter(activity=attempt.activity_id).first()
    if done and not attempt.is_warm_up and _rests_on(done, attempt, was_right):
        _tell(done, attempt, correction)


def _rests_on(done: ActivityCompletion, attempt: Attempt, was_right: int | None) -> bool:
    """Whether the record tells of this try: of its paper, and no other one that passed has the count it tells.

    Of two tries that had the same count the first one is meant.
    """
    if (done.version_id, done.total) != (attempt.version_id, attempt.total):
        return False
    others = (one for one in _passed(attempt) if one.version_id == done.version_id and one.right == done.right)
    return not any(one.number < attempt.number or done.right != was_right for one in others)


def _tell(done: ActivityCompletion, attempt: Attempt, correction: Correction) -> None:
    recounting.recount(
        done, version=attempt.version, right=attempt.right or 0, total=attempt.total, needed=attempt.needed,
        by=correction.by, reason=correction.reason, now=correction.at,
    )  # fmt: skip


def _take_back(attempt: Attempt, correction: Correction, was_right: int | None) -> None:
    """The completion that rested on this attempt falls: a short check's own, a try's unless another try counts.

    Where a short check falls and a try has passed since, the quiz is completed by that. Where one of two tries falls,
    the record tells of the other.
    """
    done = ActivityCompletion.objects.filter(enrolment=attempt.enrolment_id, activity=attempt.activity_id).first()
    if done is None or done.is_by_check != attempt.is_warm_up:
        return
    passed = next(iter(_passed(attempt)), None)
    if attempt.is_warm_up or passed is None:
        annulling.annul(
            attempt.enrolment, attempt.activity, by=correction.by, reason=correction.reason, now=correction.at
        )
    elif _rests_on(done, attempt, was_right):
        _tell(done, passed, correction)
    if attempt.is_warm_up and passed is not None:
        finalising.complete_if_passed(passed, now=correction.at)


def _passed(attempt: Attempt) -> list[Attempt]:
    """The other tries at its quiz whose pass counts, the first one first. Two queries."""
    tries = opening.tries(attempt.enrolment, attempt.activity)
    counted = counting.among(tries, allowing.holding(attempt.enrolment, attempt.activity))
    return [one for one in counted if one.is_passed and one != attempt]
