"""On every page of a sensitive course stands whom one can turn to: once, below the one thing to do, at no cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.models import Course, CoursePage, Enrolment, LessonPage
from lms.people.models import User
from quizzes import attempts
from quizzes.models import Attempt
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
CONTACT = {
    "contact_name": "Ines Carvalho", "contact_role": "Adviser", "contact_when": "When it hurts.",
    "contact_email": "ines@demo.example", "contact_phone": "+44 20 1",
}  # fmt: skip


@pytest.fixture
def quiz(house: Any) -> Quiz:
    """A quiz in a sensitive course."""
    made = Quiz()
    page = CoursePage.objects.get()
    for name, value in {"is_sensitive": True, **CONTACT}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return made


@pytest.fixture
def learner(taken: Enrolment, sign_in: SignIn) -> Client:
    return sign_in(taken.person)


@pytest.fixture
def attempt(quiz: Quiz, taken: Enrolment) -> Attempt:
    return attempts.start(taken, quiz.activity)


def faults(html: str) -> list[str]:
    """What is wrong with the help on a page: it stands once, whole, and not above the primary button."""
    found = [] if html.count("Talk to someone") == 1 else [f"it stands there {html.count('Talk to someone')} times"]
    parts = ("Ines Carvalho", "Adviser", "When it hurts.", "mailto:ines@demo.example", "tel:+44201")
    found += [f"{part} is missing" for part in parts if part not in html]
    if "btn-1" in html and found == [] and html.index("Talk to someone") < html.index("btn-1"):
        found.append("it stands above the primary button")
    return found


def test_help_stands_on_every_page_of_a_sensitive_course(quiz: Quiz, learner: Client, attempt: Attempt) -> None:
    def look(*paths: str) -> None:
        for path in paths:
            assert (path, faults(learner.get(path).content.decode())) == (path, [])

    course = "/en/courses/respect/"
    look(course, f"{course}basics/lesson-1/", f"{course}basics/final-quiz/", f"/attempts/{attempt.pk}/review/")
    for slot in sheet(attempt):
        look(f"/attempts/{attempt.pk}/q/{slot.number}/")
        learner.post(f"/attempts/{attempt.pk}/q/{slot.number}/", form(slot, right(slot)))
    look(f"/attempts/{attempt.pk}/review/")
    learner.post(f"/attempts/{attempt.pk}/submit/")
    look(f"/attempts/{attempt.pk}/result/", "/courses/respect/complete/", course, f"{course}basics/final-quiz/")
    LessonPage.objects.get().unpublish()
    look(f"/courses/respect/read/{quiz.lesson.pk}/")


def test_help_stands_where_a_form_was_refused_and_where_nothing_passed(
    quiz: Quiz, learner: Client, attempt: Attempt
) -> None:
    refused = learner.post(f"/attempts/{attempt.pk}/q/1/", {"seq": 0, "do": "save"})
    assert (refused.status_code, faults(refused.content.decode())) == (422, [])
    for slot in sheet(attempt):
        learner.post(f"/attempts/{attempt.pk}/q/{slot.number}/", form(slot, wrong(slot)))
    learner.post(f"/attempts/{attempt.pk}/submit/")
    assert faults(learner.get(f"/attempts/{attempt.pk}/result/").content.decode()) == []


def test_help_stands_where_the_quiz_cannot_be_started(quiz: Quiz, max: User, sign_in: SignIn) -> None:
    quiz.enrolled(max, is_lesson_done=False)
    closed = sign_in(max).post(f"/quizzes/{quiz.activity.pk}/start/")
    assert (closed.status_code, faults(closed.content.decode())) == (409, [])


def test_help_stays_where_it_is_when_htmx_brings_the_next_question(learner: Client, attempt: Attempt) -> None:
    first = sheet(attempt)[0]
    answer = learner.post(f"/attempts/{attempt.pk}/q/1/", form(first, right(first)), headers=HTMX)
    assert "Question 2 of 4" in answer.content.decode()
    assert "Talk to someone" not in answer.content.decode()


def test_help_is_left_out_of_other_courses(quiz: Quiz, learner: Client, attempt: Attempt) -> None:
    page = CoursePage.objects.get()
    page.is_sensitive = False
    page.save_revision().publish()
    for path in ("/en/courses/respect/basics/final-quiz/", f"/attempts/{attempt.pk}/q/1/"):
        assert "Talk to someone" not in learner.get(path).content.decode()


def test_translation_without_a_contact_sends_to_the_one_of_the_source(quiz: Quiz, learner: Client) -> None:
    """Nobody is left without help because a translator forgot a field."""
    from wagtail.models import Locale

    from courses import outline, tree

    tree.ensure_roots(["de"])
    german = CoursePage.objects.get().copy_for_translation(Locale.objects.get(language_code="de"))
    german.contact_name = ""
    german.save_revision().publish()
    assert outline.help_in(Course.objects.get(), "de")["contact_name"] == "Ines Carvalho"
    assert Page.objects.live().filter(pk=german.pk).exists()


def queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([one for one in captured if not one["sql"].startswith(("BEGIN", "COMMIT"))])


@pytest.mark.parametrize("is_remembered", [True, False])
def test_help_keeps_the_bounds_of_a_question_and_of_saving_it(
    transactional_db: None, learner: Client, attempt: Attempt, is_remembered: bool
) -> None:
    first, second, *_others = sheet(attempt)
    path = f"/attempts/{attempt.pk}/q/%d/"
    learner.post(path % 1, {"do": "skip"})
    learner.get(path % 1)
    for act, bound in [
        (lambda: learner.get(path % 2), 10),
        (lambda: learner.post(path % 1, form(first, right(first))), 8),
        (lambda: learner.post(path % 2, form(second, right(second)), headers=HTMX), 12),
        (lambda: learner.get(f"/attempts/{attempt.pk}/review/"), 10),
    ]:
        if not is_remembered:
            caches["memory"].clear()
        assert queries(act) <= bound
