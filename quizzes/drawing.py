"""Which questions are on the paper: the fixed ones, so many of each objective, those never seen first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from courses.models import Activity, ActivityQuestion
from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from quizzes import papers
from quizzes.models import Attempt, PaperItem
from quizzes.rules import Rules


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
    key. A bank that is too small makes a shorter paper; raises NotEnoughQuestions when the pass mark or a must-know
    would be out of reach. Nothing is drawn twice, and nothing that is never marked.
    """
    carried, must_know = carried or {}, {one.question: one.is_must_know for one in rules.fixed}
    pools = versions.draw_pool([one.objective for one in rules.draws])
    pooled = [key for pool in pools.values() for key in pool]
    current = {key: one for key, one in versions.current([*must_know, *pooled]).items() if _is_marked(one)}
    chosen = list(_choose(rules, pools, current, exclude=exclude, seen=seen or {}, carried=carried, shuffle=shuffle))
    if len(chosen) < rules.needed or any(key not in chosen for key, is_must in must_know.items() if is_must):
        raise NotEnoughQuestions
    kept = [replace(carried[key], is_must_know=must_know.get(key, False)) for key in chosen if key in carried]
    fresh = [_ask(current[key], is_must_know=must_know.get(key, False), shuffle=shuffle)
             for key in chosen if key not in carried]  # fmt: skip
    shuffle.shuffle(fresh)
    return fresh + kept


def _choose(
    rules: Rules,
    pools: Mapping[UUID, list[UUID]],
    current: Mapping[UUID, QuestionVersion],
    *,
    exclude: Collection[UUID],
    seen: Mapping[UUID, int],
    carried: Mapping[UUID, Drawn],
    shuffle: Random,
) -> Iterator[UUID]:
    fixed = [one.question for one in rules.fixed]
    taken = set(fixed)
    yield from (key for key in dict.fromkeys(fixed) if key in current or key in carried)
    for rule in rules.draws:
        kept = [key for key, one in carried.items() if one.version.objective_key == rule.objective and key not in taken]
        fresh = [key for key in pools.get(rule.objective, []) if key in current and key not in exclude]
        fresh = [key for key in fresh if key not in taken and key not in carried]
        fresh.sort(key=lambda key: (seen.get(key, 0), shuffle.random()))
        picked = [*kept, *fresh][: rule.count]
        taken.update(picked)
        yield from picked


def _ask(version: QuestionVersion, *, is_must_know: bool, shuffle: Random) -> Drawn:
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
    given = papers.answers(last, items)
    return {
        one.question_version.question_key: Drawn(
            one.question_version, one.option_order, one.is_must_know, given[one.slot]
        )
        for one in items
    }  # fmt: skip


def seen_in(tries: list[Attempt]) -> dict[UUID, int]:
    """In which try each question was last asked."""
    rows = PaperItem.objects.filter(attempt__in=tries).order_by("attempt__number")
    return dict(rows.values_list("question_version__question_key", "attempt__number"))


def checks_of(activity: Activity) -> set[UUID]:
    """The questions that the lessons of this course ask as checks: its quiz never draws them (D26)."""
    rows = ActivityQuestion.objects.filter(activity__course_id=activity.course_id).exclude(block_id="")
    return set(rows.values_list("question_key", flat=True))
