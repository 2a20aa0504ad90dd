"""Acts in lessons that are not part of the course any more: refused in words, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses import enrolment, offering, progress
from courses.models import (
    Activity,
    ActivityCompletion,
    Checklist,
    CheckResponse,
    Commitment,
    Course,
    CourseCompletion,
    CoursePage,
    Enrolment,
    LessonPage,
    ModulePage,
    Reflection,
)
from lms.ledger.models import Event
from lms.people.models import Organisation, User
from lms.questions.models import QuestionVersion
from tests import factories

SignIn = Callable[[User], Client]
URL = "/en/courses/respect/basics/lesson-1/"
KEPT = (ActivityCompletion, CourseCompletion, CheckResponse, Reflection, Checklist, Commitment, Enrolment, Event)
ACTS = {
    "check": ("/checks/{}/c1/", {"answer": "right"}),
    "reflection": ("/reflections/{}/r1/", {"note": "Call the kitchen."}),
    "checklist": ("/checklists/{}/l1/", {"tick": ["a"]}),
    "commitment": ("/commitments/{}/p1/", {"when": "it rains", "will": "stay in"}),
    "no plan": ("/commitments/{}/p1/", {"when": "", "will": ""}),
    "place": ("/lessons/{}/place/", {"block": "r1"}),
    "done": ("/lessons/{}/done/", {"lesson": "1"}),
}
SAID = "This lesson is not part of the course any more"


def take_out_course() -> None:
    CoursePage.objects.get().unpublish()


def take_out_module() -> None:
    ModulePage.objects.get().unpublish()


def take_out_lesson() -> None:
    LessonPage.objects.get(slug="lesson-1").unpublish()


WAYS = (take_out_course, take_out_module, take_out_lesson)


@pytest.fixture
def course(house: Organisation) -> Course:
    body: list[dict[str, Any]] = [
        factories.text_block(),
        factories.check_block(factories.question("q1"), block_id="c1", required=False),
        {"type": "reflection", "id": "r1", "value": {"prompt": "What will you do?"}},
        factories.checklist_block(block_id="l1", entries={"a": "Ask", "b": "Help"}),
        factories.commitment_block(block_id="p1"),
    ]
    return factories.course(bodies=[body, [factories.text_block()]])


@pytest.fixture
def lesson(course: Course) -> Activity:
    return course.activities.get(slug="lesson-1")


@pytest.fixture
def taken(course: Course, lena: User) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


@pytest.fixture
def learner(taken: Enrolment, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


def stored() -> dict[str, list[Any]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in KEPT}


def send(learner: Client, act: str, lesson: Activity, **headers: str) -> Any:
    address, form = ACTS[act]
    if act == "check":
        form = {"answer": QuestionVersion.objects.get().body["right"]}
    return learner.post(address.format(lesson.pk), form, headers=headers)


@pytest.mark.parametrize("take_out", WAYS)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_in_a_lesson_that_is_gone_is_409_and_stores_nothing(
    learner: Client, lesson: Activity, act: str, take_out: Callable[[], None]
) -> None:
    take_out()
    before = stored()
    response = send(learner, act, lesson)
    html = response.content.decode()
    assert (response.status_code, stored()) == (409, before)
    assert f"<h1>{SAID}</h1>" in html
    assert "Nothing was saved." in html
    is_course_there = take_out is not take_out_course
    assert ('<a class="btn btn-2" href="/en/courses/respect/">Go to the course</a>' in html) == is_course_there
    assert ('<a class="btn btn-2" href="/courses/">See all courses</a>' in html) != is_course_there


@pytest.mark.parametrize("act", [act for act in ACTS if act not in ("place", "done")])
def test_htmx_leaves_the_form_with_what_was_typed_and_gets_a_message(
    learner: Client, lesson: Activity, act: str
) -> None:
    take_out_lesson()
    response = send(learner, act, lesson, **{"HX-Request": "true"})
    html = response.content.decode().strip()
    assert (response.status_code, response["HX-Reswap"]) == (409, "none")
    assert html.startswith('<div id="toasts" hx-swap-oob="innerHTML">')
    assert f"{SAID}. Nothing was saved." in html
    assert "<html" not in html


def test_it_is_said_in_the_language_of_the_page(learner: Client, lesson: Activity) -> None:
    take_out_lesson()
    learner.post("/language/", {"language": "de", "next": "/home/"})
    assert '<html lang="de"' in send(learner, "done", lesson).content.decode()


@pytest.mark.parametrize("take_out", WAYS)
def test_who_finished_the_course_stores_nothing_either_and_finds_the_record(
    learner: Client, taken: Enrolment, lesson: Activity, take_out: Callable[[], None]
) -> None:
    for one in taken.course.activities.all():
        progress.complete(taken, one, version=one.versions.get())
    take_out()
    before = stored()
    html = send(learner, "check", lesson).content.decode()
    assert SAID in html
    assert stored() == before
    assert ('<a class="btn btn-2" href="/courses/respect/complete/">See your record</a>' in html) == (
        take_out is take_out_course
    )


def test_who_finished_the_course_answers_the_checks_of_today_again(
    learner: Client, taken: Enrolment, lesson: Activity
) -> None:
    for one in taken.course.activities.all():
        progress.complete(taken, one, version=one.versions.get())
    assert send(learner, "check", lesson).status_code == 303
    assert CheckResponse.objects.get().is_right


def test_a_trainer_who_tries_a_lesson_out_is_told_too(lesson: Activity, ada: User, sign_in: SignIn) -> None:
    take_out_lesson()
    assert send(sign_in(ada), "check", lesson).status_code == 409


def test_who_never_started_finds_nothing(lesson: Activity, max: User, sign_in: SignIn) -> None:
    take_out_lesson()
    assert [send(sign_in(max), act, lesson).status_code for act in ACTS] == [404] * len(ACTS)


def test_a_course_that_is_not_published_any_more_does_not_go_on(learner: Client, taken: Enrolment) -> None:
    take_out_course()
    before = stored()
    assert learner.post("/courses/respect/start/").status_code == 404
    assert stored() == before


@pytest.mark.parametrize("take_out", [take_out_course, take_out_module])
def test_a_page_that_is_still_there_says_it_and_has_no_button_for_done(
    learner: Client, lesson: Activity, take_out: Callable[[], None]
) -> None:
    done = f'action="/lessons/{lesson.pk}/done/"'
    html = learner.get(URL).content.decode()
    assert (done in html, SAID in html) == (True, False)
    take_out()
    html = learner.get(URL).content.decode()
    assert (done in html, SAID in html) == (False, True)


def test_a_lesson_that_came_back_takes_acts_again(learner: Client, taken: Enrolment, lesson: Activity) -> None:
    take_out_lesson()
    with pytest.raises(offering.NotOffered):
        progress.finish_lesson(taken, lesson, lesson.versions.get())
    LessonPage.objects.get(slug="lesson-1").save_revision().publish()
    assert send(learner, "done", lesson).status_code == 303
    assert ActivityCompletion.objects.get().activity == lesson
