"""What must hold in the ledger: every chain whole, nothing out of order."""

from collections.abc import Iterator
from itertools import groupby

from lms.ledger import chain, guard
from lms.ledger.models import Chain, Event


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
