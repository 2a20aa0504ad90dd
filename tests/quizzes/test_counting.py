"""Which try counts: the best, the last or the first, and what somebody granted on top."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.models import ActivityCompletion, ActivityVersion, CourseCompletion, Enrolment
from lms.people.models import User
from lms.questions.models import Question
from quizzes import allowing, attempts, correcting, counting, invariants
from quizzes.models import Allowance, Attempt, Correction, Counting, FixedQuestion, Mode
from quizzes.opening import Why
from quizzes.review import review_policy
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong
from tests.quizzes.test_limits import HOUR, NINE, one_try, why

SignIn = Callable[[User], Client]


@pytest.fixture
def first(quiz: Quiz) -> Quiz:
    quiz.change(counting=Counting.FIRST)
    return quiz


@pytest.fixture
def exam(quiz: Quiz) -> Quiz:
    """An exam with three tries of which the first counts."""
    quiz.change(mode=Mode.EXAM, exam_reason="The law demands it.", tries=3, counting=Counting.FIRST)
    return quiz


def is_done(quiz: Quiz) -> bool:
    return ActivityCompletion.objects.filter(activity=quiz.activity).exists()


def grant(taken: Enrolment, quiz: Quiz, by: User, *, hour: int = 0, tries: int = 1) -> None:
    now = NINE + hour * HOUR
    allowing.allow(taken.person, quiz.activity, by=by, reason="The alarm rang", extra_tries=tries, now=now)


def with_right(taken: Enrolment, quiz: Quiz, count: int, *, hour: int = 0) -> Attempt:
    """A try with so many right answers, the must-know first."""
    now = NINE + hour * HOUR
    attempt = attempts.start(taken, quiz.activity, now=now)
    for place, slot in enumerate(sorted(sheet(attempt), key=lambda slot: not slot.item.is_must_know)):
        if not slot.is_carried:
            attempts.save(attempt, slot.number, right(slot) if place < count else wrong(slot), seq=0, now=now)
    return attempts.submit(attempt, now=now)


@pytest.mark.parametrize(
    ("grants", "counted"),
    [
        ([], [1]),
        ([(3, 1)], [1, 4]),
        ([(0, 1)], [1, 2]),
        ([(1, 1)], [1, 2]),
        ([(1, 2)], [1, 2, 3]),
        ([(3, 1), (3, 1)], [1, 4, 5]),
        ([(2, 1), (4, 1)], [1, 3, 5]),
        ([(5, 3)], [1]),
    ],
)
def test_each_granted_try_lets_the_next_one_count(grants: list[tuple[int, int]], counted: list[int]) -> None:
    """Try n starts n hours after nine; a grant is given half an hour after the try before."""
    version = ActivityVersion(body={"pass_mark": 3, "counting": "first"})
    tries = [Attempt(number=n, started_at=NINE + n * HOUR, version=version) for n in range(1, 6)]
    given = [Allowance(at=NINE + (hour + 0.5) * HOUR, extra_tries=count) for hour, count in grants]
    assert [one.number for one in counting.among(tries, given)] == counted
    assert counting.is_next_granted(tries, given) is (sum(count for _hour, count in grants) > len(counted) - 1)


@pytest.mark.parametrize(("rule", "done"), [(Counting.BEST, True), (Counting.LAST, True), (Counting.FIRST, False)])
def test_where_the_first_try_counts_a_later_pass_completes_nothing(
    quiz: Quiz, taken: Enrolment, rule: Counting, done: bool
) -> None:
    quiz.change(counting=rule)
    one_try(taken, quiz)
    assert one_try(taken, quiz, passes=True).is_passed
    assert is_done(quiz) is done
    assert not list(invariants.violations())


def test_where_the_first_try_counts_one_that_was_allowed_counts_too(first: Quiz, taken: Enrolment, ada: User) -> None:
    one_try(taken, first)
    grant(taken, first, ada)
    one_try(taken, first, passes=True)
    assert is_done(first)
    assert not list(invariants.violations())


def test_a_try_that_was_allowed_after_practice_counts(first: Quiz, taken: Enrolment, ada: User) -> None:
    for hour, passes in enumerate([False, True, False]):
        one_try(taken, first, passes=passes, now=NINE + hour * HOUR)
    grant(taken, first, ada, hour=3)
    assert not is_done(first)
    granted = one_try(taken, first, passes=True, now=NINE + 4 * HOUR)
    assert (granted.number, is_done(first)) == (4, True)
    assert not list(invariants.violations())


def test_a_try_that_had_begun_before_it_was_allowed_stays_practice(first: Quiz, taken: Enrolment, ada: User) -> None:
    one_try(taken, first)
    practice = attempts.start(taken, first.activity, now=NINE)
    grant(taken, first, ada, hour=1)
    for slot in sheet(practice):
        attempts.save(practice, slot.number, right(slot), now=NINE + 2 * HOUR)
    attempts.submit(practice, now=NINE + 2 * HOUR)
    assert not is_done(first)
    one_try(taken, first, passes=True, now=NINE + 3 * HOUR)
    assert is_done(first)


def test_a_granted_pass_that_completed_nothing_is_found(first: Quiz, taken: Enrolment, ada: User) -> None:
    one_try(taken, first)
    practice = one_try(taken, first, passes=True)
    grant(taken, first, ada, hour=1)
    granted = one_try(taken, first, passes=False, now=NINE + 2 * HOUR)
    assert not list(invariants.violations())
    Attempt.objects.filter(pk=granted.pk).update(started_at=NINE - HOUR)
    Attempt.objects.filter(pk=practice.pk).update(started_at=NINE + 2 * HOUR)
    assert f"Attempt {practice.pk}: passed, but the quiz is not completed." in list(invariants.violations())


def test_an_exam_is_passed_only_by_a_try_that_counts(exam: Quiz, taken: Enrolment, ada: User) -> None:
    one_try(taken, exam)
    one_try(taken, exam, passes=True)
    assert not is_done(exam)
    one_try(taken, exam, passes=True)
    assert why(taken, exam) == Why.USED_UP
    grant(taken, exam, ada, hour=1)
    one_try(taken, exam, passes=True, now=NINE + 2 * HOUR)
    assert is_done(exam)
    assert why(taken, exam, now=NINE + 3 * HOUR) == Why.PASSED
    assert not list(invariants.violations())


def test_reasons_wait_for_the_last_try_where_a_pass_does_not_count(exam: Quiz, taken: Enrolment) -> None:
    failed = one_try(taken, exam)
    practised = one_try(taken, exam, passes=True)
    assert [review_policy(one, taken.person).has_reasons for one in (failed, practised)] == [False, False]
    last = one_try(taken, exam)
    assert [review_policy(one, taken.person).has_reasons for one in (failed, practised, last)] == [True] * 3


def test_a_pass_stays_whatever_the_last_try_brings(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(counting=Counting.LAST)
    one_try(taken, quiz, passes=True)
    one_try(taken, quiz)
    assert ActivityCompletion.objects.get(activity=quiz.activity).right == 4


def test_a_practice_pass_does_not_keep_what_rested_on_the_first(first: Quiz, taken: Enrolment, ada: User) -> None:
    question = Question.objects.get(code="w1")
    first.page.fixed_questions = [FixedQuestion(question=question, is_must_know=True, locale=first.page.locale)]
    first.change(pass_mark=4)
    one_try(taken, first, passes=True)
    # The second try knows what will be right in the end, so that it keeps its pass.
    turn_key(question)
    one_try(taken, first, passes=True)
    correcting.correct(question.translation_key, Correction.Kind.KEY, reason="Wrong key", by=ada, may_lower=True)
    assert list(Attempt.objects.order_by("number").values_list("is_passed", flat=True)) == [False, True]
    assert CourseCompletion.objects.get().annulled_at is not None


# --- What the learner reads ---


def intro(quiz: Quiz, client: Client) -> str:
    answer = client.get(quiz.page.get_url())
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


EXAM = {"mode": Mode.EXAM, "exam_reason": "The law demands it."}


@pytest.mark.parametrize(
    ("rules", "results", "sentence"),
    [
        ({"counting": Counting.BEST} | EXAM, [2, 1], "Your result: 2 of 4. The best try counts."),
        ({"counting": Counting.LAST} | EXAM, [2, 1], "Your result: 1 of 4. The last try counts."),
        ({"counting": Counting.FIRST} | EXAM, [2, 1], "Your result: 2 of 4. The first try counts."),
        ({"counting": Counting.LAST, "tries": 2} | EXAM, [2, 1], "Your result: 1 of 4. The last try counts."),
        ({"counting": Counting.FIRST}, [1, 2], "Your result: 1 of 4. The first try counts."),
        ({"counting": Counting.BEST}, [1, 4, 3], "Your result: 4 of 4. The best try counts."),
        ({"counting": Counting.LAST}, [1, 4, 3], "Your result: 3 of 4. The last try counts."),
        ({"counting": Counting.FIRST}, [3, 4], "Your result: 3 of 4. The first try counts."),
        # A pass is never taken away.
        ({"counting": Counting.LAST}, [4, 1], "Your result: 4 of 4. The last try counts."),
    ],
)
def test_the_start_page_says_whose_result_stands(
    quiz: Quiz, taken: Enrolment, sign_in: SignIn, rules: dict[str, Any], results: list[int], sentence: str
) -> None:
    quiz.change(**rules)
    client = sign_in(taken.person)
    with_right(taken, quiz, results[0])
    assert "Your result:" not in intro(quiz, client)
    assert [with_right(taken, quiz, count).right for count in results[1:]] == results[1:]
    page = intro(quiz, client)
    assert (sentence in page, page.count("Your result:"), page.count("try counts")) == (True, 1, 1)


def test_the_start_page_says_that_the_next_try_was_allowed(
    first: Quiz, taken: Enrolment, ada: User, sign_in: SignIn
) -> None:
    allowed, client = "You were allowed another try: the next one counts.", sign_in(taken.person)
    with_right(taken, first, 1)
    page = intro(first, client)
    assert ("Only the first try counts; later ones are practice." in page, allowed in page) == (True, False)
    grant(taken, first, ada)
    page = intro(first, client)
    assert ("Only the first try counts" in page, allowed in page) == (False, True)
    with_right(taken, first, 2)
    page = intro(first, client)
    assert ("Your result: 2 of 4. The try that you were allowed counts." in page, allowed in page) == (True, False)


def test_after_a_pass_that_does_not_count_nobody_is_told_that_they_had_passed(
    first: Quiz, taken: Enrolment, ada: User, sign_in: SignIn
) -> None:
    client = sign_in(taken.person)
    with_right(taken, first, 1)
    with_right(taken, first, 4)
    page = intro(first, client)
    assert ("Try again" in page, "Practise the" in page, "carried over" in page) == (True, False, False)
    failed = client.get(f"/attempts/{with_right(taken, first, 1).pk}/result/").content.decode()
    assert ("You had passed before" in failed, "carried over" in failed, "Try again" in failed) == (False, False, True)
    grant(taken, first, ada, hour=1)
    passed = client.get(f"/attempts/{with_right(taken, first, 4, hour=2).pk}/result/").content.decode()
    assert ("You had passed before" in passed, "With this you completed" in passed) == (False, True)
