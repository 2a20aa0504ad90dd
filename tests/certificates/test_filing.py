"""Each PDF is filed once, or waits for a reason that is said (D33, D34)."""

import builtins
import hashlib
import logging
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from certificates import design, filing, invariants, issuing, pdf
from certificates.models import Certificate, CertificateFile
from lms.people.models import User
from tests.certificates.conftest import words

Issue = Callable[..., Certificate]


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which WeasyPrint cannot be imported."""
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    pdf._press.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    yield
    pdf._press.cache_clear()


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_filed_pdf_is_what_its_hash_says(issue: Issue) -> None:
    filed = filing.file(issue().pk)
    assert filed is not None
    content = filed.file.read()
    assert (filed.sha256, filed.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert content == design.paper(filed.certificate)
    assert list(invariants.violations()) == []


def test_filing_twice_keeps_the_first_file(issue: Issue) -> None:
    certificate = issue()
    first, second = filing.file(certificate.pk), filing.file(certificate.pk)
    assert first == second
    assert len(files_on_disk()) == 1


def test_name_of_the_file_says_nothing(issue: Issue) -> None:
    certificate = issue()
    filing.file(certificate.pk)
    assert certificate.number not in str(files_on_disk()[0])


def test_name_that_no_font_has_waits(issue: Issue, caplog: pytest.LogCaptureFixture) -> None:
    certificate = issue(name="山田 Taro")
    assert filing.file(certificate.pk) is None
    assert [record.getMessage() for record in caplog.records if record.name == "certificates.filing"] == [
        f"Certificate {certificate.number} waits: no font has \u2068“山”\u2069, \u2068“田”\u2069."
    ]
    assert CertificateFile.objects.count() == 0


def test_withdrawn_certificate_gets_no_pdf(issue: Issue, rosa: User) -> None:
    certificate = issuing.withdraw(issue(), reason="Mistake", by=rosa)
    assert filing.file(certificate.pk) is None
    assert filing.file_waiting() == 0


@pytest.mark.usefixtures("without_pango")
def test_missing_pango_is_a_sentence_and_the_certificate_stands(issue: Issue, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        certificate = issue()
        assert filing.file(certificate.pk) is None
        assert filing.file_waiting() == 0
    assert Certificate.objects.get() == certificate
    assert "the library Pango is missing" in caplog.messages[0]


def test_tick_files_what_waits_up_to_its_limit(issue: Issue) -> None:
    for _ in range(3):
        issue()
    issue(name="山田")
    assert [filing.file_waiting(limit=2), filing.file_waiting(limit=2), filing.file_waiting(limit=2)] == [2, 1, 0]


def test_lost_file_is_none_and_logged(issue: Issue) -> None:
    certificate = issue()
    filing.file(certificate.pk)
    files_on_disk()[0].unlink()
    assert filing.opened(Certificate.objects.get(pk=certificate.pk)) is None


def test_slower_of_two_takes_the_file_of_the_faster(issue: Issue) -> None:
    """What the database's own uniqueness decides when two processes have both made the PDF."""
    certificate = issue()
    first = filing._keep(certificate, b"%PDF first")
    second = filing._keep(certificate, b"%PDF second")
    assert first == second
    assert [path.read_bytes() for path in files_on_disk()] == [b"%PDF first"]


def test_a_pdf_of_words_that_were_put_right_meanwhile_is_not_filed(issue: Issue, ada: User) -> None:
    """The press was slower than the correction; the next one prints what holds."""
    stale = issue(right=7)
    issuing.revise(stale, words(right=8), reason="The key was wrong", by=ada)
    assert filing._keep(stale, b"%PDF of before") is None
    assert (files_on_disk(), CertificateFile.objects.count()) == ([], 0)
    filed = filing.file(stale.pk)
    assert filed is not None
    assert "8 of 8" in _text(filed.file.path)


def _text(path: str) -> str:
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
