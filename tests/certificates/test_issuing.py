"""Issuing and withdrawing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from certificates import issuing, words
from certificates.models import Certificate, CertificateFile, CertificateRevision
from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people.models import User
from tests.certificates.conftest import ISSUED_AT
from tests.certificates.conftest import words as usual_words

Issue = Callable[..., Certificate]


def test_issued_certificate_keeps_the_words_of_the_day(issue: Issue) -> None:
    certificate = issue(name="Lena Hoffmann", signers=[("Rosa", "Head"), ("Ada", "")])
    certificate.refresh_from_db()
    assert words.read(certificate.words) == usual_words(signers=[("Rosa", "Head"), ("Ada", "")])
    assert (certificate.issued_at, certificate.valid_until) == (ISSUED_AT, date(2100, 3, 14))


def test_issuing_is_written_down_once(issue: Issue, lena: User) -> None:
    certificate = issue()
    events = Event.objects.filter(subject_id=lena.pk, act=Act.CERTIFICATE_ISSUED)
    assert [event.facts for event in events] == [{"certificate": certificate.pk}]
    assert chain.verify(lena.pk) == []


def test_no_certificate_without_the_completion(issue: Issue) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        issue()
        raise RuntimeError
    assert Certificate.objects.count() == 0
    assert Event.objects.filter(act=Act.CERTIFICATE_ISSUED).count() == 0


def test_pdf_is_filed_after_the_commit(issue: Issue, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue()
        assert CertificateFile.objects.count() == 0
    assert CertificateFile.objects.get().certificate == certificate


def test_later_change_of_the_name_leaves_the_certificate_alone(issue: Issue, lena: User) -> None:
    certificate = issue(name=lena.name)
    lena.name = lena.certificate_name = "Someone Else"
    lena.save()
    certificate.refresh_from_db()
    assert words.read(certificate.words).name == "Lena Hoffmann"


def test_withdrawing_keeps_row_number_and_first_reason(issue: Issue, rosa: User, lena: User) -> None:
    certificate = issue()
    issuing.withdraw(certificate, reason=" Issued  by mistake ", by=rosa)
    issuing.withdraw(certificate, reason="Another reason", by=rosa)
    certificate.refresh_from_db()
    assert (certificate.revoked_reason, certificate.is_valid) == ("Issued by mistake", False)
    event = Event.objects.get(subject_id=lena.pk, act=Act.CERTIFICATE_WITHDRAWN)
    assert (event.actor_id, event.words.words) == (rosa.pk, {"reason": "Issued by mistake"})
    assert chain.verify(lena.pk) == []


def test_withdrawing_needs_a_reason(issue: Issue, rosa: User) -> None:
    with pytest.raises(issuing.ReasonMissing):
        issuing.withdraw(issue(), reason=" ", by=rosa)


def test_database_refuses_to_delete_a_certificate(issue: Issue) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_certificate WHERE id = %s", [issue().pk])


def test_two_certificates_cannot_have_one_number(issue: Issue) -> None:
    first, second = issue(), issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=second.pk).update(number=first.number)


def test_person_sees_only_their_own(issue: Issue, lena: User, max: User) -> None:
    certificate = issue()
    issue(holder=max)
    assert list(Certificate.objects.visible_to(lena)) == [certificate]


def test_revising_keeps_number_and_what_was_said_before(issue: Issue, ada: User, lena: User) -> None:
    certificate = issue(right=7)
    revised = issuing.revise(certificate, usual_words(right=8), reason=" The key  was wrong ", by=ada)
    assert (revised.number, revised.issued_at, words.read(revised.words).right) == (certificate.number, ISSUED_AT, 8)
    before = CertificateRevision.objects.get()
    assert words.read(before.words) == usual_words(right=7)
    assert (before.reason, before.by, before.file.name) == ("The key was wrong", ada, "")
    event = Event.objects.get(subject_id=lena.pk, act=Act.CERTIFICATE_REVISED)
    assert (event.actor_id, event.words.words) == (ada.pk, {"reason": "The key was wrong"})
    assert chain.verify(lena.pk) == []


def test_the_same_words_revise_nothing(issue: Issue, ada: User) -> None:
    certificate = issue(signers=[("Rosa", "Head")])
    issuing.revise(certificate, usual_words(signers=[("Rosa", "Head")]), reason="Again", by=ada)
    certificate.refresh_from_db()
    assert (certificate.revised_at, CertificateRevision.objects.count()) == (None, 0)


def test_revising_needs_a_reason(issue: Issue, ada: User) -> None:
    with pytest.raises(issuing.ReasonMissing):
        issuing.revise(issue(right=7), usual_words(right=8), reason=" ", by=ada)
    assert not CertificateRevision.objects.exists()


def test_a_new_pdf_is_filed_after_the_commit(issue: Issue, ada: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue(right=7)
    first = CertificateFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        issuing.revise(certificate, usual_words(right=8), reason="The key was wrong", by=ada)
        assert CertificateFile.objects.count() == 0
    second, before = CertificateFile.objects.get(), CertificateRevision.objects.get()
    assert (before.file.name, before.sha256) == (first.file.name, first.sha256)
    assert second.sha256 != first.sha256
