"""Writing things down: each act becomes one event at the end of its subject's chain, and a chain can be checked."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from lms.ledger.models import Act, Chain, Event, EventWords

ORGANISATION = 0

_Entry = tuple[Event, str, dict[str, str]]  # an event, and the salt and words that go with it
_gathered: ContextVar[tuple[int, list[_Entry]] | None] = ContextVar("gathered", default=None)


def record(
    subject_id: int,
    act: Act,
    *,
    by: int | None,
    at: datetime | None = None,
    facts: dict[str, Any] | None = None,
    words: dict[str, str] | None = None,
) -> Event:
    """Adds one event to the subject's chain, in the caller's transaction.

    Numbers per subject have no gap and every event carries the hash of the one before (D5). `facts` are ids, codes
    and times; names and reasons belong in `words`, which may be erased later without breaking the chain.
    """
    salt = secrets.token_hex(16) if words else ""
    event = _event(
        subject_id, act, by=by, at=at or timezone.now(), facts=facts or {},
        words_hash=hash_of_words(salt, words) if words else "",
    )  # fmt: skip
    entry = (event, salt, words or {})
    gathered = _gathered.get()
    if gathered is not None and gathered[0] == subject_id:
        gathered[1].append(entry)
    else:
        _write(subject_id, [entry])
    return event


@contextmanager
def together(subject_id: int) -> Iterator[None]:
    """Writes all events that this block records for the subject at its end, in their order and in three queries.

    For acts that follow from each other in one transaction (handed in, passed, finished, certified). When the block
    fails nothing is written. A block inside another one of the same subject belongs to the outer one.
    """
    outer = _gathered.get()
    if outer is not None and outer[0] == subject_id:
        yield
        return
    entries: list[_Entry] = []
    token = _gathered.set((subject_id, entries))
    try:
        yield
    finally:
        _gathered.reset(token)
    if entries:
        _write(subject_id, entries)


def _write(subject_id: int, entries: list[_Entry]) -> None:
    with transaction.atomic(savepoint=False):
        head = Chain.objects.select_for_update().filter(subject_id=subject_id).first() or _first(subject_id)
        n, last = head.n, head.hash
        for event, _salt, _words in entries:
            n, last = _link(event, n, last)
        Event.objects.bulk_create([event for event, _salt, _words in entries])
        worded = [EventWords(event=event, salt=salt, words=words) for event, salt, words in entries if words]
        if worded:
            EventWords.objects.bulk_create(worded)
        Chain.objects.filter(subject_id=subject_id).update(n=n, hash=last)


def _first(subject_id: int) -> Chain:
    """The head of a new chain, also when two begin it at the same moment."""
    Chain.objects.get_or_create(subject_id=subject_id)
    return Chain.objects.select_for_update().get(subject_id=subject_id)


def _link(event: Event, n: int, prev_hash: str) -> tuple[int, str]:
    event.n, event.prev_hash = n + 1, prev_hash
    event.hash = hash_of(event)
    return event.n, event.hash


def next_event(
    n: int,
    prev_hash: str,
    *,
    subject_id: int,
    act: str,
    by: int | None,
    at: datetime,
    facts: dict[str, Any],
    words_hash: str = "",
) -> Event:
    """The unsaved event that follows number `n`. Bulk writers chain these themselves and save them in one insert."""
    event = _event(subject_id, act, by=by, at=at, facts=facts, words_hash=words_hash)
    _link(event, n, prev_hash)
    return event


def _event(subject_id: int, act: str, *, by: int | None, at: datetime, facts: dict[str, Any], words_hash: str) -> Event:
    plain = json.loads(_canonical(facts))
    return Event(subject_id=subject_id, act=str(act), actor_id=by, at=at, facts=plain, words_hash=words_hash)


def hash_of(event: Event) -> str:
    """SHA-256 over everything the event states and the hash before it."""
    stated = [
        event.subject_id, event.n, event.act, event.actor_id, event.at.timestamp(), event.facts,
        event.words_hash, event.prev_hash,
    ]  # fmt: skip
    return hashlib.sha256(_canonical(stated).encode()).hexdigest()


def hash_of_words(salt: str, words: dict[str, str]) -> str:
    return hashlib.sha256((salt + _canonical(words)).encode()).hexdigest()


def verify(subject_id: int) -> list[str]:
    """Every break in one subject's chain, as sentences; an empty list means that it is whole."""
    events = Event.objects.filter(subject_id=subject_id).select_related("words").order_by("n")
    head = Chain.objects.filter(subject_id=subject_id).first()
    return breaks(events, head)


def breaks(events: Iterable[Event], head: Chain | None) -> list[str]:
    """The breaks in a chain whose events are given in order: gaps, wrong links, changed facts, changed words."""
    found: list[str] = []
    n, prev_hash, subject = 0, "", None
    for event in events:
        subject = event.subject_id
        n += 1
        if event.n != n:
            found.append(f"Ledger of {subject}: event {n} is missing.")
            n = event.n
        if event.prev_hash != prev_hash:
            found.append(f"Ledger of {subject}: event {n} does not follow the one before.")
        if event.hash != hash_of(event):
            found.append(f"Ledger of {subject}: event {n} was changed.")
        words = getattr(event, "words", None)
        if words and hash_of_words(words.salt, words.words) != event.words_hash:
            found.append(f"Ledger of {subject}: the words of event {n} were changed.")
        prev_hash = event.hash
    if subject is not None and (head is None or (head.n, head.hash) != (n, prev_hash)):
        found.append(f"Ledger of {subject}: the last event is not the one that was written last.")
    return found


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
