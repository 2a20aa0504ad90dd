"""Finding a course, its overview, and the record of a finished one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from certificates import numbers
from certificates.models import Certificate
from courses import assignment, enrolment, progress, tree
from courses.models import Course, CoursePage, Enrolment, LessonPage
from lms.people.models import Organisation, User
from tests import factories

SignIn = Callable[[User], Client]


def shown(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()  # type: ignore[no-any-return]


def finish(taken: Enrolment) -> None:
    for activity in taken.course.activities.all():
        progress.complete(taken, activity, version=activity.versions.latest("number"))


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=2, validity_months=12, contact_name="Ines", contact_email="ines@demo.example")


@pytest.fixture
def learner(course: Course, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


@pytest.fixture
def taken(course: Course, lena: User) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


def test_catalogue_tells_own_courses_from_others(learner: Client, taken: Enrolment) -> None:
    factories.course("stress")
    html = shown(learner.get("/courses/"))
    mine, others = html.split('id="others-h"')
    assert "/en/courses/respect/" in mine
    assert "0 of 2 steps done" in mine
    assert "/en/courses/stress/" in others
    assert "/en/courses/respect/" not in others


def test_catalogue_lists_an_assigned_course_as_own_with_its_due_date(
    learner: Client, course: Course, lena: User, rosa: User
) -> None:
    assignment.assign(course, person=lena, due_on=timezone.localdate() - timedelta(days=2), by=rosa)
    html = shown(learner.get("/courses/"))
    assert "2 days late" in html.split("</main>")[0]
    assert 'id="others-h"' not in html
    assert "2 days late" in shown(learner.get("/en/courses/respect/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("RESPECT", ["respect"]),
        ("lesson 2 stress", ["stress"]),
        ("good for", ["respect", "stress"]),
        ("xyz", []),
        ("\0", []),
    ],
)
def test_search_looks_in_titles_promises_and_lessons(learner: Client, query: str, found: list[str]) -> None:
    factories.course("stress")
    html = shown(learner.get("/courses/", {"q": query}))
    assert [slug for slug in ("respect", "stress") if f"/en/courses/{slug}/" in html] == (
        found if "\0" not in query else ["respect", "stress"]
    )


def test_search_with_htmx_answers_the_results_and_says_how_many(learner: Client) -> None:
    html = shown(learner.get("/courses/", {"q": "<xyz>"}, headers={"HX-Request": "true"}))
    assert html.strip().startswith('<div id="results"')
    assert "No course matches “&lt;xyz&gt;”" in html
    assert '<div id="live" hx-swap-oob="innerHTML">0 courses</div>' in html


def test_a_search_of_any_length_is_answered(learner: Client) -> None:
    shown(learner.get("/courses/", {"q": "x" * 5000}))


def test_unpublished_course_is_found_only_by_those_who_finished_it(
    learner: Client, taken: Enrolment, max: User, sign_in: SignIn
) -> None:
    finish(taken)
    CoursePage.objects.get().unpublish()
    assert "/courses/respect/complete/" in shown(learner.get("/courses/"))
    assert "No courses yet" in shown(sign_in(max).get("/courses/"))


@pytest.mark.parametrize("address", ["/en/", "/en/courses/", "/en/courses/respect/basics/"])
def test_roots_and_modules_lead_on(learner: Client, address: str) -> None:
    leads = {"/en/": "/home/", "/en/courses/": "/courses/", "/en/courses/respect/basics/": "/en/courses/respect/"}
    response = learner.get(address)
    assert (response.status_code, response["Location"]) == (302, leads[address])


@pytest.mark.parametrize("address", ["/en/courses/unknown/", "/en/courses/respect/basics/unknown/"])
def test_unknown_pages_are_404(learner: Client, address: str) -> None:
    assert learner.get(address).status_code == 404


@pytest.mark.parametrize("has_root", [False, True])
def test_a_page_missing_in_a_language_is_read_in_another_one(learner: Client, taken: Enrolment, has_root: bool) -> None:
    if has_root:
        tree.ensure_roots(["en", "de"])
    html = shown(learner.get("/de/courses/respect/"))
    assert '<html lang="de"' in html
    assert '<div lang="en">' in html
    assert 'href="/de/courses/respect/basics/lesson-1/"' in html
    html = shown(learner.get("/de/courses/respect/basics/lesson-1/"))
    assert '<div class="lesson" lang="en">' in html
    assert 'class="banner info"' in html


def test_course_before_start_shows_lessons_without_links(learner: Client) -> None:
    html = shown(learner.get("/en/courses/respect/"))
    assert "Start course" in html
    assert "do thing 1 of respect" in html
    assert "/basics/lesson-1/" not in html
    assert html.count('class="btn btn-1"') == 1


def test_start_enrols_once_and_opens_the_first_lesson(learner: Client) -> None:
    for _ in range(2):
        response = learner.post("/courses/respect/start/")
        assert (response.status_code, response["Location"]) == (303, "/en/courses/respect/basics/lesson-1/")
    assert Enrolment.objects.count() == 1


def test_start_by_get_or_of_unknown_or_unpublished_courses_does_nothing(learner: Client) -> None:
    assert learner.get("/courses/respect/start/").status_code == 405
    assert learner.post("/courses/unknown/start/").status_code == 404
    CoursePage.objects.get().unpublish()
    assert learner.post("/courses/respect/start/").status_code == 404
    assert not Enrolment.objects.exists()


def test_course_in_progress_continues_where_one_is(learner: Client, taken: Enrolment) -> None:
    assert "Start lesson 1" in shown(learner.get("/en/courses/respect/"))
    first = taken.course.activities.get(slug="lesson-1")
    progress.complete(taken, first, version=first.versions.get())
    html = shown(learner.get("/en/courses/respect/"))
    assert "Continue lesson 2" in html
    assert "1 of 2 steps done" in html


def test_course_whose_last_open_lesson_was_taken_out_can_be_finished(learner: Client, taken: Enrolment) -> None:
    first = taken.course.activities.get(slug="lesson-1")
    progress.complete(taken, first, version=first.versions.get())
    LessonPage.objects.get(slug="lesson-2").unpublish()
    assert "Finish course" in shown(learner.get("/en/courses/respect/"))
    assert learner.post("/courses/respect/start/")["Location"] == "/courses/respect/complete/"


def test_finished_course_shows_the_certificate_first(learner: Client, taken: Enrolment) -> None:
    finish(taken)
    html = shown(learner.get("/en/courses/respect/"))
    number = Certificate.objects.get().number
    assert f'<a class="btn btn-1" href="/certificates/{number}/">' in html
    assert "Renew now" not in html


def test_record_shows_what_was_on_the_day(learner: Client, taken: Enrolment, lena: User) -> None:
    finish(taken)
    page = CoursePage.objects.get()
    page.title = "Something else"
    page.save_revision().publish()
    lena.name = "Lena Meyer"
    lena.save()
    html = shown(learner.get("/courses/respect/complete/"))
    assert "You completed Respect" in html
    assert "Lena Hoffmann" in html
    assert numbers.shown(Certificate.objects.get().number) in html


def test_record_is_404_for_those_who_have_not_finished(learner: Client, taken: Enrolment) -> None:
    assert learner.get("/courses/respect/complete/").status_code == 404
    assert learner.get("/courses/unknown/complete/").status_code == 404


def test_finished_course_stays_readable_when_its_lesson_and_course_are_gone(
    learner: Client, taken: Enrolment, max: User, sign_in: SignIn
) -> None:
    finish(taken)
    first = taken.course.activities.get(slug="lesson-1")
    kept = f"/courses/respect/read/{first.pk}/"
    LessonPage.objects.get(slug="lesson-1").unpublish()
    html = shown(learner.get("/courses/respect/complete/"))
    assert kept in html
    assert "/en/courses/respect/basics/lesson-2/" in html
    CoursePage.objects.get().unpublish()
    assert "Words of the lesson." in shown(learner.get(kept))
    assert "You completed Respect" in shown(learner.get("/courses/respect/complete/"))
    assert sign_in(max).get(kept).status_code == 404


def test_course_queries_stay_within_18_and_nothing_is_written(
    learner: Client, taken: Enrolment, lena: User, rosa: User, django_assert_max_num_queries: Any
) -> None:
    assignment.assign(taken.course, person=lena, due_days=30, by=rosa)
    shown(learner.get("/en/courses/respect/"))
    with django_assert_max_num_queries(18) as queries:
        shown(learner.get("/en/courses/respect/"))
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []


def test_catalogue_costs_the_same_with_one_and_three_courses(
    learner: Client, taken: Enrolment, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    learner.get("/courses/")
    with CaptureQueriesContext(connection) as one:
        shown(learner.get("/courses/"))
    factories.course("stress")
    factories.course("welcome")
    with django_assert_num_queries(len(one)):
        shown(learner.get("/courses/"))
