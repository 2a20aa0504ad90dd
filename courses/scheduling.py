"""Publishing and taking back on a date: each object in a transaction of its own, so that one failure stops no other."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.snippets.models import get_snippet_models

log = logging.getLogger(__name__)


def publish_due() -> int:
    """Publishes approved revisions whose time has come and takes back what has expired. Returns how many (D29)."""
    now = timezone.now()
    done = 0
    for revision in Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"):
        done += _in_own_transaction(revision.publish, f"publishing {revision}")
    for thing in _expired(now):
        done += _in_own_transaction(partial(thing.unpublish, set_expired=True), f"taking back {thing}")
    return done


def _expired(now: datetime) -> list[DraftStateMixin]:
    kinds = [Page, *(model for model in get_snippet_models() if issubclass(model, DraftStateMixin))]
    found = [thing for kind in kinds for thing in kind.objects.filter(live=True, expire_at__lte=now)]
    return [thing.specific if isinstance(thing, Page) else thing for thing in found]


def _in_own_transaction(act: Callable[[], Any], what: str) -> int:
    try:
        with transaction.atomic():
            act()
    except Exception:
        log.exception("Not done: %s", what)
        return 0
    return 1
