"""When a quiz may be started."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses import enrolment, outline, progress
from courses.models import ActivityCompletion, CourseCompletion, CoursePage, Enrolment, ModulePage
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import attempts, opening
from quizzes.models import Attempt
from tests import factories
from tests.quizzes.conftest import Quiz, right, sheet, wrong


def titles(quiz: Quiz, person: User) -> list[str]:
    course = outline.of(quiz.course, person=person, language="en")
    return [item.title for item in opening.missing(course, quiz.activity)]


def test_lessons_before_the_quiz_are_missing_until_they_are_done(quiz: Quiz, lena: User) -> None:
    early = quiz.enrolled(lena, is_lesson_done=False)
    assert titles(quiz, lena) == ["Lesson 1"]
    progress.complete(early, quiz.lesson, version=quiz.lesson.versions.get())
    assert titles(quiz, lena) == []


def test_lessons_after_the_quiz_are_not_waited_for(quiz: Quiz, taken: Enrolment) -> None:
    factories.lesson(ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    assert titles(quiz, taken.person) == []


def test_lessons_that_were_unpublished_are_not_waited_for(quiz: Quiz, lena: User) -> None:
    quiz.enrolled(lena, is_lesson_done=False)
    factories.LessonPage.objects.get(translation_key=quiz.lesson.pk).unpublish()
    assert titles(quiz, lena) == []


def take_out_course(quiz: Quiz) -> None:
    CoursePage.objects.get(translation_key=quiz.course.pk).unpublish()


def take_out_module(quiz: Quiz) -> None:
    ModulePage.objects.get(pk=quiz.page.get_parent().pk).unpublish()


def take_out_quiz(quiz: Quiz) -> None:
    quiz.page.unpublish()


WAYS = (take_out_course, take_out_module, take_out_quiz)


def tried(taken: Enrolment, quiz: Quiz, *, is_passed: bool = True) -> Attempt:
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot) if is_passed else wrong(slot), seq=0)
    return attempts.submit(attempt)


def stored() -> list[object]:
    models = (Attempt, ActivityCompletion, CourseCompletion, Enrolment, Event)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("take_out", WAYS)
@pytest.mark.parametrize("is_course_done", [True, False])
def test_who_passed_starts_no_try_at_what_is_not_part_of_the_course_any_more(
    quiz: Quiz, taken: Enrolment, client: Client, take_out: Callable[[Quiz], None], is_course_done: bool
) -> None:
    if not is_course_done:
        factories.lesson(ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    assert tried(taken, quiz).is_passed
    assert CourseCompletion.objects.exists() == is_course_done
    take_out(quiz)
    before = stored()
    with pytest.raises(opening.NotOpen) as refused:
        attempts.start(enrolment.current(taken.person, quiz.course) or taken, quiz.activity)
    assert refused.value.missing == []
    client.force_login(taken.person)
    response = client.post(f"/quizzes/{quiz.activity.pk}/start/")
    assert (response.status_code, stored()) == (409, before)
    assert "It is not part of the course at the moment. Nothing of yours is lost." in response.content.decode()


@pytest.mark.parametrize("take_out", WAYS)
def test_that_it_is_gone_is_said_before_that_no_try_is_left(
    quiz: Quiz, taken: Enrolment, take_out: Callable[[Quiz], None]
) -> None:
    quiz.change(mode="exam", exam_reason="A certificate hangs on it.", tries=1)
    tried(taken, quiz, is_passed=False)
    with pytest.raises(opening.NoMoreTries):
        attempts.start(taken, quiz.activity)
    take_out(quiz)
    with pytest.raises(opening.NotOpen) as refused:
        attempts.start(taken, quiz.activity)
    assert refused.value.missing == []


def test_who_passed_practises_what_is_part_of_the_course(quiz: Quiz, taken: Enrolment) -> None:
    factories.lesson(ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    tried(taken, quiz)
    assert attempts.start(taken, quiz.activity).number == 2


def test_a_lesson_that_came_in_front_later_keeps_nobody_who_passed_from_practising(
    quiz: Quiz, taken: Enrolment
) -> None:
    module = ModulePage.objects.get(pk=quiz.page.get_parent().pk)
    factories.lesson(module, 3)
    tried(taken, quiz)
    first = module.get_children().first()
    assert first
    factories.lesson(ModulePage.objects.get(pk=module.pk), 2).move(first, pos="left")
    assert titles(quiz, taken.person) == ["Lesson 2"]
    assert attempts.start(taken, quiz.activity).number == 2


@pytest.mark.parametrize("take_out", [take_out_course, take_out_module])
def test_a_page_that_is_still_there_offers_no_try(
    quiz: Quiz, taken: Enrolment, client: Client, take_out: Callable[[Quiz], None]
) -> None:
    tried(taken, quiz)
    client.force_login(taken.person)
    page = "/en/courses/respect/basics/final-quiz/"
    start = f'action="/quizzes/{quiz.activity.pk}/start/"'
    assert start in client.get(page).content.decode()
    take_out(quiz)
    html = client.get(page).content.decode()
    assert (start in html, "This quiz is not part of the course any more" in html) == (False, True)
