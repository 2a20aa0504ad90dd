"""Completing lessons and finishing a course."""

import pytest

from certificates.models import Certificate
from courses import checks, enrolment, progress
from courses.models import Activity, ActivityCompletion, Course, CourseCompletion, Enrolment, LessonPage, ModulePage
from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people.models import Organisation, User
from tests import factories


def done(taken: Enrolment, lesson: Activity) -> ActivityCompletion:
    return progress.complete(taken, lesson, version=lesson.versions.latest("number"))


def lessons(course: Course) -> list[Activity]:
    return list(course.activities.order_by("slug"))


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=2, validity_months=12)


@pytest.fixture
def taken(lena: User, course: Course) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


def test_complete_records_the_version_and_one_event(taken: Enrolment, course: Course) -> None:
    first = lessons(course)[0]
    completion = done(taken, first)
    assert completion.version.number == 1
    event = Event.objects.get(act=Act.ACTIVITY_COMPLETED)
    assert event.facts == {
        "course": str(course.pk), "enrolment": taken.pk, "activity": str(first.pk), "version": 1,
    }  # fmt: skip
    assert (taken.closed_at, CourseCompletion.objects.count()) == (None, 0)


def test_complete_twice_keeps_the_first_completion(taken: Enrolment, course: Course) -> None:
    first = lessons(course)[0]
    before = done(taken, first)
    after = done(taken, first)
    assert (after.pk, after.completed_at) == (before.pk, before.completed_at)
    assert Event.objects.filter(act=Act.ACTIVITY_COMPLETED).count() == 1


def test_last_activity_finishes_the_course_with_snapshot_and_certificate(
    taken: Enrolment, course: Course, lena: User
) -> None:
    for lesson in lessons(course):
        done(taken, lesson)
    completion = CourseCompletion.objects.get(enrolment=taken)
    assert (completion.course_title, completion.name, completion.total) == ("Respect", "Lena Hoffmann", None)
    assert [one["version"] for one in completion.rule["activities"]] == [1, 1]
    certificate = Certificate.objects.get()
    assert completion.certificate == certificate
    assert certificate.words["name"] == "Lena Hoffmann"
    assert certificate.words["outcomes"] == [f"Do thing {n} of respect" for n in (1, 2, 3)]
    assert certificate.valid_until == completion.valid_until
    taken.refresh_from_db()
    assert taken.closed_at == completion.completed_at
    acts = list(Event.objects.filter(subject_id=lena.pk).values_list("act", flat=True))
    assert acts[-2:] == [Act.CERTIFICATE_ISSUED, Act.COURSE_COMPLETED]
    assert chain.verify(lena.pk) == []


def test_course_without_certificate_is_completed_without_one(house: Organisation, lena: User) -> None:
    course = factories.course(lessons=1, has_certificate=False)
    taken = enrolment.enrol(lena, course, language="en")
    done(taken, lessons(course)[0])
    assert CourseCompletion.objects.get().certificate is None
    assert not Certificate.objects.exists()


def test_lesson_added_later_does_not_reopen_a_finished_course(taken: Enrolment, course: Course) -> None:
    for lesson in lessons(course):
        done(taken, lesson)
    before = CourseCompletion.objects.values().get()
    added = factories.lesson(ModulePage.objects.get(), 3)
    done(taken, Activity.objects.get(key=added.translation_key))
    assert CourseCompletion.objects.values().get() == before
    assert Certificate.objects.count() == 1


def test_course_finishes_when_its_last_open_lesson_is_taken_out(taken: Enrolment, course: Course) -> None:
    done(taken, lessons(course)[0])
    LessonPage.objects.get(slug="lesson-2").unpublish()
    assert progress.settle(taken) == CourseCompletion.objects.get(enrolment=taken)
    assert taken.closed_at is not None


def test_begin_remembers_the_place(taken: Enrolment, course: Course) -> None:
    progress.begin(taken, lessons(course)[0], block="abc")
    taken.refresh_from_db()
    assert (taken.last_activity, taken.last_block) == (lessons(course)[0], "abc")


@pytest.fixture
def asked(house: Organisation, lena: User) -> Enrolment:
    first, second = factories.question("one"), factories.question("two")
    body = [factories.check_block(first, block_id="c1"), factories.check_block(second, block_id="c2", required=False)]
    return enrolment.enrol(lena, factories.course(lessons=1, bodies=[body]), language="en")


def test_lesson_is_not_done_before_its_required_checks(asked: Enrolment) -> None:
    lesson = asked.course.activities.get()
    with pytest.raises(progress.MustAnswerFirst) as refusal:
        progress.finish_lesson(asked, lesson, lesson.versions.get())
    assert refusal.value.blocks == ["c1"]
    assert not ActivityCompletion.objects.exists()


def test_a_wrong_answer_is_enough_for_done(asked: Enrolment) -> None:
    lesson = asked.course.activities.get()
    version = checks.QuestionVersion.objects.order_by("pk").first()
    assert version
    wrong = next(option for option in version.body["options"] if option != version.body["right"])
    assert checks.answer(asked, lesson, "c1", {"answer": wrong}).is_right is False
    progress.finish_lesson(asked, lesson, lesson.versions.get())
    assert ActivityCompletion.objects.get().activity == lesson


def test_a_check_that_was_taken_out_meanwhile_is_not_asked_for(asked: Enrolment) -> None:
    lesson = asked.course.activities.get()
    read = lesson.versions.get()
    page = LessonPage.objects.get()
    page.body = [factories.text_block()]
    page.save_revision().publish()
    assert progress.finish_lesson(asked, lesson, read).version == read
