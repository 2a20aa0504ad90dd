"""A wrong key, mended for everybody who was asked: nothing gets worse unskilfully, everything is written down."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses import assignment, enrolment
from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from courses.status import Code
from lms.ledger.models import Event
from lms.overview import standing
from lms.people.models import User
from lms.questions.models import Question
from quizzes import attempts, correcting, invariants, papers, regrading, warming_up
from quizzes.correcting import NotCorrected
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Correction, FixedQuestion, PassByCheck, Regraded, Response
from tests.lms.questions import bank
from tests.lms.questions.bank import listed
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong

KEY, WITHDRAWN = Correction.Kind.KEY, Correction.Kind.WITHDRAWN
Answering = Callable[[papers.Slot], object]


def fixed(quiz: Quiz, question: Question) -> Question:
    """Stands on every paper from now on."""
    if not question.live:
        bank.publish(question)
    quiz.page.fixed_questions = [
        *quiz.page.fixed_questions.all(), FixedQuestion(question=question, is_must_know=False, locale=quiz.page.locale)
    ]  # fmt: skip
    quiz.change(pass_mark=5)
    return question


def slot_of(attempt: Attempt, question: Question) -> papers.Slot:
    key = question.translation_key
    return next(slot for slot in sheet(attempt) if slot.item.question_version.question_key == key)


def answered(taken: Enrolment, quiz: Quiz, question: Question, *, knows: bool, others: bool = True) -> Attempt:
    """An attempt with one answer to the question and right (or wrong) ones to everything else."""
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        is_it = slot.item.question_version.question_key == question.translation_key
        value = right(slot) if (knows if is_it else others) else wrong(slot)
        attempts.save(attempt, slot.number, value, seq=0)
    return attempts.submit(attempt)


def whole(value: object) -> None:
    assert not list(invariants.violations()), value


def test_a_mended_key_changes_nothing_until_it_is_corrected(quiz: Quiz, taken: Enrolment, always: Question) -> None:
    attempt = answered(taken, quiz, always, knows=False)
    assert (attempt.right, attempt.is_passed) == (4, False)
    turn_key(always)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (4, False)
    whole(attempt)


def test_who_was_right_all_along_passes_and_is_certified(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = answered(taken, quiz, always, knows=False)
    given = list(Response.objects.values_list("slot", "seq", "value"))
    turn_key(always)
    seen = correcting.preview(always.translation_key, KEY)
    assert (seen.answered, seen.higher, seen.lower, len(seen.wins), len(seen.losses)) == (1, 1, 0, 1, 0)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (5, True)
    assert list(Response.objects.values_list("slot", "seq", "value")) == given
    assert Certificate.objects.count() == CourseCompletion.objects.count() == 1
    row = Regraded.objects.get()
    assert (row.right_before, row.right_after, row.was_passed, row.is_passed) == (4, 5, False, True)
    event = Event.objects.get(act="question_corrected")
    assert (event.actor_id, event.words.words) == (ada.pk, {"reason": "Answer key was wrong"})
    assert Event.objects.get(act="attempt_regraded").facts["correction"] == row.correction_id
    whole(attempt)


def test_nobody_loses_a_pass_without_a_choice(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    attempt = answered(taken, quiz, always, knows=True)
    turn_key(always)
    seen = correcting.preview(always.translation_key, KEY)
    assert (seen.higher, seen.lower, len(seen.losses)) == (0, 1, 1)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (5, True)
    assert not Regraded.objects.exists()
    whole(attempt)


def test_a_pass_taken_back_on_purpose_takes_the_certificate_and_asks_again(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    due_on = timezone.localdate() + timedelta(days=2)
    assignment.assign(quiz.course, person=taken.person, due_on=due_on, by=ada)
    attempt = answered(taken, quiz, always, knows=True)
    turn_key(always)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada, may_lower=True)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (4, False)
    certificate, completion = Certificate.objects.get(), CourseCompletion.objects.get()
    assert certificate.revoked_reason == "Answer key was wrong"
    assert completion.annulled_at is not None
    assert not ActivityCompletion.objects.filter(activity=quiz.activity).exists()
    assert ActivityCompletion.ever.get(activity=quiz.activity).annulled_at == completion.annulled_at
    assert Event.objects.get(act="completion_annulled").actor_id == ada.pk
    today = timezone.localdate()
    duty = assignment.duty_of(taken.person, quiz.course, today=today)
    assert duty is not None
    assert duty.due_on == today + timedelta(days=14)
    (mine,) = standing.of([taken.person], today=today)
    assert [(item.duty, item.completion, item.status.code) for item in mine.items] == [(duty, None, Code.NOT_STARTED)]
    again = enrolment.enrol(taken.person, quiz.course, language="en")
    assert again.cycle == 2
    whole(attempt)


def test_a_withdrawn_question_is_credited_to_everybody_and_asked_no_more(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = answered(taken, quiz, always, knows=False)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (5, True)
    assert attempt.marks[str(slot_of(attempt, always).number)] == {"points": "1", "right": True, "credited": True}
    always.refresh_from_db()
    assert not always.live
    whole(attempt)


def test_a_question_withdrawn_while_the_paper_is_open_counts_as_right(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)
    slot = slot_of(attempt, always)
    assert (slot.is_withdrawn, slot.is_missing) == (True, False)
    with pytest.raises(attempts.Settled):
        attempts.save(attempt, slot.number, right(slot), seq=0)
    assert attempts.submit(attempt).right == 1
    whole(attempt)


def test_an_open_paper_is_marked_by_the_better_key(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    attempt = attempts.start(taken, quiz.activity)
    answered(quiz.enrolled(ada), quiz, always, knows=False)
    turn_key(always)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    slot = slot_of(attempt, always)
    attempts.save(attempt, slot.number, wrong(slot), seq=0)
    closed = attempts.submit(attempt)
    assert closed.right == 1
    assert closed.marks[str(slot.number)]["version"] == Correction.objects.get().version_id
    whole(attempt)


def test_a_later_correction_keeps_what_an_earlier_one_left_alone(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempt = answered(taken, quiz, always, knows=True)
    turn_key(always)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    other = Question.objects.get(translation_key=quiz.must_know)
    correcting.correct(other.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)
    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (5, True)
    whole(attempt)


@pytest.mark.parametrize(("kind", "reason"), [(KEY, "Answer key was wrong"), (WITHDRAWN, "  "), ("other", "Why not")])
def test_what_cannot_be_corrected_is_refused_and_leaves_nothing(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User, kind: str, reason: str
) -> None:
    answered(taken, quiz, always, knows=True)
    with pytest.raises(NotCorrected):
        correcting.correct(always.translation_key, kind, reason=reason, by=ada)
    assert not Correction.objects.exists()


def test_a_question_is_withdrawn_once(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    answered(taken, quiz, always, knows=True)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)
    with pytest.raises(NotCorrected):
        correcting.correct(always.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)


def test_a_mark_that_nobody_wrote_down_is_found(quiz: Quiz, taken: Enrolment, always: Question) -> None:
    attempt = answered(taken, quiz, always, knows=False)
    marks = {slot: {"points": "1", "right": True, "credited": True} for slot in attempt.marks}
    Attempt.objects.filter(pk=attempt.pk).update(marks=marks, right=5, is_passed=True)
    found = list(invariants.violations())
    assert f"Attempt {attempt.pk}: it was marked by something that nobody wrote down." in found


def test_what_a_better_key_made_right_is_carried_over_as_right(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    first = answered(taken, quiz, always, knows=False, others=False)
    turn_key(always)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    second = attempts.start(taken, quiz.activity)
    slot = slot_of(second, always)
    assert slot.is_carried
    closed = attempts.submit(second)
    first.refresh_from_db()
    assert (first.right, closed.right) == (1, 1)
    whole(closed)


def test_who_was_done_by_the_short_check_keeps_it_when_a_later_try_falls(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    quiz.change(test_out=PassByCheck.ALWAYS)
    check = warming_up.start(taken, quiz.activity, shuffle=Random(4))
    for slot in sheet(check):
        attempts.answer(check, slot.number, slot.asked.entered(right(slot)), seq=0, confidence=Confidence.CERTAIN)
    assert always.translation_key not in check.items.values_list("question_version__question_key", flat=True)
    warming_up.hand_in(check)
    later = answered(taken, quiz, always, knows=True)
    turn_key(always)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada, may_lower=True)
    later.refresh_from_db()
    assert later.is_passed is False
    assert CourseCompletion.objects.get().annulled_at is None
    whole(later)


@pytest.mark.parametrize(
    ("kind", "value", "turned"),
    [
        ("cloze", {"text": "Call [before|after] noon."}, {"text": "Call [after|before] noon."}),
        (
            "match",
            {"pairs": listed({"term": "A", "match": "1"}, {"term": "B", "match": "2"})},
            {"pairs": listed({"term": "A", "match": "2"}, {"term": "B", "match": "1"})},
        ),
    ],
)
def test_a_key_of_words_is_mended_like_any_other(
    quiz: Quiz, taken: Enrolment, ada: User, kind: str, value: dict[str, object], turned: dict[str, object]
) -> None:
    """Gaps and pairs go by their words: who chose what is right in truth passes, whoever handed in before or after."""
    always = fixed(quiz, bank.question("words", kind, objective=quiz.words, value=value))
    attempt = answered(taken, quiz, always, knows=False)
    assert (attempt.right, attempt.is_passed, regrading.better_key(always.translation_key)) == (4, False, None)
    other = answered(quiz.enrolled(ada), quiz, always, knows=True)
    open_paper = attempts.start(quiz.enrolled(User.objects.create(email="nia@demo.example", name="Nia")), quiz.activity)
    slot = slot_of(open_paper, always)
    attempts.save(open_paper, slot.number, wrong(slot), seq=0)
    always.interaction = bank.question("turned", kind, objective=quiz.words, value=turned).interaction
    newest = bank.publish(always)
    assert regrading.better_key(always.translation_key) == newest
    seen = correcting.preview(always.translation_key, KEY)
    assert (seen.answered, seen.higher, seen.lower) == (2, 1, 1)
    correcting.correct(always.translation_key, KEY, reason="Answer key was wrong", by=ada)
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert [(one.right, one.is_passed) for one in (attempt, other)] == [(5, True), (5, True)]
    assert attempts.submit(open_paper).right == 1
    whole(attempt)
