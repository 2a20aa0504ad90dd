"""What the short check of a quiz asks: all that the quiz asks about, or it is not offered at all."""

from random import Random
from uuid import UUID

import pytest

from certificates.models import Certificate
from courses import outline
from courses.models import Enrolment
from lms.people.models import User
from lms.questions.models import Question
from quizzes import warming_up
from quizzes.models import Attempt, DrawRule, FixedQuestion, PassByCheck
from quizzes.warming_up import NotOffered, Outcome
from tests.lms.questions import bank
from tests.quizzes.conftest import Quiz, sheet

PHONE = {"w1": "phone", "w2": "phone", "s1": "phone, desk"}


@pytest.fixture
def fresh(quiz: Quiz, lena: User) -> Enrolment:
    quiz.change(test_out=PassByCheck.ALWAYS)
    return quiz.enrolled(lena, is_lesson_done=False)


def asks(quiz: Quiz, *, fixed: str = "", must_know: str = "", rules: tuple[DrawRule, ...] = ()) -> None:
    """The quiz now asks these questions always, and what these rules draw."""
    named = [(code, False) for code in fixed.split()] + [(code, True) for code in must_know.split()]
    quiz.page.fixed_questions = [
        FixedQuestion(
            question=Question.objects.get(code=code), is_must_know=is_must, sort_order=n, locale=quiz.page.locale
        )
        for n, (code, is_must) in enumerate(named)
    ]
    quiz.page.draw_rules = list(rules)
    quiz.change(pass_mark=1)


def drawing(quiz: Quiz, count: int, code: str = "", tag: str = "") -> DrawRule:
    about = bank.objective(code) if code else None
    return DrawRule(objective=about, tag=tag, count=count, locale=quiz.page.locale)


def key(code: str) -> UUID:
    return Question.objects.get(code=code).translation_key


def codes(attempt: Attempt) -> list[str]:
    keys = [slot.item.question_version.question_key for slot in sheet(attempt)]
    return sorted(Question.objects.filter(translation_key__in=keys).values_list("code", flat=True))


def offered(quiz: Quiz, taken: Enrolment) -> int | None:
    """How many questions the course's page announces; None where it offers no check."""
    found = warming_up.offer(outline.of(quiz.course, person=taken.person, language="en"))
    return found.questions if found else None


def started(quiz: Quiz, fresh: Enrolment, *, seed: int = 1) -> Attempt:
    """The check, after a look at what was announced."""
    announced = offered(quiz, fresh)
    attempt = warming_up.start(fresh, quiz.activity, shuffle=Random(seed))
    assert (attempt.total, len(sheet(attempt))) == (announced, announced)
    return attempt


def is_refused(quiz: Quiz, fresh: Enrolment) -> bool:
    assert offered(quiz, fresh) is None
    with pytest.raises(NotOffered):
        warming_up.start(fresh, quiz.activity)
    return not Attempt.objects.exists()


@pytest.mark.parametrize("seed", range(5))
def test_fixed_questions_are_asked_about_whether_they_must_be_known_or_not(
    quiz: Quiz, fresh: Enrolment, seed: int
) -> None:
    asks(quiz, fixed="w1 w2 w3 w4 w5 s1")
    found = codes(started(quiz, fresh, seed=seed))
    assert (len(found), "s1" in found) == (5, True)


def test_nobody_is_done_by_handing_in_nothing(quiz: Quiz, fresh: Enrolment) -> None:
    asks(quiz, fixed="w1 w2 s1")
    warming_up.hand_in(started(quiz, fresh))
    assert not Certificate.objects.exists()
    assert not Outcome(frozenset(), frozenset()).knows_all


def test_one_must_know_does_not_stand_for_all_the_others(quiz: Quiz, fresh: Enrolment) -> None:
    asks(quiz, fixed="w1 w2 w3 w4 w5", must_know="known")
    found = codes(started(quiz, fresh))
    assert (len(found), "known" in found) == (5, True)


def test_it_asks_about_every_objective_that_a_tag_can_draw(quiz: Quiz, fresh: Enrolment) -> None:
    for code, tags in PHONE.items():
        Question.objects.filter(code=code).update(tags=tags)
    asks(quiz, rules=(drawing(quiz, 1, tag="phone"),))
    assert codes(started(quiz, fresh)) == ["s1", "w1", "w2"]


def test_it_asks_nothing_that_the_rules_do_not_mean(quiz: Quiz, fresh: Enrolment) -> None:
    for code, tags in PHONE.items():
        Question.objects.filter(code=code).update(tags=tags)
    asks(quiz, rules=(drawing(quiz, 1, "words", "phone"),))
    assert codes(started(quiz, fresh)) == ["w1", "w2"]


@pytest.mark.parametrize("seed", range(5))
def test_every_objective_and_every_must_know_has_its_place(quiz: Quiz, fresh: Enrolment, seed: int) -> None:
    for n in range(6):
        quiz.question(f"o{n}", "single", bank.objective(f"about-{n}"))
    asks(quiz, fixed="o0 o1 o2 o3 o4 o5", must_know="w1 w2 w3", rules=(drawing(quiz, 1, "steps"),))
    found = codes(started(quiz, fresh, seed=seed))
    assert found[:6] == ["o0", "o1", "o2", "o3", "o4", "o5"]
    assert found[-3:] == ["w1", "w2", "w3"]
    assert len(found) == 10


def test_it_is_eight_questions_when_there_are_four_objectives(quiz: Quiz, fresh: Enrolment) -> None:
    for n in range(4):
        for objective in ("one", "two"):
            quiz.question(f"{objective}{n}", "single", bank.objective(objective))
    names = ("one", "two", "words", "steps")
    asks(quiz, rules=tuple(drawing(quiz, 2, name) for name in names))
    attempt = started(quiz, fresh)
    about = [slot.item.question_version.objective_key for slot in sheet(attempt)]
    assert sorted(about) == sorted(2 * [bank.objective(name).translation_key for name in names])


def test_an_objective_whose_questions_are_all_checks_makes_it_impossible(quiz: Quiz, fresh: Enrolment) -> None:
    for n, code in enumerate(("s1", "s2")):
        quiz.lesson.questions.create(question_key=key(code), block_id=f"b{n}")
    assert is_refused(quiz, fresh)


def test_an_objective_that_only_a_trainer_marks_makes_it_impossible(quiz: Quiz, fresh: Enrolment) -> None:
    quiz.question("essay", "written", bank.objective("telling"))
    asks(quiz, fixed="w1 w2", rules=(drawing(quiz, 1, "telling"),))
    assert is_refused(quiz, fresh)
    Question.objects.filter(code="essay").update(tags="told")
    asks(quiz, fixed="w1 w2", rules=(drawing(quiz, 1, tag="told"),))
    assert is_refused(quiz, fresh)
    asks(quiz, fixed="w1 w2 essay")
    assert is_refused(quiz, fresh)
    quiz.question("said", "single", bank.objective("telling"))
    asks(quiz, fixed="w1 w2 essay said")
    assert codes(started(quiz, fresh)) == ["said", "w1", "w2"]


def test_a_must_know_that_a_trainer_marks_makes_it_impossible(quiz: Quiz, fresh: Enrolment) -> None:
    quiz.question("essay", "written", quiz.words)
    asks(quiz, fixed="w1", must_know="essay")
    assert is_refused(quiz, fresh)


def test_a_quiz_that_asks_nothing_has_none(quiz: Quiz, fresh: Enrolment) -> None:
    asks(quiz, rules=(drawing(quiz, 2, tag="nowhere"),))
    assert is_refused(quiz, fresh)
