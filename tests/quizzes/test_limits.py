"""Exams: a few tries, a time between them, and which try counts."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import ActivityCompletion, Enrolment
from lms.people.models import User
from quizzes import allowing, attempts, invariants, publishing
from quizzes.allowing import NotAllowed
from quizzes.models import Allowance, Attempt, Counting, Mode, Response
from quizzes.opening import NoMoreTries, Why
from quizzes.review import review_policy
from tests.quizzes.conftest import Quiz, right, sheet, wrong

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


@pytest.mark.parametrize(
    ("counting", "is_done"), [(Counting.BEST, True), (Counting.LAST, True), (Counting.FIRST, False)]
)
def test_where_the_first_try_counts_a_later_pass_completes_nothing(
    quiz: Quiz, taken: Enrolment, counting: str, is_done: bool
) -> None:
    quiz.change(counting=counting)
    one_try(taken, quiz)
    assert one_try(taken, quiz, passes=True).is_passed
    assert ActivityCompletion.objects.filter(activity=quiz.activity).exists() is is_done
    assert not list(invariants.violations())


def test_where_the_first_try_counts_one_that_was_allowed_counts_too(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    quiz.change(counting=Counting.FIRST)
    one_try(taken, quiz)
    allowing.allow(taken.person, quiz.activity, by=ada, reason="Was ill", extra_tries=1)
    one_try(taken, quiz, passes=True)
    assert ActivityCompletion.objects.filter(activity=quiz.activity).exists()
    assert not list(invariants.violations())


def test_a_pass_stays_whatever_the_last_try_brings(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(counting=Counting.LAST)
    one_try(taken, quiz, passes=True)
    one_try(taken, quiz)
    assert ActivityCompletion.objects.get(activity=quiz.activity).right == 4


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
