"""A pass is taken back, and given back when the correction itself was wrong: course, certificate and duty follow."""

from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from certificates.models import Certificate
from courses import assignment, enrolment, outline, progress
from courses.models import ActivityCompletion, CourseCompletion, Enrolment, ModulePage
from courses.status import Code
from lms.ledger.models import Event
from lms.overview import standing
from lms.people.models import User
from lms.questions import kinds, versions
from lms.questions.models import Question
from quizzes import attempts, correcting, invariants, regrading, warming_up
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Correction, Counting, PassByCheck
from tests import factories
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong
from tests.quizzes.test_correcting import answered, slot_of, whole

KEY, WITHDRAWN = Correction.Kind.KEY, Correction.Kind.WITHDRAWN


def lower(question: Question, by: User) -> None:
    """The key is changed, and whoever was right by the first one falls."""
    turn_key(question)
    correcting.correct(question.translation_key, KEY, reason="The key was wrong", by=by, may_lower=True)


def turn_back(question: Question) -> None:
    """The first key again, published as the newest version."""
    for _option in question.interaction.raw_data[0]["value"]["options"][1:]:
        turn_key(question)


def mend(question: Question, by: User) -> None:
    turn_back(question)
    correcting.correct(question.translation_key, KEY, reason="It had been right", by=by)


def another_lesson(quiz: Quiz) -> None:
    module = ModulePage.objects.get(slug="basics", path__startswith=quiz.course_path)
    factories.lesson(module, 2)


def finish_lessons(taken: Enrolment) -> None:
    for lesson in taken.course.activities.filter(kind="lesson"):
        progress.complete(taken, lesson, version=lesson.versions.get())


def test_a_pass_taken_back_in_an_open_course_is_to_be_done_again(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    another_lesson(quiz)
    first = answered(taken, quiz, always, knows=True)
    lower(always, ada)
    first.refresh_from_db()
    assert first.is_passed is False
    event = Event.objects.get(act="completion_annulled")
    assert (event.facts.get("activity"), event.facts.get("completion")) == (str(quiz.activity.pk), None)
    assert event.words.words == {"reason": "The key was wrong"}
    finish_lessons(taken)
    assert not CourseCompletion.objects.exists()
    assert not Certificate.objects.exists()
    seen = outline.of(quiz.course, person=taken.person, language="en")
    assert [item.done_at is None for item in seen.items] == [False, True, False]
    whole(first)

    second = attempts.start(taken, quiz.activity)
    for slot in (one for one in sheet(second) if not one.is_carried):
        attempts.save(second, slot.number, right(slot), seq=0)
    assert attempts.submit(second).is_passed
    assert Certificate.objects.count() == CourseCompletion.objects.count() == 1
    done = ActivityCompletion.ever.filter(activity=quiz.activity).order_by("id")
    assert [one.annulled_at is None for one in done] == [False, True]
    whole(second)


def test_a_correction_is_corrected_and_everything_comes_back(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    today = timezone.localdate()
    assignment.assign(quiz.course, person=taken.person, due_on=today + timedelta(days=2), by=ada)
    attempt = answered(taken, quiz, always, knows=True)
    lower(always, ada)
    begun = enrolment.enrol(taken.person, quiz.course, language="en")
    turn_back(always)
    assert correcting.still_to_correct(always.translation_key)
    seen = correcting.preview(always.translation_key, KEY)
    assert (seen.higher, seen.lower, len(seen.wins)) == (1, 0, 1)
    correcting.correct(always.translation_key, KEY, reason="It had been right", by=ada)

    attempt.refresh_from_db()
    assert (attempt.right, attempt.is_passed) == (5, True)
    completion = CourseCompletion.objects.get()
    assert completion.annulled_at is None
    fell, new = Certificate.objects.order_by("id")
    assert (fell.revoked_reason, new.revoked_at) == ("The key was wrong", None)
    assert (completion.certificate, new.words, new.valid_until) == (new, fell.words, fell.valid_until)
    assert new.number != fell.number
    event = Event.objects.get(act="completion_restored")
    assert (event.subject_id, event.actor_id) == (taken.person_id, ada.pk)
    assert event.words.words == {"reason": "It had been right"}
    assert (event.facts["completion"], event.facts["certificate"], event.facts["replaced"]) == (
        completion.pk, new.pk, fell.pk
    )  # fmt: skip
    (mine,) = standing.of([taken.person], today=today)
    assert [(item.completion, item.status.code) for item in mine.items] == [(completion, Code.DONE)]
    begun.refresh_from_db()
    assert (begun.cycle, begun.closed_at) == (2, None)
    assert not correcting.still_to_correct(always.translation_key)
    assert regrading.better_key(always.translation_key) is None
    whole(attempt)


def test_what_was_begun_meanwhile_can_be_finished(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    answered(taken, quiz, always, knows=True)
    lower(always, ada)
    again = quiz.enrolled(taken.person)
    mend(always, ada)
    assert enrolment.enrol(taken.person, quiz.course, language="en") == again
    attempt = answered(again, quiz, always, knows=True)
    assert [one.annulled_at for one in CourseCompletion.objects.order_by("id")] == [None, None]
    whole(attempt)


def test_who_has_completed_it_again_keeps_that_and_gets_no_second_certificate(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    first = answered(taken, quiz, always, knows=True)
    lower(always, ada)
    answered(quiz.enrolled(taken.person), quiz, always, knows=True)
    turn_back(always)
    correcting.correct(always.translation_key, KEY, reason="It had been right", by=ada)
    first.refresh_from_db()
    assert first.is_passed
    assert [one.annulled_at is None for one in CourseCompletion.objects.order_by("id")] == [False, True]
    assert [one.revoked_at is None for one in Certificate.objects.order_by("id")] == [False, True]
    whole(first)


def test_a_certificate_withdrawn_for_another_reason_is_not_given_back(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User, rosa: User
) -> None:
    from certificates import issuing

    answered(taken, quiz, always, knows=True)
    issuing.withdraw(Certificate.objects.get(), reason="Somebody else sat there", by=rosa)
    lower(always, ada)
    mend(always, ada)
    assert CourseCompletion.objects.get().annulled_at is None
    assert Certificate.objects.get().revoked_reason == "Somebody else sat there"
    whole(taken)


def test_a_regained_pass_in_an_open_course_counts_again(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    another_lesson(quiz)
    attempt = answered(taken, quiz, always, knows=True)
    lower(always, ada)
    finish_lessons(taken)
    mend(always, ada)
    assert ActivityCompletion.ever.get(activity=quiz.activity).annulled_at is None
    assert CourseCompletion.objects.count() == Certificate.objects.count() == 1
    whole(attempt)


def test_a_paper_handed_in_later_is_marked_by_the_newest_correction(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User, max: User
) -> None:
    paper = attempts.start(quiz.enrolled(max), quiz.activity)
    answered(taken, quiz, always, knows=True)
    lower(always, ada)
    mend(always, ada)
    slot = slot_of(paper, always)
    attempts.save(paper, slot.number, right(slot), seq=0)
    closed = attempts.submit(paper)
    assert closed.marks[str(slot.number)] == {
        "points": "1", "right": True, "version": Correction.objects.order_by("id").last().version_id  # type: ignore[union-attr]
    }  # fmt: skip
    whole(closed)


def test_open_papers_alone_can_need_the_first_key_again(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    attempts.start(taken, quiz.activity)
    lower(always, ada)
    assert regrading.better_key(always.translation_key) is None
    turn_back(always)
    assert correcting.still_to_correct(always.translation_key)


def test_of_one_person_what_passes_comes_first(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    """The first try falls, the second one passes by the same correction: nothing is taken back in between."""
    first = answered(taken, quiz, always, knows=True)
    second = attempts.start(taken, quiz.activity)
    turn_key(always)
    key = versions.newest(always.translation_key)
    for slot in sheet(second):
        is_it = slot.item.question_version.question_key == always.translation_key
        value = kinds.get(key.kind).example(key.body, {}, is_right=True) if is_it and key else right(slot)
        attempts.save(second, slot.number, value, seq=0)
    attempts.submit(second)
    correcting.correct(always.translation_key, KEY, reason="The key was wrong", by=ada, may_lower=True)
    assert [one.is_passed for one in Attempt.objects.order_by("number")] == [False, True]
    assert Certificate.objects.get().revoked_at is None
    assert not Event.objects.filter(act="completion_annulled").exists()
    whole(first)


def test_a_question_that_was_mended_can_be_withdrawn_again(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=True)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Two answers are right", by=ada)
    turn_key(always)
    Question.objects.filter(pk=always.pk).update(live=True)
    second = answered(taken, quiz, always, knows=False)
    mark = str(slot_of(second, always).number)
    assert second.marks[mark]["right"] is False
    assert not correcting.is_withdrawn(always.translation_key)
    correcting.correct(always.translation_key, WITHDRAWN, reason="Still two answers", by=ada)
    second.refresh_from_db()
    assert second.marks[mark] == {"points": "1", "right": True, "credited": True}
    with pytest.raises(correcting.NotCorrected):
        correcting.correct(always.translation_key, WITHDRAWN, reason="Still two answers", by=ada)
    assert not Question.objects.get(pk=always.pk).live
    whole(second)


def test_a_pass_that_does_not_count_holds_no_completion(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    quiz.change(counting=Counting.FIRST)
    answered(taken, quiz, always, knows=True)
    turn_key(always)
    second = answered(taken, quiz, always, knows=True)
    assert (second.number, second.is_passed) == (2, True)
    correcting.correct(always.translation_key, KEY, reason="The key was wrong", by=ada, may_lower=True)
    assert not ActivityCompletion.objects.filter(activity=quiz.activity).exists()
    assert CourseCompletion.objects.get().annulled_at is not None
    whole(second)


def test_a_short_check_that_falls_and_is_regained(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    quiz.change(test_out=PassByCheck.ALWAYS)
    check = warming_up.start(taken, quiz.activity, shuffle=Random(4))
    for slot in sheet(check):
        attempts.answer(check, slot.number, slot.asked.entered(right(slot)), seq=0, confidence=Confidence.CERTAIN)
    warming_up.hand_in(check)
    with_options = check.items.filter(question_version__kind__in=["single", "multiple"])
    keys = with_options.values("question_version__question_key")
    asked = Question.objects.filter(translation_key__in=keys).order_by("code")[0]
    lower(asked, ada)
    assert CourseCompletion.objects.get().annulled_at is not None
    mend(asked, ada)
    assert CourseCompletion.objects.get().annulled_at is None
    assert ActivityCompletion.objects.get(activity=quiz.activity).is_by_check
    whole(check)


def test_a_short_check_that_was_right_all_along_completes_the_course(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    """It failed by a wrong key alone; the lessons that it would have spared are done by it now."""
    another_lesson(quiz)
    quiz.change(test_out=PassByCheck.ALWAYS)
    check = warming_up.start(taken, quiz.activity, shuffle=Random(4))
    with_options = check.items.filter(question_version__kind__in=["single", "multiple"])
    keys = with_options.values("question_version__question_key")
    asked = Question.objects.filter(translation_key__in=keys).order_by("code")[0]
    for slot in sheet(check):
        is_it = slot.item.question_version.question_key == asked.translation_key
        given = wrong(slot) if is_it else right(slot)
        attempts.answer(check, slot.number, slot.asked.entered(given), seq=0, confidence=Confidence.CERTAIN)
    warming_up.hand_in(check)
    assert not CourseCompletion.objects.exists()
    correcting.correct(asked.translation_key, WITHDRAWN, reason="Two are right", by=ada)
    completion = CourseCompletion.objects.get()
    assert (completion.right, completion.total, completion.rule["by_check"]) == (check.total, check.total, True)
    assert Certificate.objects.count() == 1
    whole(check)


def test_passes_that_fell_before_are_taken_back_by_the_migration(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    answered(taken, quiz, always, knows=True)
    lower(always, ada)
    done = ActivityCompletion.ever.get(activity=quiz.activity)
    ActivityCompletion.ever.filter(pk=done.pk).update(annulled_at=None)
    assert list(invariants.violations()) == [f"Activity completion {done.pk}: no try that passed stands behind it."]
    import_module("courses.migrations.0004_annulled_activities").take_back(apps, connection.schema_editor())
    done.refresh_from_db()
    assert done.annulled_at == Correction.objects.get().at
    whole(done)


@pytest.mark.parametrize("column", ["right", "completed_at", "enrolment"])
def test_of_a_completion_nothing_changes_but_that_it_was_taken_back(quiz: Quiz, taken: Enrolment, column: str) -> None:
    done, now = ActivityCompletion.objects.get(), timezone.now()
    with pytest.raises(DatabaseError), transaction.atomic():
        setattr(done, column, {"right": 0, "completed_at": now, "enrolment": taken}[column])
        done.save(update_fields=[column, "annulled_at"])
    with pytest.raises(DatabaseError), transaction.atomic():
        ActivityCompletion.ever.filter(pk=done.pk).delete()
    ActivityCompletion.ever.filter(pk=done.pk).update(annulled_at=now)
    assert not ActivityCompletion.objects.exists()
    assert ActivityCompletion.ever.get().annulled_at == now
