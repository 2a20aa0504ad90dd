"""A corrected count that changes no pass: record and certificate say what the result page says."""

import pytest
from django.db import DatabaseError, connection, transaction

from certificates import filing, words
from certificates import invariants as of_certificates
from certificates.models import Certificate, CertificateFile, CertificateRevision
from courses import invariants as of_courses
from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people.models import User
from lms.questions.models import Question
from quizzes import attempts, correcting, invariants
from quizzes.models import Attempt, Correction
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong
from tests.quizzes.test_correcting import answered, slot_of

KEY, WITHDRAWN = Correction.Kind.KEY, Correction.Kind.WITHDRAWN


@pytest.fixture
def always(quiz: Quiz, always: Question) -> Question:
    """One of five questions, of which four have to be right: it decides no pass."""
    quiz.change(pass_mark=4)
    return always


def corrected(question: Question, by: User, *, may_lower: bool = False) -> None:
    turn_key(question)
    correcting.correct(question.translation_key, KEY, reason="The key was wrong", by=by, may_lower=may_lower)


def everything_agrees(person: User) -> None:
    for room in (invariants, of_courses, of_certificates):
        assert list(room.violations()) == []
    assert chain.verify(person.pk) == []


def test_a_higher_count_goes_into_record_and_certificate(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=False)
    before = CourseCompletion.objects.get()
    paper = Certificate.objects.get()
    assert (before.right, before.total, before.needed) == (4, 5, 4)
    assert words.read(paper.words).right == 4

    corrected(always, ada)

    after = CourseCompletion.objects.get()
    assert (after.right, after.total, after.needed, after.annulled_at) == (5, 5, 4, None)
    assert (after.completed_at, after.valid_until, after.name) == (before.completed_at, before.valid_until, before.name)
    (now,) = Certificate.objects.all()
    said = words.read(now.words)
    assert (now.pk, now.number, now.revoked_at) == (paper.pk, paper.number, None)
    assert (said.right, said.total, said.needed) == (5, 5, 4)
    assert now.words | {"right": 4} == paper.words
    told = CertificateRevision.objects.get()
    assert (told.words, told.reason, told.by, told.at) == (paper.words, "The key was wrong", ada, now.revised_at)
    event = Event.objects.get(subject_id=taken.person_id, act=Act.COMPLETION_RECOUNTED)
    assert (event.actor_id, event.words.words) == (ada.pk, {"reason": "The key was wrong"})
    assert (event.facts["before"], event.facts["right"], event.facts["completion"]) == (4, 5, after.pk)
    everything_agrees(taken.person)


def test_the_pdf_of_before_stays_and_a_new_one_is_filed(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=False)
    paper = Certificate.objects.get()
    first = filing.file(paper.pk)
    assert first is not None
    corrected(always, ada)
    assert not CertificateFile.objects.exists()
    second = filing.file(paper.pk)
    assert second is not None
    told = CertificateRevision.objects.get()
    assert (told.file.name, told.sha256) == (first.file.name, first.sha256)
    assert second.sha256 != first.sha256
    everything_agrees(taken.person)


def test_a_lower_count_follows_only_where_it_was_chosen(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = answered(taken, quiz, always, knows=True)
    corrected(always, ada)
    assert CourseCompletion.objects.get().right == 5
    assert not CertificateRevision.objects.exists()
    correcting.correct(always.translation_key, KEY, reason="Everybody by this key", by=ada, may_lower=True)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (4, True)
    assert CourseCompletion.objects.get().right == 4
    assert words.read(Certificate.objects.get().words).right == 4
    everything_agrees(taken.person)


def test_a_withdrawn_question_counts_on_the_certificate(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=False)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two are right", by=ada)
    assert words.read(Certificate.objects.get().words).right == 5
    everything_agrees(taken.person)


def test_the_record_of_a_better_second_try_stays_that_of_the_first(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    """The completion tells of the try that completed the quiz; another one that changes is none of its business."""
    first = _count(answered(taken, quiz, always, knows=True))
    second = _again(quiz, first, always)
    assert (first.right, second.right) == (5, 4)
    corrected(always, ada)
    second.refresh_from_db()
    assert second.right == 5
    assert not CertificateRevision.objects.exists()
    everything_agrees(taken.person)


def test_where_one_of_two_passes_falls_the_record_tells_of_the_other(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    first = _handed_in(attempt, but=_may_miss(attempt, always))
    second = _again(quiz, first, always)
    assert (first.right, second.right, first.is_passed, second.is_passed) == (4, 4, True, True)
    corrected(always, ada, may_lower=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.right, second.right, first.is_passed, second.is_passed) == (3, 5, False, True)
    assert CourseCompletion.objects.get().annulled_at is None
    assert words.read(Certificate.objects.get().words).right == 5
    everything_agrees(taken.person)


def test_a_regained_pass_comes_back_with_the_count_of_today(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    quiz.change(pass_mark=5)
    answered(taken, quiz, always, knows=True)
    corrected(always, ada, may_lower=True)
    assert CourseCompletion.objects.get().annulled_at is not None
    correcting.correct(always.translation_key, WITHDRAWN, reason="Nobody can say", by=ada)
    assert CourseCompletion.objects.get().annulled_at is None
    fell, new = Certificate.objects.order_by("pk")
    assert (fell.revoked_at is None, new.revoked_at) == (False, None)
    everything_agrees(taken.person)


def test_recounting_leaves_what_somebody_withdrew(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    from certificates import issuing

    answered(taken, quiz, always, knows=False)
    issuing.withdraw(Certificate.objects.get(), reason="Issued to the wrong person", by=ada)
    corrected(always, ada)
    paper = Certificate.objects.get()
    assert (words.read(paper.words).right, paper.revised_at, paper.revoked_reason) == (
        4, None, "Issued to the wrong person"
    )  # fmt: skip
    assert CourseCompletion.objects.get().right == 5
    everything_agrees(taken.person)


def test_what_was_needed_is_what_the_paper_asked_for(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    """A withdrawn question makes the paper shorter: three of four were needed, and the certificate says so."""
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two are right", by=ada)
    attempt = attempts.start(taken, quiz.activity)
    assert _handed_in(attempt, but=_may_miss(attempt, always)).is_passed
    said = words.read(Certificate.objects.get().words)
    assert (said.right, said.total, said.needed) == (3, 4, 3)
    everything_agrees(taken.person)


def test_the_database_refuses_to_change_a_revision(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    answered(taken, quiz, always, knows=False)
    corrected(always, ada)
    for act in (
        "DELETE FROM certificates_certificaterevision",
        "UPDATE certificates_certificaterevision SET reason='x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


def test_a_certificate_that_says_another_result_is_noticed(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=False)
    paper = Certificate.objects.get()
    Certificate.objects.filter(pk=paper.pk).update(words=paper.words | {"right": 5})
    assert [one for one in of_courses.violations() if "another result" in one]


def _count(attempt: Attempt) -> Attempt:
    assert ActivityCompletion.objects.filter(enrolment=attempt.enrolment_id, right=attempt.right).exists()
    return attempt


def _again(quiz: Quiz, first: Attempt, always: Question) -> Attempt:
    """A try after the course is finished, with everything right except that question."""
    attempt = attempts.start(first.enrolment, quiz.activity)
    return _handed_in(attempt, but=slot_of(attempt, always).number)


def _may_miss(attempt: Attempt, always: Question) -> int:
    """Another question that nobody must know."""
    key = always.translation_key
    others = (slot for slot in sheet(attempt) if slot.item.question_version.question_key != key)
    return next(slot.number for slot in others if not slot.item.is_must_know)


def _handed_in(attempt: Attempt, *, but: int) -> Attempt:
    for slot in (one for one in sheet(attempt) if not one.is_carried):
        attempts.save(attempt, slot.number, wrong(slot) if slot.number == but else right(slot), seq=0)
    return attempts.submit(attempt)
