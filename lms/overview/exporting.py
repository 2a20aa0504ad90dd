"""The team as a table for an audit: the same people and the same words as the page, safe in spreadsheets (R21)."""

import csv
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.status import Code
from lms.language import current
from lms.ledger import chain
from lms.ledger.models import Act
from lms.overview import standing
from lms.overview.standing import Item
from lms.people import access
from lms.people.models import User

CHUNK = 500
# What a spreadsheet would read as the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it, so that csv can stream."""

    def write(self, text: str) -> str:
        return text


def team_csv(manager: User, *, now: datetime | None = None) -> Iterator[str]:
    """Lines of CSV, one per person and course. The export itself is written down first.

    Memory stays flat and the first line leaves at once: people are read in blocks of 500.
    """
    now = now or timezone.now()
    people = access.people_visible_to(manager).select_related("team").order_by("name", "id")
    ids = list(people.values_list("id", flat=True))
    with transaction.atomic():
        chain.record(manager.pk, Act.EXPORTED, by=manager.pk, at=now, facts={"people": len(ids), "what": "team"})
    return _lines(ids, now)


def _lines(ids: list[int], now: datetime) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(_heading())
    for start in range(0, len(ids), CHUNK):
        block = User.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("team").order_by("name", "id")
        for each in standing.of(block, today=timezone.localdate(now)):
            required: list[Item | None] = [item for item in each.items if item.is_required]
            for item in required or [None]:
                yield writer.writerow([safe(cell) for cell in _cells(each.person, item, now)])


def _heading() -> list[str]:
    return [
        _("Person"), _("E-mail"), _("Team"), _("Course"), _("Status"), _("Due on"), _("Completed on"),
        _("Course version"), _("Valid until"), _("Certificate"), _("As of"),
    ]  # fmt: skip


def _cells(person: User, item: Item | None, now: datetime) -> list[str]:
    who = [person.name, person.email, person.team.name if person.team else ""]
    as_of = timezone.localtime(now).isoformat(timespec="minutes")
    if item is None:
        return [*who, "", _("Nothing assigned"), "", "", "", "", "", as_of]
    completion = item.completion
    return [
        *who,
        item.course.title_in(current()),
        item.status.words if item.status.code is not Code.DONE else _("Done"),
        item.duty.due_on.isoformat() if item.duty else "",
        timezone.localdate(completion.completed_at).isoformat() if completion else "",
        str(completion.course_version) if completion else "",
        completion.valid_until.isoformat() if completion and completion.valid_until else "",
        completion.certificate.number if completion and completion.certificate else "",
        as_of,
    ]


def safe(cell: str) -> str:
    """A cell that no spreadsheet computes: what looks like a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
