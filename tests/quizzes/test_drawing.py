"""Which questions are on a paper."""

from random import Random
from uuid import UUID

import pytest

from courses.models import Enrolment
from lms.questions import versions
from lms.questions.models import Question
from quizzes import attempts, drawing, rules
from quizzes.drawing import Drawn, NotEnoughQuestions
from quizzes.rules import Draw, Fixed, Rules
from tests.lms.questions import bank
from tests.quizzes.conftest import Quiz


def the_rules(quiz: Quiz) -> Rules:
    version = rules.newest(quiz.activity)
    assert version is not None
    return rules.of(version)


def keys(paper: list[Drawn]) -> list[UUID]:
    return [one.version.question_key for one in paper]


def bank_of(quiz: Quiz, code: str) -> set[UUID]:
    pool = versions.draw_pool([getattr(quiz, code).translation_key])
    return set(pool[getattr(quiz, code).translation_key])


def test_the_page_is_compiled_into_its_rules(quiz: Quiz) -> None:
    assert the_rules(quiz) == Rules(
        mode="standard",
        needed=3,
        fixed=(Fixed(quiz.must_know, is_must_know=True),),
        draws=(Draw(quiz.words.translation_key, 2), Draw(quiz.steps.translation_key, 1)),
    )


@pytest.mark.parametrize("seed", range(12))
def test_draw_takes_the_fixed_ones_and_so_many_of_each_objective(quiz: Quiz, seed: int) -> None:
    paper = drawing.draw(the_rules(quiz), shuffle=Random(seed))
    drawn = [one for one in paper if not one.is_must_know]
    objectives = sorted(str(one.version.objective_key) for one in drawn)
    words, steps = str(quiz.words.translation_key), str(quiz.steps.translation_key)
    assert objectives == sorted([words, words, steps])
    assert [one.version.question_key for one in paper if one.is_must_know] == [quiz.must_know]
    assert len(set(keys(paper))) == 4


def test_draw_gives_every_question_its_turn(quiz: Quiz) -> None:
    drawn = {key for seed in range(60) for key in keys(drawing.draw(the_rules(quiz), shuffle=Random(seed)))}
    assert drawn == bank_of(quiz, "words") | bank_of(quiz, "steps")


def test_draw_shuffles_which_question_comes_first(quiz: Quiz) -> None:
    firsts = {keys(drawing.draw(the_rules(quiz), shuffle=Random(seed)))[0] for seed in range(40)}
    assert quiz.must_know in firsts
    assert len(firsts) > 3


def test_draw_prefers_what_was_never_seen_then_what_was_seen_longest_ago(quiz: Quiz) -> None:
    words = sorted(bank_of(quiz, "words") - {quiz.must_know})
    seen = {words[0]: 2, words[1]: 2, words[2]: 1, words[3]: 1}
    rule = Rules("standard", 1, (), (Draw(quiz.words.translation_key, 3),))
    for seed in range(10):
        paper = keys(drawing.draw(rule, seen=seen, exclude={quiz.must_know}, shuffle=Random(seed)))
        assert set(paper) == {words[4], words[2], words[3]}


def test_draw_leaves_out_what_it_is_told_to(quiz: Quiz) -> None:
    words = sorted(bank_of(quiz, "words") - {quiz.must_know})
    paper = keys(drawing.draw(the_rules(quiz), exclude=words[:3], shuffle=Random(1)))
    assert set(words[3:]) < set(paper)


def test_draw_never_takes_a_check_of_the_course(quiz: Quiz, taken: Enrolment) -> None:
    check = sorted(bank_of(quiz, "steps"))[0]
    quiz.lesson.questions.create(question_key=check, block_id="b1")
    paper = attempts.start(taken, quiz.activity).items.values_list("question_version__question_key", flat=True)
    assert check not in paper


def test_draw_from_a_small_bank_makes_a_shorter_paper(quiz: Quiz) -> None:
    rule = Rules("standard", 3, (), (Draw(quiz.steps.translation_key, 9), Draw(quiz.words.translation_key, 1)))
    assert len(drawing.draw(rule, shuffle=Random(1))) == 3


def test_draw_refuses_a_paper_on_which_nobody_could_pass(quiz: Quiz) -> None:
    rule = Rules("standard", 3, (), (Draw(quiz.steps.translation_key, 9),))
    with pytest.raises(NotEnoughQuestions):
        drawing.draw(rule, shuffle=Random(1))


def test_draw_refuses_a_paper_without_its_must_know(quiz: Quiz) -> None:
    unpublished = bank.question("draft", objective=quiz.words).translation_key
    rule = Rules("standard", 1, (Fixed(unpublished, is_must_know=True),), (Draw(quiz.words.translation_key, 2),))
    with pytest.raises(NotEnoughQuestions):
        drawing.draw(rule, shuffle=Random(1))


def test_draw_takes_a_question_once_whatever_the_rules_say(quiz: Quiz) -> None:
    words = Draw(quiz.words.translation_key, 2)
    rule = Rules("standard", 1, (Fixed(quiz.must_know, True), Fixed(quiz.must_know, True)), (words, words, words))
    paper = keys(drawing.draw(rule, shuffle=Random(1)))
    assert sorted(paper) == sorted(bank_of(quiz, "words"))


def test_draw_never_takes_what_is_not_marked(quiz: Quiz) -> None:
    thought = quiz.question("thought", "reflection", quiz.steps)
    rule = Rules("standard", 1, (Fixed(thought, False),), (Draw(quiz.steps.translation_key, 9),))
    assert thought not in keys(drawing.draw(rule, shuffle=Random(1)))


def test_draw_leaves_out_what_was_unpublished(quiz: Quiz) -> None:
    gone = sorted(bank_of(quiz, "words") - {quiz.must_know})[:3]
    for question in Question.objects.filter(translation_key__in=gone):
        question.unpublish()
    for seed in range(5):
        assert set(keys(drawing.draw(the_rules(quiz), shuffle=Random(seed)))) & set(gone) == set()


def test_a_paper_keeps_its_versions_when_questions_are_changed(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    before = list(attempt.items.values_list("slot", "question_version", "option_order"))
    for question in Question.objects.all():
        question.explanation = "Another reason."
        bank.publish(question)
    quiz.change(pass_mark=2)
    again = attempts.start(taken, quiz.activity)
    assert list(again.items.values_list("slot", "question_version", "option_order")) == before
    assert again.needed == 3
