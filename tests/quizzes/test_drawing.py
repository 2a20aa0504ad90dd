"""Which questions are on a paper."""

from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Enrolment
from lms.people.models import Organisation
from lms.questions import versions
from lms.questions.models import Question
from lms.questions.versions import Drawable
from quizzes import attempts, drawing, rules
from quizzes.drawing import Drawn, NotEnoughQuestions
from quizzes.rules import Draw, Fixed, Rules
from quizzes.seating import Seating
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


@dataclass(frozen=True)
class Tagged:
    """Questions of two objectives by what rules ask for: a letter for the objective, then tags and difficulty."""

    keys: dict[str, UUID]

    def names(self, paper: list[Drawn]) -> list[str]:
        names = {key: name for name, key in self.keys.items()}
        return sorted(names[one.version.question_key] for one in paper)

    def carried(self, *names: str) -> dict[UUID, Drawn]:
        """Right answers of the last try."""
        current = versions.current([self.keys[name] for name in names])
        return {key: Drawn(one, [], is_must_know=False, carried="x") for key, one in current.items()}

    def seen(self, **tries: int) -> dict[UUID, int]:
        return {self.keys[name]: number for name, number in tries.items()}


@pytest.fixture
def tagged(house: Organisation) -> Tagged:
    """Objective a: a1 and a2 with "phone", a3 hard, a4 plain. Objective b: b1 and b2 with "phone", b3 hard."""
    keys = {}
    for name, tags, difficulty in [
        ("a1", "phone", "easy"), ("a2", "phone, desk", "hard"), ("a3", "", "hard"), ("a4", "headphone", "easy"),
        ("b1", "phone", "easy"), ("b2", "phone", "medium"), ("b3", "", "hard"),
    ]:  # fmt: skip
        made = bank.question(name, objective=bank.objective(name[0]), tags=tags, difficulty=difficulty)
        bank.publish(made)
        keys[name] = made.translation_key
    return Tagged(keys)


def about(code: str) -> UUID:
    return bank.objective(code).translation_key


def drawn_by(tagged: Tagged, *draws: Draw, seeds: int = 25, **history: Any) -> set[tuple[str, ...]]:
    """Every paper that comes out."""
    rule = Rules("standard", 1, (), draws)
    return {tuple(tagged.names(drawing.draw(rule, shuffle=Random(seed), **history))) for seed in range(seeds)}


def test_a_rule_draws_by_objective_tag_and_difficulty(tagged: Tagged) -> None:
    assert drawn_by(tagged, Draw(about("a"), 9)) == {("a1", "a2", "a3", "a4")}
    assert drawn_by(tagged, Draw(about("a"), 9, "phone")) == {("a1", "a2")}
    assert drawn_by(tagged, Draw(about("a"), 9, "", "hard")) == {("a2", "a3")}
    assert drawn_by(tagged, Draw(about("a"), 9, "phone", "easy")) == {("a1",)}
    assert drawn_by(tagged, Draw(None, 9, "phone")) == {("a1", "a2", "b1", "b2")}
    assert drawn_by(tagged, Draw(None, 9, "desk, phone")) == {("a2",)}
    assert drawn_by(tagged, Draw(None, 9, "phone", "easy")) == {("a1", "b1")}


def test_a_rule_leaves_what_only_a_narrower_one_can_draw(tagged: Tagged) -> None:
    papers = drawn_by(tagged, Draw(about("a"), 2), Draw(about("a"), 2, "phone"))
    assert papers == {("a1", "a2", "a3", "a4")}


def test_rules_that_overlap_never_count_one_question_twice(tagged: Tagged) -> None:
    papers = drawn_by(tagged, Draw(None, 3, "phone"), Draw(about("a"), 2), Draw(None, 1, "desk"))
    assert {len(set(paper)) for paper in papers} == {6}
    assert all("a2" in paper for paper in papers)


def test_right_answers_are_carried_for_one_rule_each(tagged: Tagged) -> None:
    draws = (Draw(about("a"), 1, "phone"), Draw(about("a"), 1))
    papers = drawn_by(tagged, *draws, carried=tagged.carried("a1"), seen=tagged.seen(a1=1, a3=1))
    assert papers == {("a1", "a2"), ("a1", "a4")}
    papers = drawn_by(tagged, *draws, carried=tagged.carried("a1", "a2"), seen=tagged.seen(a1=1, a2=1))
    assert papers == {("a1", "a2")}


def test_what_was_missed_gets_a_question_that_the_rule_can_draw(tagged: Tagged) -> None:
    draws = (Draw(about("a"), 1, "phone"), Draw(about("a"), 1, "", "hard"))
    papers = drawn_by(tagged, *draws, carried=tagged.carried("a3"), seen=tagged.seen(a1=1, a3=1))
    assert papers == {("a2", "a3")}


def test_what_was_missed_under_a_tag_gets_another_question_of_its_objective(tagged: Tagged) -> None:
    history = {"carried": tagged.carried("a1"), "seen": tagged.seen(a1=1, b1=1)}
    assert drawn_by(tagged, Draw(None, 2, "phone"), **history) == {("a1", "b2")}


def test_a_right_answer_is_carried_when_its_question_is_drawn_no_more(tagged: Tagged) -> None:
    Question.objects.get(code="a1").unpublish()
    history = {"carried": tagged.carried("a1"), "seen": tagged.seen(a1=1, b1=1)}
    assert drawn_by(tagged, Draw(None, 2, "phone"), **history) == {("a1", "b2")}
    assert drawn_by(tagged, Draw(about("a"), 1), **history) == {("a1",)}


def test_a_right_answer_is_not_carried_when_no_rule_asks_for_it(tagged: Tagged) -> None:
    history = {"carried": tagged.carried("a3"), "seen": tagged.seen(a3=1)}
    assert drawn_by(tagged, Draw(about("a"), 1, "phone"), **history) == {("a1",), ("a2",)}


def test_the_first_language_decides_tags_and_difficulty(tagged: Tagged) -> None:
    original = Question.objects.get(code="a1")
    german = bank.question("a1", language="de", translation_key=original.translation_key, tags="desk",
                           difficulty="hard", objective=bank.objective("a", language="de"))  # fmt: skip
    bank.publish(german)
    assert drawn_by(tagged, Draw(about("a"), 9, "", "easy")) == {("a1", "a4")}
    assert drawn_by(tagged, Draw(None, 9, "desk")) == {("a2",)}


def test_rules_compiled_before_there_were_tags_still_count(quiz: Quiz) -> None:
    version = rules.newest(quiz.activity)
    assert version is not None
    version.body["draws"] = [{"objective": str(quiz.words.translation_key), "count": 2}]
    assert rules.of(version).draws == (Draw(quiz.words.translation_key, 2, "", ""),)
    assert {len(one) for one in version.body["draws"]} == {2}


@given(
    data=st.data(),
    counts=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    size=st.integers(1, 8),
)
def test_seating_fills_as_many_places_as_can_be_filled(data: st.DataObject, counts: list[int], size: int) -> None:
    """Checked against trying out every way."""
    subsets = st.frozensets(st.sampled_from([f"t{number}" for number in range(len(counts))]))
    questions = [Drawable(UUID(int=n), UUID(int=0), data.draw(subsets), "easy") for n in range(size)]
    seating = Seating([Draw(None, count, f"t{number}") for number, count in enumerate(counts)])
    taken = [one for one in questions if seating.take(one)]
    seated = [one for there in seating.seated for one in there]
    assert sorted(one.key for one in seated) == sorted(one.key for one in taken)
    assert all(f"t{number}" in one.tags for number, there in enumerate(seating.seated) for one in there)
    assert all(len(there) <= count for there, count in zip(seating.seated, counts, strict=True))
    assert len(taken) == most_seats(questions, tuple(counts))


def most_seats(questions: list[Drawable], left: tuple[int, ...]) -> int:
    if not questions:
        return 0
    first, *rest = questions
    ways = [most_seats(rest, left)]
    for number, count in enumerate(left):
        if count and f"t{number}" in first.tags:
            ways.append(1 + most_seats(rest, (*left[:number], count - 1, *left[number + 1 :])))
    return max(ways)
