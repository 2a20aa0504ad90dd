"""The short check of an exam: for those alone who may be done by it, and without a word about what is right."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from courses import enrolment, outline
from courses.models import CourseCompletion, Enrolment
from lms.people.models import User
from quizzes import attempts, invariants, warming_up
from quizzes.models import Attempt, Mode, PassByCheck
from quizzes.review import review_policy
from quizzes.warming_up import NotOffered
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
REASON = b"It keeps the promise."


@pytest.fixture
def exam(quiz: Quiz) -> Quiz:
    quiz.change(mode=Mode.EXAM, exam_reason="The forklift licence demands it.", tries=2)
    return quiz


@pytest.fixture
def check(exam: Quiz, lena: User) -> Attempt:
    exam.change(test_out=PassByCheck.ALWAYS)
    return warming_up.start(exam.enrolled(lena), exam.activity)


def keys(attempt: Attempt) -> set[UUID]:
    return {slot.item.question_version.question_key for slot in sheet(attempt)}


def url(attempt: Attempt, what: Any) -> str:
    return f"/attempts/{attempt.pk}/{what}/"


def hand_in(attempt: Attempt, *, passes: bool) -> Attempt:
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot) if passes else wrong(slot), seq=0)
    return attempts.submit(attempt)


def test_it_shows_nobody_the_exam_who_cannot_be_done_by_it(exam: Quiz, lena: User, sign_in: SignIn) -> None:
    fresh, learner = exam.enrolled(lena), sign_in(lena)
    course = outline.of(exam.course, person=lena, language="en")
    assert warming_up.offer(course) is None
    with pytest.raises(NotOffered):
        warming_up.start(fresh, exam.activity)
    assert "short check" not in learner.get(course.url).content.decode()
    refused = learner.post(f"/quizzes/{exam.activity.pk}/warm-up/")
    assert (refused.status_code, refused.headers["Location"]) == (303, course.url)
    assert not Attempt.objects.exists()


def test_whoever_renews_may_take_it(exam: Quiz, taken: Enrolment) -> None:
    hand_in(attempts.start(taken, exam.activity), passes=True)
    CourseCompletion.objects.update(valid_until=timezone.localdate() + timedelta(days=10))
    again = enrolment.enrol(taken.person, exam.course, language="en")
    assert again.cycle == 2
    assert warming_up.start(again, exam.activity).mode == Mode.EXAM


def test_how_sure_one_is_is_kept_with_what_is_kept_by_itself(check: Attempt, sign_in: SignIn) -> None:
    learner, slot = sign_in(check.enrolment.person), sheet(check)[0]
    page = learner.get(url(check, "q/1")).content.decode()
    assert "How sure are you?" in page
    kept = learner.post(url(check, "q/1"), {**form(slot, right(slot)), "do": "keep"}, headers=HTMX)
    assert (kept.status_code, REASON in kept.content) == (200, False)
    learner.post(url(check, "q/1"), {**form(slot, right(slot)), "do": "keep", "seq": 1, "sure": "fair"}, headers=HTMX)
    saved = learner.post(url(check, "q/1"), {**form(slot, right(slot)), "seq": 2, "sure": "certain"})
    assert saved.headers["Location"] == url(check, "q/2")
    assert list(check.responses.values_list("confidence", flat=True)) == ["", "fair", "certain"]
    again = learner.get(url(check, "q/1")).content.decode()
    assert 'name="sure" value="certain" checked' in again
    learner.post(url(check, "q/1"), {**form(slot, wrong(slot)), "seq": 3, "do": "keep", "sure": "certain"})
    assert sheet(check)[0].confidence == "certain"


def test_it_says_what_to_read_and_never_what_was_right(check: Attempt, sign_in: SignIn) -> None:
    learner, slots = sign_in(check.enrolment.person), sheet(check)
    pages = []
    for slot in slots:
        sent = {**form(slot, wrong(slot)), "sure": "certain"}
        pages += [learner.post(url(check, f"q/{slot.number}"), sent, headers=HTMX)]
        pages += [learner.get(url(check, f"q/{slot.number}"))]
    pages += [learner.get(url(check, "review")), learner.get(url(check, "result"))]
    done = learner.post(url(check, "submit"))
    pages += [learner.get(url(check, what)) for what in ("result", "journal", "review", "q/1")]
    assert done.headers["Location"] == url(check, "result")
    assert "0 of 5 right" in learner.get(url(check, "result")).content.decode()
    assert [page.status_code for page in pages if REASON in page.content] == []
    assert not list(invariants.violations())


def test_reasons_wait_for_the_end_of_the_exam(exam: Quiz, check: Attempt) -> None:
    lena = check.enrolment.person
    assert not review_policy(check, lena).has_reasons_once_answered
    check = hand_in(check, passes=False)
    assert (review_policy(check, lena).has_result, review_policy(check, lena).has_reasons) == (True, False)
    hand_in(attempts.start(check.enrolment, exam.activity), passes=False)
    assert not review_policy(check, lena).has_reasons
    hand_in(attempts.start(check.enrolment, exam.activity), passes=True)
    assert review_policy(check, lena).has_reasons


@pytest.mark.parametrize("seed", range(3))
def test_the_first_try_asks_what_the_check_has_not(exam: Quiz, check: Attempt, seed: int) -> None:
    """Of five "words" the check has asked two besides the must-know; a try draws two."""
    attempt = attempts.start(check.enrolment, exam.activity, shuffle=Random(seed))
    words = words_on(attempt, exam)
    assert (len(words), words & keys(check)) == (2, set())


def test_the_second_try_looks_at_the_first_alone(quiz: Quiz, taken: Enrolment) -> None:
    """One of four was right; what was missed gets another question, also one that the check had asked."""
    check = warming_up.start(taken, quiz.activity)
    first = attempts.start(taken, quiz.activity)
    for slot in sheet(first):
        attempts.save(first, slot.number, right(slot) if slot.item.is_must_know else wrong(slot), seq=0)
    attempts.submit(first)
    words = words_on(attempts.start(taken, quiz.activity), quiz)
    assert words & words_on(first, quiz) == set()
    assert words & words_on(check, quiz) != set()


def words_on(attempt: Attempt, quiz: Quiz) -> set[UUID]:
    """The questions about "words" beside the must-know."""
    items = [slot.item for slot in sheet(attempt) if not slot.item.is_must_know]
    about = [one.question_version for one in items if one.question_version.objective_key == quiz.words.translation_key]
    return {one.question_key for one in about}
