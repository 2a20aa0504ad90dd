"""Ticking a checklist in a lesson: for oneself. Nobody else sees it, it is never graded and never needed for Done."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from courses import offering, progress
from courses.models import ActivityVersion, Checklist, Enrolment


class NoSuchChecklist(LookupError):
    """This version of the lesson has no checklist with this block id."""


@transaction.atomic
def tick(
    enrolment: Enrolment,
    version: ActivityVersion,
    block_id: str,
    ticked: Iterable[str],
    *,
    now: datetime | None = None,
) -> Checklist:
    """Keeps which entries of a checklist are ticked, all others are not; it also marks the place where the person is.

    Ids that are not in the list are ignored. Raises NoSuchChecklist when this version has no checklist in this block,
    offering.NotOffered when the lesson is not part of the course any more.
    """
    offering.require(version.activity)
    block = version.block(block_id, "checklist")
    if block is None:
        raise NoSuchChecklist(block_id)
    wanted, now = set(ticked), now or timezone.now()
    known = [item["id"] for item in block["items"] if item["id"] in wanted]
    progress.begin(enrolment, version.activity, block=block_id, now=now)
    kept, _is_new = Checklist.objects.update_or_create(
        enrolment=enrolment, activity=version.activity, block_id=block_id, defaults={"ticked": known, "saved_at": now}
    )
    return kept
