"""Who may need help: a flag that starts a talk, not a judgement. Never says which answers (D20, D27)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.overview.standing import Item, Standing
from quizzes.models import Attempt

MANY_TRIES = 3
QUIET = timedelta(days=7)
NOT_SEEN_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Need:
    """Why someone may need help, in words for their manager and for themselves."""

    reason: str
    item: Item | None = None


def of(standings: Iterable[Standing], *, now: datetime) -> dict[int, Need]:
    """The people who may need help, with the first reason that holds. One query for any number of people.

    Three tries without a pass; begun, silent for 7 days and due within 7; not signed in by the third day. In a
    sensitive course tries are not looked at: managers see the status only.
    """
    standings = list(standings)
    tries = _failed_tries(standings)
    found = {}
    for standing in standings:
        if need := _need(standing, tries, now):
            found[standing.person.pk] = need
    return found


def _need(standing: Standing, tries: dict[int, int], now: datetime) -> Need | None:
    today = timezone.localdate(now)
    for item in standing.required:
        if not item.status.is_open or item.enrolment is None or item.completion:
            continue
        if not item.course.is_sensitive and tries.get(item.enrolment.pk, 0) >= MANY_TRIES:
            return Need(_("Several tries at the quiz"), item)
        if item.status.is_soon and _is_quiet(item, now):
            return Need(_("Quiet for 7 days"), item)
    return Need(_("Not signed in yet")) if _not_seen(standing, today) else None


def _is_quiet(item: Item, now: datetime) -> bool:
    seen = item.enrolment.last_seen_at or item.enrolment.started_at if item.enrolment else now
    return now - seen > QUIET


def _not_seen(standing: Standing, today: date) -> bool:
    person = standing.person
    return person.last_login is None and person.first_day is not None and today - person.first_day >= NOT_SEEN_AFTER


def _failed_tries(standings: list[Standing]) -> dict[int, int]:
    """Submitted tries per open enrolment that has no pass yet."""
    enrolments = {
        item.enrolment.pk
        for standing in standings
        for item in standing.required
        if item.enrolment and item.status.is_open
    }
    if not enrolments:
        return {}
    rows = Attempt.objects.filter(submitted_at__isnull=False)
    if len(enrolments) <= 500:
        rows = rows.filter(enrolment_id__in=enrolments)
    else:
        rows = rows.filter(enrolment__closed_at=None)
    counted = rows.values("enrolment_id").annotate(tries=Count("id"), passes=Count("id", filter=Q(is_passed=True)))
    return {
        row["enrolment_id"]: row["tries"] for row in counted if not row["passes"] and row["enrolment_id"] in enrolments
    }
