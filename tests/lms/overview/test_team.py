"""The team page: the right people, in the right bucket, with actions; nobody else's."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import assignment, enrolment
from courses.models import Course, Enrolment, Extension
from lms.ledger.models import Act, Event
from lms.overview import team
from lms.people import people
from lms.people.models import Team, User
from tests import factories

SignIn = Callable[[User], Client]


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days)


def crowd(front_desk: Team, rosa: User, **due: int) -> dict[str, User]:
    """One person per name on the front desk, each with one course of their own due in so many days."""
    course = factories.course()
    found = {}
    for name, days in due.items():
        person = people.add(email=f"{name}@demo.example", name=name.title(), team=front_desk, by=rosa)
        User.objects.filter(pk=person.pk).update(last_login=timezone.now())
        assignment.assign(course, person=person, due_on=in_days(days), by=rosa)
        found[name] = person
    return found


def test_team_buckets_are_exclusive_and_sum_to_the_team(max: User, front_desk: Team, rosa: User) -> None:
    people_by_name = crowd(front_desk, rosa, anna=-3, bert=5, carl=40, dora=6)
    course = factories.course("calm")
    assignment.assign(course, person=people_by_name["dora"], due_on=in_days(3), by=rosa)
    begun = timezone.now() - timedelta(days=9)
    enrolment.enrol(people_by_name["dora"], course, language="en", now=begun)
    picture = team.of(max)
    assert [(stat.bucket, stat.number) for stat in picture.stats] == [
        ("late", 1),
        ("help", 1),
        ("soon", 1),
        ("fine", 1),
    ]
    assert sum(stat.number for stat in picture.stats) == picture.size == 4
    assert [row.person.name for row in picture.rows] == ["Anna", "Dora", "Bert", "Carl"]
    assert [row.words for row in picture.rows[:2]] == ["3 days late", "Quiet for 7 days"]


def test_team_page_hides_lena_from_otto(lena: User, max: User, otto: User, sign_in: SignIn) -> None:
    assert "Lena Hoffmann" in sign_in(max).get("/team/?show=all").content.decode()
    page = sign_in(otto).get("/team/?show=all")
    assert page.status_code == 200
    assert "Lena" not in page.content.decode()


def access_of(manager: User) -> list[User]:
    return [row.person for row in team.of(manager).rows]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_lena_does_not_exist_for_otto(lena: User, otto: User, sign_in: SignIn, headers: dict[str, str]) -> None:
    browser = sign_in(otto)
    course = factories.course()
    for path in ("", "assign/", f"extend/{course.slug}/"):
        foreign = browser.get(f"/team/people/{lena.pk}/{path}", headers=headers)
        missing = browser.get(f"/team/people/999999/{path}", headers=headers)
        assert foreign.status_code == missing.status_code == 404
    assert browser.post(f"/team/people/{lena.pk}/assign/", {}, headers=headers).status_code == 404


def test_learner_has_no_team_page(lena: User, sign_in: SignIn) -> None:
    assert sign_in(lena).get("/team/").status_code == 404
    assert sign_in(lena).post("/team/export.csv").status_code == 404


def test_manager_of_the_upper_team_sees_the_lower_ones(lena: User, max: User, front_desk: Team, otto: User) -> None:
    hotel = Team.objects.create(name="Hotel")
    Team.objects.filter(pk=front_desk.pk).update(parent=hotel)
    hotel.team_leads.create(person=otto)
    assert {person.name for person in access_of(otto)} == {"Lena Hoffmann", "Max de Wit"}
    assert access_of(max) == [lena]


def test_ended_people_leave_the_team_page(lena: User, max: User, rosa: User) -> None:
    people.end(lena, last_day=in_days(0), by=rosa)
    assert access_of(max) == []


def test_manager_assigns_a_course_on_the_page_of_a_person(lena: User, max: User, sign_in: SignIn) -> None:
    factories.course()
    data = {"course": "respect", "when": "date", "due_on": in_days(10).isoformat(), "person": "1", "team": "1"}
    answer = sign_in(max).post(f"/team/people/{lena.pk}/assign/", data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/team/people/{lena.pk}/")
    duty = assignment.duties([lena], today=in_days(0))[lena.pk][0]
    assert duty.due_on == in_days(10)
    page = sign_in(max).get(f"/team/people/{lena.pk}/").content.decode()
    assert "Respect" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"course": "respect", "when": "date"}, "Give a date."),
        ({"course": "respect", "when": "days"}, "Give a number of days."),
        ({"course": "nonsense", "when": "days", "due_days": "3"}, "Select a valid choice"),
        ({"course": "respect", "when": "days", "due_days": "-3"}, "greater than or equal to 0"),
        ({"course": "respect", "when": "date", "due_on": "31/31/2026"}, "Enter a valid date."),
    ],
)
def test_bad_assignment_is_answered_with_a_sentence(
    lena: User, max: User, sign_in: SignIn, data: dict[str, str], sentence: str
) -> None:
    factories.course()
    answer = sign_in(max).post(f"/team/people/{lena.pk}/assign/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert assignment.duties([lena], today=in_days(0))[lena.pk] == []


def test_manager_extends_with_a_reason_that_is_shown(lena: User, max: User, rosa: User, sign_in: SignIn) -> None:
    course = factories.course()
    assignment.assign(course, person=lena, due_on=in_days(-2), by=rosa)
    browser = sign_in(max)
    address = f"/team/people/{lena.pk}/extend/{course.slug}/"
    refused = browser.post(address, {"due_on": in_days(5).isoformat(), "reason": ""})
    assert (refused.status_code, Extension.objects.count()) == (422, 0)
    moved = browser.post(address, {"due_on": in_days(5).isoformat(), "reason": "Was <b>ill</b>"})
    assert moved.status_code == 303
    assert "Was &lt;b&gt;ill&lt;/b&gt;" in browser.get(f"/team/people/{lena.pk}/").content.decode()


def test_sensitive_course_shows_status_only(lena: User, max: User, rosa: User, sign_in: SignIn) -> None:
    course = factories.course("respect", quiz_questions=2, is_sensitive=True)
    assignment.assign(course, person=lena, due_on=in_days(20), by=rosa)
    enrolment.enrol(lena, course, language="en")
    page = sign_in(max).get(f"/team/people/{lena.pk}/").content.decode()
    assert "In progress" in page
    assert "Lesson 1" not in page
    assert 'data-l="Tries" class="num">–<' in page


def test_export_holds_the_people_of_the_page_and_no_formula(
    lena: User, max: User, otto: User, rosa: User, sign_in: SignIn
) -> None:
    people.change(lena, by=rosa, name='=HYPERLINK("http://x","y")')
    assignment.assign(factories.course(), person=lena, due_on=in_days(20), by=rosa)
    answer = sign_in(max).post("/team/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("\"'=HYPERLINK(")
    assert "otto" not in text
    assert Event.objects.filter(act=Act.EXPORTED, subject_id=max.pk).count() == 1
    assert sign_in(max).get("/team/export.csv").status_code == 405


def in_course(slug: str, *people: User, points: bool = True, due: int | None = None, **fields: Any) -> Course:
    """A course that these people are in now, with talking points for their manager."""
    said = [("point", f"{slug}: {what}") for what in ("ask", "look", "thank")] if points else []
    course = factories.course(slug, talking_points=said, **fields)
    for person in people:
        enrolment.enrol(person, course, language="en")
        if due is not None:
            assignment.assign(course, person=person, due_on=in_days(due), by=None)
    return course


def talked_about(manager: User) -> str | None:
    talk = team.of(manager).talk
    return talk.title if talk else None


def test_team_talks_about_the_course_that_most_people_are_in(
    max: User, front_desk: Team, rosa: User, sign_in: SignIn
) -> None:
    anna, bert, carl = crowd(front_desk, rosa, anna=5, bert=5, carl=5).values()
    in_course("calm", anna)
    in_course("listen", bert, carl)
    in_course("silent", anna, bert, carl, points=False)
    page = sign_in(max).get("/team/").content.decode()
    section = page[page.index("Talk about it this week") :]
    assert section.index("“Listen”") < section.index("2 minutes") < section.index("listen: ask")
    assert re.findall(r"<li>(listen: \w+)</li>", section) == ["listen: ask", "listen: look", "listen: thank"]
    assert "calm: ask" not in page
    assert page.index('id="list"') < page.index('id="talk"')


def test_team_talks_about_what_is_due_next_then_by_title(max: User, front_desk: Team, rosa: User) -> None:
    anna, bert = crowd(front_desk, rosa, anna=5, bert=5).values()
    in_course("listen", anna)
    in_course("calm", bert)
    assert talked_about(max) == "Calm"
    in_course("service", anna, due=20)
    assert talked_about(max) == "Service"
    in_course("words", bert, due=9)
    assert talked_about(max) == "Words"


def test_finished_courses_and_other_teams_are_not_talked_about(
    max: User, otto: User, lena: User, front_desk: Team, sign_in: SignIn
) -> None:
    in_course("calm", lena)
    assert talked_about(max) == "Calm"
    assert "Talk about it" not in sign_in(otto).get("/team/").content.decode()
    Enrolment.objects.update(closed_at=timezone.now())
    assert talked_about(max) is None
    assert "Talk about it" not in sign_in(max).get("/team/").content.decode()


def test_a_sensitive_course_is_talked_about_only_where_it_was_assigned(max: User, lena: User, rosa: User) -> None:
    """Who takes it on their own does so unseen."""
    course = in_course("stress", lena, is_sensitive=True)
    assert talked_about(max) is None
    assignment.assign(course, person=lena, due_on=in_days(9), by=rosa)
    assert talked_about(max) == "Stress"


def test_talking_points_in_another_language_say_so(max: User, lena: User) -> None:
    course = in_course("calm", lena)
    Course.objects.filter(pk=course.pk).update(source_language="nl", companions={"nl": ["Vraag het."]})
    talk = team.of(max).talk
    assert talk is not None
    assert (talk.points, talk.lang) == (["Vraag het."], "nl")


def test_team_takes_the_same_queries_for_few_and_for_many(
    max: User, front_desk: Team, rosa: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(max)
    crowd(front_desk, rosa, anna=-3)
    browser.get("/team/?show=all")
    with django_assert_max_num_queries(15) as few:
        browser.get("/team/?show=all")
    for n in range(12):
        person = people.add(email=f"p{n}@demo.example", name=f"P{n}", team=front_desk, by=rosa)
        assignment.assign(factories.course(f"course-{n}"), person=person, due_on=in_days(n - 3), by=rosa)
    with django_assert_max_num_queries(15) as many:
        browser.get("/team/?show=all")
    assert len(few) == len(many)
