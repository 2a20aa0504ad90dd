"""The ladder of refreshers, as pure rules: when an objective is asked again, what a session holds, how many there are.

Everything here knows plain values only, so that it can be tried on hundreds of simulated people (experience 4.6).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

GAPS = (3, 10, 30, 90, 180)  # days, by box: how often in a row the objective was known
TOP = len(GAPS) - 1
RESTS_AFTER = 5  # successes
RENEWAL = timedelta(days=60)  # before the end of validity the renewal takes over

MOST_QUESTIONS = 5
ENOUGH_DUE, LONGEST_WAIT = 3, timedelta(days=7)
WAITS_ALIKE_AFTER = timedelta(days=21)
WEEK, FIRST_WEEKS = timedelta(days=7), timedelta(days=30)
A_WEEK, A_WEEK_AT_FIRST = 1, 2
QUARTER, A_QUARTER = timedelta(days=90), 12
LOOKS_AHEAD = 400  # days


class Confidence(models.TextChoices):
    """How sure somebody was. Always optional."""

    GUESS = "guess", _("Guessing")
    FAIR = "fair", _("Fairly")
    CERTAIN = "certain", _("Certain")


@dataclass(frozen=True)
class Place:
    """Where one person stands with one objective. Without a day it rests."""

    box: int
    successes: int
    lapses: int
    due_on: date | None
    is_first: bool = False
    """Sure but wrong: it comes first in the next session."""


NOWHERE = Place(0, 0, 0, None)


@dataclass(frozen=True)
class Waiting:
    """One objective that is, or will be, asked again."""

    objective: UUID
    course: UUID
    due_on: date
    is_must_know: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class Past:
    """What limits the next session: the day of the first pass, and the finished sessions that can reach a cap.

    Counted back from the newest: with a twelfth session in the last 90 days there were twelve, whatever lies between.
    """

    first_passed_on: date
    last: date | None = None
    last_but_one: date | None = None
    twelfth: date | None = None

    @classmethod
    def of(cls, first_passed_on: date, finished_on: Sequence[date]) -> "Past":
        """From the days of all finished sessions, oldest first."""
        back = [*reversed(finished_on), *[None] * A_QUARTER]
        return cls(first_passed_on, back[A_WEEK - 1], back[A_WEEK_AT_FIRST - 1], back[A_QUARTER - 1])


def begin(passed_on: date, *, valid_until: date | None) -> Place:
    """The place on the day a course is passed: the lowest box, due in three days."""
    return Place(0, 0, 0, _unless_renewed(passed_on + timedelta(days=GAPS[0]), valid_until))


def next_review(
    place: Place, *, is_right: bool, confidence: str, today: date, person: int, valid_until: date | None
) -> Place:
    """The place after an answer (4.6, D30).

    Right and not guessed: one box up and one success more. Right by a guess: the same gap again. Wrong: back to the
    lowest box, no success left, and first in the next session if one was certain. After five successes in the top box
    the objective rests; it also rests when the next day would fall into the 60 days in which the course is renewed.
    """
    box, successes, lapses = place.box, place.successes, place.lapses
    if not is_right:
        box, successes, lapses = 0, 0, lapses + 1
    elif confidence != Confidence.GUESS:
        box, successes = min(box + 1, TOP), successes + 1
    is_first = not is_right and confidence == Confidence.CERTAIN
    after = Place(box, successes, lapses, None, is_first)
    if box == TOP and successes >= RESTS_AFTER:
        return after
    due_on = today + timedelta(days=GAPS[box] + jitter(person, GAPS[box]))
    return replace(after, due_on=_unless_renewed(due_on, valid_until))


def jitter(person: int, gap: int) -> int:
    """Up to a tenth of the gap earlier or later, always the same for one person: not everybody comes on one day."""
    share = int(hashlib.sha256(str(person).encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return round(gap * (share - 0.5) / 5)


def is_renewed_instead(valid_until: date | None, today: date) -> bool:
    """In the last 60 days of validity the renewal asks, not the refresher."""
    return valid_until is not None and today > valid_until - RENEWAL


def _unless_renewed(due_on: date, valid_until: date | None) -> date | None:
    return None if is_renewed_instead(valid_until, due_on) else due_on


def choose(waiting: Iterable[Waiting], today: date) -> list[Waiting]:
    """What a session of this day asks: at most five of what is due, courses mixed.

    Sure but wrong comes first, then what must be known, then what waits longest; from 21 days on all wait alike, so
    that nothing piles up in front of the rest.
    """
    longest = today - WAITS_ALIKE_AFTER
    due = [one for one in waiting if one.due_on <= today]
    due.sort(key=lambda one: (not one.is_first, not one.is_must_know, max(one.due_on, longest), one.objective))
    return _mixed(due[:MOST_QUESTIONS])


def _mixed(chosen: list[Waiting]) -> list[Waiting]:
    """The same in an order in which, as far as possible, no course follows itself."""
    rest, mixed = list(chosen), list[Waiting]()
    while rest:
        last = mixed[-1].course if mixed else None
        following = next((one for one in rest if one.course != last), rest[0])
        rest.remove(following)
        mixed.append(following)
    return mixed


def is_offered(waiting: Iterable[Waiting], past: Past, today: date) -> bool:
    """True when three are due or one has waited for seven days, and no cap is reached.

    Caps: one session in seven days, two in the first 30 days after the first pass; twelve in 90 days.
    """
    due = [one.due_on for one in waiting if one.due_on <= today]
    is_enough = len(due) >= ENOUGH_DUE or (bool(due) and today - min(due) >= LONGEST_WAIT)
    return is_enough and not _is_capped(past, today)


def _is_capped(past: Past, today: date) -> bool:
    is_early = today <= past.first_passed_on + FIRST_WEEKS
    of_week = past.last_but_one if is_early else past.last
    if of_week and today - of_week < WEEK:
        return True
    return past.twelfth is not None and today - past.twelfth < QUARTER


def next_day(waiting: Iterable[Waiting], past: Past, after: date) -> date | None:
    """The first day after this one on which a session will be offered; None when nothing waits."""
    known = list(waiting)
    if not known:
        return None
    first = max(after + timedelta(days=1), min(one.due_on for one in known))
    days = (first + timedelta(days=n) for n in range(LOOKS_AHEAD))
    return next((day for day in days if is_offered(known, past, day)), None)
