"""What authors wrote, kept in memory until one of them writes again: pages, lessons and questions are read all the time
and change seldom. Nothing about a person is kept here.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from django.core.cache import cache, caches
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")

log = logging.getLogger(__name__)

STAMP = "edition"
NOTICED_WITHIN = 1  # second: how long another process may still show what was there before
KEPT_FOR = 60  # seconds: what changed the tables without telling us is noticed then


def remembered(kind: str, keys: Iterable[Key], make: Callable[[list[Key]], dict[Key, Thing]]) -> dict[Key, Thing]:
    """What `make` gives for these keys, asked for once per process and edition. What does not exist is asked for again.

    Inside a transaction nothing is remembered and nothing is taken from memory: rules decide on what the database says,
    and what is rolled back was never seen. Each caller gets a copy of its own.
    """
    wanted = list(dict.fromkeys(keys))
    if transaction.get_connection().in_atomic_block:
        return make(wanted)
    memory, stamp = caches["memory"], _stamp()
    if stamp is None:
        return make(wanted)
    names = {key: f"{kind}:{hashlib.sha256(repr(key).encode()).hexdigest()}" for key in wanted}
    known = memory.get_many(names.values(), version=stamp)
    found = {key: known[name] for key, name in names.items() if name in known}
    if missing := [key for key in wanted if key not in found]:
        made = make(missing)
        memory.set_many({names[key]: thing for key, thing in made.items()}, KEPT_FOR, version=stamp)
        found |= made
    return found


def follow(*written: type[models.Model]) -> None:
    """A new edition begins whenever one of these models is saved or deleted."""
    for model in written:
        for signal in (post_save, post_delete):
            signal.connect(begin, sender=model, dispatch_uid=f"edition.{model._meta.label}")


def begin(*args: Any, **kwargs: Any) -> None:
    """Begin a new edition as soon as what was written is committed."""
    transaction.on_commit(_begin, robust=True)  # what was written stays written when the cache is away


def _begin() -> None:
    stamp = _fresh()
    cache.set(STAMP, stamp, None)
    caches["memory"].set(STAMP, stamp, NOTICED_WITHIN)


def _stamp() -> int | None:
    """The present edition, from the cache that all processes share; asked for at most once in NOTICED_WITHIN.

    None while that cache does not answer: then nothing is remembered, and pages only take longer.
    """
    stamp: int | None = caches["memory"].get(STAMP)
    if stamp is None:
        try:
            stamp = cache.get_or_set(STAMP, _fresh, None)
        except Exception:
            log.exception("The shared cache does not answer.")
            return None
        caches["memory"].set(STAMP, stamp, NOTICED_WITHIN)
    return stamp


def _fresh() -> int:
    """A number that no edition had before, not even one that was taken back with a backup."""
    return secrets.randbits(62)
