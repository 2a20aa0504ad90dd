"""What must hold for certificates: their form, their events, and that a filed PDF is still the one that was filed."""

import hashlib
from collections.abc import Iterator

from certificates import numbers
from certificates.models import Certificate, CertificateFile, CertificateRevision
from lms.ledger.invariants import unwritten
from lms.ledger.models import Act


def violations() -> Iterator[str]:
    """One sentence per violation (I13, I14, I16, I24)."""
    yield from _written_down()
    for filed in CertificateFile.objects.select_related("certificate").iterator(chunk_size=500):
        if problem := _problem(filed):
            yield f"Certificate {filed.certificate.number}: {problem}"
    earlier = CertificateRevision.objects.exclude(file="").select_related("certificate")
    for before in earlier.iterator(chunk_size=500):
        if problem := _problem(before):
            yield f"Certificate {before.certificate.number} as it was until {before.at:%Y-%m-%d}: {problem}"


def _written_down() -> Iterator[str]:
    issued, withdrawn, revised = {}, {}, {}
    rows = Certificate.objects.values_list("pk", "holder_id", "number", "revoked_at")
    for pk, holder, number, revoked_at in rows.iterator(chunk_size=5000):
        issued[holder, pk] = f"Certificate {number}"
        if revoked_at:
            withdrawn[holder, pk] = f"Certificate {number}"
        if numbers.normalise(number) != number:
            yield f"Certificate {number}: the number is not one of ours."
    for act, records in ((Act.CERTIFICATE_ISSUED, issued), (Act.CERTIFICATE_WITHDRAWN, withdrawn)):
        yield from unwritten(act, lambda subject, facts: (subject, facts.get("certificate")), records)
    for pk, holder in CertificateRevision.objects.values_list("pk", "certificate__holder_id"):
        revised[holder, pk] = f"Revision {pk} of a certificate"
    yield from unwritten(Act.CERTIFICATE_REVISED, lambda subject, facts: (subject, facts.get("revision")), revised)


def _problem(filed: CertificateFile | CertificateRevision) -> str:
    try:
        with filed.file.open("rb") as pdf:
            digest = hashlib.file_digest(pdf, "sha256").hexdigest()
    except OSError:
        return "its filed PDF is gone."
    return "" if digest == filed.sha256 else "its filed PDF was changed."
