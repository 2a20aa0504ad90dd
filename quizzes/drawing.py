"""Which questions are on the paper: the fixed ones, so many for each rule, those never seen first."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from courses.models import Activity, ActivityQuestion, Enrolment
from lms import sql
from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from lms.questions.versions import Drawable
from quizzes import papers
from quizzes.models import Attempt, PaperItem
from quizzes.rules import Rules
from quizzes.seating import Seating


class NotEnoughQuestions(Exception):
    """The bank cannot fill a paper on which the pass mark can be reached."""


@dataclass(frozen=True)
class Drawn:
    """One question for the paper. `carried` is the answer that was right in the last try, or None."""

    version: QuestionVersion
    order: list[str]
    is_must_know: bool
    carried: Any = None


def draw(
    rules: Rules,
    *,
    exclude: Collection[UUID] = (),
    seen: Mapping[UUID, int] | None = None,
    carried: Mapping[UUID, Drawn] | None = None,
    shuffle: Random,
) -> list[Drawn]:
    """A whole paper: new questions in random order, then those carried over from the last try (D24).

    `exclude` are question keys that must not be drawn (the course's own checks, D26); `seen` tells in which try a
    question was last asked, and those never asked come first; `carried` are right answers of the last try by question
    key; withdrawn questions are not carried. A bank that is too small makes a shorter paper; raises NotEnoughQuestions
    when the pass mark or a must-know would be out of reach. Nothing is drawn twice, nothing that is never marked.
    """
    carried = {key: one for key, one in (carried or {}).items() if key not in rules.withdrawn}
    must_know = {one.question: one.is_must_know for one in rules.fixed}
    pool = pool_of(rules)
    pooled = [one.key for one in pool]
    current = {key: one for key, one in versions.current([*must_know, *pooled]).items() if _is_marked(one)}
    fixed = [key for key in must_know if key in current or key in carried]
    free = [one for one in pool if one.key in current and one.key not in {*must_know, *exclude}]
    chosen = [*fixed, *_choose(rules, free, seen=seen or {}, carried=carried, shuffle=shuffle)]
    if len(chosen) < rules.needed or any(key not in chosen for key, is_must in must_know.items() if is_must):
        raise NotEnoughQuestions
    kept = [replace(carried[key], is_must_know=must_know.get(key, False)) for key in chosen if key in carried]
    fresh = [ask(current[key], is_must_know=must_know.get(key, False), shuffle=shuffle)
             for key in chosen if key not in carried]  # fmt: skip
    shuffle.shuffle(fresh)
    return fresh + kept


def pool_of(rules: Rules, *, also: Collection[UUID] = ()) -> list[Drawable]:
    """All that any rule of this quiz could draw, and questions that are named. One query."""
    objectives = [one.objective for one in rules.draws if one.objective]
    return versions.drawable(objectives, [one.tag for one in rules.draws if not one.objective], also=also)


def _choose(
    rules: Rules,
    free: list[Drawable],
    *,
    seen: Mapping[UUID, int],
    carried: Mapping[UUID, Drawn],
    shuffle: Random,
) -> Iterator[UUID]:
    """What was right keeps its place; what was missed is made up for; then those never asked, or longest ago."""
    fixed = {one.question for one in rules.fixed}
    seating = Seating(rules.draws)
    yield from (one.key for one in _kept(carried, fixed, free) if seating.take(one))
    fresh = sorted(
        (one for one in free if one.key not in carried), key=lambda one: (seen.get(one.key, 0), shuffle.random())
    )
    missed = _missed(free, seen=seen, carried=carried)
    owed = Counter(one.objective for one in missed)
    for one in [*fresh]:
        if owed[one.objective] > 0 and one not in missed and seating.take(one):
            owed[one.objective] -= 1
            fresh.remove(one)
            yield one.key
    yield from (one.key for one in fresh if not seating.is_full and seating.take(one))


def _kept(carried: Mapping[UUID, Drawn], fixed: Collection[UUID], free: list[Drawable]) -> Iterator[Drawable]:
    """Right answers of the last try as the rules see them, also of questions that can no longer be drawn.

    The objective is the one under which the question was answered.
    """
    known = {one.key: one for one in free}
    elsewhere = [key for key in carried if key not in known and key not in fixed]
    known |= versions.described(elsewhere) if elsewhere else {}
    for key, one in carried.items():
        if key not in fixed:
            about = known.get(key) or Drawable(key, one.version.objective_key, frozenset(), "")
            yield replace(about, objective=one.version.objective_key)


def _missed(free: list[Drawable], *, seen: Mapping[UUID, int], carried: Mapping[UUID, Drawn]) -> list[Drawable]:
    """What was asked in the last try and not right, when it is made up for by another of the same objective (D24)."""
    if not carried:
        return []
    last = max(seen.values(), default=0)
    return [one for one in free if seen.get(one.key) == last and one.key not in carried]


def ask(version: QuestionVersion, *, is_must_know: bool, shuffle: Random) -> Drawn:
    """A question as it stands on a paper, its answers in an order of their own."""
    order = kinds.get(version.kind).order(version.body, shuffle)
    return Drawn(version, order, is_must_know)


def _is_marked(version: QuestionVersion) -> bool:
    return kinds.get(version.kind).is_marked


def carried_from(tries: list[Attempt]) -> dict[UUID, Drawn]:
    """What was right in the last try, unless the quiz has been passed: then there is nothing left to make up (D24)."""
    if not tries or any(one.is_passed for one in tries):
        return {}
    last = tries[-1]
    right = {slot for slot, mark in last.marks.items() if mark["right"] and not mark.get("credited")}
    items = [one for one in last.items.select_related("question_version") if str(one.slot) in right]
    given = papers.answers(items, papers.newest(last))
    return {
        one.question_version.question_key: Drawn(
            one.question_version, one.option_order, one.is_must_know, given[one.slot]
        )
        for one in items
    }  # fmt: skip


def seen_in(tries: list[Attempt]) -> dict[UUID, int]:
    """In which try each question was last asked."""
    return _seen(PaperItem.objects.filter(attempt__in=tries))


def seen_in_check(enrolment: Enrolment, activity: Activity) -> dict[UUID, int]:
    """What the short check asked, for the first try: anything else comes first."""
    purpose = Attempt.Purpose.WARM_UP
    return _seen(
        PaperItem.objects.filter(attempt__enrolment=enrolment, attempt__activity=activity, attempt__purpose=purpose)
    )


def _seen(items: QuerySet[PaperItem]) -> dict[UUID, int]:
    rows = items.order_by("attempt__number")
    return dict(rows.values_list("question_version__question_key", "attempt__number"))


def checks_of(activity: Activity) -> set[UUID]:
    """The questions that the lessons of this course ask as checks: its quiz never draws them (D26)."""
    return set(_checks(course=activity.course_id))


@sql.once
def _checks() -> QuerySet[ActivityQuestion, UUID]:
    rows = ActivityQuestion.objects.filter(activity__course=sql.Given("course", UUIDField())).exclude(block_id="")
    return rows.order_by().values_list("question_key", flat=True)
