"""Help before the first try, under /cms/tries/ahead/: by the learner's own address, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Enrolment
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import attempts, helping, introduction
from quizzes.models import Allowance, Mode
from quizzes.opening import NoMoreTries
from tests.quizzes.conftest import Quiz, sheet, wrong
from tests.quizzes.test_insights import said
from tests.quizzes.test_tries import allow_form

SignIn = Callable[[User], Client]
AHEAD = "/cms/tries/ahead/"
NOBODY = "Nobody signs in with this address. Ask the person for it again."


@pytest.fixture
def trainer(ada: User, sign_in: SignIn) -> Client:
    return sign_in(ada)


@pytest.fixture
def exam(quiz: Quiz) -> Quiz:
    """One try, half an hour."""
    quiz.change(
        mode=Mode.EXAM, exam_reason="It is the law", tries=1, minutes_limit=30,
        limit_reason="Speed is what is shown",
    )  # fmt: skip
    return quiz


def who(exam: Quiz, **fields: object) -> dict[str, object]:
    return {"email": "lena@demo.example", "quiz": str(exam.activity.pk), **fields}


def page_for(person: User, exam: Quiz) -> str:
    return reverse("try_ahead", args=[helping.link(person.email, exam.activity)])


def test_from_the_address_to_more_tries_before_the_first_one(
    trainer: Client, exam: Quiz, taken: Enrolment, ada: User
) -> None:
    assert (
        f'<option value="{exam.activity.pk}">Respect: Final quiz</option>'
        in trainer.get("/cms/tries/").content.decode()
    )
    found = trainer.post(AHEAD, who(exam, email=" Lena@Demo.example "), follow=True)
    (address, _status), words = found.redirect_chain[-1], said(found.content)
    assert "Work addresslena@demo.example" in words
    assert "QuizRespect: Final quiz" in words
    assert "Lena" not in words
    done = trainer.post(address, allow_form(reason="Dyslexia"), follow=True)
    assert "2 tries more" in said(done.content)
    row = Allowance.objects.get()
    assert (row.person, row.activity_id, row.extra_tries, row.time, row.reason, row.by) == (
        taken.person, exam.activity.pk, 2, "1.5", "Dyslexia", ada
    )  # fmt: skip
    assert Event.objects.get(act="allowed").words.words == {"reason": "Dyslexia"}


def test_the_first_try_has_the_time_and_two_more_follow(trainer: Client, exam: Quiz, taken: Enrolment) -> None:
    trainer.post(page_for(taken.person, exam), allow_form(extra_tries=2, time="2"))
    seen = introduction.of(exam.page, taken.person, language="en")
    assert (seen.left, seen.limit) == (3, 60)
    attempt = attempts.start(taken, exam.activity)
    assert attempt.deadline_at is not None
    assert round((attempt.deadline_at - attempt.started_at).total_seconds() / 60) == 60
    for number in (2, 3, 4):
        for slot in sheet(attempt):
            attempts.save(attempt, slot.number, wrong(slot), seq=0)
        attempts.submit(attempt)
        if number < 4:
            attempt = attempts.start(taken, exam.activity)
    with pytest.raises(NoMoreTries):
        attempts.start(taken, exam.activity)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "nobody@demo.example"}, NOBODY),
        ({"email": "not an address"}, NOBODY),
        ({"email": ""}, "Enter the person’s work address."),
        ({"email": "x" * 300}, "Use at most 254 characters."),
        ({"quiz": ""}, "Choose a quiz."),
        ({"quiz": "99999999-9999-4999-8999-999999999999"}, "Choose a quiz."),
        ({"quiz": "\x00"}, "Choose a quiz."),
    ],
)
def test_what_cannot_be_found(
    trainer: Client, exam: Quiz, taken: Enrolment, fields: dict[str, object], sentence: str
) -> None:
    response = trainer.post(AHEAD, who(exam, **fields))
    assert response.status_code == 422
    assert sentence in said(response.content)


def test_who_has_left_is_not_found(trainer: Client, exam: Quiz, taken: Enrolment) -> None:
    address = page_for(taken.person, exam)
    User.objects.filter(pk=taken.person_id).update(is_active=False)
    assert trainer.get(address).status_code == 404
    assert NOBODY in said(trainer.post(AHEAD, who(exam)).content)


def test_a_quiz_of_a_course_that_was_taken_back_is_not_offered(trainer: Client, exam: Quiz, taken: Enrolment) -> None:
    address = page_for(taken.person, exam)
    exam.page.get_parent().get_parent().specific.unpublish()
    assert trainer.get(address).status_code == 404
    assert "Choose a quiz." in said(trainer.post(AHEAD, who(exam)).content)


@pytest.mark.parametrize("token", ["nothing", "eyJwZXJzb24iOjF9:abc:def"])
def test_a_token_that_is_not_ours_leads_nowhere(trainer: Client, exam: Quiz, token: str) -> None:
    assert trainer.get(f"{AHEAD}{token}/").status_code == 404


def test_half_a_day_later_the_page_is_gone(trainer: Client, exam: Quiz, taken: Enrolment, time_machine: Any) -> None:
    address = page_for(taken.person, exam)
    assert trainer.get(address).status_code == 200
    time_machine.move_to(timezone.now() + helping.LINK_LASTS + timedelta(seconds=5))
    assert trainer.get(address).status_code == 404


def test_nobody_allows_themselves_more_and_nothing_is_lost(trainer: Client, exam: Quiz, ada: User) -> None:
    response = trainer.post(page_for(ada, exam), allow_form(reason="For me"))
    assert response.status_code == 422
    assert "Nobody allows themselves more. Ask another trainer." in said(response.content)
    assert 'value="For me"' in response.content.decode()
    assert not Allowance.objects.exists()


def test_the_same_press_twice_allows_once(trainer: Client, exam: Quiz, taken: Enrolment) -> None:
    address = page_for(taken.person, exam)
    assert [trainer.post(address, allow_form()).status_code for _ in range(2)] == [302, 302]
    assert Allowance.objects.count() == 1


@pytest.mark.parametrize("name", ["lena", "max", "otto"])
def test_it_is_not_there_for_anybody_else(
    request: Any, name: str, exam: Quiz, taken: Enrolment, sign_in: SignIn
) -> None:
    client, address = sign_in(request.getfixturevalue(name)), page_for(taken.person, exam)
    answers = [client.post(AHEAD, who(exam)), client.get(address), client.post(address, allow_form())]
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert not Allowance.objects.exists()
