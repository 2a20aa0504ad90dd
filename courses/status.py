"""One vocabulary of status, used by every screen, mail and export (D20)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.assignment import Duty
from courses.models import CourseCompletion, Enrolment
from lms.language import current as current_language

SOON = timedelta(days=7)
RENEWAL = timedelta(days=60)


class Code(StrEnum):
    """In order of urgency."""

    EXPIRED = "expired"
    LATE = "late"
    RENEW = "renew"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OPENS = "opens"
    DONE = "done"


LOOKS = {
    Code.EXPIRED: ("danger", "alert"),
    Code.LATE: ("danger", "alert"),
    Code.RENEW: ("warning", "clock"),
    Code.DUE_SOON: ("warning", "clock"),
    Code.IN_PROGRESS: ("info", ""),
    Code.NOT_STARTED: ("neutral", ""),
    Code.OPENS: ("plain", ""),
    Code.DONE: ("plain", "check"),
}
URGENCY = {code: rank for rank, code in enumerate(Code)}


@dataclass(frozen=True)
class Status:
    """How one person stands with one course today. `day` is the day that the words name."""

    code: Code
    day: date | None = None
    days_late: int = 0
    days_left: int = 0

    @property
    def look(self) -> str:
        return LOOKS[self.code][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.code][1]

    @property
    def is_open(self) -> bool:
        """There is something to do now."""
        return self.code not in (Code.DONE, Code.OPENS)

    @property
    def is_late(self) -> bool:
        return self.code in (Code.LATE, Code.EXPIRED)

    @property
    def is_soon(self) -> bool:
        return self.code in (Code.DUE_SOON, Code.RENEW)

    @property
    def urgency(self) -> tuple[int, int, int]:
        """Sort key, most urgent first: longest late, then what is due or expires next."""
        return (0 if self.is_late else 1 if self.is_soon else 2, -self.days_late, self.days_left)

    @property
    def words(self) -> str:
        """As shown to people, in the language being spoken."""
        match self.code:
            case Code.LATE:
                return ngettext("%(days)d day late", "%(days)d days late", self.days_late) % {"days": self.days_late}
            case Code.DUE_SOON:
                return _due_words(self.day, self.days_left)
            case Code.RENEW:
                return _("Renew by %(day)s") % {"day": _day(self.day)}
            case Code.OPENS:
                return _("Opens %(day)s") % {"day": _day(self.day)}
        return {
            Code.EXPIRED: _("Expired"),
            Code.IN_PROGRESS: _("In progress"),
            Code.NOT_STARTED: _("Not started"),
            Code.DONE: _("Done"),
        }[self.code]


def of(duty: Duty | None, *, enrolment: Enrolment | None, completion: CourseCompletion | None, today: date) -> Status:
    """The status of one course for one person. The first that is true counts: what is completed comes before dates."""
    if completion is not None:
        return _of_completed(completion.valid_until, today)
    if duty is not None:
        if duty.due_on < today:
            return Status(Code.LATE, duty.due_on, days_late=(today - duty.due_on).days)
        if duty.opens_on and duty.opens_on > today:
            return Status(Code.OPENS, duty.opens_on, days_left=(duty.opens_on - today).days)
        if duty.due_on - today <= SOON:
            return Status(Code.DUE_SOON, duty.due_on, days_left=(duty.due_on - today).days)
    days_left = (duty.due_on - today).days if duty else 9999
    day = duty.due_on if duty else None
    return Status(Code.IN_PROGRESS if enrolment else Code.NOT_STARTED, day, days_left=days_left)


def _of_completed(valid_until: date | None, today: date) -> Status:
    if valid_until is None:
        return Status(Code.DONE)
    if valid_until < today:
        return Status(Code.EXPIRED, valid_until, days_late=(today - valid_until).days)
    if valid_until - today <= RENEWAL:
        return Status(Code.RENEW, valid_until, days_left=(valid_until - today).days)
    return Status(Code.DONE, valid_until)


def _due_words(day: date | None, days_left: int) -> str:
    if days_left == 0:
        return _("Due today")
    if days_left == 1:
        return _("Due tomorrow")
    return _("Due %(day)s") % {"day": _weekday(day) if days_left < 7 else _day(day)}


def _day(day: date | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT") if day else ""


def _weekday(day: date | None) -> str:
    """As inside a sentence: Russian writes it small there, Django only as in a calendar."""
    name = date_format(day, "l") if day else ""
    return name.lower() if current_language() == "ru" else name
