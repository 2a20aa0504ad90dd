"""What in a question's figures asks for a look: is the key right, is it too hard, does nobody want an answer. Pure."""

from dataclasses import dataclass
from enum import IntEnum
from math import sqrt

from quizzes.statistics.figures import ENOUGH, Figures

# One-sided, by chance alone fewer than one question in twenty looks as bad as this …
BY_CHANCE = 1.645
# … and among thousands of people anything is more than chance: weaker than this it is not worth anybody's time.
WORTH_A_LOOK = -0.20
# Guessing among four answers gets a quarter right: who was taught should do better.
HARD = 0.25
# A question that one in twenty misses tells the others nothing apart.
EASY = 0.95


class Flag(IntEnum):
    """What is the matter; the lowest number is the most urgent."""

    WRONG_WAY = 1
    HARD = 2
    UNPICKED = 3
    EASY = 4


@dataclass(frozen=True)
class Raised:
    """One flag. `words` name the answer it is about, where there is one."""

    flag: Flag
    words: str = ""

    @property
    def is_urgent(self) -> bool:
        """Something to mend. An easy question need not be changed: it may be what everyone has to know."""
        return self.flag != Flag.EASY


def raised(figures: Figures | None) -> list[Raised]:
    """The flags of a question, the most urgent first; none below ENOUGH answers, when chance could raise any of them.

    Where almost everybody is right, nobody picks the wrong answers; that is said once.
    """
    if figures is None or figures.answered < ENOUGH:
        return []
    found = [Raised(Flag.WRONG_WAY)] if _goes_wrong_way(figures) else []
    if figures.facility < HARD:
        found.append(Raised(Flag.HARD))
    if figures.facility >= EASY:
        return [*found, Raised(Flag.EASY)]
    return found + [
        Raised(Flag.UNPICKED, draw.part.words) for draw in figures.draws if not draw.everyone and not draw.part.is_right
    ]


def _goes_wrong_way(figures: Figures) -> bool:
    """People who do well elsewhere miss it, more than chance explains: zero is missed by 1/√(n − 1) as a rule."""
    found = figures.discrimination
    return found is not None and found <= WORTH_A_LOOK and found * sqrt(figures.compared - 1) < -BY_CHANCE
