"""Home: one next step by a fixed rule, and a plan whose numbers agree."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from courses import assignment, enrolment, progress
from courses.models import Activity, Course, Enrolment
from lms.overview import home
from lms.people.models import User
from quizzes import attempts
from tests import factories

SignIn = Callable[[User], Client]


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days)


def assign(course: Course, person: User, days: int) -> Course:
    assignment.assign(course, person=person, due_on=in_days(days), by=None)
    return course


def begin(course: Course, person: User) -> Enrolment:
    return enrolment.enrol(person, course, language="en")


def finish(course: Course, person: User) -> None:
    mine = begin(course, person)
    for activity in Activity.objects.filter(course=course):
        progress.complete(mine, activity, version=activity.versions.get())


def next_title(person: User) -> str | None:
    step = home.of(person, language="en").next_step
    return step.step.outline.title if step else None


def test_first_visit_starts_what_is_due_first(lena: User) -> None:
    assign(factories.course("calm"), lena, 30)
    assign(factories.course("respect"), lena, 20)
    step = home.of(lena, language="en").next_step
    assert step is not None
    assert (step.step.outline.title, step.label, step.url) == ("Respect", "Start course", "/en/courses/respect/")


def test_late_course_comes_before_what_is_begun(lena: User) -> None:
    begin(assign(factories.course("calm"), lena, 3), lena)
    assign(factories.course("respect"), lena, -2)
    assert next_title(lena) == "Respect"


def test_begun_course_comes_before_an_earlier_date(lena: User) -> None:
    begin(assign(factories.course("calm"), lena, 30), lena)
    assign(factories.course("respect"), lena, 20)
    step = home.of(lena, language="en").next_step
    assert step is not None
    assert (step.step.outline.title, step.label) == ("Calm", "Continue lesson 1")


def test_open_attempt_comes_before_everything(lena: User) -> None:
    assign(factories.course("calm"), lena, -9)
    quizzed = assign(factories.course("respect", lessons=1, quiz_questions=2), lena, 30)
    mine = begin(quizzed, lena)
    lesson = Activity.objects.get(course=quizzed, kind="lesson")
    progress.complete(mine, lesson, version=lesson.versions.get())
    attempt = attempts.start(mine, Activity.objects.get(course=quizzed, kind="quiz"))
    step = home.of(lena, language="en").next_step
    assert step is not None
    assert (step.label, step.attempt) == ("Continue the quiz", attempt)


def test_done_plan_says_so_and_shows_the_certificate(lena: User, sign_in: SignIn) -> None:
    course = assign(factories.course("respect"), lena, 5)
    finish(course, lena)
    picture = home.of(lena, language="en")
    assert (picture.next_step, picture.done, len(picture.steps), picture.minutes_left) == (None, 1, 1, 0)
    page = sign_in(lena).get("/home/").content.decode()
    assert "up to date" in page
    assert f"/certificates/{picture.last_certificate.certificate.number}/" in page  # type: ignore[union-attr]


def test_nothing_assigned_has_a_way_on(lena: User, sign_in: SignIn) -> None:
    page = sign_in(lena).get("/home/").content.decode()
    assert "Nothing assigned yet" in page
    assert 'href="/courses/"' in page


def test_bar_and_sentence_say_the_same(lena: User, sign_in: SignIn) -> None:
    finish(assign(factories.course("respect"), lena, 5), lena)
    assign(factories.course("calm"), lena, 9)
    page = sign_in(lena).get("/home/").content.decode()
    assert "1 of 2 steps done" in page
    assert 'value="1" max="2"' in page


def test_home_shows_nothing_of_others(lena: User, otto: User, sign_in: SignIn) -> None:
    assign(factories.course("respect"), otto, -3)
    assert "Respect" not in sign_in(lena).get("/home/").content.decode()


def test_home_takes_twelve_queries_for_one_and_for_three_courses(
    lena: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(lena)
    begin(assign(factories.course("respect"), lena, 5), lena)
    browser.get("/home/")
    with django_assert_max_num_queries(12) as one:
        browser.get("/home/")
    begin(assign(factories.course("calm", lessons=3), lena, 6), lena)
    finish(assign(factories.course("service"), lena, 7), lena)
    with django_assert_max_num_queries(12) as three:
        browser.get("/home/")
    assert len(one) == len(three)
