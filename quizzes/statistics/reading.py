"""What the figures are made of: the first tries, handed in, of all people. A fixed number of queries for any of them.

Only the first try of each person counts. A second one asks what was missed, after its reasons were read, and what was
right is carried over without an answer; one after a pass is practice. An open attempt does not count yet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from lms.questions import kinds
from quizzes.models import Attempt, PaperItem, Response
from quizzes.statistics.figures import Answer, pace

CHUNK = 5000


class Tally(NamedTuple):
    """How many people handed in a quiz, and how many of them passed at the first try."""

    tried: int = 0
    passed: int = 0


class Try(NamedTuple):
    """One first try: when it began and which slots were right."""

    activity: UUID
    started_at: datetime
    rights: dict[int, bool]


class Given(NamedTuple):
    """What was saved in one attempt: the answer that counts per slot, and all saves in their order."""

    values: dict[int, Any]
    saves: list[tuple[int, datetime]]


def first_tries(activities: Collection[UUID]) -> QuerySet[Attempt]:
    """Each person's first submitted attempt at each of these quizzes, over all times they took the course."""
    handed_in = Attempt.objects.tries().filter(activity__in=activities, submitted_at__isnull=False).order_by()
    firsts = handed_in.values("activity", "enrolment__person").annotate(first=Min("pk")).values("first")
    return Attempt.objects.filter(pk__in=firsts).order_by()


def tallies(activities: Collection[UUID]) -> dict[UUID, Tally]:
    """How many people tried each quiz. One query."""
    tried, passed = Count("pk"), Count("pk", filter=Q(is_passed=True))
    rows = first_tries(activities).values("activity").annotate(tried=tried, passed=passed)
    return {activity: Tally(*counts) for activity, *counts in rows.values_list("activity", "tried", "passed")}


def answers(activities: Collection[UUID]) -> dict[UUID, dict[int, list[Answer]]]:
    """What people answered, per quiz and question version. Three queries; no model is made of any row."""
    firsts = first_tries(activities)
    tries, given = _tries(firsts), _given(firsts)
    found: dict[UUID, dict[int, list[Answer]]] = {activity: defaultdict(list) for activity in activities}
    for attempt, paper in _papers(firsts):
        one, saved = tries[attempt], given.get(attempt) or Given({}, [])
        rights = {slot: one.rights[slot] for slot, _version in paper if slot in one.rights}
        right, others, took = sum(rights.values()), len(rights) - 1, pace(one.started_at, saved.saves)
        for slot, version in paper:
            if slot in rights:
                rest = (right - rights[slot]) / others if others else None
                answer = Answer(rights[slot], saved.values.get(slot), rest, took.get(slot))
                found[one.activity][version].append(answer)
    return found


def _tries(firsts: QuerySet[Attempt]) -> dict[int, Try]:
    rows = firsts.values_list("pk", "activity", "started_at", "marks").iterator(chunk_size=CHUNK)
    return {
        pk: Try(activity, started_at, {int(slot): mark["right"] for slot, mark in marks.items() if _is_marked(mark)})
        for pk, activity, started_at, marks in rows
    }  # fmt: skip


def _is_marked(mark: dict[str, Any]) -> bool:
    """Whether it is known to be right or wrong: what waits for a trainer, or was credited to everybody, is neither."""
    return mark.get("right") is not None and not mark.get("credited")


def _given(firsts: QuerySet[Attempt]) -> dict[int, Given]:
    """Rows are only added, so their ids stand in the order of saving and the last of a slot counts."""
    found: dict[int, Given] = {}
    rows = Response.objects.filter(attempt__in=firsts).order_by("attempt", "pk")
    for attempt, slot, value, saved_at in rows.values_list("attempt", "slot", "value", "saved_at").iterator(CHUNK):
        one = found.setdefault(attempt, Given({}, []))
        one.values[slot] = value
        one.saves.append((slot, saved_at))
    return found


def _papers(firsts: QuerySet[Attempt]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """(slot, version) of what was asked and is marked, per attempt."""
    never_marked = [code for code in kinds.codes() if not kinds.get(code).is_marked]
    rows = PaperItem.objects.filter(attempt__in=firsts, carried_value__isnull=True).order_by("attempt", "slot")
    rows = rows.exclude(question_version__kind__in=never_marked)
    asked = rows.values_list("attempt", "slot", "question_version").iterator(chunk_size=CHUNK)
    for attempt, paper in groupby(asked, key=itemgetter(0)):
        yield attempt, [(slot, version) for _attempt, slot, version in paper]
