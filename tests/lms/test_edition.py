"""What authors wrote is kept in memory, and never longer than it is true."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.dummy import DummyCache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses import ground, outline, reading
from courses.models import Course, CoursePage, LessonPage, ModulePage, page_at
from lms import edition
from lms.people.models import Organisation, User
from lms.questions import versions
from lms.questions.models import Question
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True)]


class Shelf:
    """Something to remember, which knows how often it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def make(self, keys: list[str]) -> dict[str, list[str]]:
        self.asked += keys
        return {key: [key] for key in keys if key != "missing"}

    def get(self, *keys: str) -> dict[str, list[str]]:
        return edition.remembered("shelf", keys, self.make)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    yield Shelf()


def test_it_is_asked_for_once(shelf: Shelf) -> None:
    assert shelf.get("a") == {"a": ["a"]}
    assert shelf.get("a", "b") == {"a": ["a"], "b": ["b"]}
    assert shelf.asked == ["a", "b"]


def test_what_is_missing_is_asked_for_again(shelf: Shelf) -> None:
    shelf.get("missing")
    assert shelf.get("missing") == {}
    assert shelf.asked == ["missing", "missing"]


def test_each_reader_has_a_copy_of_their_own(shelf: Shelf) -> None:
    shelf.get("a")
    shelf.get("a")["a"].append("scribble")
    assert shelf.get("a") == {"a": ["a"]}


def test_inside_a_transaction_the_database_is_asked(shelf: Shelf) -> None:
    shelf.get("a")
    with transaction.atomic():
        shelf.get("a")
        shelf.get("b")
    shelf.get("b")
    assert shelf.asked == ["a", "a", "b", "b"]


def test_a_new_edition_begins_with_the_commit_and_not_without_one(shelf: Shelf) -> None:
    shelf.get("a")
    with pytest.raises(LookupError), transaction.atomic():
        edition.begin()
        raise LookupError
    shelf.get("a")
    assert shelf.asked == ["a"]
    with transaction.atomic():
        edition.begin()
    shelf.get("a")
    assert shelf.asked == ["a", "a"]


def test_another_process_notices_after_a_second(shelf: Shelf) -> None:
    shelf.get("a")
    cache.set(edition.STAMP, 1234, None)
    with time_machine.travel(timezone.now() + timedelta(seconds=edition.NOTICED_WITHIN, milliseconds=100)):
        shelf.get("a")
    assert shelf.asked == ["a", "a"]


def test_nothing_is_kept_for_longer_than_a_minute(shelf: Shelf) -> None:
    shelf.get("a")
    with time_machine.travel(timezone.now() + timedelta(seconds=edition.KEPT_FOR + 1)):
        shelf.get("a")
    assert shelf.asked == ["a", "a"]


def test_without_the_shared_cache_pages_only_take_longer(shelf: Shelf, settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "tests.lms.test_edition.Away"}}
    assert shelf.get("a") == shelf.get("a") == {"a": ["a"]}
    assert shelf.asked == ["a", "a"]
    with transaction.atomic():
        edition.begin()  # raises nothing


class Away(DummyCache):
    """A cache that does not answer."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)

    def get_or_set(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    def set(self, *args: Any, **kwargs: Any) -> None:
        raise ConnectionError


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=3)


@pytest.fixture
def editor(ada: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(ada)


def shown(course: Course) -> list[tuple[str, str, bool]]:
    """Title and address of each lesson as a reader sees them, and whether the page is found there."""
    course.refresh_from_db()
    items = outline.of(course, person=None, language="en").items
    return [(item.title, item.url, page_at(item.url.removeprefix("/en/"), "en") is not None) for item in items]


def lessons() -> dict[str, LessonPage]:
    return {page.slug: page for page in LessonPage.objects.all()}


def test_every_act_of_an_author_is_seen_at_once(course: Course, editor: Client) -> None:
    def address(slug: str) -> str:
        return f"/en/courses/respect/basics/{slug}/"

    def act(name: str, slug: str, query: str = "", **posted: Any) -> None:
        answer = editor.post(reverse(f"wagtailadmin_pages:{name}", args=[lessons()[slug].pk]) + query, posted)
        assert answer.status_code in (200, 302), name

    one, two, three = (("Lesson 1", address("lesson-1"), True), ("Lesson 2", address("lesson-2"), True),
                       ("Lesson 3", address("lesson-3"), True))  # fmt: skip
    assert shown(course) == shown(course) == [one, two, three]

    page = lessons()["lesson-1"]
    page.title = "The first lesson"
    page.save_revision().publish()
    one = ("The first lesson", address("lesson-1"), True)
    assert shown(course) == [one, two, three]
    assert reading.version_for(page.translation_key, "en").title == "The first lesson"

    act("set_page_position", "lesson-3", "?position=0")
    assert shown(course) == [three, one, two]

    page = lessons()["lesson-2"]
    page.slug = "second"
    page.save_revision().publish()
    two = ("Lesson 2", address("second"), True)
    assert shown(course) == [three, one, two]
    assert page_at("courses/respect/basics/lesson-2/", "en") is None

    act("unpublish", "lesson-1")
    assert shown(course) == [three, two]
    act("delete", "lesson-3")
    assert shown(course) == [two]

    factories.lesson(ModulePage.objects.get(), 4)
    assert shown(course) == [two, ("Lesson 4", address("lesson-4"), True)]

    module = ModulePage.objects.get()
    module.slug = "chapter"
    module.save_revision().publish()
    assert [url for _title, url, _found in shown(course)] == [
        "/en/courses/respect/chapter/second/", "/en/courses/respect/chapter/lesson-4/",
    ]  # fmt: skip


def test_a_lesson_moved_to_another_course_is_seen_there_at_once(course: Course, editor: Client) -> None:
    other = factories.course("listening", lessons=1)
    assert (len(shown(course)), len(shown(other))) == (3, 1)
    moved, goal = LessonPage.objects.get(url_path__contains="respect/basics/lesson-2"), other_module()
    answer = editor.post(reverse("wagtailadmin_pages:move_confirm", args=[moved.pk, goal.pk]), {"slug": "moved"})
    assert answer.status_code == 302
    assert Page.objects.get(pk=moved.pk).url_path.startswith(goal.url_path)
    assert (len(shown(course)), len(shown(other))) == (2, 2)


def test_a_course_published_anew_or_taken_back_is_read_at_once(course: Course, django_assert_num_queries: Any) -> None:
    def known() -> tuple[str, bool]:
        found = ground.courses([course.pk])[course.pk]
        return found.title_in("en"), found.is_live

    before = known()
    with django_assert_num_queries(0):
        assert known() == before
    page = CoursePage.objects.get()
    page.title = "Respect each other"
    page.save_revision().publish()
    assert known() == ("Respect each other", True)
    page.unpublish()
    assert known() == ("Respect each other", False)


def other_module() -> ModulePage:
    return ModulePage.objects.get(url_path__contains="listening")


def test_a_question_published_anew_is_asked_at_once(house: Organisation) -> None:
    asked = factories.question("tone")
    key = asked.translation_key
    assert versions.current([key])[key].number == 1

    asked.interaction = [factories.single("clearer")]
    asked.save_revision().publish()
    version = versions.current([key])[key]
    assert version.number == 2
    assert "clearer" in str(versions.wordings([version.pk], "en")[version.pk].texts)
    assert Question.objects.get().live


def test_a_question_taken_back_is_asked_no_more_at_once(house: Organisation) -> None:
    asked = factories.question("tone")
    key = asked.translation_key
    assert versions.asked([key])[key].number == 1
    asked.unpublish()
    assert versions.asked([key]) == {}
    assert versions.current([key])[key].number == 1
    asked.save_revision().publish()
    assert versions.asked([key])[key].number == 1


def test_a_new_name_of_the_organisation_is_shown_at_once(max: User, sign_in: Callable[[User], Client]) -> None:
    browser = sign_in(max)
    assert "Northwind" in browser.get("/home/").content.decode()
    organisation = Organisation.load()
    organisation.name = "Southwind"
    organisation.save()
    assert "Southwind" in browser.get("/home/").content.decode()
