"""A quiz made short: what its short check asks, so that nobody is done by what was not asked (4.4)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from lms.questions import kinds, versions
from lms.questions.versions import Drawable
from quizzes import drawing
from quizzes.drawing import Drawn
from quizzes.rules import Rules

LEAST, MOST = 5, 8


@dataclass(frozen=True)
class Short:
    """What a check is made of: every must-know, and what else could be asked about each objective."""

    must_know: tuple[Drawable, ...]
    others: Mapping[UUID, tuple[Drawable, ...]]

    @property
    def total(self) -> int:
        """Questions on its paper: five to eight if there are enough; more only to leave nothing out."""
        known = {one.objective for one in self.must_know}
        every = len(self.must_know) + len(self.others.keys() - known)
        wanted = max(LEAST, min(MOST, 2 * len(self.others.keys() | known)), every)
        return min(wanted, len(self.must_know) + sum(map(len, self.others.values())))

    def draw(self, shuffle: Random) -> list[Drawn]:
        """A paper with every must-know and every objective, and about as many questions of each. One query."""
        chosen, asked = list(self.must_know), Counter(one.objective for one in self.must_know)
        waiting = {objective: shuffle.sample(some, len(some)) for objective, some in self.others.items()}
        while len(chosen) < self.total:
            objective = min((key for key, some in waiting.items() if some), key=lambda key: asked[key])
            chosen.append(waiting[objective].pop())
            asked[objective] += 1
        current = versions.current(one.key for one in chosen)
        paper = [drawing.ask(current[one.key], is_must_know=one in self.must_know, shuffle=shuffle) for one in chosen]
        shuffle.shuffle(paper)
        return paper


def of(rule: Rules, *, exclude: Collection[UUID]) -> Short | None:
    """What a check by these rules can ask; None where it would leave out what the quiz asks. One query.

    The quiz asks about the objectives of its fixed questions, of its rules, and of all that they can draw; `exclude`
    are questions that it never draws (D26). The check asks nothing that waits for a trainer.
    """
    fixed = {one.question: one.is_must_know for one in rule.fixed}
    asked = {one.key: one for one in drawing.pool_of(rule, also=fixed.keys()) if _is_asked(rule, one, exclude)}
    at_once = {key: one for key, one in asked.items() if not kinds.get(one.kind).is_marked_by_person}
    must_know = [key for key, is_must_know in fixed.items() if is_must_know]
    objectives = {one.objective for one in asked.values()} | {one.objective for one in rule.draws if one.objective}
    if not objectives or objectives - {one.objective for one in at_once.values()} or set(must_know) - at_once.keys():
        return None
    others: dict[UUID, tuple[Drawable, ...]] = defaultdict(tuple)
    for key, one in at_once.items():
        if key not in must_know:
            others[one.objective] += (one,)
    return Short(tuple(at_once[key] for key in must_know), dict(others))


def _is_asked(rule: Rules, one: Drawable, exclude: Collection[UUID]) -> bool:
    """Whether it is fixed, or a rule can draw it."""
    if any(fixed.question == one.key for fixed in rule.fixed):
        return True
    suits = (one.suits(draw.objective, draw.tag, draw.difficulty) for draw in rule.draws)
    return one.key not in exclude and any(suits)
