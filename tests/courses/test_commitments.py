"""If-then plans: both halves are needed, one's own only, and asked about a week later."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import commitments, enrolment, progress
from courses.models import Activity, ActivityCompletion, ActivityVersion, Commitment, Enrolment, LessonPage
from lms.people.models import Organisation, User
from lms.questions.kinds import BadAnswer
from tests import factories

SignIn = Callable[[User], Client]
URL = "/en/courses/respect/basics/lesson-1/"
HTMX = {"HX-Request": "true"}
HALVES = {"when": "it rains", "will": "stay in"}


@pytest.fixture
def taken(house: Organisation, lena: User) -> Enrolment:
    body = [factories.text_block(), factories.commitment_block(block_id="p1")]
    return enrolment.enrol(lena, factories.course(lessons=1, bodies=[body]), language="en")


@pytest.fixture
def lesson(taken: Enrolment) -> Activity:
    return taken.course.activities.get()


@pytest.fixture
def version(lesson: Activity) -> ActivityVersion:
    return lesson.versions.get()


@pytest.fixture
def learner(taken: Enrolment, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


def asked(person: User, today: date) -> list[Commitment]:
    """The plans of this person that are due, in the order in which they are asked about."""
    due = set(Commitment.objects.visible_to(person).filter(commitments.due(today)))
    found = []
    while one := commitments.first(due):
        due.remove(one)
        found.append(one)
    return found


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001  made aware here


# --- The rules ---
def test_a_plan_is_asked_about_seven_days_later(taken: Enrolment, version: ActivityVersion, lena: User) -> None:
    made = commitments.plan(taken, version, "p1", **HALVES, now=at(date(2026, 3, 2), hour=23))
    assert (made.when, made.will, made.outcome, made.ask_on) == ("it rains", "stay in", "", date(2026, 3, 9))
    assert asked(lena, date(2026, 3, 8)) == []
    assert asked(lena, date(2026, 3, 9)) == [made]
    taken.refresh_from_db()
    assert (taken.last_activity, taken.last_block) == (version.activity, "p1")


def test_a_changed_plan_replaces_the_old_one_and_begins_anew(taken: Enrolment, version: ActivityVersion) -> None:
    first = commitments.plan(taken, version, "p1", **HALVES, now=at(date(2026, 3, 2)))
    commitments.did(first, today=date(2026, 3, 9))
    commitments.plan(taken, version, "p1", when="it snows", will="go out", now=at(date(2026, 3, 20)))
    rows = list(Commitment.objects.values_list("pk", "when", "will", "outcome", "ask_on"))
    assert rows == [(first.pk, "it snows", "go out", "", date(2026, 3, 27))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  it rains. ", "it rains"),
        ("it\r\nrains,", "it rains"),
        ("it rains\x00", "it rains"),
        ("it rains!", "it rains!"),
    ],
)
def test_halves_are_kept_as_they_stand_in_the_sentence(
    taken: Enrolment, version: ActivityVersion, typed: str, kept: str
) -> None:
    assert commitments.plan(taken, version, "p1", when=typed, will=typed).when == kept


@pytest.mark.parametrize(
    ("when", "will", "sentence"),
    [
        ("", "  ", "Finish both sentences: when it happens, and what you will do."),
        (" . ", "stay in", "Say when it happens."),
        ("it rains", "\x00", "Say what you will do."),
        ("it rains", "x" * 201, "Write at most 200 characters."),
    ],
)
def test_half_a_plan_is_refused_with_a_sentence(
    taken: Enrolment, version: ActivityVersion, when: str, will: str, sentence: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        commitments.plan(taken, version, "p1", when=when, will=will)
    assert (refused.value.sentence, refused.value.kept) == (sentence, {"when": [when], "will": [will]})
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("block", ["", "unknown", "x" * 300])
def test_a_block_that_is_no_commitment_is_refused(taken: Enrolment, version: ActivityVersion, block: str) -> None:
    with pytest.raises(commitments.NoSuchCommitment):
        commitments.plan(taken, version, block, **HALVES)


def test_did_is_said_once_and_stays(taken: Enrolment, version: ActivityVersion, lena: User) -> None:
    made = commitments.plan(taken, version, "p1", **HALVES, now=at(date(2026, 3, 2)))
    commitments.did(made, today=date(2026, 3, 9))
    commitments.did(made, today=date(2026, 3, 9))
    commitments.not_yet(made, today=date(2026, 3, 9))
    made.refresh_from_db()
    assert (made.outcome, made.ask_on) == ("did", date(2026, 3, 9))
    assert asked(lena, date(2027, 1, 1)) == []


def test_an_old_page_says_nothing_of_a_plan_that_was_changed(taken: Enrolment, version: ActivityVersion) -> None:
    made = commitments.plan(taken, version, "p1", **HALVES, now=at(date(2026, 3, 2)))
    commitments.plan(taken, version, "p1", when="it snows", will="go out", now=at(date(2026, 3, 10)))
    commitments.did(made, today=date(2026, 3, 10))
    commitments.not_yet(made, today=date(2026, 3, 10))
    made.refresh_from_db()
    assert (made.when, made.outcome, made.ask_on) == ("it snows", "", date(2026, 3, 17))


def test_not_yet_asks_again_in_seven_days_however_often_it_is_said(
    taken: Enrolment, version: ActivityVersion, lena: User
) -> None:
    made = commitments.plan(taken, version, "p1", **HALVES, now=at(date(2026, 3, 2)))
    for _ in range(2):
        commitments.not_yet(made, today=date(2026, 3, 11))
    assert asked(lena, date(2026, 3, 17)) == []
    assert asked(lena, date(2026, 3, 18)) == [made]


def test_plans_are_asked_about_oldest_first(house: Organisation, lena: User, max: User) -> None:
    for n, (person, day) in enumerate([(lena, 5), (lena, 3), (max, 1), (lena, 9)]):
        course = factories.course(f"course-{n}", lessons=1, bodies=[[factories.commitment_block(block_id="p1")]])
        read = course.activities.get().versions.get()
        mine = enrolment.enrol(person, course, language="en")
        commitments.plan(mine, read, "p1", when=f"day {day}", will="act", now=at(date(2026, 3, day)))
    assert [one.when for one in asked(lena, date(2026, 4, 1))] == ["day 3", "day 5", "day 9"]
    assert [one.when for one in asked(max, date(2026, 4, 1))] == ["day 1"]


# --- In the lesson ---
def test_a_plan_leads_back_to_its_place_without_javascript(learner: Client, lesson: Activity) -> None:
    html = learner.get(URL).content.decode()
    assert "When someone new comes, I will show them the lockers." in html
    response = learner.post(f"/commitments/{lesson.pk}/p1/", {"when": "<b>rain</b>", "will": "stay in"})
    assert (response.status_code, response["Location"]) == (303, f"{URL}#b-p1")
    html = learner.get(URL).content.decode()
    assert ">&lt;b&gt;rain&lt;/b&gt;</textarea>" in html
    assert ">stay in</textarea>" in html
    assert f"Saved on {timezone.localtime():%-d %B} at " in html


def test_a_plan_swaps_only_its_part_with_htmx(learner: Client, lesson: Activity) -> None:
    response = learner.post(f"/commitments/{lesson.pk}/p1/", HALVES, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith('<section class="card stack-s" id="b-p1"')
    assert "<html" not in html
    assert html.count("autofocus") == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_half_a_plan_is_422_and_keeps_what_was_typed(
    learner: Client, lesson: Activity, headers: dict[str, str]
) -> None:
    response = learner.post(f"/commitments/{lesson.pk}/p1/", {"when": "it rains", "will": ""}, headers=headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Say what you will do." in html
    assert ">it rains</textarea>" in html
    assert ("<html" in html) == (not headers)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("block", ["unknown", "c1'--", "%00", "x" * 200])
def test_a_plan_in_another_block_is_404(learner: Client, lesson: Activity, block: str) -> None:
    assert learner.post(f"/commitments/{lesson.pk}/{block}/", HALVES).status_code == 404
    assert not Commitment.objects.exists()


def test_nobody_else_plans_or_reads_here(
    taken: Enrolment, learner: Client, lesson: Activity, max: User, ada: User, sign_in: SignIn
) -> None:
    learner.post(f"/commitments/{lesson.pk}/p1/", HALVES)
    for person in (max, ada):
        assert sign_in(person).post(f"/commitments/{lesson.pk}/p1/", HALVES).status_code == 404
    enrolment.enrol(max, taken.course, language="en")
    for person in (max, ada):
        assert "it rains" not in sign_in(person).get(URL).content.decode()
    assert Commitment.objects.count() == 1


def test_a_plan_is_never_needed_for_done(learner: Client, lesson: Activity) -> None:
    assert learner.post(f"/lessons/{lesson.pk}/done/").status_code == 303
    assert ActivityCompletion.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "preview"])
def test_who_only_looks_sees_the_fields_and_no_form(taken: Enrolment, ada: User, sign_in: SignIn, who: str) -> None:
    page = LessonPage.objects.get()
    page.save_revision()
    html = sign_in(ada).get(URL if who == "ada" else f"/cms/pages/{page.pk}/view_draft/").content.decode()
    assert html.count('rows="2" maxlength="200" required></textarea>') == 2
    assert "Here it is not kept." in html
    assert "/commitments/" not in html


@pytest.mark.parametrize("is_made", [True, False])
def test_record_of_a_finished_course_shows_the_plan_that_was_made(
    learner: Client, taken: Enrolment, lesson: Activity, is_made: bool
) -> None:
    if is_made:
        learner.post(f"/commitments/{lesson.pk}/p1/", HALVES)
    progress.complete(taken, lesson, version=lesson.versions.get())
    LessonPage.objects.get().unpublish()
    html: Any = learner.get(f"/courses/respect/read/{lesson.pk}/").content.decode()
    assert ("When it rains, I will stay in." in html) == is_made
    assert ("What will you do?" in html) == is_made
    assert "/commitments/" not in html


def test_a_plan_made_at_night_belongs_to_the_day_of_its_writer(taken: Enrolment, version: ActivityVersion) -> None:
    """23:30 in the organisation's time is not yet the next day, whatever the clock of the server says."""
    late = timezone.make_aware(datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001  made aware here
    assert commitments.plan(taken, version, "p1", **HALVES, now=late).ask_on == date(2026, 7, 1) + timedelta(days=7)
