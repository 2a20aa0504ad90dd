"""A question that was withdrawn stands on no paper any more, until its author has published it again."""

from typing import Any
from uuid import UUID

import pytest

from courses.models import Enrolment
from lms.people.models import User
from lms.questions.models import Question
from quizzes import attempts, correcting, introduction, invariants, results, rules, warming_up, withdrawn
from quizzes.models import Attempt, Band, Correction, DrawRule, FixedQuestion, PassByCheck
from quizzes.review import review_policy
from quizzes.rules import Draw, Fixed, Rules
from tests.lms.questions import bank
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong


@pytest.fixture
def always(quiz: Quiz) -> Question:
    """One single choice that stands on every paper beside the must-know: five questions, four are needed."""
    known = Question.objects.get(code="w1")
    quiz.page.fixed_questions = [
        *quiz.page.fixed_questions.all(), FixedQuestion(question=known, is_must_know=False, locale=quiz.page.locale)
    ]  # fmt: skip
    quiz.change(pass_mark=4)
    return known


def withdraw(question_key: UUID, by: User) -> None:
    correcting.correct(question_key, Correction.Kind.WITHDRAWN, reason="Two answers are right", by=by)


def asked(attempt: Attempt) -> set[UUID]:
    return {slot.item.question_version.question_key for slot in sheet(attempt)}


def announced(quiz: Quiz, person: User, *, is_preview: bool = False) -> tuple[int, int, int]:
    found = introduction.of(quiz.page, person, language="en", is_preview=is_preview)
    return found.total, found.needed, found.must_know


def hand_in(attempt: Attempt, *, knows: bool = True) -> Attempt:
    for slot in sheet(attempt):
        if not slot.is_carried:
            attempts.save(attempt, slot.number, right(slot) if knows else wrong(slot), seq=0)
    return attempts.submit(attempt)


def test_a_new_paper_is_without_it_and_needs_one_less(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    assert announced(quiz, taken.person) == (5, 4, 1)
    withdraw(always.translation_key, ada)
    assert announced(quiz, taken.person) == announced(quiz, taken.person, is_preview=True) == (4, 3, 1)
    attempt = attempts.start(taken, quiz.activity)
    assert (always.translation_key in asked(attempt), attempt.total, attempt.needed) == (False, 4, 3)
    assert hand_in(attempt).is_passed
    assert not list(invariants.violations())


def test_a_must_know_that_was_withdrawn_has_to_be_known_no_more(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    withdraw(quiz.must_know, ada)
    assert announced(quiz, taken.person) == (3, 2, 0)
    attempt = attempts.start(taken, quiz.activity)
    assert (quiz.must_know in asked(attempt), attempt.total, attempt.needed) == (False, 3, 2)


def test_no_rule_draws_it_instead(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    quiz.page.draw_rules = [DrawRule(objective=quiz.words, count=9, locale=quiz.page.locale)]
    quiz.change()
    withdraw(always.translation_key, ada)
    assert always.translation_key not in asked(attempts.start(taken, quiz.activity))


def test_the_next_try_is_without_it(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    first = hand_in(attempts.start(taken, quiz.activity), knows=False)
    withdraw(always.translation_key, ada)
    second = attempts.start(taken, quiz.activity)
    assert (always.translation_key in asked(first), always.translation_key in asked(second)) == (True, False)
    assert (second.total, second.needed) == (4, 3)


def test_an_answer_to_it_that_was_carried_over_takes_nobodys_place(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    first = attempts.start(taken, quiz.activity)
    for slot in sheet(first):
        knows = slot.item.question_version.question_key == always.translation_key
        attempts.save(first, slot.number, right(slot) if knows else wrong(slot), seq=0)
    attempts.submit(first)
    second = attempts.start(taken, quiz.activity)
    assert [slot.is_carried for slot in sheet(second)] == [False] * 4 + [True]
    attempts.submit(second)
    withdraw(always.translation_key, ada)
    third = attempts.start(taken, quiz.activity)
    assert always.translation_key not in asked(third)
    assert [slot.is_carried for slot in sheet(third)] == [False] * 4
    assert (third.total, third.needed, hand_in(third).right) == (4, 3, 4)
    assert not list(invariants.violations())


def test_the_short_check_is_without_it(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    withdraw(quiz.must_know, ada)
    check = warming_up.start(taken, quiz.activity)
    assert (quiz.must_know in asked(check), any(slot.item.is_must_know for slot in sheet(check))) == (False, False)


def test_a_must_know_withdrawn_while_the_check_is_open_counts_as_known(quiz: Quiz, taken: Enrolment, ada: User) -> None:
    quiz.change(test_out=PassByCheck.ALWAYS)
    check = warming_up.start(taken, quiz.activity)
    withdraw(quiz.must_know, ada)
    for slot in sheet(check):
        if not slot.is_withdrawn:
            attempts.save(check, slot.number, right(slot), seq=0)
    assert warming_up.outcome(warming_up.hand_in(check)).knows_all


def test_published_again_it_is_asked_again(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    withdraw(always.translation_key, ada)
    always.refresh_from_db()
    always.live = True
    turn_key(always)
    assert announced(quiz, taken.person) == (5, 4, 1)
    attempt = attempts.start(taken, quiz.activity)
    slot = next(slot for slot in sheet(attempt) if slot.item.question_version.question_key == always.translation_key)
    assert (slot.item.question_version.number, slot.is_withdrawn, attempt.needed) == (2, False, 4)
    assert hand_in(attempt, knows=False).right == 0


def test_a_translation_alone_does_not_bring_it_back(quiz: Quiz, taken: Enrolment, always: Question, ada: User) -> None:
    withdraw(always.translation_key, ada)
    about = bank.objective("words", language="de")
    german = bank.question("w1", language="de", translation_key=always.translation_key, objective=about)
    bank.publish(german)
    assert announced(quiz, taken.person) == (4, 3, 1)


def test_at_least_one_right_answer_is_needed(quiz: Quiz, always: Question, ada: User) -> None:
    withdraw(always.translation_key, ada)
    rule = Rules("standard", 1, (Fixed(always.translation_key, True),), (Draw(quiz.words.translation_key, 1),))
    left = withdrawn.taken_out_of(rule)
    assert (left.needed, left.fixed, left.withdrawn) == (1, (), {always.translation_key})


def test_it_is_looked_up_once_and_not_at_all_without_fixed_questions(
    quiz: Quiz, django_assert_num_queries: Any
) -> None:
    version = rules.newest(quiz.activity)
    assert version is not None
    rule = rules.of(version)
    with django_assert_num_queries(1):
        assert withdrawn.taken_out_of(rule) == rule
    with django_assert_num_queries(0):
        withdrawn.taken_out_of(Rules("standard", 1, (), rule.draws))


def test_the_sentence_for_a_result_counts_what_is_missing_as_right(
    quiz: Quiz, taken: Enrolment, always: Question, ada: User
) -> None:
    """“All right” stays within reach on a paper that became shorter."""
    locale = quiz.page.locale
    quiz.page.bands = [Band(least=0, text="A start.", locale=locale), Band(least=5, text="All right.", locale=locale)]
    quiz.change()
    withdraw(always.translation_key, ada)
    attempt = hand_in(attempts.start(taken, quiz.activity))
    policy = review_policy(attempt, taken.person)
    seen = results.of(attempt, policy, language="en")
    assert seen and (attempt.right, attempt.total, seen.band) == (4, 4, "All right.")
