"""What one person may do beyond the rules of a quiz: more tries, more time. Always for a stated reason."""

from copy import copy
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Activity, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import ExtraTime, User
from quizzes.models import Allowance

MOST = 10


class NotAllowed(ValueError):
    """The allowance is not given. The message says what to do."""


@transaction.atomic
def allow(
    person: User, activity: Activity, *, by: User, reason: str, extra_tries: int = 0, time: str = "",
    seen: int | None = None, now: datetime | None = None,
) -> Allowance:  # fmt: skip
    """Gives a person more tries or more time at one quiz, from their next try on. Tries add up, for this cycle of the
    course; the newest time counts, for good.

    Written down with who, when and why. `seen` is how many allowances the page had listed: the same press sent twice
    allows once. Raises NotAllowed without a reason, when nothing would be allowed, and for oneself.
    """
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise NotAllowed(_("Say why."))
    if person.pk == by.pk:
        raise NotAllowed(_("Nobody allows themselves more. Ask another trainer."))
    if not 0 <= extra_tries <= MOST:
        raise NotAllowed(_("Give at most %(count)d more tries at once.") % {"count": MOST})
    if time not in ExtraTime.values or not (extra_tries or time):
        raise NotAllowed(_("Choose more tries, more time, or both."))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two presses at once wait for each other
    before = given(person, activity)
    if seen is not None and len(before) != seen:
        newest = before[-1] if before else None
        same = (by.pk, reason, extra_tries, time)
        if newest and (newest.by_id, newest.reason, newest.extra_tries, newest.time) == same:
            return newest
        raise NotAllowed(_("More was allowed meanwhile. Look at the list again."))
    row = Allowance.objects.create(
        person=person, activity=activity, extra_tries=extra_tries, time=time, reason=reason, by=by,
        at=now or timezone.now(),
    )  # fmt: skip
    facts = {"activity": str(activity.pk), "tries": extra_tries, "time": time}
    chain.record(person.pk, Act.ALLOWED, by=by.pk, at=row.at, facts=facts, words={"reason": reason})
    return row


def given(person: User | int, activity: Activity) -> list[Allowance]:
    """What the person was allowed at this quiz, oldest first. One query."""
    return list(Allowance.objects.filter(person=person, activity=activity).select_related("by"))


def holding(enrolment: Enrolment, activity: Activity) -> list[Allowance]:
    """What holds in this cycle of the course, oldest first. One query, in a later cycle with more tries two."""
    found = given(enrolment.person_id, activity)
    if enrolment.cycle == 1 or not extra_tries(found):
        return found
    before = {"person": enrolment.person_id, "course": enrolment.course_id, "cycle": enrolment.cycle - 1}
    return of_cycle(found, since=Enrolment.objects.filter(**before).values_list("closed_at", flat=True).first())


def of_cycle(allowances: list[Allowance], *, since: datetime | None) -> list[Allowance]:
    """More time is for good; more tries are for one cycle: those that were allowed since the one before ended."""
    kept = []
    for one in allowances:
        if since and one.at <= since and one.extra_tries:
            one = copy(one)
            one.extra_tries = 0
        kept.append(one)
    return kept


def extra_tries(allowances: list[Allowance]) -> int:
    """How many tries beyond the rule."""
    return sum(one.extra_tries for one in allowances)
