"""What must hold in this room, one module per topic."""

from collections.abc import Iterator

from quizzes.invariants import attempts, refreshers, results


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from attempts.violations()
    yield from results.violations()
    yield from refreshers.violations()
