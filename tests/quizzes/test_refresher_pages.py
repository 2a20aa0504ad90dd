"""Refreshers over HTTP: the card on home, pages with and without htmx, what a page may know before answering."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from courses.models import Course, Enrolment
from lms.people.models import User
from quizzes import refreshed, refreshers
from quizzes.models import RefresherChoice, RefresherReview, RefresherSession, RefresherState
from tests.quizzes.conftest import Quiz
from tests.quizzes.test_refreshers import passed, play, post

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def done(quiz: Quiz, lena: User) -> Enrolment:
    """The course was passed ten days ago: today a refresher is offered."""
    return passed(quiz.course, lena, now=timezone.now() - timedelta(days=10))


@pytest.fixture
def client(done: Enrolment, sign_in: SignIn) -> Client:
    return sign_in(done.person)


@pytest.fixture
def session(done: Enrolment) -> RefresherSession:
    return refreshers.start(done.person)


def q(session: RefresherSession, number: int) -> str:
    return f"/refresher/{session.pk}/q/{number}/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


# --- The way through ---------------------------------------------------------------------------------------------


def test_a_refresher_is_played_without_javascript(client: Client) -> None:
    assert "2 questions from 1 course. Guessing is fine." in text(client, "/home/")
    assert "2 questions from 1 course. Guessing is fine." in text(client, "/refresher/")
    started = client.post("/refresher/start/")
    session = RefresherSession.objects.get()
    assert (started.status_code, started.headers["Location"]) == (303, q(session, 1))
    for number, is_right in ((1, True), (2, False)):
        assert "How sure are you?" in text(client, q(session, number))
        answer = client.post(q(session, number), {**post(session, number, is_right=is_right), "sure": "certain"})
        assert (answer.status_code, answer.headers["Location"]) == (303, q(session, number))
        page = text(client, q(session, number))
        onward = q(session, 2) if number == 1 else f"/refresher/{session.pk}/done/"
        assert (f'href="{onward}"' in page, "How sure" in page, "Many people are sure" in page) == (
            True, False, not is_right,
        )  # fmt: skip
    end = text(client, f"/refresher/{session.pk}/done/")
    missed = RefresherReview.objects.get(is_right=False)
    about = refreshed.outcome(session, session.person, language="en").missed[0].text
    assert ("<h1>1 of 2</h1>" in end, about.capitalize() in end, missed.confidence) == (True, True, "certain")
    nothing = text(client, "/refresher/")
    assert ("Nothing to refresh" in nothing, "Next: " in nothing, ">Start<" in nothing) == (True, True, False)
    assert "Two-minute refresher" not in text(client, "/home/")
    assert "Next: a refresher on" in text(client, "/home/")


def test_with_htmx_the_reasons_come_in_the_place_of_the_question(client: Client, session: RefresherSession) -> None:
    answer = client.post(q(session, 1), {**post(session, 1), "sure": "guess"}, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, page.count("autofocus"), "<html" in page) == (200, 1, False)
    assert page.lstrip().startswith("<title>Question 1 of 2")
    assert "Here is the reason, so that next time you are sure" in page


def test_nothing_of_the_right_answer_is_on_the_page_before_answering(client: Client, session: RefresherSession) -> None:
    for number in (1, 2):
        slot = refreshed.slot(session, number, language="en")
        assert slot is not None
        page = client.get(q(session, number)).content.decode()
        review = slot.asked.review(slot.asked.example(is_right=True))
        assert (review.explanation in page, "Better answer" in page, "is_right" in page) == (False, False, False)


def test_an_empty_form_says_what_to_do_and_keeps_how_sure(client: Client, session: RefresherSession) -> None:
    for headers in ({}, HTMX):
        answer = client.post(q(session, 1), {"sure": "fair"}, headers=headers)
        page = answer.content.decode()
        assert (answer.status_code, "There is a problem" in page) == (422, True)
        assert 'value="fair" checked' in page
    strange = client.post(q(session, 1), {**post(session, 1), "sure": "very"})
    assert (strange.status_code, "one of the three choices" in strange.content.decode()) == (422, True)
    assert RefresherReview.objects.count() == 0


def test_a_second_window_meets_the_first_answer(client: Client, session: RefresherSession) -> None:
    client.post(q(session, 1), post(session, 1, is_right=False))
    client.post(q(session, 1), post(session, 1))
    assert RefresherReview.objects.get().is_right is False


def test_stopped_halfway_goes_on_and_is_drawn_anew_after_three_days(client: Client, session: RefresherSession) -> None:
    client.post(q(session, 1), post(session, 1))
    assert "You stopped halfway" in text(client, "/home/")
    assert "You stopped halfway" in text(client, "/refresher/")
    assert client.post("/refresher/start/").headers["Location"] == q(session, 2)
    assert client.get(f"/refresher/{session.pk}/done/").headers["Location"] == q(session, 2)
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert "stopped halfway" not in text(client, "/refresher/")
        client.post("/refresher/start/")
        assert client.get(q(session, 2)).headers["Location"] == "/refresher/"
        late = client.post(q(session, 2), post(session, 2))
    assert (late.headers["Location"], RefresherReview.objects.count()) == ("/refresher/", 1)


def test_nothing_to_start_is_said_in_a_sentence(max: User, sign_in: SignIn) -> None:
    refused = sign_in(max).post("/refresher/start/")
    assert (refused.status_code, "three days after you pass" in refused.content.decode()) == (409, True)


# --- Home, stopping, links ---------------------------------------------------------------------------------------


def test_not_now_takes_the_card_away_for_a_week(client: Client) -> None:
    answer = client.post("/home/refresher/not-now/", headers=HTMX)
    assert ("refresher" in answer.content.decode().lower(), answer.status_code) == (False, 200)
    assert 'id="refresher"' not in text(client, "/home/")
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert 'id="refresher"' in text(client, "/home/")
        plain = client.post("/home/refresher/not-now/")
    assert (plain.headers["Location"], [str(m) for m in get_messages(plain.wsgi_request)]) == (
        "/home/", ["All right. We ask again in 7 days."],
    )  # fmt: skip


def test_stop_and_start_again(client: Client) -> None:
    assert client.post("/refresher/stop/").headers["Location"] == "/refresher/"
    page = text(client, "/refresher/")
    assert ("You take no refreshers" in page, "/refresher/start/" in page) == (True, False)
    assert 'id="refresher"' not in text(client, "/home/")
    client.post("/refresher/again/")
    assert "/refresher/start/" in text(client, "/refresher/")


def test_a_link_leads_to_the_start_after_sign_in_and_signs_nobody_in(
    client: Client, lena: User, max: User, sign_in: SignIn
) -> None:
    path = refreshers.link(lena).removeprefix("http://127.0.0.1:8000")
    assert client.get(path).headers["Location"] == "/refresher/"
    stranger = Client().get(path)
    assert (stranger.status_code, stranger.headers["Location"].startswith("/signin/?next=/refresher/from/")) == (
        302,
        True,
    )
    for person, address in ((max, path), (lena, "/refresher/from/nothing/")):
        refused = sign_in(person).get(address)
        assert (refused.status_code, "This link does not work here" in refused.content.decode()) == (404, True)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert sign_in(lena).get(path).status_code == 404


def test_looking_writes_nothing(client: Client, session: RefresherSession) -> None:
    before = list(RefresherState.objects.values())
    for path in ("/home/", "/refresher/", q(session, 1), f"/refresher/{session.pk}/done/"):
        client.get(path)
    assert (list(RefresherState.objects.values()), RefresherChoice.objects.count()) == (before, 0)
    assert RefresherSession.objects.count() == 1


def test_sessions_of_others_do_not_exist(session: RefresherSession, max: User, ada: User, sign_in: SignIn) -> None:
    for person in (max, ada):
        for path in (q(session, 1), f"/refresher/{session.pk}/done/", "/refresher/999999/q/1/", q(session, 9)):
            assert sign_in(person).get(path).status_code == 404


# --- The record of a course --------------------------------------------------------------------------------------


def test_the_record_of_a_course_names_the_first_refresher(quiz: Quiz, lena: User, sign_in: SignIn) -> None:
    passed(quiz.course, lena)
    assert "First refresher: about" in text(sign_in(lena), "/courses/respect/complete/")
    Course.objects.update(is_sensitive=True)
    assert "refresher" not in text(sign_in(lena), "/courses/respect/complete/").lower()


# --- What it costs -----------------------------------------------------------------------------------------------


def test_queries(client: Client, done: Enrolment, django_assert_max_num_queries: Any) -> None:
    refreshers.take_up()
    client.get("/home/")
    with django_assert_max_num_queries(12):
        client.get("/home/")
    with django_assert_max_num_queries(6):
        client.get("/refresher/")
    session = refreshers.start(done.person)
    with django_assert_max_num_queries(10):
        client.get(q(session, 1))
    client.post(q(session, 1), {})  # the first form of a day renews the sign-in
    answer = post(session, 1)
    with django_assert_max_num_queries(14):
        client.post(q(session, 1), answer, headers=HTMX)
    play(session, now=timezone.now(), missed=2)
    with django_assert_max_num_queries(8):
        client.get(f"/refresher/{session.pk}/done/")
