"""What must hold for certificates: their form, and that a filed PDF is still the one that was filed."""

import hashlib
from collections.abc import Iterator

from certificates import numbers
from certificates.models import Certificate, CertificateFile


def violations() -> Iterator[str]:
    """One sentence per violation."""
    for number in Certificate.objects.values_list("number", flat=True).iterator(chunk_size=5000):
        if numbers.normalise(number) != number:
            yield f"Certificate {number}: the number is not one of ours."
    for filed in CertificateFile.objects.iterator(chunk_size=500):
        if problem := _problem(filed):
            yield f"Certificate {filed.certificate_id}: {problem}"


def _problem(filed: CertificateFile) -> str:
    try:
        with filed.file.open("rb") as pdf:
            digest = hashlib.file_digest(pdf, "sha256").hexdigest()
    except OSError:
        return "its filed PDF is gone."
    return "" if digest == filed.sha256 else "its filed PDF was changed."
