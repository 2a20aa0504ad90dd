"""The short check before a course: what it asks, what it shows, and who is done by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Certificate
from courses import enrolment, outline
from courses.models import ActivityCompletion, CourseCompletion, Enrolment, LessonPage
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import attempts, invariants, warming_up
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Mode, PassByCheck
from quizzes.warming_up import NotOffered
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong

SignIn = Callable[[User], Client]


@pytest.fixture
def fresh(quiz: Quiz, lena: User) -> Enrolment:
    return quiz.enrolled(lena, is_lesson_done=False)


def answer(attempt: Attempt, *, missed: int = 0, sure: str = Confidence.CERTAIN) -> None:
    slots = sheet(attempt)
    misses = {slot.number for slot in slots if not slot.item.is_must_know}
    misses = set(sorted(misses)[:missed])
    for slot in slots:
        given = slot.asked.entered(wrong(slot) if slot.number in misses else right(slot))
        attempts.answer(attempt, slot.number, given, seq=0, confidence=sure)


def renewing(quiz: Quiz, taken: Enrolment) -> Enrolment:
    """Lena has completed the course and its certificate is about to run out."""
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot), seq=0)
    attempts.submit(attempt)
    CourseCompletion.objects.update(valid_until=timezone.localdate() + timedelta(days=10))
    return enrolment.enrol(taken.person, quiz.course, language="en")


def test_it_asks_a_few_questions_about_every_objective_and_all_must_knows(quiz: Quiz, fresh: Enrolment) -> None:
    attempt = warming_up.start(fresh, quiz.activity)
    items = [slot.item for slot in sheet(attempt)]
    assert {item.question_version.objective_key for item in items} == {
        quiz.words.translation_key, quiz.steps.translation_key
    }  # fmt: skip
    assert [item.question_version.question_key for item in items if item.is_must_know] == [quiz.must_know]
    assert (attempt.total, attempt.needed, attempt.mode, attempt.is_warm_up) == (5, 5, Mode.PRACTICE, True)


def test_it_is_there_before_the_lessons_and_once(quiz: Quiz, fresh: Enrolment) -> None:
    first = warming_up.start(fresh, quiz.activity)
    assert warming_up.start(fresh, quiz.activity) == first
    answer(first)
    warming_up.hand_in(first)
    assert warming_up.start(fresh, quiz.activity) == first
    assert not list(invariants.violations())


def test_it_is_no_try_at_the_quiz(quiz: Quiz, taken: Enrolment) -> None:
    check = warming_up.start(taken, quiz.activity)
    attempt = attempts.start(taken, quiz.activity)
    assert (check.pk != attempt.pk, attempt.number, attempt.is_warm_up) == (True, 1, False)
    assert not list(invariants.violations())


def test_it_is_not_offered_once_the_quiz_was_begun_or_where_the_author_wants_none(
    quiz: Quiz, taken: Enrolment, otto: User
) -> None:
    attempts.start(taken, quiz.activity)
    with pytest.raises(NotOffered):
        warming_up.start(taken, quiz.activity)
    quiz.change(test_out=PassByCheck.NEVER)
    with pytest.raises(NotOffered):
        warming_up.start(quiz.enrolled(otto), quiz.activity)


def test_the_first_time_knowing_it_all_completes_nothing(quiz: Quiz, fresh: Enrolment) -> None:
    attempt = warming_up.start(fresh, quiz.activity)
    answer(attempt)
    warming_up.hand_in(attempt)
    assert warming_up.outcome(Attempt.objects.get()).knows_all
    assert not ActivityCompletion.objects.exists()


def test_where_the_author_allows_it_whoever_knows_it_all_is_done(quiz: Quiz, fresh: Enrolment) -> None:
    quiz.change(test_out=PassByCheck.ALWAYS)
    attempt = warming_up.start(fresh, quiz.activity)
    answer(attempt)
    for _again in range(2):
        warming_up.hand_in(attempt)
    assert list(ActivityCompletion.objects.values_list("is_by_check", flat=True)) == [True, True]
    completion = CourseCompletion.objects.get()
    assert (completion.rule["by_check"], completion.right, completion.total) == (True, 5, 5)
    assert Certificate.objects.get().words["is_by_check"] is True
    facts = [event.facts.get("by_check") for event in Event.objects.filter(act="activity_completed")]
    assert facts == [True, True]
    assert not list(invariants.violations())


def test_a_renewal_by_the_check_gives_a_new_certificate(quiz: Quiz, taken: Enrolment) -> None:
    again = renewing(quiz, taken)
    assert again.cycle == 2
    attempt = warming_up.start(again, quiz.activity)
    answer(attempt)
    warming_up.hand_in(attempt)
    assert Certificate.objects.count() == 2
    assert CourseCompletion.objects.get(enrolment=again).rule["by_check"] is True
    assert not list(invariants.violations())


@pytest.mark.parametrize(("missed", "sure"), [(1, Confidence.CERTAIN), (0, Confidence.GUESS), (0, "")])
def test_a_miss_or_a_guessed_must_know_is_no_pass_and_says_what_to_read(
    quiz: Quiz, taken: Enrolment, missed: int, sure: str
) -> None:
    again = renewing(quiz, taken)
    LessonPage.objects.update(objective=quiz.words)
    attempt = warming_up.start(again, quiz.activity)
    answer(attempt, missed=missed, sure=sure)
    warming_up.hand_in(attempt)
    assert not CourseCompletion.objects.filter(enrolment=again).exists()
    course = outline.of(quiz.course, person=again.person, language="en")
    offer = warming_up.offer(course)
    assert offer is not None
    assert offer.outcome is not None
    missed_words = quiz.words.translation_key in offer.outcome.missed
    assert [item.title for item in offer.worth_doing] == (["Lesson 1"] if missed_words else [])
    assert not offer.outcome.knows_all


def test_the_page_of_a_course_offers_it_and_shows_what_it_showed(quiz: Quiz, fresh: Enrolment, sign_in: SignIn) -> None:
    learner = sign_in(fresh.person)
    url = outline.of(quiz.course, person=fresh.person, language="en").url
    assert "Try 5 questions." in learner.get(url).content.decode()
    begun = learner.post(f"/quizzes/{quiz.activity.pk}/warm-up/")
    attempt = Attempt.objects.get()
    assert begun.headers["Location"] == f"/attempts/{attempt.pk}/q/1/"
    first, *others = sheet(attempt)
    assert "How sure are you?" in learner.get(begun.headers["Location"]).content.decode()
    said = learner.post(begun.headers["Location"], {**form(first, right(first)), "sure": "guess"})
    assert said.status_code == 303
    assert attempt.responses.get().confidence == "guess"
    for slot in others:
        learner.post(f"/attempts/{attempt.pk}/q/{slot.number}/", form(slot, right(slot)))
    done = learner.post(f"/attempts/{attempt.pk}/submit/")
    assert "5 of 5 right" in learner.get(done.headers["Location"]).content.decode()
    assert "Your short check" in learner.get(url).content.decode()


def test_how_sure_somebody_is_is_kept_in_the_check_only(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    attempt = attempts.start(taken, quiz.activity)
    first = sheet(attempt)[0]
    sign_in(taken.person).post(f"/attempts/{attempt.pk}/q/1/", {**form(first, right(first)), "sure": "certain"})
    assert attempt.responses.get().confidence == ""


def test_a_course_page_keeps_its_bound(quiz: Quiz, fresh: Enrolment, sign_in: SignIn) -> None:
    learner, url = sign_in(fresh.person), outline.of(quiz.course, person=fresh.person, language="en").url
    for step in ("offered", "begun", "done"):
        if step == "begun":
            attempt = warming_up.start(fresh, quiz.activity)
            answer(attempt, missed=2)
        if step == "done":
            warming_up.hand_in(attempt)
        with CaptureQueriesContext(connection) as queries:
            learner.get(url)
        assert len(queries) <= 18, step


def test_a_renewal_begins_where_the_short_check_is_offered(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    again = renewing(quiz, taken)
    learner = sign_in(again.person)
    begun = learner.post(f"/courses/{quiz.course.slug}/start/")
    page = learner.get(begun.headers["Location"]).content.decode()
    assert "If you know everything, you have completed the course." in page
