"""Lists to tick for oneself: kept by the ids of their entries, private, and never needed for Done."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import checklists, enrolment, progress
from courses.models import Activity, ActivityCompletion, Checklist, Course, Enrolment, LessonPage
from lms.people.models import Organisation, User
from tests import factories

SignIn = Callable[[User], Client]
URL = "/en/courses/respect/basics/lesson-1/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def taken(house: Organisation, lena: User) -> Enrolment:
    listed = factories.checklist_block(block_id="l1", entries={"a": "Ask <first>", "b": "Help", "c": "Thank"})
    course = factories.course(lessons=1, bodies=[[factories.text_block(), listed]])
    return enrolment.enrol(lena, course, language="en")


@pytest.fixture
def lesson(taken: Enrolment) -> Activity:
    return taken.course.activities.get()


@pytest.fixture
def learner(taken: Enrolment, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


def ticked(html: str) -> list[str]:
    """The entries whose box is ticked."""
    return re.findall(r'value="(\w+)" id="b-l1-\d" checked', html)


def boxes(html: str) -> list[str]:
    return re.findall(r'name="tick" value="(\w+)"', html)


def test_ticks_are_kept_in_the_order_of_the_list_and_replaced(taken: Enrolment, lesson: Activity) -> None:
    version = lesson.versions.get()
    checklists.tick(taken, version, "l1", ["c", "a"])
    assert list(Checklist.objects.values_list("block_id", "ticked")) == [("l1", ["a", "c"])]
    checklists.tick(taken, version, "l1", ["b"])
    assert list(Checklist.objects.values_list("ticked", flat=True)) == [["b"]]
    checklists.tick(taken, version, "l1", [])
    assert list(Checklist.objects.values_list("ticked", flat=True)) == [[]]


def test_unknown_entries_are_ignored(taken: Enrolment, lesson: Activity) -> None:
    kept = checklists.tick(taken, lesson.versions.get(), "l1", ["b", "b", "", "z", "\x00", "x" * 5000])
    assert kept.ticked == ["b"]


def test_a_tick_marks_the_place(taken: Enrolment, lesson: Activity) -> None:
    checklists.tick(taken, lesson.versions.get(), "l1", ["a"])
    taken.refresh_from_db()
    assert (taken.last_activity, taken.last_block) == (lesson, "l1")


@pytest.mark.parametrize("block", ["", "unknown", "x" * 300])
def test_a_block_that_is_no_checklist_is_refused(taken: Enrolment, lesson: Activity, block: str) -> None:
    with pytest.raises(checklists.NoSuchChecklist):
        checklists.tick(taken, lesson.versions.get(), block, ["a"])
    assert not Checklist.objects.exists()


def test_ticking_leads_back_to_the_list_without_javascript(learner: Client, lesson: Activity) -> None:
    assert ticked(learner.get(URL).content.decode()) == []
    response = learner.post(f"/checklists/{lesson.pk}/l1/", {"tick": ["a", "c"]})
    assert (response.status_code, response["Location"]) == (303, f"{URL}#b-l1")
    html = learner.get(URL).content.decode()
    assert (boxes(html), ticked(html)) == (["a", "b", "c"], ["a", "c"])
    assert "Ask &lt;first&gt;" in html
    learner.post(f"/checklists/{lesson.pk}/l1/")
    assert ticked(learner.get(URL).content.decode()) == []


def test_ticking_swaps_only_the_part_with_htmx(learner: Client, lesson: Activity) -> None:
    response = learner.post(f"/checklists/{lesson.pk}/l1/", {"tick": "b"}, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith('<section class="card stack-s" id="b-l1"')
    assert "<html" not in html
    assert f'id="b-l1-saved">Saved on {timezone.localtime():%-d %B} at ' in html
    assert ticked(html) == ["b"]


@pytest.mark.parametrize("block", ["unknown", "c1'--", "%00", "x" * 200])
def test_ticking_another_block_is_404(learner: Client, lesson: Activity, block: str) -> None:
    assert learner.post(f"/checklists/{lesson.pk}/{block}/", {"tick": "a"}).status_code == 404
    assert not Checklist.objects.exists()


def test_nobody_else_ticks_or_sees_the_list(
    taken: Enrolment, learner: Client, lesson: Activity, max: User, ada: User, sign_in: SignIn
) -> None:
    learner.post(f"/checklists/{lesson.pk}/l1/", {"tick": "b"})
    for person in (max, ada):
        assert sign_in(person).post(f"/checklists/{lesson.pk}/l1/", {"tick": "a"}).status_code == 404
    enrolment.enrol(max, taken.course, language="en")
    for person in (max, ada):
        html = sign_in(person).get(URL).content.decode()
        assert (boxes(html), ticked(html)) == (["a", "b", "c"], [])
    assert list(Checklist.objects.values_list("enrolment", "ticked")) == [(taken.pk, ["b"])]


def test_a_list_is_never_needed_for_done(learner: Client, lesson: Activity) -> None:
    assert learner.post(f"/lessons/{lesson.pk}/done/").status_code == 303
    assert ActivityCompletion.objects.count() == 1
    assert not Checklist.objects.exists()


def test_ticks_stay_when_the_words_of_an_entry_change(learner: Client, lesson: Activity) -> None:
    learner.post(f"/checklists/{lesson.pk}/l1/", {"tick": ["a", "b"]})
    page = LessonPage.objects.get()
    page.body = [factories.checklist_block(block_id="l1", entries={"b": "Help at once", "d": "New"})]
    page.save_revision().publish()
    html = learner.get(URL).content.decode()
    assert (boxes(html), ticked(html)) == (["b", "d"], ["b"])


@pytest.mark.parametrize("who", ["ada", "preview"])
def test_who_only_looks_can_tick_but_nothing_is_kept(taken: Enrolment, ada: User, sign_in: SignIn, who: str) -> None:
    page = LessonPage.objects.get()
    page.save_revision()
    html = sign_in(ada).get(URL if who == "ada" else f"/cms/pages/{page.pk}/view_draft/").content.decode()
    assert boxes(html) == ["a", "b", "c"]
    assert "Here it is not kept." in html
    assert "/checklists/" not in html


def test_record_of_a_finished_course_shows_the_ticks_and_takes_none(
    learner: Client, taken: Enrolment, lesson: Activity
) -> None:
    learner.post(f"/checklists/{lesson.pk}/l1/", {"tick": "b"})
    progress.complete(taken, lesson, version=lesson.versions.get())
    LessonPage.objects.get().unpublish()
    html: Any = learner.get(f"/courses/respect/read/{lesson.pk}/").content.decode()
    assert "<span>Ask &lt;first&gt;</span>" in html
    assert '<span>Help<span class="vh"> (ticked)</span></span>' in html
    assert (boxes(html), Course.objects.count()) == ([], 1)
    assert "/checklists/" not in html
