"""The life of an attempt."""

from datetime import timedelta

import pytest

from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger.models import Act, Event
from quizzes import attempts, invariants, opening
from quizzes.drawing import NotEnoughQuestions
from quizzes.models import Attempt, Mode, PaperItem, Response
from tests.quizzes.conftest import Quiz, right, sheet, wrong


def handed_in(taken: Enrolment, quiz: Quiz, *, missed: int = 0) -> Attempt:
    """A whole try in which the first `missed` asked slots that are no must-know go wrong."""
    attempt = attempts.start(taken, quiz.activity)
    asked = [slot for slot in sheet(attempt) if not slot.is_carried]
    misses = [slot.number for slot in asked if not slot.item.is_must_know][:missed]
    for slot in asked:
        attempts.save(attempt, slot.number, wrong(slot) if slot.number in misses else right(slot))
    return attempts.submit(attempt)


def test_start_freezes_a_whole_paper_and_the_rules(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    assert (attempt.number, attempt.total, attempt.needed, attempt.mode) == (1, 4, 3, Mode.STANDARD)
    assert [item.slot for item in attempt.items.all()] == [1, 2, 3, 4]
    assert [item.is_must_know for item in attempt.items.all()].count(True) == 1


def test_start_again_resumes_the_open_attempt(quiz: Quiz, taken: Enrolment) -> None:
    assert attempts.start(taken, quiz.activity) == attempts.start(taken, quiz.activity)
    assert Event.objects.filter(act=Act.ATTEMPT_STARTED).count() == 1


def test_start_remembers_the_place_in_the_course(quiz: Quiz, taken: Enrolment) -> None:
    attempts.start(taken, quiz.activity)
    assert Enrolment.objects.get(pk=taken.pk).last_activity == quiz.activity


def test_start_waits_for_the_lessons(quiz: Quiz, lena: object) -> None:
    early = quiz.enrolled(lena, is_lesson_done=False)
    with pytest.raises(opening.NotOpen) as refused:
        attempts.start(early, quiz.activity)
    assert [item.activity_key for item in refused.value.missing] == [quiz.lesson.pk]
    assert Attempt.objects.count() == 0


def test_start_of_a_withdrawn_quiz_is_refused(quiz: Quiz, taken: Enrolment) -> None:
    quiz.page.unpublish()
    with pytest.raises(opening.NotOpen):
        attempts.start(taken, quiz.activity)


def test_start_with_too_small_a_bank_is_refused_and_leaves_nothing(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(pass_mark=5)
    with pytest.raises(NotEnoughQuestions):
        attempts.start(taken, quiz.activity)
    assert (Attempt.objects.count(), PaperItem.objects.count()) == (0, 0)


def test_save_numbers_the_answers_of_a_slot(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    first = attempts.save(attempt, 1, wrong(slot), seq=0)
    second = attempts.save(attempt, 1, right(slot), seq=1)
    assert ((first.seq, first.value), (second.seq, second.value)) == ((1, wrong(slot)), (2, right(slot)))
    assert sheet(attempt)[0].value == right(slot)


def test_save_of_the_same_answer_again_adds_nothing(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    first = attempts.save(attempt, 1, right(slot), seq=0)
    assert attempts.save(attempt, 1, right(slot), seq=0) == first
    assert Response.objects.count() == 1


@pytest.mark.parametrize("seq", [0, 7, 2**63])
def test_save_from_a_page_that_is_out_of_date_keeps_the_newer_answer(quiz: Quiz, taken: Enrolment, seq: int) -> None:
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    newer = attempts.save(attempt, 1, right(slot), seq=0)
    with pytest.raises(attempts.Stale) as stale:
        attempts.save(attempt, 1, wrong(slot), seq=seq)
    assert stale.value.stored == newer
    assert list(Response.objects.values_list("seq", "value")) == [(1, right(slot))]


def test_save_of_a_blank_keeps_the_answer_unless_it_is_cleared_on_purpose(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    attempts.save(attempt, 1, right(sheet(attempt)[0]))
    with pytest.raises(attempts.NothingAnswered):
        attempts.save(attempt, 1, None)
    assert sheet(attempt)[0].is_answered
    attempts.save(attempt, 1, None, is_clear=True)
    assert not sheet(attempt)[0].is_answered


def test_save_to_a_slot_that_is_not_on_the_paper_is_refused(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    with pytest.raises(attempts.NoSuchQuestion):
        attempts.save(attempt, 5, "x")


def test_save_after_handing_in_is_refused(quiz: Quiz, taken: Enrolment) -> None:
    attempt = handed_in(taken, quiz, missed=3)
    with pytest.raises(attempts.Closed):
        attempts.save(attempt, 1, "x")


def test_an_answer_in_practice_stands_once_its_reasons_were_shown(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(mode=Mode.PRACTICE)
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    attempts.save(attempt, 1, wrong(slot), seq=0)
    with pytest.raises(attempts.Settled):
        attempts.save(attempt, 1, right(slot), seq=1)


def test_submit_with_all_right_passes_and_finishes_the_course(quiz: Quiz, taken: Enrolment) -> None:
    attempt = handed_in(taken, quiz)
    assert (attempt.right, attempt.total, attempt.needed, attempt.is_passed) == (4, 4, 3, True)
    done = ActivityCompletion.objects.get(activity=quiz.activity)
    assert (done.right, done.total, done.version) == (4, 4, attempt.version)
    completion = CourseCompletion.objects.get(enrolment=taken)
    assert (completion.right, completion.total, completion.needed) == (4, 4, 3)


def test_submit_at_the_pass_mark_passes_and_below_it_does_not(quiz: Quiz, taken: Enrolment) -> None:
    below = handed_in(taken, quiz, missed=2)
    assert (below.right, below.is_passed) == (2, False)
    assert not ActivityCompletion.objects.filter(activity=quiz.activity).exists()
    at_mark = handed_in(taken, quiz, missed=1)
    assert (at_mark.right, at_mark.is_passed) == (3, True)


def test_submit_without_a_must_know_does_not_pass_whatever_the_count(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, wrong(slot) if slot.item.is_must_know else right(slot))
    attempt = attempts.submit(attempt)
    assert (attempt.right, attempt.is_passed) == (3, False)


def test_submit_counts_what_was_not_answered_as_not_right(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.submit(attempts.start(taken, quiz.activity))
    assert (attempt.right, attempt.is_passed) == (0, False)
    assert [one["right"] for one in attempt.marks.values()] == [False] * 4


def test_submit_twice_gives_the_first_result_once(quiz: Quiz, taken: Enrolment) -> None:
    first = handed_in(taken, quiz)
    again = attempts.submit(first)
    assert (again.submitted_at, again.marks) == (first.submitted_at, first.marks)
    acts = [Act.ATTEMPT_SUBMITTED, Act.ACTIVITY_COMPLETED, Act.COURSE_COMPLETED, Act.CERTIFICATE_ISSUED]
    assert [Event.objects.filter(act=act).count() for act in acts] == [1, 2, 1, 1]


def test_the_ledger_says_what_was_started_and_handed_in(quiz: Quiz, taken: Enrolment) -> None:
    attempt = handed_in(taken, quiz, missed=2)
    ids = {"enrolment": taken.pk, "activity": str(quiz.activity.pk), "attempt": attempt.pk}
    started, submitted = Event.objects.filter(act__startswith="attempt_").order_by("n")
    assert started.facts == {**ids, "number": 1}
    assert submitted.facts == {**ids, "right": 2, "total": 4, "needed": 3, "passed": False}


def test_a_retry_carries_over_what_was_right_and_asks_something_else_for_what_was_not(
    quiz: Quiz, taken: Enrolment
) -> None:
    first = handed_in(taken, quiz, missed=2)
    known = {s.item.question_version_id: s.value for s in sheet(first) if first.marks[str(s.number)]["right"]}
    missed = [s.item.question_version for s in sheet(first) if not first.marks[str(s.number)]["right"]]
    second = sheet(attempts.start(taken, quiz.activity))
    assert {s.item.question_version_id: s.value for s in second if s.is_carried} == known
    asked = [s.item.question_version for s in second if not s.is_carried]
    assert {one.question_key for one in asked} & {one.question_key for one in missed} == set()
    assert sorted(str(one.objective_key) for one in asked) == sorted(str(one.objective_key) for one in missed)
    assert [s.is_carried for s in second] == [False, False, True, True]


def test_a_retry_counts_the_whole_paper(quiz: Quiz, taken: Enrolment) -> None:
    handed_in(taken, quiz, missed=2)
    second = handed_in(taken, quiz)
    assert (second.number, second.right, second.total, second.is_passed) == (2, 4, 4, True)


def test_a_missed_must_know_is_asked_again(quiz: Quiz, taken: Enrolment) -> None:
    attempts.submit(attempts.start(taken, quiz.activity))
    again = attempts.start(taken, quiz.activity)
    (known,) = [item for item in again.items.all() if item.is_must_know]
    assert (known.question_version.question_key, known.carried_value) == (quiz.must_know, None)


def test_what_was_carried_over_cannot_be_changed(quiz: Quiz, taken: Enrolment) -> None:
    handed_in(taken, quiz, missed=2)
    second = attempts.start(taken, quiz.activity)
    carried = sheet(second)[-1]
    with pytest.raises(attempts.Settled):
        attempts.save(second, carried.number, wrong(carried))


def test_practising_after_a_pass_carries_nothing_and_changes_no_completion(quiz: Quiz, taken: Enrolment) -> None:
    handed_in(taken, quiz, missed=1)
    done, finished = ActivityCompletion.objects.get(activity=quiz.activity), CourseCompletion.objects.get()
    again = handed_in(taken, quiz, missed=2)
    assert (again.number, again.is_passed) == (2, False)
    assert not again.items.filter(carried_value__isnull=False).exists()
    third = handed_in(taken, quiz)
    assert not third.items.filter(carried_value__isnull=False).exists()
    assert ActivityCompletion.objects.get(activity=quiz.activity).right == done.right == 3
    assert CourseCompletion.objects.get().completed_at == finished.completed_at
    assert Event.objects.filter(act=Act.COURSE_COMPLETED).count() == 1


def test_practising_stays_open_when_lessons_are_added_after_the_pass(quiz: Quiz, taken: Enrolment) -> None:
    handed_in(taken, quiz)
    from tests import factories

    factories.lesson(factories.ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    assert attempts.start(taken, quiz.activity).number == 2


def test_submit_that_waited_for_the_last_answer_is_not_older_than_that(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    received_at = attempt.started_at + timedelta(seconds=5)
    last = attempts.save(attempt, 1, right(sheet(attempt)[0]), now=received_at + timedelta(seconds=1))
    attempt = attempts.submit(attempt, now=received_at)
    assert (attempt.submitted_at, attempt.right) == (last.saved_at, 1)
    assert list(invariants.violations()) == []
