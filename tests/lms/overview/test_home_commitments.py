"""Home asks about a plan a week after it was made: quietly, one at a time, only its writer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from courses import assignment, commitments, enrolment
from courses.models import Commitment, Course, Enrolment, LessonPage
from lms.people.models import User
from tests import factories

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def planned(person: User, slug: str = "respect", *, days_ago: int = 7, when: str = "it rains") -> Commitment:
    course = factories.course(slug, lessons=1, bodies=[[factories.commitment_block(block_id="p1")]])
    mine = enrolment.enrol(person, course, language="en")
    read = course.activities.get().versions.get()
    made = timezone.now() - timedelta(days=days_ago)
    return commitments.plan(mine, read, "p1", when=when, will="stay in", now=made)


def home(client: Client) -> str:
    return client.get("/home/").content.decode()


def test_home_asks_from_the_seventh_day_on(lena: User, sign_in: SignIn) -> None:
    made, learner = planned(lena, days_ago=6), sign_in(lena)
    assert "You planned" not in home(learner)
    Commitment.objects.update(ask_on=timezone.localdate())
    page = home(learner)
    assert page.count("When it rains, I will stay in.") == 1
    assert page.count('class="btn btn-1"') == 1
    assert 'href="/en/courses/respect/basics/lesson-1/#b-p1">Change it</a>' in page
    assert page.index('id="plan"') < page.index('id="commitment"')
    assert made.outcome == ""


def test_one_plan_at_a_time_the_oldest(lena: User, sign_in: SignIn) -> None:
    newer, older = planned(lena, days_ago=8, when="newer"), planned(lena, "calm", days_ago=9, when="older")
    learner = sign_in(lena)
    assert ("When older" in home(learner), "When newer" in home(learner)) == (True, False)
    learner.post(f"/home/commitments/{older.pk}/did/")
    assert ("When older" in home(learner), "When newer" in home(learner)) == (False, True)
    assert newer.outcome == ""


@pytest.mark.parametrize(
    ("answer", "outcome", "days", "words"),
    [("did", "did", 0, "Good. Your plan is done."), ("not-yet", "", 7, "All right. We ask again in 7 days.")],
)
def test_answer_is_kept_and_the_card_goes(
    lena: User, sign_in: SignIn, answer: str, outcome: str, days: int, words: str
) -> None:
    made, learner = planned(lena), sign_in(lena)
    for _ in range(2):  # twice is once
        response = learner.post(f"/home/commitments/{made.pk}/{answer}/")
        assert (response.status_code, response["Location"]) == (303, "/home/")
        assert [str(message) for message in get_messages(response.wsgi_request)][-1] == words
        made.refresh_from_db()
        assert (made.outcome, made.ask_on) == (outcome, timezone.localdate() + timedelta(days=days))
    assert "You planned" not in home(learner)


@pytest.mark.parametrize("answer", ["did", "not-yet"])
def test_with_htmx_the_card_goes_and_the_plan_takes_the_focus(lena: User, sign_in: SignIn, answer: str) -> None:
    response = sign_in(lena).post(f"/home/commitments/{planned(lena).pk}/{answer}/", headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert '<h2 id="plan" tabindex="-1" autofocus hx-swap-oob="true">' in html
    assert 'id="commitment"' not in html
    assert "<html" not in html


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_nobody_answers_for_somebody_else(
    lena: User, max: User, ada: User, rosa: User, sign_in: SignIn, headers: dict[str, str]
) -> None:
    made = planned(lena)
    for person in (max, ada, rosa):
        for answer in ("did", "not-yet"):
            assert sign_in(person).post(f"/home/commitments/{made.pk}/{answer}/", headers=headers).status_code == 404
            assert sign_in(person).post(f"/home/commitments/999999/{answer}/", headers=headers).status_code == 404
        assert "it rains" not in home(sign_in(person))
    made.refresh_from_db()
    assert (made.outcome, made.ask_on) == ("", timezone.localdate())


def test_an_answer_is_never_given_by_looking(lena: User, sign_in: SignIn) -> None:
    made = planned(lena)
    assert sign_in(lena).get(f"/home/commitments/{made.pk}/did/").status_code == 405


def test_a_plan_whose_lesson_is_gone_is_asked_about_without_a_way_to_change_it(lena: User, sign_in: SignIn) -> None:
    planned(lena)
    LessonPage.objects.get().unpublish()
    page = home(sign_in(lena))
    assert "When it rains, I will stay in." in page
    assert "Change it" not in page


def test_a_plan_of_an_earlier_cycle_is_not_changed_in_the_present_one(lena: User, sign_in: SignIn) -> None:
    planned(lena)
    Enrolment.objects.update(closed_at=timezone.now())
    Enrolment.objects.create(
        person=lena, course=Course.objects.get(), cycle=2, language="en", started_at=timezone.now()
    )
    assert "Change it" not in home(sign_in(lena))


def test_home_takes_the_same_queries_with_a_plan_to_ask_about(
    lena: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(lena)
    made = planned(lena)
    assignment.assign(made.enrolment.course, person=lena, due_days=5, by=None)
    browser.get("/home/")
    with django_assert_max_num_queries(12) as asked:
        assert "You planned" in home(browser)
    commitments.did(made, today=timezone.localdate())
    with django_assert_max_num_queries(12) as silent:
        assert "You planned" not in home(browser)
    assert len(asked) == len(silent)
