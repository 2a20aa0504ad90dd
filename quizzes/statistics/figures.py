"""The figures of one question, computed from what many people answered. Pure: no database, no words, no names.

The measures are those of classical test theory (Crocker and Algina, Introduction to Classical and Modern Test Theory,
1986, chapter 14; Bock and Lieberman's law school data of 1970 are the worked example in the tests):

- *Facility* is the share of the people asked who were right. Who left the question empty was not right.
- *Discrimination* is the corrected item-total correlation: the point-biserial correlation between being right here and
  the result in everything else. The question itself is left out of that result, or it would agree with itself. Papers
  are drawn, so no two need have the same questions: the result is the share right of the rest of one's own paper.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import correlation, median
from typing import Any, NamedTuple

from lms.questions.kinds.base import Part

# Below this nothing is told, and no group of people is shown that is smaller (D28).
FEWEST = 5
# A correlation is off by 1/√(n − 1) either way by chance alone; below twenty people that is more than 0.23, and words
# like "more often" would be made of chance.
ENOUGH = 20
# The upper 27 % against the others: the cut that tells most about normally spread results (Kelley 1939).
TOP = 0.27
# A longer pause is taken for doing something else. People read and choose within a minute or two.
IDLE = timedelta(minutes=10)
# So many wrong answers are named; what comes after them is rare.
NAMED = 5


class Answer(NamedTuple):
    """What one person did with the question. `rest` is the share right of the rest of the paper, None if there is none.

    `value` None: left empty. `seconds` None: not known.
    """

    is_right: bool
    value: Any = None
    rest: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Draw:
    """How many people chose one of the parts on offer: all, and of the top and the others where these are told."""

    part: Part
    everyone: int
    top: int
    others: int


@dataclass(frozen=True)
class Figures:
    """What can be told about a question. `top` and `others` are 0 where the two groups are not told apart."""

    asked: int
    answered: int
    right: int
    compared: int
    discrimination: float | None
    seconds: float | None
    draws: tuple[Draw, ...]
    top: int
    others: int
    wrong: tuple[tuple[str, int], ...]

    @property
    def facility(self) -> float:
        return self.right / self.asked

    @property
    def has_groups(self) -> bool:
        return bool(self.top)


def of(
    answers: Sequence[Answer],
    *,
    parts: Sequence[Part] = (),
    picked: Callable[[Any], list[str]] = lambda value: [],
    counted: Callable[[Any], str] = lambda value: "",
) -> Figures | None:
    """The figures of a question; None while fewer than FEWEST people have answered it.

    The top and the others are told apart only where both are FEWEST people: one of them could be had from the other and
    the whole. A wrong answer in words is told only when FEWEST people gave it, for short texts are people's own words.
    What belongs elsewhere is told only where somebody chose it here.
    """
    given = [one for one in answers if one.value is not None]
    if len(given) < FEWEST:
        return None
    top, others = _groups(given) if parts else ([], [])
    everyone, by_top, by_others = (Counter(_picks(group, picked)) for group in (given, top, others))
    times = [one.seconds for one in given if one.seconds is not None]
    compared = [one for one in answers if one.rest is not None]
    return Figures(
        asked=len(answers),
        answered=len(given),
        right=sum(one.is_right for one in answers),
        compared=len(compared),
        discrimination=discrimination([one.is_right for one in compared], [one.rest or 0 for one in compared]),
        seconds=median(times) if len(times) >= FEWEST else None,
        draws=tuple(
            Draw(part, everyone[part.id], by_top[part.id], by_others[part.id])
            for part in parts
            if everyone[part.id] or not part.belongs_elsewhere
        ),
        top=len(top),
        others=len(others),
        wrong=_wrong(given, counted),
    )


def discrimination(rights: Sequence[bool], rests: Sequence[float]) -> float | None:
    """The correlation between being right and the result in the rest; None for fewer than ENOUGH people.

    None also where all are right, all are wrong, or all did equally in the rest: then nothing can go together.
    """
    if len(rights) < ENOUGH or len(set(rights)) < 2 or len(set(rests)) < 2:
        return None
    return correlation(rights, rests)


def pace(started_at: datetime, saves: Iterable[tuple[int, datetime]]) -> dict[int, float]:
    """The seconds each question took: from the save before it, or from the start, to the first save of its own answer.

    `saves` are (slot, when) in the order of saving. That is all the records hold: it contains loading the page, and for
    whoever skips a question and comes back, looking at others in between. Changing an answer adds nothing to it. A gap
    longer than IDLE counts for nothing.
    """
    took: dict[int, float] = {}
    seen, before = set(), started_at
    for slot, when in saves:
        if slot not in seen and timedelta(0) <= when - before <= IDLE:
            took[slot] = (when - before).total_seconds()
        seen.add(slot)
        before = when
    return took


def _groups(given: Sequence[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Those at the top in the rest of their papers, with all who did equally well, and the others; none if too few."""
    ranked = sorted((one.rest for one in given if one.rest is not None), reverse=True)
    if not ranked:
        return [], []
    least = ranked[ceil(len(ranked) * TOP) - 1]
    top = [one for one in given if one.rest is not None and one.rest >= least]
    others = [one for one in given if one.rest is None or one.rest < least]
    return (top, others) if min(len(top), len(others)) >= FEWEST else ([], [])


def _picks(answers: Iterable[Answer], picked: Callable[[Any], list[str]]) -> Iterable[str]:
    return (part for one in answers for part in set(picked(one.value)))


def _wrong(given: Iterable[Answer], counted: Callable[[Any], str]) -> tuple[tuple[str, int], ...]:
    """The most frequent wrong answers, capitals and spaces aside, as most people wrote them."""
    spellings: dict[str, Counter[str]] = {}
    for one in given:
        words = "" if one.is_right else " ".join(counted(one.value).split())
        if words:
            spellings.setdefault(words.casefold(), Counter())[words] += 1
    found = [(max(sorted(same), key=same.__getitem__), same.total()) for same in spellings.values()]
    often = [(words, count) for words, count in found if count >= FEWEST]
    return tuple(sorted(often, key=lambda one: (-one[1], one[0]))[:NAMED])
