"""If-then plans: “When …, I will …”. Made in a lesson, kept for their writers only, and asked about after 7 days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import offering, progress
from courses.models import ActivityVersion, Commitment, Enrolment
from lms.questions.kinds import BadAnswer
from lms.sql import Given

ASK_AFTER = timedelta(days=7)
LENGTH = 200


class NoSuchCommitment(LookupError):
    """This version of the lesson has no commitment with this block id."""


@transaction.atomic
def plan(
    enrolment: Enrolment, version: ActivityVersion, block_id: str, *, when: str, will: str, now: datetime | None = None
) -> Commitment:
    """Keeps the person's plan; a later one replaces it and is asked about 7 days after it was made.

    It also marks the place where the person is. Raises NoSuchCommitment when this version has no commitment in this
    block, BadAnswer when a half is missing or too long, offering.NotOffered when the lesson is not part of the course
    any more.
    """
    offering.require(version.activity)
    if version.block(block_id, "commitment") is None:
        raise NoSuchCommitment(block_id)
    halves = {"when": _half(when), "will": _half(will)}
    if problem := _problem(**halves):
        raise BadAnswer(problem, {"when": [when], "will": [will]})
    now = now or timezone.now()
    progress.begin(enrolment, version.activity, block=block_id, now=now)
    made, _is_new = Commitment.objects.update_or_create(
        enrolment=enrolment, activity=version.activity, block_id=block_id,
        defaults={
            **halves, "outcome": Commitment.Outcome.OPEN, "made_at": now,
            "ask_on": timezone.localdate(now) + ASK_AFTER,
        },
    )  # fmt: skip
    return made


def due(today: date | Given, *, at: str = "") -> Q:
    """Which plans their writers are asked about today. `at` leads to them in a query that begins elsewhere."""
    return Q((f"{at}outcome", Commitment.Outcome.OPEN), (f"{at}ask_on__lte", today))


def first(plans: Iterable[Commitment]) -> Commitment | None:
    """One is asked about at a time: the oldest."""
    return min(plans, key=lambda one: (one.ask_on, one.pk), default=None)


def did(commitment: Commitment, *, today: date) -> None:
    """The plan worked; nobody asks again. A plan that was changed since it was asked about is another one."""
    Commitment.objects.filter(due(today), pk=commitment.pk).update(outcome=Commitment.Outcome.DID)


def not_yet(commitment: Commitment, *, today: date) -> None:
    """Asked again 7 days from today. A plan that has worked stays as it is."""
    Commitment.objects.filter(due(today), pk=commitment.pk).update(ask_on=today + ASK_AFTER)


def _half(words: str) -> str:
    """One line, as it goes into the sentence: the comma in the middle and the full stop are ours."""
    return " ".join(words.replace("\x00", "").split()).rstrip(".,; ")


def _problem(when: str, will: str) -> str:
    """What keeps this from being a plan, in a sentence; empty when nothing does."""
    if not when and not will:
        return _("Finish both sentences: when it happens, and what you will do.")
    if not when:
        return _("Say when it happens.")
    if not will:
        return _("Say what you will do.")
    return _("Write at most %(count)d characters.") % {"count": LENGTH} if max(len(when), len(will)) > LENGTH else ""
