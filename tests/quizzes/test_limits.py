"""Exams: a few tries, a time between them, and when the reasons come."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courses.models import Enrolment
from lms.people.models import Organisation, User
from quizzes import allowing, attempts, invariants, marking, publishing
from quizzes.allowing import NotAllowed
from quizzes.models import Allowance, Attempt, Mode, QuizPage, Response
from quizzes.opening import NoMoreTries, Why
from quizzes.review import review_policy
from tests.quizzes.conftest import Quiz, right, sheet, wrong
from tests.quizzes.test_marking import Report
from tests.quizzes.test_review import REASONS

SignIn = Callable[[User], Client]
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def exam(quiz: Quiz) -> Quiz:
    quiz.change(mode=Mode.EXAM, exam_reason="The forklift licence demands it.", tries=2)
    return quiz


def one_try(taken: Enrolment, quiz: Quiz, *, passes: bool = False, now: datetime = NINE) -> Attempt:
    attempt = attempts.start(taken, quiz.activity, now=now)
    for slot in sheet(attempt):
        if not slot.is_carried:
            attempts.save(attempt, slot.number, right(slot) if passes else wrong(slot), seq=0, now=now)
    return attempts.submit(attempt, now=now)


def why(taken: Enrolment, quiz: Quiz, *, now: datetime = NINE) -> Why:
    with pytest.raises(NoMoreTries) as refused:
        attempts.start(taken, quiz.activity, now=now)
    return refused.value.shut.why


def test_an_exam_has_as_many_tries_as_its_rules_say(exam: Quiz, taken: Enrolment) -> None:
    one_try(taken, exam)
    one_try(taken, exam)
    assert why(taken, exam) == Why.USED_UP
    assert Attempt.objects.count() == 2
    assert not list(invariants.violations())


def test_a_passed_exam_is_not_taken_again(exam: Quiz, taken: Enrolment) -> None:
    one_try(taken, exam, passes=True)
    assert why(taken, exam) == Why.PASSED


def test_an_exam_carries_nothing_over(exam: Quiz, taken: Enrolment) -> None:
    one_try(taken, exam)
    assert [slot.is_carried for slot in sheet(attempts.start(taken, exam.activity))] == [False] * 4


def test_between_two_tries_of_an_exam_there_may_be_a_time(exam: Quiz, taken: Enrolment) -> None:
    exam.change(wait_hours=24)
    one_try(taken, exam)
    with pytest.raises(NoMoreTries) as refused:
        attempts.start(taken, exam.activity, now=NINE + 23 * HOUR)
    assert (refused.value.shut.why, refused.value.shut.until) == (Why.WAIT, NINE + 24 * HOUR)
    assert attempts.start(taken, exam.activity, now=NINE + 24 * HOUR).number == 2


def test_another_try_can_be_allowed_for_a_reason(exam: Quiz, taken: Enrolment, ada: User) -> None:
    exam.change(wait_hours=24)
    one_try(taken, exam)
    one_try(taken, exam, now=NINE + 24 * HOUR)
    allowing.allow(taken.person, exam.activity, by=ada, reason="The alarm rang", extra_tries=1)
    assert one_try(taken, exam, now=NINE + 25 * HOUR).number == 3
    assert why(taken, exam) == Why.USED_UP
    assert not list(invariants.violations())


@pytest.mark.parametrize(
    ("reason", "tries", "time"), [("", 1, ""), ("Ill", 0, ""), ("Ill", 11, ""), ("Ill", -1, ""), ("Ill", 0, "7")]
)
def test_what_is_allowed_has_a_reason_and_allows_something(
    exam: Quiz, taken: Enrolment, ada: User, reason: str, tries: int, time: str
) -> None:
    with pytest.raises(NotAllowed):
        allowing.allow(taken.person, exam.activity, by=ada, reason=reason, extra_tries=tries, time=time)
    assert not Allowance.objects.exists()


def test_reasons_of_an_exam_come_when_it_is_passed_or_no_try_is_left(exam: Quiz, taken: Enrolment, ada: User) -> None:
    first = one_try(taken, exam)
    policy = review_policy(first, taken.person)
    assert (policy.has_result, policy.has_reasons) == (True, False)
    second = one_try(taken, exam)
    assert review_policy(first, taken.person).has_reasons
    assert review_policy(second, taken.person).has_reasons
    allowing.allow(taken.person, exam.activity, by=ada, reason="Once more", extra_tries=1)
    assert not review_policy(first, taken.person).has_reasons
    one_try(taken, exam, passes=True)
    assert review_policy(first, taken.person).has_reasons


def test_reasons_wait_while_the_last_try_is_open(exam: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    first, client = one_try(taken, exam), sign_in(taken.person)
    url = f"/attempts/{first.pk}/result/"
    last = attempts.start(taken, exam.activity, now=NINE)
    assert not review_policy(first, taken.person).has_reasons
    assert [word for word in REASONS if word in client.get(url).content.decode()] == []
    attempts.submit(last, now=NINE)
    assert review_policy(first, taken.person).has_reasons
    assert [word for word in REASONS if word in client.get(url).content.decode()] == list(REASONS)


def test_reasons_wait_until_the_last_try_is_marked(house: Organisation, lena: User, ada: User) -> None:
    report = Report()
    page = QuizPage.objects.get(translation_key=report.quiz.pk)
    page.mode, page.exam_reason, page.tries = Mode.EXAM, "The law demands it.", 2
    page.save_revision().publish()
    first = report.hand_in(lena, "One.", "Two.")
    for slot in (1, 2):
        marking.mark(first, slot, 0, by=ada)
    first.refresh_from_db()
    last = report.hand_in(lena, "Three.", "Four.")
    assert (last.number, last.is_waiting) == (2, True)
    assert not review_policy(first, lena).has_reasons
    marking.mark(last, 1, 0, by=ada)
    marking.mark(last, 2, 0, by=ada)
    assert review_policy(first, lena).has_reasons


@pytest.mark.parametrize("change", [{"tries": 1}, {"mode": Mode.STANDARD, "exam_reason": ""}])
def test_reasons_come_by_what_the_quiz_says_now(exam: Quiz, taken: Enrolment, change: dict[str, Any]) -> None:
    first = one_try(taken, exam)
    assert not review_policy(first, taken.person).has_reasons
    exam.change(**change)
    assert review_policy(first, taken.person).has_reasons
    exam.change(mode=Mode.EXAM, exam_reason="The forklift licence demands it.", tries=2)
    assert not review_policy(first, taken.person).has_reasons


def test_the_policy_of_an_exam_costs_three_queries(
    exam: Quiz, taken: Enrolment, django_assert_num_queries: Any
) -> None:
    first = one_try(taken, exam)
    one_try(taken, exam)
    attempt = Attempt.objects.select_related("enrolment__person", "activity__course", "version").get(pk=first.pk)
    with django_assert_num_queries(3):
        assert review_policy(attempt, taken.person).has_reasons


def test_one_try_too_many_is_found(exam: Quiz, taken: Enrolment) -> None:
    one_try(taken, exam)
    third = one_try(taken, exam)
    Response.objects.all().delete()
    Attempt.objects.filter(pk=third.pk).update(number=3)
    assert f"Attempt {third.pk}: one try more than the 2 that were allowed." in list(invariants.violations())


def test_an_exam_needs_its_reason(quiz: Quiz) -> None:
    quiz.page.mode = Mode.EXAM
    assert publishing.obstacles(quiz.page) == ["Say why this is an exam. Learners read it before they start."]


def test_nobody_allows_themselves_more(exam: Quiz, ada: User) -> None:
    with pytest.raises(NotAllowed, match="Ask another trainer"):
        allowing.allow(ada, exam.activity, by=ada, reason="I want to", extra_tries=1)


def test_tries_that_were_allowed_in_one_cycle_do_not_count_in_the_next(exam: Quiz, taken: Enrolment, ada: User) -> None:
    """Time is for good; tries are for the cycle that they were given in, or ahead of."""
    allowing.allow(taken.person, exam.activity, by=ada, reason="The alarm rang", extra_tries=2, time="1.5", now=NINE)
    one_try(taken, exam, passes=True)
    taken.refresh_from_db()
    assert taken.closed_at is not None
    renewed = Enrolment.objects.create(
        person=taken.person, course=taken.course, cycle=2, language="en", started_at=NINE + timedelta(days=300)
    )
    held = allowing.holding(renewed, exam.activity)
    assert [(one.extra_tries, one.time) for one in held] == [(0, "1.5")]
    allowing.allow(taken.person, exam.activity, by=ada, reason="Was ill", extra_tries=1, now=NINE + timedelta(days=290))
    assert allowing.extra_tries(allowing.holding(renewed, exam.activity)) == 1
    assert allowing.extra_tries(allowing.holding(taken, exam.activity)) == 3
