"""A check whose question is taken back: nobody is asked it, nobody waits for it, and who answered it is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses import checks, compiling, enrolment, progress
from courses.models import Activity, CheckResponse, Course, Enrolment, LessonPage
from courses.parts import Moment, Parts
from lms.people.models import Organisation, User
from lms.questions.models import Question, QuestionVersion
from tests import factories

SignIn = Callable[[User], Client]
WITHDRAWN, NOBODY = "This question was withdrawn", "Nobody has to answer it any more."


@pytest.fixture
def course(house: Organisation) -> Course:
    body: list[dict[str, Any]] = [
        factories.check_block(factories.question("one"), block_id="c1", required=True),
        factories.check_block(factories.question("two"), block_id="c2", required=True),
    ]
    return factories.course(lessons=1, bodies=[body])


@pytest.fixture
def lesson(course: Course) -> Activity:
    return course.activities.get()


@pytest.fixture
def taken(course: Course, lena: User) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


def asked(lesson: Activity, block_id: str) -> QuestionVersion:
    return QuestionVersion.objects.get(question_key=lesson.questions.get(block_id=block_id).question_key)


def take_back(lesson: Activity, block_id: str) -> None:
    Question.objects.get(translation_key=asked(lesson, block_id).question_key).unpublish()


def page_of(lesson: Activity) -> str:
    return str(LessonPage.objects.get(translation_key=lesson.pk).url)


def test_it_is_not_asked_and_done_does_not_wait_for_it(
    taken: Enrolment, lesson: Activity, sign_in: SignIn, lena: User
) -> None:
    take_back(lesson, "c2")
    client, other = sign_in(lena), asked(lesson, "c1")
    html = client.get(page_of(lesson)).content.decode()
    assert ('id="check-c1"' in html, 'id="check-c2"' in html, WITHDRAWN in html) == (True, False, False)
    assert "1 quick check" in html
    checks.answer(taken, lesson, "c1", {"answer": other.body["right"]})
    assert progress.missing_checks(taken, lesson, lesson.versions.get()) == []
    assert client.post(f"/lessons/{lesson.pk}/done/").status_code == 303


def test_the_other_one_still_has_to_be_answered(taken: Enrolment, lesson: Activity) -> None:
    take_back(lesson, "c2")
    assert progress.missing_checks(taken, lesson, lesson.versions.get()) == ["c1"]


def test_who_answered_it_reads_what_became_of_it(
    taken: Enrolment, lesson: Activity, sign_in: SignIn, lena: User
) -> None:
    checks.answer(taken, lesson, "c2", {"answer": asked(lesson, "c2").body["right"]})
    reason = asked(lesson, "c2").wordings.get().texts["explanation"]
    client = sign_in(lena)
    assert reason in client.get(page_of(lesson)).content.decode()
    take_back(lesson, "c2")
    html = client.get(page_of(lesson)).content.decode()
    assert (WITHDRAWN in html, NOBODY in html, reason in html) == (True, True, False)
    assert CheckResponse.objects.count() == 1


@pytest.mark.parametrize("is_fragment", [True, False])
def test_an_answer_that_comes_later_is_refused_in_words(
    taken: Enrolment, lesson: Activity, sign_in: SignIn, lena: User, is_fragment: bool
) -> None:
    client, version = sign_in(lena), asked(lesson, "c2")
    client.get(page_of(lesson))
    take_back(lesson, "c2")
    post = {"answer": version.body["right"], "version": str(version.pk), "lesson": "1"}
    headers = {"HX-Request": "true"} if is_fragment else {}
    response = client.post(f"/checks/{lesson.pk}/c2/", post, headers=headers)
    html = response.content.decode()
    assert (response.status_code, WITHDRAWN in html, "<html" in html) == (409, True, not is_fragment)
    assert not CheckResponse.objects.exists()


def test_published_again_it_is_asked_again(taken: Enrolment, lesson: Activity, sign_in: SignIn, lena: User) -> None:
    take_back(lesson, "c2")
    client = sign_in(lena)
    assert 'id="check-c2"' not in client.get(page_of(lesson)).content.decode()
    question = Question.objects.get(translation_key=asked(lesson, "c2").question_key)
    question.save_revision().publish()
    assert 'id="check-c2"' in client.get(page_of(lesson)).content.decode()


def test_the_trainer_who_looks_sees_what_to_replace(lesson: Activity, sign_in: SignIn, ada: User) -> None:
    take_back(lesson, "c2")
    html = sign_in(ada).get(page_of(lesson)).content.decode()
    assert ('id="check-c1"' in html, WITHDRAWN in html) == (True, True)


def test_a_question_that_is_still_a_draft_was_not_withdrawn(lesson: Activity, ada: User) -> None:
    """A trainer who looks at a lesson before its question is published reads nothing untrue."""
    written = factories.question("another")
    draft = Question(
        code="three", objective=written.objective, stem="And now?", explanation="So.", locale=written.locale,
        live=False, interaction=[factories.single()],
    )  # fmt: skip
    draft.save()
    page = LessonPage.objects.get(translation_key=lesson.pk)
    page.body = [*page.body.get_prep_value(), factories.check_block(draft, block_id="c3")]
    parts = Parts(compiling.draft(page), None, Moment(), ada).all()
    assert [(part.id, part.template) for part in parts] == [
        ("c1", "courses/_check.html"), ("c2", "courses/_check.html")
    ]  # fmt: skip
