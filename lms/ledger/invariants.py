"""What must hold in the ledger: every chain whole, nothing out of order, and every record written down once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db import connection

from lms.ledger import chain, guard
from lms.ledger.models import Act, Chain, Event


def violations() -> Iterator[str]:
    """One sentence per break. Reads every event once, in blocks."""
    heads = {head.subject_id: head for head in Chain.objects.iterator()}
    events = Event.objects.select_related("words").order_by("subject_id", "n").iterator(chunk_size=5000)
    seen = set()
    for subject, of_subject in groupby(events, key=lambda event: event.subject_id):
        seen.add(subject)
        yield from chain.breaks(of_subject, heads.get(subject))
    for subject, head in heads.items():
        if subject not in seen and head.n:
            yield f"Ledger of {subject}: {head.n} events are missing."
    for name in guard.missing():
        yield f"The guard {name} is missing. Run 'manage.py migrate'."
    yield from _orphans()


def unwritten(
    act: Act, key: Callable[[int, dict[str, Any]], Any], records: Mapping[Any, str], *, only_known: bool = True
) -> Iterator[str]:
    """Where records and their events do not agree: each record is written down exactly once, and nothing else is (I16).

    `key` makes a record's key of an event's subject and facts; `records` maps keys to the words for a sentence. With
    `only_known` an event about a record that is not there is a violation too.
    """
    rows = Event.objects.filter(act=act).values_list("subject_id", "facts").iterator(chunk_size=5000)
    written = Counter(key(subject, facts) for subject, facts in rows)
    for one, said in records.items():
        if written[one] != 1:
            times = f"{written[one]} times" if one in written else "not"
            yield f"{said} is {times} in the ledger as “{act.value}”."
    if only_known:
        for one in written.keys() - records.keys():
            yield f"The ledger tells of “{act.value}” {one}, which does not exist."


def _orphans() -> Iterator[str]:
    """Rows that point at nothing (I24). PostgreSQL never lets one in; SQLite may be told to."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table, rowid, target, _key in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield f"Row {rowid} of {table} points at a row of {target} that does not exist."
