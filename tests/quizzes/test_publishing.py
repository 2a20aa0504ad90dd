"""What publishing a quiz writes, and what keeps it from being published."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.models import Activity, ModulePage
from lms.people.models import Organisation, User
from lms.questions.models import Question
from quizzes import publishing
from quizzes.models import DrawRule, FixedQuestion, QuizPage
from tests import factories


@pytest.fixture
def page(house: Organisation) -> QuizPage:
    """Draws three of four questions, two are needed."""
    factories.course(lessons=1)
    about = factories.objective("respect-1")
    return factories.quiz(ModulePage.objects.get(), about, count=3, spare=1, pass_mark=2)


def rules(page: QuizPage) -> dict[str, object]:
    return dict(Activity.objects.get(key=page.translation_key).versions.latest("number").body)


def test_rules_are_compiled(page: QuizPage) -> None:
    objective = factories.objective("respect-1")
    assert rules(page) == {
        "introduction": "",
        "mode": "standard",
        "pass_mark": 2,
        "draws": [{"objective": str(objective.translation_key), "count": 3}],
        "fixed": [],
    }
    assert Activity.objects.get(kind="quiz").minutes == 3


def test_unchanged_rules_add_no_version_and_changed_ones_do(page: QuizPage) -> None:
    activity = Activity.objects.get(kind="quiz")
    page.save_revision().publish()
    assert activity.versions.count() == 1
    page.pass_mark = 3
    page.save_revision().publish()
    assert [version.body["pass_mark"] for version in activity.versions.order_by("number")] == [2, 3]


def test_fixed_questions_are_named_with_the_activity(page: QuizPage) -> None:
    question = factories.question("known")
    page.fixed_questions = [FixedQuestion(question=question, is_must_know=True, locale=page.locale)]
    page.save_revision().publish()
    asked = Activity.objects.get(kind="quiz").questions.get()
    assert (asked.question_key, asked.block_id, asked.is_required) == (question.translation_key, "", True)


def test_sound_quiz_has_no_obstacles(page: QuizPage) -> None:
    assert publishing.obstacles(page) == []


def test_pass_mark_out_of_reach_is_an_obstacle(page: QuizPage) -> None:
    page.pass_mark = 4
    assert publishing.obstacles(page) == ["4 right answers are needed, but only 3 questions are asked."]


def test_quiz_asks_at_least_three_questions(page: QuizPage) -> None:
    page.draw_rules = [DrawRule(objective=factories.objective("respect-1"), count=2, locale=page.locale)]
    assert publishing.obstacles(page) == ["A quiz asks at least 3 questions. Add rules or questions."]


def test_bank_has_to_hold_what_is_drawn(page: QuizPage) -> None:
    objective = factories.objective("respect-1")
    page.draw_rules = [DrawRule(objective=objective, count=5, locale=page.locale)]
    assert publishing.obstacles(page) == [f"“{objective.text}”: 5 questions are to be drawn, the bank has 4."]


def question(code: str, **fields: str) -> Question:
    made = factories.question(code, about=factories.objective("respect-1"))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save_revision().publish()
    return made


def test_tag_and_difficulty_are_compiled(page: QuizPage) -> None:
    question("known", tags="phone")
    objective = factories.objective("respect-1")
    page.draw_rules = [
        DrawRule(objective=objective, count=3, difficulty="medium", locale=page.locale),
        DrawRule(tag=" #Phone", count=1, locale=page.locale),
    ]
    page.save_revision().publish()
    assert rules(page)["draws"] == [
        {"objective": str(objective.translation_key), "difficulty": "medium", "count": 3},
        {"tag": "phone", "count": 1},
    ]
    assert Activity.objects.get(kind="quiz").minutes == 3


def test_bank_has_to_hold_what_is_drawn_by_tag_and_difficulty(page: QuizPage) -> None:
    objective = factories.objective("respect-1")
    question("known", tags="phone", difficulty="hard")
    question("other", tags="phone, desk", difficulty="hard")
    page.draw_rules = [
        DrawRule(objective=objective, tag="phone", difficulty="easy", count=1, locale=page.locale),
        DrawRule(objective=objective, tag="desk", count=2, locale=page.locale),
        DrawRule(tag="fone", count=1, locale=page.locale),
        DrawRule(objective=objective, difficulty="hard", count=2, locale=page.locale),
    ]
    assert publishing.obstacles(page) == [
        f"“{objective.text} · phone · Easy”: 1 questions are to be drawn, the bank has 0.",
        f"“{objective.text} · desk”: 2 questions are to be drawn, the bank has 1.",
        "“fone”: 1 questions are to be drawn, the bank has 0.",
        f"“{objective.text} · Hard”: 2 questions are to be drawn, the other rules leave 1.",
    ]


def test_rules_that_draw_the_same_questions_need_enough_for_both(page: QuizPage) -> None:
    objective = factories.objective("respect-1")
    question("known", tags="phone")
    page.draw_rules = [
        DrawRule(tag="phone", count=1, locale=page.locale),
        DrawRule(objective=objective, count=4, locale=page.locale),
    ]
    assert publishing.obstacles(page) == []
    page.draw_rules.add(DrawRule(objective=objective, difficulty="medium", count=1, locale=page.locale))
    sentence = f"“{objective.text} · Medium”: 1 questions are to be drawn, the other rules leave 0."
    assert publishing.obstacles(page) == [sentence]


def test_what_is_not_marked_is_not_counted(page: QuizPage) -> None:
    objective = factories.objective("respect-1")
    factories.question("thought", about=objective, interaction={"type": "reflection", "value": {"note": ""}})
    page.draw_rules = [DrawRule(objective=objective, count=5, locale=page.locale)]
    assert publishing.obstacles(page) == [f"“{objective.text}”: 5 questions are to be drawn, the bank has 4."]


def test_rule_names_an_objective_or_a_tag(page: QuizPage) -> None:
    with pytest.raises(ValidationError) as refused:
        DrawRule(page=page, count=1, difficulty="easy", locale=page.locale).full_clean()
    assert refused.value.messages == ["Choose an objective or write a tag."]
    with pytest.raises(IntegrityError), transaction.atomic():
        DrawRule.objects.create(page=page, count=1, locale=page.locale)


def test_draft_question_is_an_obstacle(page: QuizPage) -> None:
    question = factories.question("known")
    question.unpublish()
    page.fixed_questions = [FixedQuestion(question=question, is_must_know=True, locale=page.locale)]
    assert publishing.obstacles(page) == ["The question “known” is a draft. Publish it first."]


def test_quiz_is_not_published_in_bulk_with_an_obstacle(
    page: QuizPage, ada: User, sign_in: Callable[[User], Client]
) -> None:
    page.pass_mark = 9
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = sign_in(ada).post(f"{address}?id={page.pk}&next=/cms/")
    assert response.status_code == 302
    assert rules(page)["pass_mark"] == 2
