"""What the figures are made of: the first tries, handed in, of all people. A fixed number of queries for any of them.

Only the first try of each person counts. A second one asks what was missed, after its reasons were read, and what was
right is carried over without an answer; one after a pass is practice. An open attempt does not count yet.

Every answer counts by the version that was asked. A result may have been corrected since by another key, for all or for
those alone whom it helps; figures made of both keys would contradict what they call right.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from lms.questions import kinds
from lms.questions.models import QuestionVersion, QuestionWording
from quizzes.models import Attempt, PaperItem, Response
from quizzes.statistics.figures import Answer, pace

CHUNK = 5000


class Tally(NamedTuple):
    """How many people handed in a quiz, and how many of them passed at the first try."""

    tried: int = 0
    passed: int = 0


class Try(NamedTuple):
    """One first try: when it began and how each slot was marked."""

    activity: UUID
    started_at: datetime
    marks: dict[int, dict[str, Any]]


class Given(NamedTuple):
    """What was saved in one attempt: the answer that counts per slot, and all saves in their order."""

    values: dict[int, Any]
    saves: list[tuple[int, datetime]]


class Asked(NamedTuple):
    """One slot of a paper: the version that was asked, how it was marked, what counts as its answer, the time taken."""

    version: int
    mark: dict[str, Any]
    value: Any
    seconds: float | None


Sheet = tuple[UUID, list[Asked]]
"""One first try at a quiz: what it was asked."""


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


def sheets(activities: Collection[UUID]) -> list[Sheet]:
    """What people were asked and answered. Three queries; no model is made of any row."""
    firsts = first_tries(activities)
    tries, given = _tries(firsts), _given(firsts)
    found: list[Sheet] = []
    for attempt, paper in _papers(firsts):
        one, saved = tries[attempt], given.get(attempt) or Given({}, [])
        took = pace(one.started_at, saved.saves)
        marked = [(slot, version) for slot, version in paper if slot in one.marks]
        asked = [Asked(version, one.marks[slot], saved.values.get(slot), took.get(slot)) for slot, version in marked]
        found.append((one.activity, asked))
    return found


def answers(
    sheets: Iterable[Sheet], versions: Iterable[QuestionVersion], wordings: Mapping[int, QuestionWording]
) -> dict[UUID, dict[int, list[Answer]]]:
    """How people did, per quiz and question version. No query."""
    is_right = _Key({one.pk: one for one in versions}, wordings)
    found: dict[UUID, dict[int, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for activity, paper in sheets:
        known = [(one, mine) for one in paper if (mine := is_right(one)) is not None]
        hits, others = sum(mine for _one, mine in known), len(known) - 1
        for one, mine in known:
            rest = (hits - mine) / others if others else None
            found[activity][one.version].append(Answer(mine, one.value, rest, one.seconds))
    return found


class _Key:
    """Whether an answer is right by the version that was asked. Equal answers are marked once."""

    def __init__(self, versions: Mapping[int, QuestionVersion], wordings: Mapping[int, QuestionWording]) -> None:
        self._versions, self._wordings = versions, wordings
        self._known: dict[tuple[int, str], bool | None] = {}

    def __call__(self, one: Asked) -> bool | None:
        """As it was marked, unless that was by another key since. A trainer's points stay what they were."""
        if "version" not in one.mark:
            return bool(one.mark["right"])
        version = self._versions[one.version]
        kind = kinds.get(version.kind)
        if "given" in one.mark:
            return kind.marked_by_person(version.body, one.mark["given"]).is_right
        key = one.version, repr(one.value)
        if key not in self._known:
            mark = kind.mark(version.body, self._wordings[version.pk].texts, one.value)
            self._known[key] = mark.is_right if one.value is not None else False
        return self._known[key]


def _tries(firsts: QuerySet[Attempt]) -> dict[int, Try]:
    rows = firsts.values_list("pk", "activity", "started_at", "marks").iterator(chunk_size=CHUNK)
    return {
        pk: Try(activity, started_at, {int(slot): mark for slot, mark in marks.items() if _is_marked(mark)})
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
