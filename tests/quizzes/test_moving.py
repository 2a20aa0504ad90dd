"""Steps that the server moves up and down, for pages without JavaScript: in a quiz, a refresher, a lesson."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses import enrolment
from courses.models import CheckResponse, Enrolment
from lms.people.models import Organisation, User
from lms.questions.models import Question
from quizzes import attempts, papers, refreshed, refreshers
from quizzes.models import FixedQuestion, Mode, RefresherReview, Response
from tests import factories
from tests.lms.questions import bank
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong
from tests.quizzes.test_refreshers import passed

SignIn = Callable[[User], Client]


def fields(slot: papers.Slot | refreshed.Slot) -> dict[str, str]:
    """What the form says before a place is chosen, in the order of the page."""
    return {step["field"]: "" for step in slot.asked.view["steps"]}


def shown(page: str) -> list[tuple[str, str]]:
    """The fields as they stand on the page, each with the place that is chosen."""
    return [
        (name, "".join(re.findall(r'value="(\d)" selected', options)))
        for name, options in re.findall(r'<select class="input" name="(item-\w+)"(.*?)</select>', page, re.DOTALL)
    ]


def holds_focus(page: str) -> list[str]:
    """The step or the button that the page puts the focus on."""
    return re.findall(r'<(?:select|button) [^>]*?"(item-\w+|(?:up|down):\w+)"[^>]* autofocus', page)


@pytest.fixture
def ordered(quiz: Quiz, taken: Enrolment) -> papers.Slot:
    """The question that asks for an order, in an attempt of its own."""
    return started(quiz, taken)


def started(quiz: Quiz, taken: Enrolment, **fields: str) -> papers.Slot:
    asked = Question.objects.get(code="s1")
    quiz.page.draw_rules = []
    quiz.page.fixed_questions = [FixedQuestion(question=asked, locale=quiz.page.locale)]
    quiz.change(pass_mark=1, **fields)
    return sheet(attempts.start(taken, quiz.activity))[0]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_step_moves_and_nothing_is_saved(
    ordered: papers.Slot, taken: Enrolment, sign_in: SignIn, headers: dict[str, str]
) -> None:
    first, second, third, fourth = fields(ordered)
    move = f"down:{second.removeprefix('item-')}"
    url = f"/attempts/{ordered.item.attempt_id}/q/1/"

    answer = sign_in(taken.person).post(url, {"seq": 0, **fields(ordered), "move": move}, headers=headers)

    page = answer.content.decode()
    assert (answer.status_code, Response.objects.count()) == (200, 0)
    assert shown(page) == [(first, "1"), (third, "2"), (second, "3"), (fourth, "4")]
    assert holds_focus(page) == [move]
    assert "There is a problem" not in page


def test_the_page_keeps_to_the_answer_that_it_had_seen(ordered: papers.Slot, taken: Enrolment, sign_in: SignIn) -> None:
    """Another window has saved meanwhile: who moves a step here is told so when it is saved, not overrun."""
    client, url = sign_in(taken.person), f"/attempts/{ordered.item.attempt_id}/q/1/"
    attempts.save(ordered.item.attempt, 1, right(ordered))
    moved = client.post(url, {"seq": 0, **form(ordered, wrong(ordered)), "move": f"up:{wrong(ordered)[1]}"})
    assert b'name="seq" value="0"' in moved.content
    assert client.post(url, {**form(ordered, wrong(ordered)), "seq": 0}).status_code == 409


def test_a_move_is_no_answer_in_practice(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    slot = started(quiz, taken, mode=Mode.PRACTICE)
    move = {"seq": 0, **form(slot, wrong(slot)), "move": f"down:{wrong(slot)[2]}"}
    answer = sign_in(taken.person).post(f"/attempts/{slot.item.attempt_id}/q/1/", move)
    assert (answer.status_code, Response.objects.count()) == (200, 0)
    assert holds_focus(answer.content.decode()) == [f"item-{wrong(slot)[2]}"]


def test_a_move_that_was_never_on_the_page_is_refused(ordered: papers.Slot, taken: Enrolment, sign_in: SignIn) -> None:
    client, url = sign_in(taken.person), f"/attempts/{ordered.item.attempt_id}/q/1/"
    for move in ("up:else", "left", f"up:{right(ordered)[0]}"):
        answer = client.post(url, {"seq": 0, "move": move})
        assert (answer.status_code, shown(answer.content.decode())) == (422, list(fields(ordered).items()))


def test_a_step_moves_in_a_refresher(quiz: Quiz, lena: User, sign_in: SignIn) -> None:
    Question.objects.get(code="s2").unpublish()
    session = refreshers.start(passed(quiz.course, lena, now=timezone.now() - timedelta(days=10)).person)
    slots = [refreshed.slot(session, number, language="en") for number in (1, 2)]
    [slot] = [one for one in slots if one and one.asked.kind == "order"]
    first, second, *others = fields(slot)
    move = {**fields(slot), "sure": "guess", "move": f"up:{second.removeprefix('item-')}"}

    answer = sign_in(lena).post(f"/refresher/{session.pk}/q/{slot.number}/", move)

    page = answer.content.decode()
    assert (answer.status_code, RefresherReview.objects.count()) == (200, 0)
    assert [name for name, _place in shown(page)] == [second, first, *others]
    assert holds_focus(page) == [second]
    assert 'value="guess" checked' in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_step_moves_in_a_check_of_a_lesson(
    house: Organisation, lena: User, sign_in: SignIn, headers: dict[str, str]
) -> None:
    asked = bank.question("check", "order", objective=bank.objective("steps"))
    asked.save_revision().publish()
    course = factories.course(lessons=1, bodies=[[factories.check_block(asked, block_id="c1")]])
    lesson = enrolment.enrol(lena, course, language="en").course.activities.get()
    client = sign_in(lena)
    before = shown(client.get("/en/courses/respect/basics/lesson-1/").content.decode())[:4]
    last, above = before[3][0], before[2][0]

    answer = client.post(
        f"/checks/{lesson.pk}/c1/", {**dict(before), "move": f"up:{last.removeprefix('item-')}"}, headers=headers
    )

    page = answer.content.decode()
    assert (answer.status_code, CheckResponse.objects.count()) == (200, 0)
    assert shown(page)[:4] == [(before[0][0], "1"), (before[1][0], "2"), (last, "3"), (above, "4")]
    assert "Error:" not in page
