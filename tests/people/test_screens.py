"""People and teams under /cms/people/: the administrator works there, for everyone else they are not there."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.people import access, people, roles, teams
from lms.people.models import Team, User

FIELDS = {
    "name": "Mira Novak",
    "email": "mira@demo.example",
    "job_title": "",
    "team": "",
    "first_day": "",
    "language": "en",
}


def addresses(person: User, team: Team) -> list[str]:
    return [
        reverse("people_index"),
        reverse("person_add"),
        reverse("person_change", args=[person.pk]),
        reverse("person_end", args=[person.pk]),
        reverse("person_return", args=[person.pk]),
        reverse("teams_index"),
        reverse("team_add"),
        reverse("team_change", args=[team.pk]),
        reverse("team_end", args=[team.pk]),
    ]


@pytest.mark.parametrize("who", ["lena", "max", "ada"])
def test_screens_are_not_there_for_others(request: Any, lena: User, front_desk: Team, sign_in: Any, who: str) -> None:
    browser: Client = sign_in(request.getfixturevalue(who))
    for address in addresses(lena, front_desk):
        for headers in ({}, {"HX-Request": "true"}):
            assert browser.get(address, headers=headers).status_code == 404, address
            assert browser.post(address, headers=headers).status_code == 404, address
    lena.refresh_from_db()
    assert lena.is_active


def test_screens_lead_strangers_to_sign_in(client: Client, lena: User, front_desk: Team) -> None:
    for address in addresses(lena, front_desk):
        assert client.get(address).headers["Location"] == f"/signin/?next={address}"


@pytest.mark.parametrize(
    "address",
    ["/cms/users/", "/cms/users/add/", "/cms/groups/", "/cms/groups/new/", "/cms/sites/", "/cms/locales/",
     "/cms/collections/", "/cms/workflows/list/", "/cms/reports/site-history/"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["rosa", "ada", "lena"])
def test_wagtails_own_people_screens_are_not_there(request: Any, sign_in: Any, who: str, address: str) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert (browser.get(address).status_code, browser.post(address).status_code) == (404, 404)


@pytest.mark.parametrize("address", ["/cms/", "/cms/pages/", "/cms/images/", "/cms/nothing/", "/cms/login/"])
def test_back_office_is_not_there_for_learners_and_managers(max: User, sign_in: Any, address: str) -> None:
    assert sign_in(max).get(address).status_code == 404


def test_account_of_the_back_office_is_the_page_of_settings(ada: User, sign_in: Any) -> None:
    assert sign_in(ada).get("/cms/account/").headers["Location"] == "/me/"


def test_menu_shows_people_to_the_administrator_only(rosa: User, ada: User, sign_in: Any) -> None:
    pages = [sign_in(person).get("/cms/").content.decode() for person in (rosa, ada)]
    assert ["/cms/people/" in page for page in pages] == [True, False]
    for page in pages:
        assert "/cms/users/" not in page
        assert "/cms/reports/site-history/" not in page


def test_address_of_nobody_is_not_there(rosa: User, sign_in: Any) -> None:
    browser = sign_in(rosa)
    for address in ("/cms/people/999999/", "/cms/people/999999/end/", "/cms/people/teams/999999/"):
        assert browser.get(address).status_code == 404


# --- The list ---
def test_list_finds_by_words_team_role_and_state(
    rosa: User, lena: User, max: User, otto: User, front_desk: Team, sign_in: Any
) -> None:
    night = teams.add("Night", parent=front_desk, by=rosa)
    people.move(otto, night, by=rosa)
    people.end(lena, last_day=date(2026, 11, 1), by=rosa)
    browser = sign_in(rosa)

    def found(**query: object) -> set[str]:
        return {row.person.get_short_name() for row in browser.get("/cms/people/", query).context["rows"]}

    assert found() == {"Rosa", "Max", "Otto"}
    assert found(q="OTTO demo") == {"Otto"}
    assert found(team=front_desk.pk) == {"Max", "Otto"}
    assert found(team=front_desk.pk, state="all") == {"Max", "Otto", "Lena"}
    assert found(state="ended") == {"Lena"}
    assert found(state="alone") == {"Rosa", "Max"}
    assert found(role="lead") == {"Max", "Otto"}
    assert found(role="Administrators") == {"Rosa"}
    assert found(team="no-number", role="king", state="?", p="x") == {"Rosa", "Max", "Otto"}
    assert found(q="x" * 5000) == {"Rosa", "Max", "Otto"}
    assert found(q="nobody-at-all") == set()


def test_list_has_25_to_a_page_and_costs_the_same_for_any_length(
    rosa: User, front_desk: Team, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in(rosa)
    browser.get("/cms/people/")
    costs = []
    for n in (1, 60):
        for k in range(n):
            people.add(email=f"p{n}-{k}@demo.example", name=f"Person {n} {k}", team=front_desk, by=None)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = browser.get("/cms/people/")
        costs.append(len(caught))
    assert costs[0] == costs[1]
    assert len(page.context["rows"]) == 25
    assert [len(browser.get("/cms/people/", {"p": p}).context["rows"]) for p in (2, 3, 99)] == [25, 12, 12]


def test_list_flags_people_without_team_and_manager(rosa: User, lena: User, sign_in: Any) -> None:
    page = sign_in(rosa).get("/cms/people/").content.decode()
    assert page.count("No manager") == 2
    assert page.count("No team</span>") == 1


# --- One person ---
def test_add_person_who_can_sign_in_by_code(rosa: User, front_desk: Team, sign_in: Any) -> None:
    data = FIELDS | {
        "team": front_desk.pk,
        "first_day": "2026-12-01",
        "roles": ["Trainers"],
        "email": "Mira@Demo.example",
    }
    assert sign_in(rosa).post("/cms/people/add/", data).headers["Location"] == "/cms/people/"
    mira = User.objects.get(email="mira@demo.example")
    assert (mira.name, mira.team, mira.first_day) == ("Mira Novak", front_desk, date(2026, 12, 1))
    assert access.is_trainer(mira) and not access.is_administrator(mira)
    assert not mira.has_usable_password()


def test_without_a_mail_server_the_administrator_sets_a_password(rosa: User, sign_in: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    browser = sign_in(rosa)
    assert browser.post("/cms/people/add/", FIELDS | {"password": "short"}).status_code == 422
    browser.post("/cms/people/add/", FIELDS | {"password": "three-quiet-rivers"})
    assert User.objects.get(email="mira@demo.example").check_password("three-quiet-rivers")


@pytest.mark.parametrize("name", ["<b>Eve</b>", "محمد علي", "Zoë 🌷", "\u202eevil"])
def test_names_are_escaped_on_every_screen(rosa: User, sign_in: Any, name: str) -> None:
    browser = sign_in(rosa)
    assert browser.post("/cms/people/add/", FIELDS | {"name": name}).status_code == 302
    person = User.objects.get(email="mira@demo.example")
    for address in ("/cms/people/", f"/cms/people/{person.pk}/", f"/cms/people/{person.pk}/end/"):
        page = browser.get(address).content.decode()
        assert "<b>Eve</b>" not in page
        assert name.replace("<", "&lt;").replace(">", "&gt;") in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 200_000), ("name", "a\x00b"), ("name", "\u200b"), ("email", "lena@demo.EXAMPLE"),
     ("email", "none"), ("email", "x" * 200_000), ("team", "999999"), ("team", "x"), ("first_day", "soon"),
     ("language", "xx"), ("roles", "Kings"), ("job_title", "x" * 121)],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_changes_nothing(
    rosa: User, lena: User, sign_in: Any, field: str, value: str
) -> None:
    before = User.objects.count()
    response = sign_in(rosa).post("/cms/people/add/", FIELDS | {field: value})
    assert (response.status_code, User.objects.count()) == (422, before)
    assert set(response.context["form"].errors) == {field}


def test_change_and_move_in_one_go(rosa: User, lena: User, workshop: Team, sign_in: Any) -> None:
    sign_in(rosa).post(f"/cms/people/{lena.pk}/", FIELDS | {"team": workshop.pk})
    lena.refresh_from_db()
    assert (lena.name, lena.email, lena.team) == ("Mira Novak", "mira@demo.example", workshop)


def test_refused_role_keeps_everything_as_it_was(rosa: User, sign_in: Any) -> None:
    response = sign_in(rosa).post(f"/cms/people/{rosa.pk}/", FIELDS)
    rosa.refresh_from_db()
    assert response.status_code == 422
    assert response.context["form"].errors["roles"] == [
        "This is the only administrator. Make someone else an administrator first."
    ]
    assert (rosa.name, access.is_administrator(User.objects.get(pk=rosa.pk))) == ("Rosa Lindqvist", True)


def test_more_fields_than_the_form_has_change_nothing(rosa: User, lena: User, sign_in: Any) -> None:
    """Every field of the model in the POST of an administrator (R26)."""
    extra = {field.name: "1" for field in User._meta.get_fields()} | {
        "is_superuser": "on",
        "is_active": "",
        "last_day": "2026-01-01",
    }
    before = User.objects.filter(pk=lena.pk).values().get()
    data = {
        "name": lena.name,
        "email": lena.email,
        "job_title": "",
        "team": lena.team_id,
        "first_day": "2026-11-02",
        "language": "en",
    }
    assert sign_in(rosa).post(f"/cms/people/{lena.pk}/", extra | data).status_code == 302
    assert User.objects.filter(pk=lena.pk).values().get() == before
    assert list(lena.groups.all()) == []


def test_end_and_bring_back(rosa: User, lena: User, sign_in: Any) -> None:
    browser = sign_in(rosa)
    assert browser.post(f"/cms/people/{lena.pk}/end/", {"last_day": "2099-01-01"}).status_code == 422
    today = timezone.localdate()
    assert browser.post(f"/cms/people/{lena.pk}/end/", {"last_day": today.isoformat()}).status_code == 302
    lena.refresh_from_db()
    assert (lena.is_active, lena.last_day) == (False, today)
    assert browser.get(f"/cms/people/{lena.pk}/end/").status_code == 404
    browser.post(f"/cms/people/{lena.pk}/return/")
    lena.refresh_from_db()
    assert (lena.is_active, lena.last_day) == (True, None)


def test_the_last_administrator_cannot_be_ended(rosa: User, sign_in: Any) -> None:
    response = sign_in(rosa).post(f"/cms/people/{rosa.pk}/end/", {"last_day": "2026-01-01"})
    assert response.status_code == 422
    assert "This is the only administrator." in response.content.decode()


def test_administrator_who_lost_the_role_is_out_at_the_next_request(rosa: User, ada: User, sign_in: Any) -> None:
    browser = sign_in(rosa)
    roles.set_roles(ada, {access.ADMINISTRATORS}, by=rosa)
    roles.set_roles(rosa, set(), by=ada)
    assert browser.get("/cms/people/").status_code == 404


# --- Teams ---
def test_teams_are_shown_as_a_tree(
    rosa: User, front_desk: Team, workshop: Team, max: User, lena: User, sign_in: Any
) -> None:
    teams.add("Night", parent=front_desk, by=rosa)
    tree = sign_in(rosa).get("/cms/people/teams/").context["tree"]
    assert [
        (branch.team.name, branch.depth, [lead.name for lead in branch.leads], branch.people) for branch in tree
    ] == [
        ("Front desk", 0, ["Max de Wit"], 2),
        ("Night", 1, [], 0),
        ("Workshop", 0, [], 0),
    ]


def test_add_rename_move_and_lead_a_team(
    rosa: User, front_desk: Team, workshop: Team, max: User, otto: User, sign_in: Any
) -> None:
    browser = sign_in(rosa)
    browser.post("/cms/people/teams/add/", {"name": "Night", "parent": front_desk.pk, "new_lead": "Otto@demo.example"})
    night = Team.objects.get(name="Night")
    assert (night.parent, list(night.leads.all())) == (front_desk, [otto])
    browser.post(
        f"/cms/people/teams/{night.pk}/",
        {"name": "Late night", "parent": workshop.pk, "leads": [], "new_lead": max.email},
    )
    night.refresh_from_db()
    assert (night.name, night.parent, list(night.leads.all())) == ("Late night", workshop, [max])


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "workshop"), ("name", "x" * 200_000), ("parent", "self"), ("parent", "999999"),
     ("leads", "999999"), ("new_lead", "nobody@demo.example"), ("new_lead", "x")],
)  # fmt: skip
def test_bad_team_gets_a_sentence(
    rosa: User, front_desk: Team, workshop: Team, max: User, sign_in: Any, field: str, value: str
) -> None:
    data = {"name": "Front desk", "parent": "", field: str(front_desk.pk) if value == "self" else value}
    response = sign_in(rosa).post(f"/cms/people/teams/{front_desk.pk}/", data)
    front_desk.refresh_from_db()
    assert (response.status_code, front_desk.name, front_desk.parent) == (422, "Front desk", None)
    assert set(response.context["form"].errors) == {field}
    assert list(front_desk.leads.all()) == [max]


def test_ending_a_team_that_is_not_empty_says_why(rosa: User, lena: User, front_desk: Team, sign_in: Any) -> None:
    page = sign_in(rosa).post(f"/cms/people/teams/{front_desk.pk}/end/", follow=True).content.decode()
    assert "This team is not empty. Move its people and the teams inside it first." in page
    front_desk.refresh_from_db()
    assert front_desk.ended_at is None
