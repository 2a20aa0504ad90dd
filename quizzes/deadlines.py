"""Until when an attempt may be answered: fixed at its start, moved only by what is written down (R5, D25)."""

from datetime import datetime, timedelta
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import ExtraTime, User
from quizzes import rules
from quizzes.models import Allowance, Attempt, MoreTime
from quizzes.rules import Rules

GRACE = timedelta(seconds=10)
"""For the way of an answer through the network; the page promises the deadline itself."""
OWN_EXTENSIONS = 10
"""How often learners may give themselves more time (WCAG 2.2.1: at least ten times)."""
OWN_MINUTES = 5
LONGEST = 24 * 60


class NoMoreTime(Exception):
    """The attempt gets no more time. The message says why, in a sentence for its reader."""


def at_start(rule: Rules, person: User, allowed: str, *, now: datetime) -> datetime | None:
    """The deadline of an attempt that starts now, None for no limit.

    The person's own time in tests and what was allowed for this quiz both hold; the more generous one counts.
    """
    factors = {person.extra_time, allowed}
    if rule.limit is None or ExtraTime.NO_LIMIT in factors:
        return None
    return now + rule.limit * float(max(Fraction(factor or "1") for factor in factors))


def is_over(attempt: Attempt, *, now: datetime) -> bool:
    """Whether the time has run out: true from the deadline on, however the row stands. A read may say so at once."""
    return attempt.submitted_at is None and attempt.deadline_at is not None and now > attempt.deadline_at


def is_too_late(attempt: Attempt, *, received_at: datetime) -> bool:
    """Whether an answer that was received then no longer counts. The grace is for the way, not for thinking."""
    return attempt.deadline_at is not None and received_at > attempt.deadline_at + GRACE


def may_extend(attempt: Attempt, *, now: datetime) -> bool:
    """Whether the learner may take more time now. One query where there is a deadline."""
    if attempt.submitted_at or attempt.deadline_at is None or is_over(attempt, now=now):
        return False
    if rules.of(attempt.version).is_limit_fixed:
        return False
    return attempt.more_time.filter(by=attempt.enrolment.person_id).count() < OWN_EXTENSIONS


def may_be_extended(attempt: Attempt, *, now: datetime) -> bool:
    """Whether someone else can give this try more time: it runs, and it has a limit. No query."""
    return attempt.submitted_at is None and attempt.deadline_at is not None and not is_over(attempt, now=now)


def take_more(attempt: Attempt, *, seen: datetime | None = None, now: datetime | None = None) -> Attempt:
    """The learner gives themselves five minutes more, up to ten times, unless the limit itself is tested.

    `seen` is the deadline that the page had shown: the same press sent twice adds time once. Raises NoMoreTime.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = _locked(attempt)
        if seen is not None and locked.deadline_at is not None and seen != locked.deadline_at:
            return locked
        if not may_extend(locked, now=now):
            raise NoMoreTime(_refusal(locked, now=now))
        return _extend(locked, OWN_MINUTES, by=locked.enrolment.person, reason="", now=now)


def extend(
    attempt: Attempt, minutes: int, *, by: User, reason: str, seen: datetime | None = None, now: datetime | None = None
) -> Attempt:
    """Someone else gives a running attempt more time, 1 minute to a day, with a reason. Raises NoMoreTime.

    `seen` is the deadline that the page had shown: the same press sent twice adds time once, and who did not know of
    time that was added meanwhile looks again first.
    """
    now, reason = now or timezone.now(), " ".join(reason.split())[:400]
    if not reason:
        raise NoMoreTime(_("Say why this person gets more time."))
    if not 1 <= minutes <= LONGEST:
        raise NoMoreTime(_("Give between 1 minute and 24 hours."))
    with transaction.atomic():
        locked = _locked(attempt)
        if not may_be_extended(locked, now=now):
            raise NoMoreTime(_refusal(locked, now=now))
        if seen is not None and seen != locked.deadline_at:
            newest = locked.more_time.order_by("-id").first()
            if newest and (newest.by_id, newest.minutes, newest.reason) == (by.pk, minutes, reason):
                return locked
            raise NoMoreTime(_("The time of this try has changed meanwhile. Look at it again."))
        return _extend(locked, minutes, by=by, reason=reason, now=now)


def allowed_time(allowances: list[Allowance]) -> str:
    """The newest time that was allowed for this quiz; empty when none was."""
    return next((one.time for one in reversed(allowances) if one.time), "")


def _locked(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment__person", "version")
    return rows.get(pk=attempt.pk)


def _extend(attempt: Attempt, minutes: int, *, by: User, reason: str, now: datetime) -> Attempt:
    attempt.deadline_at = (attempt.deadline_at or now) + timedelta(minutes=minutes)
    attempt.save(update_fields=["deadline_at"])
    MoreTime.objects.create(attempt=attempt, minutes=minutes, by=by, reason=reason, at=now)
    facts = {"attempt": attempt.pk, "minutes": minutes, "deadline": attempt.deadline_at}
    words = {"reason": reason} if reason else None
    chain.record(attempt.enrolment.person_id, Act.ATTEMPT_EXTENDED, by=by.pk, at=now, facts=facts, words=words)
    return attempt


def _refusal(attempt: Attempt, *, now: datetime) -> str:
    if attempt.submitted_at or is_over(attempt, now=now):
        return _("This try is over, so its time cannot change any more.")
    if attempt.deadline_at is None:
        return _("This try has no time limit.")
    return _("More time is not possible here. Whoever runs the course can give you more.")
