"""Help with a try, under /cms/tries/: times and rules for a trainer who was told the receipt, never an answer (D28)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Enrolment
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import allowing, attempts, deadlines
from quizzes.models import Allowance, Attempt, MoreTime
from tests.quizzes.conftest import Quiz, right, sheet
from tests.quizzes.test_insights import said
from tests.races import at_once, errors

SignIn = Callable[[User], Client]
TRIES = "/cms/tries/"
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def running(quiz: Quiz, taken: Enrolment) -> Attempt:
    """Lena's first try, with half an hour and one answer."""
    quiz.change(minutes_limit=30, limit_reason="Speed is what is shown")
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    attempts.save(attempt, slot.number, right(slot))
    return attempt


@pytest.fixture
def trainer(ada: User, sign_in: SignIn) -> Client:
    return sign_in(ada)


def time_form(attempt: Attempt, **fields: object) -> dict[str, object]:
    seen = attempt.deadline_at.isoformat() if attempt.deadline_at else ""
    return {"minutes": 15, "reason": "The alarm rang", "seen": seen, **fields}


def allow_form(**fields: object) -> dict[str, object]:
    return {"extra_tries": 2, "time": "1.5", "reason": "The alarm rang", "seen": 0, **fields}


def time_of(attempt: Attempt) -> str:
    return reverse("try_time", args=[attempt.pk])


def allow_at(attempt: Attempt) -> str:
    return reverse("try_allow", args=[attempt.pk])


def shown(client: Client, attempt: Attempt) -> str:
    return said(client.get(TRIES, {"receipt": attempt.pk}).content)


@pytest.mark.parametrize("who", ["lena", "max", "otto"])
def test_it_is_not_there_for_anybody_else(request: Any, who: str, running: Attempt, sign_in: SignIn) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert [client.get(TRIES, query).status_code for query in ({}, {"receipt": running.pk})] == [404, 404]
    posts = [client.post(time_of(running), time_form(running)), client.post(allow_at(running), allow_form())]
    assert [one.status_code for one in posts] == [404, 404]
    assert (MoreTime.objects.count(), Allowance.objects.count()) == (0, 0)


def test_nobody_but_trainers_finds_a_try_that_is_not_theirs(running: Attempt, max: User, ada: User, rosa: User) -> None:
    assert [Attempt.objects.for_help(one).count() for one in (max, ada, rosa)] == [0, 1, 1]


@pytest.mark.parametrize("receipt", ["999999", "many", "", "-1", "9" * 40, EVIL, "\u00b2"])
def test_an_unknown_number_gets_a_sentence(trainer: Client, running: Attempt, receipt: str) -> None:
    response = trainer.get(TRIES, {"receipt": receipt})
    assert response.status_code == 404
    assert "No try has this number. Ask the learner for the number again" in said(response.content)
    assert EVIL not in response.content.decode()


def test_times_and_numbers_but_no_answer_and_no_name(trainer: Client, running: Attempt) -> None:
    words = shown(trainer, running)
    for part in ("QuizRespect: Final quiz", "Try1", "Handed inNot yet", "Question 1, save 1"):
        assert part in words
    html = trainer.get(TRIES, {"receipt": running.pk}).content.decode()
    slot = sheet(running)[0]
    assert [word in html for word in (slot.in_words, slot.asked.stem, "Lena")] == [False] * 3


def test_administrators_read_the_name(rosa: User, sign_in: SignIn, running: Attempt) -> None:
    assert "PersonLena Hoffmann" in shown(sign_in(rosa), running)


def test_a_try_that_is_over_says_how_it_ended_and_gets_no_more_time(trainer: Client, running: Attempt) -> None:
    attempts.submit(running)
    words = shown(trainer, running)
    assert "by the learner" in words
    assert "More time now" not in words
    assert [word in words.lower() for word in ("passed", "right", "points")] == [False] * 3
    response = trainer.post(time_of(running), time_form(running))
    assert response.status_code == 422
    assert "This try is over, so its time cannot change any more." in said(response.content)
    assert not MoreTime.objects.exists()


def test_a_try_that_the_time_limit_handed_in(trainer: Client, running: Attempt) -> None:
    Attempt.objects.filter(pk=running.pk).update(deadline_at=running.started_at)
    assert "The time has run out. What was saved counts." in shown(trainer, running)
    running.refresh_from_db()
    attempts.submit(running, now=running.started_at + deadlines.GRACE * 2)
    assert "by the time limit" in shown(trainer, running)


def test_more_time_now_with_a_reason(trainer: Client, ada: User, running: Attempt) -> None:
    before = running.deadline_at
    response = trainer.post(time_of(running), time_form(running, reason=EVIL), follow=True)
    assert response.redirect_chain == [(f"{TRIES}?receipt={running.pk}", 302)]
    html = response.content.decode()
    assert "15 minutes more in this try" in said(response.content)
    assert (EVIL in html, "&lt;script&gt;alert(1)&lt;/script&gt;" in html, "Ada Sokolova" in html) == (
        False,
        True,
        True,
    )
    running.refresh_from_db()
    assert before is not None and running.deadline_at is not None
    assert (running.deadline_at - before).total_seconds() == 15 * 60
    assert Event.objects.get(act="attempt_extended").actor_id == ada.pk


def test_the_same_press_twice_adds_time_once(trainer: Client, running: Attempt) -> None:
    form = time_form(running)
    statuses = [trainer.post(time_of(running), form).status_code for _press in range(2)]
    assert (statuses, MoreTime.objects.count()) == ([302, 302], 1)


def test_who_did_not_know_of_newer_time_looks_again(trainer: Client, rosa: User, running: Attempt) -> None:
    form = time_form(running)
    deadlines.extend(running, 30, by=rosa, reason="Was ill")
    response = trainer.post(time_of(running), form)
    assert response.status_code == 422
    assert "The time of this try has changed meanwhile. Look at it again." in said(response.content)
    assert MoreTime.objects.count() == 1
    running.refresh_from_db()
    assert f'name="seen" value="{running.deadline_at.isoformat()}"' in response.content.decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " "}, "Say why this person gets more time."),
        ({"minutes": 0}, "Give between 1 minute and 24 hours."),
        ({"minutes": 1441}, "Give between 1 minute and 24 hours."),
        ({"minutes": ""}, "Give between 1 minute and 24 hours."),
        ({"minutes": "soon"}, "Enter a whole number."),
        ({"reason": "x" * 401}, "Use at most 400 characters."),
    ],
)
def test_time_that_cannot_be_given(trainer: Client, running: Attempt, fields: dict[str, object], sentence: str) -> None:
    response = trainer.post(time_of(running), time_form(running, **fields))
    assert response.status_code == 422
    assert sentence in said(response.content)
    assert not MoreTime.objects.exists()


def test_what_the_learner_took_does_not_name_them(trainer: Client, running: Attempt) -> None:
    deadlines.take_more(running)
    html = trainer.get(TRIES, {"receipt": running.pk}).content.decode()
    assert "5 minutes more in this try The learner" in said(html.encode())
    assert "Lena" not in html


def test_more_tries_and_time_at_this_quiz(trainer: Client, ada: User, running: Attempt) -> None:
    response = trainer.post(allow_at(running), allow_form(reason=EVIL), follow=True)
    assert response.redirect_chain == [(f"{TRIES}?receipt={running.pk}", 302)]
    words = said(response.content)
    assert "2 tries more · Half as much again Ada Sokolova" in words
    assert EVIL not in response.content.decode()
    row = Allowance.objects.get()
    assert (row.person_id, row.activity_id, row.by_id) == (running.enrolment.person_id, running.activity_id, ada.pk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Say why."),
        ({"extra_tries": 0, "time": ""}, "Choose more tries, more time, or both."),
        ({"extra_tries": 11}, "Give at most 10 more tries at once."),
        ({"extra_tries": -1}, "Give at most 10 more tries at once."),
        ({"time": "7"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_allowed(trainer: Client, running: Attempt, fields: dict[str, object], sentence: str) -> None:
    response = trainer.post(allow_at(running), allow_form(**fields))
    assert response.status_code == 422
    assert sentence in said(response.content)
    assert not Allowance.objects.exists()


def test_the_same_press_twice_allows_once(trainer: Client, running: Attempt) -> None:
    statuses = [trainer.post(allow_at(running), allow_form()).status_code for _press in range(2)]
    assert (statuses, Allowance.objects.count()) == ([302, 302], 1)
    assert trainer.post(allow_at(running), allow_form(seen=1)).status_code == 302
    assert Allowance.objects.count() == 2, "the page was opened again, so it is meant"


def test_who_did_not_know_of_an_allowance_looks_again(trainer: Client, rosa: User, running: Attempt) -> None:
    allowing.allow(running.enrolment.person, running.activity, by=rosa, reason="Was ill", extra_tries=1)
    response = trainer.post(allow_at(running), allow_form())
    assert response.status_code == 422
    assert "More was allowed meanwhile. Look at the list again." in said(response.content)
    assert [trainer.post(allow_at(running), allow_form(seen=5)).status_code, Allowance.objects.count()] == [422, 1]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_presses_at_once_count_once(running: Attempt, ada: User) -> None:
    person, activity, seen = running.enrolment.person, running.activity, running.deadline_at
    more = partial(deadlines.extend, running, 15, by=ada, reason="The alarm rang", seen=seen)
    allow = partial(allowing.allow, person, activity, by=ada, reason="The alarm rang", extra_tries=1, seen=0)
    assert errors(at_once([more, allow] * 5)) == []
    assert (MoreTime.objects.count(), Allowance.objects.count()) == (1, 1)
