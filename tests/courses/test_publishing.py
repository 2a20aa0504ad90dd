"""What publishing writes, and what it leaves alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from courses import enrolment, publishing, tree
from courses.models import Activity, ActivityVersion, CataloguePage, Course, CoursePage, LessonPage, ModulePage
from lms.people.models import Organisation, User
from tests import factories


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=2, validity_months=12)


def lesson(number: int = 1) -> LessonPage:
    return LessonPage.objects.get(slug=f"lesson-{number}", locale__language_code="en")


def page_of(course: Course, language: str = "en") -> CoursePage:
    return CoursePage.objects.get(translation_key=course.key, locale__language_code=language)


def publish(page: Page, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_course_is_settled_at_its_first_publish(course: Course) -> None:
    assert (course.slug, course.source_language, course.titles, course.version, course.is_live) == (
        "respect", "en", {"en": "Respect"}, 1, True,
    )  # fmt: skip
    assert (course.validity_months, course.minutes) == (12, 2)
    assert course.first_published_at is not None


def test_lesson_below_a_draft_course_waits_for_it(house: Organisation) -> None:
    catalogue = CataloguePage.objects.get()
    page = CoursePage(title="Draft", slug="draft", promise="Soon.", live=False)
    catalogue.add_child(instance=page)
    module = ModulePage(title="One", slug="one")
    page.add_child(instance=module)
    factories.lesson(module, 1)
    course = Course.objects.get()
    assert (course.is_live, course.version, course.first_published_at, course.activities.count()) == (False, 0, None, 1)
    publish(page, slug="final-name")
    course.refresh_from_db()
    assert (course.is_live, course.version, course.slug, course.minutes) == (True, 1, "final-name", 1)


def test_talking_points_are_kept_per_language(course: Course) -> None:
    assert (course.companions, course.companion_in("en")) == ({"en": []}, [])
    publish(page_of(course), talking_points=[("point", "Ask Ana."), ("point", "Thank Bo.")])
    tree.ensure_roots(["de"])
    german = page_of(course).copy_for_translation(Locale.objects.get(language_code="de"))
    publish(german, title="Respekt", talking_points=[("point", "Fragen Sie Ana.")])
    course.refresh_from_db()
    assert course.companions == {"en": ["Ask Ana.", "Thank Bo."], "de": ["Fragen Sie Ana."]}
    assert (course.companion_in("de"), course.companion_in("nl")) == (["Fragen Sie Ana."], ["Ask Ana.", "Thank Bo."])
    publish(page_of(course), talking_points=[])
    course.refresh_from_db()
    assert course.companion_in("en") == []


def test_slug_is_set_once(course: Course) -> None:
    publish(page_of(course), slug="another", title="Another")
    course.refresh_from_db()
    assert (course.slug, course.titles, course.version) == ("respect", {"en": "Another"}, 2)


def test_lesson_published_unchanged_adds_no_version(course: Course) -> None:
    publish(lesson())
    assert list(ActivityVersion.objects.filter(activity__slug="lesson-1").values_list("number", flat=True)) == [1]


def test_lesson_changed_adds_a_version_and_keeps_the_old_one(course: Course) -> None:
    old = ActivityVersion.objects.get(activity__slug="lesson-1")
    publish(lesson(), title="New title")
    versions = ActivityVersion.objects.filter(activity__slug="lesson-1").order_by("number")
    assert [(one.number, one.title) for one in versions] == [(1, "Lesson 1"), (2, "New title")]
    assert versions[0].sha256 == old.sha256
    assert Activity.objects.get(slug="lesson-1").titles == {"en": "New title"}


def test_draft_and_scheduled_publish_settle_nothing(course: Course) -> None:
    page = lesson()
    page.title = "Draft"
    page.save_revision()
    module = ModulePage.objects.get()
    later = LessonPage(
        title="Later", slug="later", message="m", live=False, go_live_at=timezone.now() + timedelta(days=1)
    )
    module.add_child(instance=later)
    later.save_revision().publish()
    assert not LessonPage.objects.get(slug="later").live
    assert sorted(Activity.objects.values_list("slug", flat=True)) == ["lesson-1", "lesson-2"]
    assert ActivityVersion.objects.count() == 2


def test_two_languages_are_one_course_and_one_activity(course: Course, lena: User) -> None:
    tree.ensure_roots(["en", "ru"])
    taken = enrolment.enrol(lena, course, language="en")
    russian = CataloguePage.objects.get(locale__language_code="ru").locale
    twin = page_of(course).copy_for_translation(russian)
    publish(twin, title="Уважение", promise="Зачем это мне.", validity_months=3, is_sensitive=True)
    module = ModulePage.objects.get(locale__language_code="en").copy_for_translation(russian)
    publish(module)
    publish(lesson().copy_for_translation(russian), title="Урок 1")
    course.refresh_from_db()
    assert (Course.objects.count(), Activity.objects.count()) == (1, 2)
    assert course.titles == {"en": "Respect", "ru": "Уважение"}
    assert (course.validity_months, course.is_sensitive, course.version, course.minutes) == (12, False, 1, 2)
    versions = ActivityVersion.objects.filter(activity__slug="lesson-1").order_by("number")
    assert [(one.number, one.language, one.title) for one in versions] == [(1, "en", "Lesson 1"), (2, "ru", "Урок 1")]
    assert enrolment.enrol(lena, course, language="ru") == taken


def test_copy_of_a_course_is_a_new_course(course: Course) -> None:
    page_of(course).copy(recursive=True, update_attrs={"slug": "respect-2", "title": "Respect again"}, keep_live=True)
    assert sorted(Course.objects.values_list("slug", "is_live")) == [("respect", True), ("respect-2", True)]
    copy = Course.objects.get(slug="respect-2")
    assert (copy.activities.count(), course.activities.count(), Activity.objects.count()) == (2, 2, 4)


def test_alias_is_a_new_course_once_it_is_taken_up(course: Course) -> None:
    alias = page_of(course).create_alias(recursive=True, update_slug="twin")
    publishing.take_up(alias)
    assert sorted(Course.objects.values_list("slug", flat=True)) == ["respect", "twin"]
    assert Course.objects.get(slug="twin").activities.count() == 2


def test_slug_taken_in_another_language_gets_a_number(course: Course) -> None:
    russian = tree.ensure_roots(["en", "ru"])["ru"]
    page = CoursePage(title="Другой", slug="respect", promise="p", locale=russian.locale)
    russian.add_child(instance=page)
    publish(page)
    assert sorted(Course.objects.values_list("slug", "source_language")) == [("respect", "en"), ("respect-2", "ru")]


def test_unpublished_course_is_not_offered_and_keeps_its_records(course: Course, lena: User) -> None:
    enrolment.enrol(lena, course, language="en")
    page_of(course).unpublish()
    course.refresh_from_db()
    assert (course.is_live, course.activities.count(), course.enrolments.count()) == (False, 2, 1)
    publish(page_of(course))
    course.refresh_from_db()
    assert (course.is_live, course.version) == (True, 2)


def test_unpublished_lesson_no_longer_counts_for_the_length(course: Course) -> None:
    lesson().unpublish()
    course.refresh_from_db()
    assert course.minutes == 1


def test_deleted_pages_delete_no_identity(course: Course) -> None:
    page_of(course).delete()
    course.refresh_from_db()
    assert (course.is_live, Activity.objects.count(), ActivityVersion.objects.count()) == (False, 2, 2)


def test_questions_of_checks_are_compiled(course: Course) -> None:
    first, second = factories.question("first"), factories.question("second")
    body = [factories.check_block(first, block_id="a"), factories.check_block(second, block_id="b", required=False)]
    publish(lesson(), body=body)
    activity = Activity.objects.get(slug="lesson-1")
    assert list(activity.questions.values_list("question_key", "block_id", "is_required", "position")) == [
        (first.translation_key, "a", True, 0),
        (second.translation_key, "b", False, 1),
    ]
    publish(lesson(), body=body[1:])
    assert list(activity.questions.values_list("block_id", flat=True)) == ["b"]


def test_publish_that_cannot_be_settled_changes_nothing(course: Course) -> None:
    stray = ModulePage(title="Stray", slug="stray")
    CataloguePage.objects.get().add_child(instance=stray)
    page = LessonPage(title="Lost", slug="lost", message="m", live=False)
    stray.add_child(instance=page)
    with pytest.raises(publishing.NoCourse, match=r"“Lost” does not stand in a course\."):
        page.save_revision().publish()
    assert not LessonPage.objects.get(slug="lost").live
    assert not Activity.objects.filter(slug="lost").exists()


def test_sensitive_course_needs_a_contact(course: Course) -> None:
    page = page_of(course)
    assert publishing.obstacles(page) == []
    page.is_sensitive = True
    assert publishing.obstacles(page) == [
        "A sensitive course needs a contact: name, when to contact them, and e-mail or phone."
    ]
    page.contact_name, page.contact_when, page.contact_phone = "Ines", "Always", "112"
    assert publishing.obstacles(page) == []
