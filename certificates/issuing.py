"""How a certificate comes to be and how it is taken back. Both are written down; nothing is ever deleted (R13)."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import design, numbers, tasks
from certificates.models import Certificate
from certificates.words import Words
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User

__all__ = ["ReasonMissing", "Words", "issue", "withdraw"]


class ReasonMissing(ValueError):
    """A certificate is withdrawn for a stated reason or not at all."""


def issue(
    holder: User, words: Words, *, language: str, valid_until: date | None, now: datetime | None = None
) -> Certificate:
    """Issues one certificate inside the caller's transaction: it exists exactly when the completion does.

    `valid_until` is the last valid day, None for no expiry. The PDF is made after the commit; whether it can be made
    has no say here (D33).
    """
    with transaction.atomic(savepoint=False):
        certificate = Certificate.objects.create(
            number=numbers.new(),
            holder=holder,
            words=words.as_json(),
            language=language,
            design=design.VERSION,
            issued_at=now or timezone.now(),
            valid_until=valid_until,
        )
        facts = {"certificate": certificate.pk}
        chain.record(holder.pk, Act.CERTIFICATE_ISSUED, by=None, at=certificate.issued_at, facts=facts)
        transaction.on_commit(partial(tasks.file_pdf.enqueue, certificate.pk), robust=True)
    return certificate


@transaction.atomic
def withdraw(certificate: Certificate, *, reason: str, by: User, now: datetime | None = None) -> Certificate:
    """Takes a certificate back: its number then answers "Withdrawn" for ever. Doing it twice keeps the first reason.

    Raises ReasonMissing for an empty reason.
    """
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise ReasonMissing(_("Say why the certificate is withdrawn."))
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_reason = now or timezone.now(), reason
        row.save(update_fields=["revoked_at", "revoked_reason"])
        chain.record(
            row.holder_id, Act.CERTIFICATE_WITHDRAWN, by=by.pk, at=row.revoked_at, facts={"certificate": row.pk},
            words={"reason": reason},
        )  # fmt: skip
    return row
