"""A file between its dry run and its import: kept for an hour, for the person who brought it, one at a time."""

import zlib
from dataclasses import asdict, dataclass

from django.core.cache import cache

from lms.people.models import User

KEPT_FOR = 60 * 60  # seconds


@dataclass(frozen=True)
class Held:
    """What a person has chosen to import."""

    content: bytes
    name: str
    format: str
    locale_id: int
    objective_id: int | None


def hold(person: User, held: Held) -> None:
    """Keeps this file instead of the last one."""
    cache.set(_key(person), {**asdict(held), "content": zlib.compress(held.content)}, KEPT_FOR)


def of(person: User) -> Held | None:
    """The file of this person; None when there is none, or its hour is over."""
    kept = cache.get(_key(person))
    return Held(**{**kept, "content": zlib.decompress(kept["content"])}) if kept else None


def drop(person: User) -> None:
    cache.delete(_key(person))


def _key(person: User) -> str:
    return f"questions-import:{person.pk}"
