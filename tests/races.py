"""Doing many things at the same moment, each with a database connection of its own."""

from collections.abc import Callable, Iterable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Runs all acts together. What they return or raise, in order."""
    acts = list(acts)
    outcomes: list[Any] = [None] * len(acts)
    barrier = Barrier(len(acts))

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def errors(outcomes: Iterable[Any]) -> list[Exception]:
    return [one for one in outcomes if isinstance(one, Exception)]
