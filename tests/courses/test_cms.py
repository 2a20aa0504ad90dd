"""What a trainer meets in the editor: rights, previews, deletion, publishing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.blocks.base import BlockField
from wagtail.models import GroupPagePermission, Page

from courses import enrolment, tree
from courses.blocks import LessonBody
from courses.models import CataloguePage, Course, CoursePage, LessonPage, ModulePage
from lms.people.models import Organisation, User
from tests import factories


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=1)


@pytest.fixture
def editor(ada: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(ada)


def sentences(response: Any) -> list[str]:
    return [str(message).split("\n")[0] for message in get_messages(response.wsgi_request)]


def page_of(course: Course) -> CoursePage:
    return CoursePage.objects.get(translation_key=course.key)


def test_roots_are_made_once(house: Organisation) -> None:
    before = Page.objects.count(), GroupPagePermission.objects.count()
    assert [page.slug for page in tree.ensure_roots(["en"]).values()] == ["courses"]
    assert (Page.objects.count(), GroupPagePermission.objects.count()) == before
    tree.ensure_roots(["en", "de"])
    assert Page.objects.count() == before[0] + 3
    with pytest.raises(ValueError, match="There is no language xx"):
        tree.ensure_roots(["xx"])


def test_trainers_have_exactly_these_page_rights(house: Organisation) -> None:
    rights = GroupPagePermission.objects.filter(group__name="Trainers").values_list(
        "page__slug", "permission__codename"
    )
    assert sorted(rights) == [
        ("en", "add_page"), ("en", "bulk_delete_page"), ("en", "change_page"), ("en", "publish_page"),
    ]  # fmt: skip


def test_course_nobody_took_is_deleted(course: Course, editor: Client) -> None:
    page = page_of(course)
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert response.status_code == 302
    assert not CoursePage.objects.exists()
    assert Course.objects.filter(is_live=False).count() == 1


@pytest.mark.parametrize("model", [CoursePage, ModulePage, LessonPage])
def test_page_of_a_taken_course_is_not_deleted(model: type[Page], course: Course, editor: Client, lena: User) -> None:
    enrolment.enrol(lena, course, language="en")
    page = model.objects.get()
    for act in (editor.get, editor.post):
        response = act(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert response.status_code == 302
        assert (
            sentences(response)[-1]
            .strip()
            .startswith(f"“{page.title}” cannot be deleted: 1 person has taken this course. Unpublish it instead")
        )
    assert model.objects.filter(pk=page.pk).exists()


def test_page_of_a_taken_course_is_not_deleted_in_bulk(course: Course, editor: Client, lena: User) -> None:
    enrolment.enrol(lena, course, language="en")
    other = factories.course("other", lessons=1)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    query = f"?id={page_of(course).pk}&id={page_of(other).pk}&next=/cms/"
    response = editor.post(address + query)
    assert (response.status_code, response.headers["Location"]) == (302, "/cms/")
    assert len(sentences(response)) == 1
    assert CoursePage.objects.count() == 2


def test_new_draft_in_a_taken_course_is_deleted(course: Course, editor: Client, lena: User) -> None:
    enrolment.enrol(lena, course, language="en")
    draft = LessonPage(title="By mistake", slug="by-mistake", message="m", live=False)
    ModulePage.objects.get().add_child(instance=draft)
    editor.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert not LessonPage.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("slug", ["en", "courses"])
def test_roots_are_not_deleted(slug: str, house: Organisation, editor: Client) -> None:
    page = Page.objects.get(slug=slug)
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert "everything in its language hangs on it" in sentences(response)[0]
    assert Page.objects.filter(pk=page.pk).exists()


def test_unpublish_is_possible_where_delete_is_not(course: Course, editor: Client, lena: User) -> None:
    enrolment.enrol(lena, course, language="en")
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page_of(course).pk]))
    course.refresh_from_db()
    assert (course.is_live, course.enrolments.count()) == (False, 1)


def test_front_page_shows_drafts_and_the_way_to_a_new_course(course: Course, editor: Client) -> None:
    page = LessonPage.objects.get()
    page.title = "Unfinished"
    page.save_revision()
    response = editor.get(reverse("wagtailadmin_home"))
    content = response.content.decode()
    assert response.status_code == 200
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in content
    assert "Unfinished" in content
    address = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", CataloguePage.objects.get().pk])
    assert address in content
    assert editor.get(address).status_code == 200
    assert "wagtail.org" not in content


@pytest.mark.parametrize("path", ["users/", "groups/", "sites/", "locales/", "collections/", "workflows/list/"])
def test_trainer_reaches_no_machinery(path: str, house: Organisation, editor: Client) -> None:
    response = editor.get(f"/cms/{path}")
    assert response.status_code in (302, 404)
    if response.status_code == 302:
        assert response.headers["Location"] == "/cms/"


def test_every_block_has_a_preview_and_a_description(house: Organisation, editor: Client) -> None:
    for name, block in LessonBody().child_blocks.items():
        assert block.is_previewable, name
        assert block.get_description(), name
        response = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert response.status_code == 200, name
        assert 'class="lesson"' in response.content.decode(), name


def test_draft_of_a_lesson_is_previewed_as_a_learner_sees_it(course: Course, editor: Client) -> None:
    page = LessonPage.objects.get()
    page.title = "Draft title"
    page.body = [factories.text_block("Draft words.")]
    page.save_revision()
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    content = response.content.decode()
    assert response.status_code == 200
    assert "Draft title" in content
    assert "Draft words." in content
    assert course.activities.get().versions.count() == 1


def test_draft_of_a_course_is_previewed(course: Course, editor: Client) -> None:
    page = page_of(course)
    page.title = "Draft course"
    page.save_revision()
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "Draft course" in response.content.decode()


def test_editor_says_how_long_a_lesson_takes(course: Course, editor: Client) -> None:
    page = LessonPage.objects.get()
    for words, expected in [
        (30, "1 minute. Say more, or join it with another lesson."),
        (400, "2 minutes. 3 to 6 minutes are best."),
        (800, "4 minutes. A good length."),
        (1800, "10 minutes. Make two lessons of it."),
    ]:
        page.body = [factories.text_block("word " * words)]
        page.save_revision()
        content = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert expected in content


def publish(editor: Client, page: Page, **changes: str) -> Any:
    """Press Publish in the editor with what the page holds, and these changes."""
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form = response.context["form"]
    data: dict[str, Any] = {}
    for bound in [form, *[inner for formset in form.formsets.values() for inner in formset.forms]]:
        for name in bound.fields:
            value = bound[name].value()
            data[bound.add_prefix(name)] = "" if value in (None, False) else value
    for formset in form.formsets.values():
        for name in formset.management_form.fields:
            data[formset.management_form.add_prefix(name)] = formset.management_form[name].value()
    data |= {f"{name}-count": 0 for name, field in form.fields.items() if isinstance(field, BlockField)}  # no blocks
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | changes | {"action-publish": "1"})


def test_sensitive_course_without_contact_waits_with_a_sentence(course: Course, editor: Client) -> None:
    page = page_of(course)
    response = publish(editor, page, is_sensitive="on")
    assert response.status_code == 302
    assert "A sensitive course needs a contact" in sentences(response)[0]
    course.refresh_from_db()
    assert (course.is_sensitive, course.version) == (False, 1)
    response = publish(
        editor, page, is_sensitive="on", contact_name="Ines", contact_when="Any time", contact_phone="112"
    )
    course.refresh_from_db()
    assert (course.is_sensitive, course.version) == (True, 2)


def test_learner_is_kept_out_of_the_editor(course: Course, lena: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(lena)
    page = page_of(course)
    for address in ("/cms/", reverse("wagtailadmin_pages:edit", args=[page.pk])):
        assert client.get(address).status_code in (302, 404)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert CoursePage.objects.exists()


def test_privacy_that_pages_do_not_have_cannot_be_set(ada: User, sign_in: Callable[[User], Client]) -> None:
    page = CoursePage.objects.get(translation_key=factories.course().pk)
    data = {"restriction_type": "login", "password": "", "groups": ""}
    sign_in(ada).post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), data)
    assert page.get_view_restrictions().count() == 0
