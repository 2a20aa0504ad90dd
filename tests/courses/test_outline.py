"""The course as one learner sees it."""

from typing import Any
from uuid import UUID

import pytest
from wagtail.models import Locale

from courses import enrolment, outline, progress, tree
from courses.models import Activity, Course, CoursePage, Enrolment, LessonPage, ModulePage
from lms.people.models import Organisation, User
from tests import factories


def do(taken: Enrolment, *slugs: str) -> None:
    for activity in taken.course.activities.filter(slug__in=slugs):
        progress.complete(taken, activity, version=activity.versions.latest("number"))


def titles(found: outline.Outline) -> list[str]:
    return [item.title for item in found.items]


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=3)


@pytest.fixture
def taken(course: Course, lena: User) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


def of(course: Course, person: User | None = None, language: str = "en") -> outline.Outline:
    return outline.of(course, person=person, language=language)


def test_outline_without_a_person_is_open(course: Course) -> None:
    found = of(course)
    assert (found.state, found.done, found.total) == ("not_started", 0, 3)
    assert (found.title, found.promise, found.url) == ("Respect", "What respect is good for.", "/en/courses/respect/")
    assert [module.title for module in found.modules] == ["Basics"]
    assert [item.number for item in found.items] == [1, 2, 3]


def test_outline_counts_what_is_done_and_names_the_next(course: Course, taken: Enrolment, lena: User) -> None:
    do(taken, "lesson-1", "lesson-3")
    found = of(course, lena)
    assert (found.state, found.done, found.total, found.minutes_left) == ("in_progress", 2, 3, 1)
    assert found.next_item and found.next_item.title == "Lesson 2"
    assert [item.is_next for item in found.items] == [False, True, False]


def test_outline_is_private_to_each_person(course: Course, taken: Enrolment, max: User) -> None:
    do(taken, "lesson-1")
    assert (of(course, max).state, of(course, max).done) == ("not_started", 0)


def test_finished_course_counts_full_also_when_a_lesson_is_added(course: Course, taken: Enrolment, lena: User) -> None:
    do(taken, "lesson-1", "lesson-2", "lesson-3")
    factories.lesson(ModulePage.objects.get(), 4)
    found = of(course, lena)
    assert (found.state, found.done, found.total, found.next_item) == ("done", 4, 4, None)


def test_finished_course_keeps_its_count_when_it_is_gone(course: Course, taken: Enrolment, lena: User) -> None:
    do(taken, "lesson-1", "lesson-2", "lesson-3")
    CoursePage.objects.get().unpublish()
    found = of(course, lena)
    assert (found.title, found.url) == ("Respect", "/courses/respect/complete/")
    assert (found.done, found.total, found.page_id) == (3, 3, None)


def test_order_follows_the_tree_and_unpublished_lessons_are_left_out(course: Course) -> None:
    first = LessonPage.objects.get(slug="lesson-1")
    first.move(ModulePage.objects.get(), pos="last-child")
    LessonPage.objects.get(slug="lesson-2").unpublish()
    assert titles(of(course)) == ["Lesson 3", "Lesson 1"]


def test_lessons_of_an_unpublished_module_are_left_out(course: Course) -> None:
    page = CoursePage.objects.get()
    extra = ModulePage(title="Later", slug="later")
    page.add_child(instance=extra)
    factories.lesson(extra, 9)
    assert len(of(course).items) == 4
    ModulePage.objects.get(slug="later").unpublish()
    assert titles(of(course)) == ["Lesson 1", "Lesson 2", "Lesson 3"]


def test_draft_titles_do_not_show(course: Course) -> None:
    page = LessonPage.objects.get(slug="lesson-1")
    page.title = "Not yet"
    page.save_revision()
    assert titles(of(course))[0] == "Lesson 1"


def test_titles_come_in_the_readers_language_where_there_is_one(course: Course, taken: Enrolment, lena: User) -> None:
    tree.ensure_roots(["en", "de"])
    german = Locale.objects.get(language_code="de")
    for page in (CoursePage.objects.get(), ModulePage.objects.get(), LessonPage.objects.get(slug="lesson-1")):
        twin = page.copy_for_translation(german)
        twin.title = f"{page.title} auf Deutsch"
        twin.save_revision().publish()
    found = of(course, lena, "de")
    assert titles(found) == ["Lesson 1 auf Deutsch", "Lesson 2", "Lesson 3"]
    assert found.items[0].url.startswith("/de/courses/respect")
    assert (found.items[1].url, found.items[1].language) == ("/de/courses/respect/basics/lesson-2/", "en")
    assert titles(of(course, lena, "en")) == ["Lesson 1", "Lesson 2", "Lesson 3"]
    do(taken, "lesson-1")
    assert of(course, lena, "de").done == of(course, lena, "en").done == 1


def test_a_renewal_starts_from_nothing_and_remembers_the_last_completion(house: Organisation, lena: User) -> None:
    course = factories.course(lessons=1, validity_months=1)
    taken = enrolment.enrol(lena, course, language="en")
    do(taken, "lesson-1")
    enrolment.enrol(lena, course, language="en")
    found = of(course, lena)
    assert (found.state, found.done, found.completion) == ("in_progress", 0, None)
    assert found.last_completion and found.last_completion.enrolment_id == taken.pk


def test_after_leads_to_the_next_open_activity_then_to_earlier_ones(
    course: Course, taken: Enrolment, lena: User
) -> None:
    keys: list[UUID] = [item.activity_key for item in of(course).items]
    do(taken, "lesson-2")
    found = of(course, lena)
    assert found.after(keys[0]) == found.items[2]
    assert found.after(keys[2]) == found.items[0]
    assert (found.before(keys[0]), found.before(keys[2])) == (None, found.items[1])


def test_many_outlines_cost_as_many_queries_as_one(
    course: Course, taken: Enrolment, lena: User, django_assert_num_queries: Any
) -> None:
    factories.course("welcome")
    factories.course("stress")
    enrolment.enrol(lena, Course.objects.get(slug="stress"), language="en")
    courses = list(Course.objects.all())
    with django_assert_num_queries(3):
        outline.many(courses[:1], person=lena, language="en")
    with django_assert_num_queries(3):
        assert len(outline.many(courses, person=lena, language="en")) == 3


def test_activity_counts_name_the_activities_of_today(course: Course, django_assert_num_queries: Any) -> None:
    LessonPage.objects.get(slug="lesson-3").unpublish()
    with django_assert_num_queries(2):
        counts = outline.activity_counts([course])
    assert counts == {course.pk: set(Activity.objects.exclude(slug="lesson-3").values_list("key", flat=True))}
