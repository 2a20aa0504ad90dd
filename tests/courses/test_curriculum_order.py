"""Courses that name each other's lessons: in which order they are loaded, and what is said when they cannot be."""

import shutil
from pathlib import Path

import pytest

from courses.curriculum import loading
from courses.curriculum.pages import Report
from courses.curriculum.problems import NotLoadable
from courses.models import Activity, CoursePage, LessonPage
from lms.people.models import Organisation, User
from quizzes import curriculum
from tests.courses.test_curriculum import write_course

pytestmark = pytest.mark.slow

SENTENCE = "There is no lesson “{}” in “en”. Change the name, or load its course too."


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A curriculum of three small courses: cups, milk, tea."""
    for name in ("tea", "milk", "cups"):
        write_course(tmp_path, name)
    return tmp_path


def point(shelf: Path, course: str, lesson: str) -> None:
    """Adds a related lesson at the end of the course's first lesson."""
    path = shelf / "en" / course / "01-start" / "01-water.md"
    path.write_text(f"{path.read_text()}\n:::related\nlesson: {lesson}\nnote: It says more.\n:::\n")


def load(shelf: Path, *names: str) -> Report:
    return loading.load(list(names), root=shelf, then=curriculum.write)


def mistakes(shelf: Path, *names: str) -> list[str]:
    with pytest.raises(NotLoadable) as caught:
        load(shelf, *names)
    return [str(problem) for problem in caught.value.problems]


def test_courses_come_after_those_they_point_at(house: Organisation, shelf: Path) -> None:
    point(shelf, "cups", "tea/start/water")
    load(shelf)
    assert list(CoursePage.objects.order_by("path").values_list("slug", flat=True)) == ["tea", "cups", "milk"]
    cups, tea = (LessonPage.objects.get(url_path=f"/en/courses/{name}/start/water/") for name in ("cups", "tea"))
    related = Activity.objects.get(key=cups.translation_key).versions.get().body["blocks"][-1]
    assert (related["type"], f'href="page:{tea.pk}"' in related["html"]) == ("related", True)
    assert (load(shelf).made, load(shelf).changed) == ([], [])


def test_course_alone_points_at_what_was_loaded_before(house: Organisation, shelf: Path) -> None:
    point(shelf, "cups", "tea/start/water")
    assert mistakes(shelf, "cups") == [f"en/cups/01-start/01-water.md:27: {SENTENCE.format('tea/start/water')}"]
    load(shelf, "tea")
    load(shelf, "cups")
    assert CoursePage.objects.count() == 2


@pytest.mark.parametrize("target", ["tea/start/milk", "tea/end/water", "coffee/start/water", "cups/start/sugar"])
def test_lesson_that_does_not_exist_is_named(house: Organisation, shelf: Path, target: str) -> None:
    point(shelf, "cups", target)
    assert mistakes(shelf) == [f"en/cups/01-start/01-water.md:27: {SENTENCE.format(target)}"]


def test_lesson_has_to_exist_in_the_same_language(house: Organisation, shelf: Path) -> None:
    point(shelf, "cups", "tea/start/water")
    shutil.copytree(shelf / "en" / "cups", shelf / "de" / "cups")
    assert mistakes(shelf) == [
        "de/cups/01-start/01-water.md:27: "
        "There is no lesson “tea/start/water” in “de”. Change the name, or load its course too."
    ]


def test_circle_of_courses_is_named_once(house: Organisation, shelf: Path) -> None:
    point(shelf, "cups", "milk/start/water")
    point(shelf, "milk", "tea/start/water")
    point(shelf, "tea", "cups/start/water")
    assert mistakes(shelf) == [
        "en/tea/01-start/01-water.md:27: These courses point at each other: "
        "“cups” → “milk” → “tea” → “cups”. Take one of the related lessons out."
    ]


def test_own_course_is_pointed_at_backwards_only(house: Organisation, shelf: Path) -> None:
    module = shelf / "en" / "tea" / "01-start"
    (module / "02-pot.md").write_text((module / "01-water.md").read_text().split(":::check")[0])
    point(shelf, "tea", "tea/start/pot")
    assert mistakes(shelf) == [
        "en/tea/01-start/01-water.md:27: “tea/start/pot” comes by itself later in this course. "
        "Name a lesson before this one."
    ]
    path = module / "01-water.md"
    text = path.read_text()
    path.write_text(text[: text.index("\n:::related")])
    (module / "02-pot.md").write_text(
        (module / "02-pot.md").read_text() + ":::related\nlesson: tea/start/water\nnote: Water first.\n:::\n"
    )
    load(shelf)
    assert LessonPage.objects.filter(live=True).count() == 10


def test_lesson_that_an_author_took_back_is_not_pointed_at(house: Organisation, shelf: Path, ada: User) -> None:
    load(shelf)
    LessonPage.objects.get(url_path="/en/courses/tea/start/water/").unpublish(user=ada)
    point(shelf, "cups", "tea/start/water")
    report = load(shelf)
    assert report.remarks == [
        "en/cups/01-start/01-water.md:27: “tea/start/water” is not published; the link to it is left out."
    ]
    assert report.changed == []
