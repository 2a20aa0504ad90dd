"""Which tries count, and whose result stands: the best, the last or the first, as the quiz says."""

from quizzes import rules
from quizzes.models import Allowance, Attempt, Counting


def always(attempt: Attempt) -> bool:
    """Whether this try counts by its own rules alone, whatever somebody granted. No query with its version at hand."""
    return attempt.number == 1 or rules.of(attempt.version).counting != Counting.FIRST


def among(tries: list[Attempt], allowances: list[Allowance]) -> list[Attempt]:
    """The tries whose pass counts, in their order. `tries` are all of one enrolment at one quiz, the first one first.

    Each goes by the rules it was drawn by. Where the first try counts, later ones are practice, except that for every
    try that somebody granted the next one counts that was started after it was granted.
    """
    return _walked(tries, allowances)[0]


def is_next_granted(tries: list[Attempt], allowances: list[Allowance]) -> bool:
    """Whether somebody granted a try that has not been started yet."""
    return _walked(tries, allowances)[1] > 0


def standing(counting: Counting, tries: list[Attempt], allowances: list[Allowance]) -> Attempt | None:
    """The try whose result stands; None before one has a result.

    A pass is never taken away by a later try: once there is one, only tries that passed are looked at.
    """
    those = among(tries, allowances) if counting == Counting.FIRST else tries
    results = [one for one in those if one.right is not None]
    found = [one for one in results if one.is_passed] or results
    if counting == Counting.BEST:
        return max(found, key=lambda one: one.right or 0, default=None)
    return found[-1] if found else None


def _walked(tries: list[Attempt], allowances: list[Allowance]) -> tuple[list[Attempt], int]:
    """Those that count, and how many that were granted are still to come."""
    granted = [one.at for one in allowances for _try in range(one.extra_tries)]
    found = []
    for one in tries:
        is_granted = one.number > 1 and granted and granted[0] <= one.started_at
        if is_granted:
            granted.pop(0)
        if is_granted or always(one):
            found.append(one)
    return found, len(granted)
