"""The team at a glance: four exclusive buckets whose sum is the team, most urgent person first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.language import current
from lms.overview import needs, standing
from lms.overview.needs import Need
from lms.overview.standing import Item, Standing
from lms.people import access
from lms.people.models import User

FIRST = 10


class Bucket(StrEnum):
    """In order of urgency; a person is in the first that fits."""

    LATE = "late"
    HELP = "help"
    SOON = "soon"
    FINE = "fine"


LOOKS = {Bucket.LATE: "danger", Bucket.HELP: "warning", Bucket.SOON: "", Bucket.FINE: ""}


@dataclass(frozen=True)
class Row:
    """One person as their manager sees them: status only, never answers."""

    person: User
    standing: Standing
    bucket: Bucket
    need: Need | None

    @property
    def item(self) -> Item | None:
        """The course that the row is about."""
        return (self.need.item if self.bucket is Bucket.HELP and self.need else None) or self.standing.most_urgent

    @property
    def words(self) -> str:
        if self.bucket is Bucket.HELP and self.need:
            return self.need.reason
        return self.item.status.words if self.item else _("Up to date")

    @property
    def look(self) -> str:
        if self.bucket is Bucket.FINE:
            return "plain" if self.item is None else self.item.status.look
        return "danger" if self.bucket is Bucket.LATE else "warning"

    @property
    def subject(self) -> str:
        """The course in question; where someone is inside a course stays with them."""
        return self.item.course.title_in(current()) if self.item else ""

    @property
    def mail_link(self) -> str:
        """Opens the manager's own mail program with a subject."""
        subject = self.subject or _("Your courses")
        return f"mailto:{quote(self.person.email, safe='@')}?subject={quote(subject)}"

    @property
    def progress(self) -> str:
        if not self.standing.total:
            return _("Nothing assigned")
        count = {"done": self.standing.done, "total": self.standing.total}
        return ngettext("%(done)d of %(total)d step done", "%(done)d of %(total)d steps done", count["total"]) % count

    @property
    def can_extend(self) -> bool:
        """More time helps only with something that is still to be done."""
        return self.item is not None and self.item.can_extend

    @property
    def urgency(self) -> tuple[int, tuple[int, int, int], str]:
        rank = list(Bucket).index(self.bucket)
        return (rank, self.item.status.urgency if self.item else (9, 0, 0), self.person.name.casefold())


@dataclass(frozen=True)
class Stat:
    """One bucket as a number and words that continue it."""

    bucket: Bucket
    number: int
    words: str
    look: str


@dataclass(frozen=True)
class Talk:
    """What to talk about this week: a course that people of the team are in, and three points, in their language."""

    title: str
    points: list[str]
    language: str

    @property
    def lang(self) -> str:
        """The language of the points, where it is not that of the page around them."""
        return self.language if self.language != current() else ""


@dataclass(frozen=True)
class Team:
    """What a manager sees of their people."""

    rows: list[Row]
    stats: list[Stat]
    now: datetime
    talk: Talk | None

    @property
    def size(self) -> int:
        return len(self.rows)

    def in_bucket(self, bucket: str) -> list[Row]:
        return [row for row in self.rows if row.bucket == bucket]

    @property
    def needing_attention(self) -> list[Row]:
        return [row for row in self.rows if row.bucket is not Bucket.FINE]


def of(manager: User, *, now: datetime | None = None) -> Team:
    """The manager's own teams and those below, nobody else. A fixed number of queries for any size."""
    now = now or timezone.now()
    people = list(access.people_visible_to(manager).select_related("team"))
    standings = standing.of(people, today=timezone.localdate(now))
    flagged = needs.of(standings, now=now)
    rows = sorted((row_of(each, flagged.get(each.person.pk)) for each in standings), key=lambda row: row.urgency)
    return Team(rows, _stats(rows), now, _talk(standings))


def row_of(each: Standing, need: Need | None) -> Row:
    """The row of one person, in the one bucket they belong to."""
    return Row(each.person, each, _bucket(each, need), need)


def _bucket(each: Standing, need: Need | None) -> Bucket:
    statuses = [item.status for item in each.required]
    if any(status.is_late for status in statuses):
        return Bucket.LATE
    if need:
        return Bucket.HELP
    return Bucket.SOON if any(status.is_soon for status in statuses) else Bucket.FINE


def _talk(standings: list[Standing]) -> Talk | None:
    """The companion of the course that most people are in now; of several the one due next, then by title.

    A course without talking points is passed over. So is a sensitive one that somebody takes on their own: that is
    nothing for their manager to know.
    """
    taken: dict[UUID, list[Item]] = defaultdict(list)
    for item in (item for each in standings for item in each.items):
        is_in_it = item.enrolment is not None and item.enrolment.closed_at is None
        if is_in_it and (item.is_required or not item.course.is_sensitive) and item.course.companion_in(current()):
            taken[item.course.pk].append(item)
    if not taken:
        return None
    course = min(taken.values(), key=_talked_about_first)[0].course
    language = current() if course.companions.get(current()) else course.source_language
    return Talk(course.title_in(current()), course.companion_in(current()), language)


def _talked_about_first(items: list[Item]) -> tuple[int, date, str]:
    due = min((item.duty.due_on for item in items if item.duty), default=date.max)
    return -len(items), due, items[0].course.title_in(current()).casefold()


def _stats(rows: list[Row]) -> list[Stat]:
    count = {bucket: sum(row.bucket is bucket for row in rows) for bucket in Bucket}
    words = {
        Bucket.LATE: ngettext("person is late", "people are late", count[Bucket.LATE]),
        Bucket.HELP: ngettext("may need help", "may need help", count[Bucket.HELP]),
        Bucket.SOON: ngettext("due in 7 days", "due in 7 days", count[Bucket.SOON]),
        Bucket.FINE: ngettext("up to date", "up to date", count[Bucket.FINE]),
    }
    return [Stat(bucket, count[bucket], words[bucket], LOOKS[bucket] if count[bucket] else "") for bucket in Bucket]
