"""Files each certificate's PDF once, with its hash (D33). What cannot be made now is left for the next tick."""

import logging
import secrets
from hashlib import sha256
from itertools import islice

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import design, names, pdf, words
from certificates.models import Certificate, CertificateFile

log = logging.getLogger(__name__)


class _PutRight(Exception):
    """The certificate says something else by now."""


def file(certificate_id: int) -> CertificateFile | None:
    """Makes and files the PDF of one certificate, or gives back the one that is there: the bytes never change.

    None when it has to wait: Pango is missing, a character of its words is in no font, it was withdrawn, or its words
    were put right meanwhile. Two that file at the same time end with one row and one file.
    """
    certificate = Certificate.objects.select_related("file").get(pk=certificate_id)
    if filed := getattr(certificate, "file", None):
        return filed
    if certificate.revoked_at or not _is_printable(certificate):
        return None
    try:
        content = design.paper(certificate)
    except pdf.Unavailable as reason:
        log.error("Certificate %s waits for its PDF. %s", certificate.number, reason)
        return None
    return _keep(certificate, content)


def opened(certificate: Certificate) -> File | None:
    """The filed PDF, open for reading; None when there is none to give: not yet, withdrawn, or lost on the disk."""
    filed = getattr(certificate, "file", None)
    if filed is None or certificate.revoked_at:
        return None
    try:
        return filed.file.open("rb")
    except OSError as error:
        log.error("The filed PDF of certificate %s cannot be read: %s", certificate.number, error)
        return None


def file_waiting(limit: int = 20) -> int:
    """Files up to `limit` PDFs that have none yet, the newest first. Returns how many were filed.

    The task does this at once; this is for what it missed: a worker that was down, a library that came later.
    """
    waiting = _waiting(limit)
    if not waiting or not _press_works():
        return 0
    return sum(file(pk) is not None for pk in waiting)


def _waiting(limit: int) -> list[int]:
    """Complete before anything is written: SQLite refuses a write while the reading behind it has grown old."""
    waiting = Certificate.objects.filter(file=None, revoked_at=None).order_by("-issued_at").iterator(chunk_size=limit)
    return list(islice((certificate.pk for certificate in waiting if not design.unprintable(certificate)), limit))


def _keep(certificate: Certificate, content: bytes) -> CertificateFile | None:
    row = CertificateFile(
        certificate=certificate, sha256=sha256(content).hexdigest(), size=len(content), made_at=timezone.now()
    )
    row.file.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content), save=False)
    name = row.file.name or ""
    try:
        with transaction.atomic():
            _require_the_same(certificate)
            row.save(force_insert=True)
    except (IntegrityError, _PutRight):  # another process was faster: its file, or what it says now, counts
        row.file.storage.delete(name)
        return CertificateFile.objects.filter(certificate=certificate).first()
    return row


def _require_the_same(certificate: Certificate) -> None:
    """The words that were drawn are still those of the certificate, and stay so until this transaction ends."""
    present = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if words.read(present.words) != words.read(certificate.words):
        raise _PutRight


def _is_printable(certificate: Certificate) -> bool:
    missing = design.unprintable(certificate)
    if missing:
        log.warning("Certificate %s waits: no font has %s.", certificate.number, names.named(missing))
    return not missing


def _press_works() -> bool:
    try:
        pdf.ready()
    except pdf.Unavailable as reason:
        log.error("No certificate can be filed. %s", reason)
        return False
    return True
