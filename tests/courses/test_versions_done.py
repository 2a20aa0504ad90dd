"""Done counts for the lesson as it is today; what was read until a day ago still counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import enrolment, offering, progress, publishing
from courses.models import Activity, ActivityCompletion, CheckResponse, Enrolment, LessonPage
from lms.people.models import Organisation, User
from lms.questions.models import QuestionVersion
from tests import factories

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


def publish(*blocks: dict[str, Any], ago: timedelta = timedelta(0)) -> None:
    """The next version of the lesson, published so long ago."""
    page = LessonPage.objects.get()
    page.body, page.title = [factories.text_block(), *blocks], f"{page.title}+"
    page.save()
    publishing.settle_lesson(LessonPage.objects.get(), now=timezone.now() - ago)


def with_check(ago: timedelta) -> None:
    """Version 2 asks what version 1 did not."""
    publish(factories.check_block(factories.question("one"), block_id="c1"), ago=ago)


@pytest.fixture
def taken(house: Organisation, lena: User) -> Enrolment:
    return enrolment.enrol(lena, factories.course(lessons=1), language="en")


@pytest.fixture
def lesson(taken: Enrolment) -> Activity:
    return taken.course.activities.get()


@pytest.fixture
def learner(taken: Enrolment, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


def done(learner: Client, lesson: Activity, number: int) -> Any:
    return learner.post(f"/lessons/{lesson.pk}/done/", {"lesson": str(number)})


def versions_done() -> list[int]:
    return list(ActivityCompletion.objects.values_list("version__number", flat=True))


def test_who_opened_the_lesson_before_it_changed_finishes_what_they_read(learner: Client, lesson: Activity) -> None:
    with_check(DAY - timedelta(minutes=5))
    assert done(learner, lesson, 1).status_code == 303
    assert versions_done() == [1]


def test_a_day_later_the_checks_of_today_are_asked_for_and_shown(learner: Client, lesson: Activity) -> None:
    with_check(DAY)
    response = done(learner, lesson, 1)
    html = response.content.decode()
    assert (response.status_code, versions_done()) == (422, [])
    assert '<a href="#check-c1">' in html
    assert 'name="lesson" value="2"' in html
    assert 'name="lesson" value="1"' not in html
    assert "What helps with one?" in html


def test_who_has_answered_them_is_done_in_the_version_of_today(learner: Client, lesson: Activity) -> None:
    with_check(DAY)
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": QuestionVersion.objects.get().body["right"]})
    assert CheckResponse.objects.count() == 1
    assert done(learner, lesson, 1).status_code == 303
    assert versions_done() == [2]


def test_what_counts_is_when_a_version_was_followed(learner: Client, lesson: Activity) -> None:
    with_check(2 * DAY)
    asked = factories.check_block(factories.Question.objects.get(code="one"), block_id="c1")
    publish(asked, factories.text_block("More."))
    for sent, counts in ((1, 3), (2, 2), (3, 3)):
        html = done(learner, lesson, sent).content.decode()
        assert (f'name="lesson" value="{counts}"' in html, '<a href="#check-c1">' in html) == (True, True)
    assert versions_done() == []


def test_a_policy_of_today_is_waited_for_too(learner: Client, lesson: Activity) -> None:
    publish(factories.policy_block(factories.policy(), block_id="p1"), ago=DAY)
    assert (done(learner, lesson, 1).status_code, versions_done()) == (422, [])


def test_a_version_in_another_language_follows_nothing(learner: Client, taken: Enrolment, lesson: Activity) -> None:
    read = lesson.versions.get()
    lesson.versions.create(
        number=2, language="de", title="Lektion", body={"blocks": []}, sha256="-", created_at=read.created_at - DAY
    )
    assert offering.version_done(read, now=timezone.now()) == read
    assert progress.finish_lesson(taken, lesson, read).version == read
