"""How a certificate comes to be, is put right, and is taken back. All is written down; nothing is ever lost (R13)."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import design, numbers, tasks
from certificates.models import Certificate, CertificateFile, CertificateRevision
from certificates.words import Words, read
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User

__all__ = ["ReasonMissing", "Words", "issue", "revise", "withdraw"]


class ReasonMissing(ValueError):
    """A certificate is put right or withdrawn for a stated reason or not at all."""


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
def revise(
    certificate: Certificate, words: Words, *, reason: str, by: User, now: datetime | None = None
) -> Certificate:
    """Puts right what a certificate says, under the same number: links and codes that were given away stay good.

    What it said before stays, with its PDF. A new PDF is made after the commit. One that was withdrawn stays as it is,
    and the same words again change nothing. Raises ReasonMissing for an empty reason.
    """
    row, reason = _locked(certificate), _stated(reason, _("Say what is put right."))
    if row.revoked_at or read(row.words) == words:
        return row
    filed = CertificateFile.objects.filter(certificate=row).first()
    before = CertificateRevision(certificate=row, words=row.words, reason=reason, by=by, at=now or timezone.now())
    if filed:
        before.file, before.sha256 = filed.file.name, filed.sha256
        filed.delete()  # the row; the file itself is the revision's now
    before.save(force_insert=True)
    row.words, row.revised_at = words.as_json(), before.at
    row.save(update_fields=["words", "revised_at"])
    chain.record(
        row.holder_id, Act.CERTIFICATE_REVISED, by=by.pk, at=before.at,
        facts={"certificate": row.pk, "revision": before.pk}, words={"reason": reason},
    )  # fmt: skip
    transaction.on_commit(partial(tasks.file_pdf.enqueue, row.pk), robust=True)
    return row


@transaction.atomic
def withdraw(certificate: Certificate, *, reason: str, by: User, now: datetime | None = None) -> Certificate:
    """Takes a certificate back: its number then answers "Withdrawn" for ever. Doing it twice keeps the first reason.

    Raises ReasonMissing for an empty reason.
    """
    row, reason = _locked(certificate), _stated(reason, _("Say why the certificate is withdrawn."))
    if row.revoked_at is None:
        row.revoked_at, row.revoked_reason = now or timezone.now(), reason
        row.save(update_fields=["revoked_at", "revoked_reason"])
        chain.record(
            row.holder_id, Act.CERTIFICATE_WITHDRAWN, by=by.pk, at=row.revoked_at, facts={"certificate": row.pk},
            words={"reason": reason},
        )  # fmt: skip
    return row


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _stated(reason: str, asked_for: str) -> str:
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise ReasonMissing(asked_for)
    return reason
