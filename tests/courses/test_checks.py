"""Answering checks and keeping private notes."""

from typing import Any

import pytest

from courses import checks, enrolment
from courses.models import Activity, CheckResponse, Enrolment, Reflection
from lms.people.models import Organisation, User
from lms.questions.kinds import BadAnswer
from lms.questions.models import QuestionVersion
from tests import factories


@pytest.fixture
def taken(house: Organisation, lena: User) -> Enrolment:
    body: list[dict[str, Any]] = [
        factories.check_block(factories.question("one"), block_id="c1"),
        {"type": "reflection", "id": "r1", "value": {"prompt": "What will you do?"}},
    ]
    return enrolment.enrol(lena, factories.course(lessons=1, bodies=[body]), language="en")


@pytest.fixture
def lesson(taken: Enrolment) -> Activity:
    return taken.course.activities.get()


@pytest.fixture
def version(taken: Enrolment) -> QuestionVersion:
    return QuestionVersion.objects.get()


def test_answer_stores_verdict_and_place(taken: Enrolment, lesson: Activity, version: QuestionVersion) -> None:
    response = checks.answer(taken, lesson, "c1", {"answer": version.body["right"]})
    assert (response.is_right, response.question_version) == (True, version)
    assert checks.latest(taken, lesson) == {"c1": response}
    taken.refresh_from_db()
    assert (taken.last_activity, taken.last_block) == (lesson, "c1")


def test_newest_answer_counts_and_the_same_again_adds_nothing(
    taken: Enrolment, lesson: Activity, version: QuestionVersion
) -> None:
    first, second = version.body["options"][:2]
    checks.answer(taken, lesson, "c1", {"answer": first})
    checks.answer(taken, lesson, "c1", {"answer": second})
    checks.answer(taken, lesson, "c1", {"answer": second})
    assert list(CheckResponse.objects.values_list("value", flat=True)) == [first, second]
    assert checks.latest(taken, lesson)["c1"].value == second


@pytest.mark.parametrize("post", [{}, {"answer": ""}, {"answer": "of-another-question"}, {"answer": ["a", "b"]}])
def test_empty_or_impossible_answers_store_nothing(taken: Enrolment, lesson: Activity, post: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        checks.answer(taken, lesson, "c1", post)
    assert not CheckResponse.objects.exists()


@pytest.mark.parametrize("block", ["r1", "unknown", "", "x" * 300])
def test_a_block_that_is_no_check_is_refused(
    taken: Enrolment, lesson: Activity, version: QuestionVersion, block: str
) -> None:
    with pytest.raises(checks.NoSuchCheck):
        checks.answer(taken, lesson, block, {"answer": version.body["right"]})
    assert not CheckResponse.objects.exists()


def test_answer_is_marked_in_the_version_that_was_shown(
    taken: Enrolment, lesson: Activity, version: QuestionVersion
) -> None:
    newer = QuestionVersion.objects.create(
        question_key=version.question_key, number=2, kind="single", objective_key=version.objective_key,
        body={"options": ["x"], "right": "x"}, sha256="-", created_at=version.created_at,
    )  # fmt: skip
    post = {"answer": version.body["right"], "version": str(version.pk)}
    assert checks.answer(taken, lesson, "c1", post).question_version == version
    assert newer.number == 2


def test_version_of_another_question_is_ignored(taken: Enrolment, lesson: Activity, version: QuestionVersion) -> None:
    factories.question("two")
    stranger = QuestionVersion.objects.exclude(pk=version.pk).get()
    post = {"answer": version.body["right"], "version": str(stranger.pk)}
    assert checks.answer(taken, lesson, "c1", post).question_version == version


def test_note_is_kept_and_replaced(taken: Enrolment, lesson: Activity) -> None:
    read = lesson.versions.get()
    checks.keep_note(taken, read, "r1", "first")
    checks.keep_note(taken, read, "r1", "second")
    assert list(Reflection.objects.values_list("block_id", "text")) == [("r1", "second")]


def test_note_too_long_or_in_a_wrong_block_is_refused(taken: Enrolment, lesson: Activity) -> None:
    read = lesson.versions.get()
    with pytest.raises(BadAnswer):
        checks.keep_note(taken, read, "r1", "x" * 4001)
    with pytest.raises(checks.NoSuchCheck):
        checks.keep_note(taken, read, "c1", "note")
    assert not Reflection.objects.exists()
