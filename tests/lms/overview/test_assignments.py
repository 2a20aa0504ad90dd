"""Assignments in the back office: for administrators, invisible to everyone else."""

from collections.abc import Callable

from django.test import Client

from courses.models import Assignment
from lms.people.models import Team, User
from tests import factories

SignIn = Callable[[User], Client]
LIST = "/cms/people/assignments/"


def test_rosa_assigns_a_course_to_a_team_and_ends_it(rosa: User, front_desk: Team, sign_in: SignIn) -> None:
    factories.course()
    browser = sign_in(rosa)
    data = {"course": "respect", "team": str(front_desk.pk), "when": "days", "due_days": "30", "assigned_by": "1"}
    assert browser.post(f"{LIST}add/", data).status_code == 302
    row = Assignment.objects.get()
    assert (row.team, row.person, row.due_days, row.assigned_by) == (front_desk, None, 30, rosa)
    assert "Team Front desk" in browser.get(LIST).content.decode()
    assert browser.post(f"{LIST}{row.pk}/end/").status_code == 302
    assert Assignment.objects.filter(ended_at=None).count() == 0


def test_assignment_needs_exactly_one_receiver(rosa: User, lena: User, front_desk: Team, sign_in: SignIn) -> None:
    factories.course()
    base = {"course": "respect", "when": "days", "due_days": "30"}
    for whom in ({}, {"person": str(lena.pk), "team": str(front_desk.pk)}):
        answer = sign_in(rosa).post(f"{LIST}add/", base | whom)
        assert answer.status_code == 422
        assert "Choose one person or one team." in answer.content.decode()
    assert Assignment.objects.count() == 0


def test_second_assignment_is_refused_with_a_sentence(rosa: User, lena: User, sign_in: SignIn) -> None:
    factories.course()
    data = {"course": "respect", "person": str(lena.pk), "when": "days", "due_days": "30"}
    browser = sign_in(rosa)
    browser.post(f"{LIST}add/", data)
    answer = browser.post(f"{LIST}add/", data)
    assert answer.status_code == 422
    assert "already assigned" in answer.content.decode()


def test_trainers_and_managers_meet_a_404(ada: User, max: User, lena: User, sign_in: SignIn) -> None:
    for path in (LIST, f"{LIST}add/"):
        assert sign_in(ada).get(path).status_code == 404
        assert sign_in(max).get(path).status_code in (302, 404)
    assert sign_in(ada).post(f"{LIST}1/end/").status_code == 404
