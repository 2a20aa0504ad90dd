"""People, teams and roles: what the rules allow, what they refuse, and what they write down."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people import access, people, roles, teams
from lms.people.models import Team, TeamLead, User

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("twin", ["LENA@demo.example", " lena@demo.example", "ｌena@demo.example", "leNa@DEMO.example"])
def test_one_address_belongs_to_one_person_in_any_spelling(lena: User, twin: str) -> None:
    with pytest.raises(people.AddressTaken):
        people.add(email=twin, name="Twin", by=None)
    assert User.objects.count() == 1


def test_changing_to_a_taken_address_changes_nothing(lena: User, ada: User) -> None:
    with pytest.raises(people.AddressTaken):
        people.change(lena, email="Ada@demo.example", name="Someone else", by=ada)
    lena.refresh_from_db()
    assert (lena.email, lena.name) == ("lena@demo.example", "Lena Hoffmann")


@pytest.mark.parametrize(
    "name", ["محمد علي", "李小龙", "Zoë 🌷", "<b>Eve</b>", "O’Neil-Ämper", "Анна Иванова", "x" * 200]
)
def test_names_of_every_kind_are_kept(house: Any, name: str) -> None:
    assert people.add(email="new@demo.example", name=name, by=None).name == name


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "x" * 201, "x" * 200_000, "a\x00b"])
def test_names_that_cannot_be_seen_or_are_too_long_are_refused(house: Any, name: str) -> None:
    with pytest.raises(people.BadName):
        people.add(email="new@demo.example", name=name, by=None)
    assert not User.objects.exists()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=300))
def test_a_normal_name_is_normal_already(name: str) -> None:
    try:
        once = people.normal_name(name)
    except people.BadName:
        return
    assert (people.normal_name(once), len(once) <= 200, "\n" in once) == (once, True, False)


def test_change_takes_only_what_it_names(lena: User) -> None:
    with pytest.raises(ValueError, match="is_active"):
        people.change(lena, by=None, is_active=False)


def test_moving_and_ending_are_written_down_once(lena: User, workshop: Team, rosa: User) -> None:
    for _ in range(2):
        people.move(lena, workshop, by=rosa)
    for _ in range(2):
        people.end(lena, last_day=TODAY, by=rosa)
    acts = list(Event.objects.filter(subject_id=lena.pk).values_list("act", flat=True))
    assert acts == [Act.PERSON_ADDED, Act.PERSON_MOVED, Act.PERSON_ENDED]
    assert chain.verify(lena.pk) == []


def test_ended_person_leads_nothing_any_more(max: User, front_desk: Team, rosa: User) -> None:
    people.end(max, last_day=TODAY, by=rosa)
    people.bring_back(max, by=rosa)
    assert access.teams_below(max) == set()


def test_nobody_is_put_into_a_team_that_ended(lena: User, rosa: User, house: Any) -> None:
    gone = teams.add("Gone", by=rosa)
    teams.end(gone, by=rosa)
    with pytest.raises(people.TeamEnded):
        people.move(lena, gone, by=rosa)


def test_person_comes_back_without_a_team_that_ended_meanwhile(lena: User, front_desk: Team, rosa: User) -> None:
    people.end(lena, last_day=TODAY, by=rosa)
    teams.end(front_desk, by=rosa)
    lena.refresh_from_db()
    assert people.bring_back(lena, by=rosa).team is None


# --- Roles ---
def test_the_last_administrator_stays(rosa: User, ada: User) -> None:
    with pytest.raises(roles.LastAdministrator):
        roles.set_roles(rosa, set(), by=rosa)
    with pytest.raises(roles.LastAdministrator):
        people.end(rosa, last_day=TODAY, by=rosa)
    roles.set_roles(ada, {access.ADMINISTRATORS}, by=rosa)
    roles.set_roles(rosa, set(), by=ada)
    assert list(access.administrators()) == [ada]


def test_an_administrator_who_left_does_not_count(rosa: User, ada: User) -> None:
    roles.set_roles(ada, {access.ADMINISTRATORS}, by=rosa)
    people.end(ada, last_day=TODAY, by=rosa)
    with pytest.raises(roles.LastAdministrator):
        roles.set_roles(rosa, {access.TRAINERS}, by=rosa)


def test_unknown_role_is_refused(lena: User) -> None:
    with pytest.raises(ValueError, match="Kings"):
        roles.set_roles(lena, {"Kings"}, by=None)


def test_nobody_holds_a_right_over_users_groups_sites_or_workflows(house: Any) -> None:
    from django.contrib.auth.models import Permission

    held = set(Permission.objects.filter(group__isnull=False).values_list("content_type__app_label", "codename"))
    forbidden = {"add_user", "change_user", "delete_user", "add_group", "change_group", "add_site", "change_site",
                 "add_workflow", "change_workflow", "add_collection", "change_collection"}  # fmt: skip
    assert {code for _, code in held} & forbidden == set()
    assert {(app, code) for app, code in held if app == "people"} == {
        ("people", "manage_people"),
        ("people", "change_organisation"),
    }


# --- Teams ---
def test_team_cannot_stand_inside_itself_or_its_own(front_desk: Team, rosa: User) -> None:
    inner = teams.add("Night", parent=front_desk, by=rosa)
    innermost = teams.add("Late night", parent=inner, by=rosa)
    for parent in (front_desk, inner, innermost):
        with pytest.raises(teams.Circle):
            teams.change(front_desk, name="Front desk", parent=parent, by=rosa)
    front_desk.refresh_from_db()
    assert front_desk.parent is None


def test_two_teams_in_one_place_differ_in_name(front_desk: Team, workshop: Team, rosa: User) -> None:
    with pytest.raises(teams.BadTeamName):
        teams.add("front DESK", by=rosa)
    with pytest.raises(teams.BadTeamName):
        teams.change(workshop, name="Front desk", parent=None, by=rosa)
    assert teams.add("Front desk", parent=workshop, by=rosa).parent == workshop


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_team_needs_a_name_of_fitting_length(house: Any, name: str) -> None:
    with pytest.raises(teams.BadTeamName):
        teams.add(name, by=None)


def test_only_an_empty_team_ends(front_desk: Team, lena: User, rosa: User) -> None:
    with pytest.raises(teams.NotEmpty):
        teams.end(front_desk, by=rosa)
    people.move(lena, None, by=rosa)
    inner = teams.add("Night", parent=front_desk, by=rosa)
    with pytest.raises(teams.NotEmpty):
        teams.end(front_desk, by=rosa)
    teams.end(inner, by=rosa)
    teams.end(front_desk, by=rosa)
    assert list(Team.objects.filter(ended_at=None)) == []
    assert chain.verify(chain.ORGANISATION) == []


def test_leads_change_what_they_see_at_once(front_desk: Team, lena: User, otto: User, rosa: User) -> None:
    teams.set_leads(front_desk, [otto], by=rosa)
    assert lena in access.people_visible_to(otto)
    teams.set_leads(front_desk, [], by=rosa)
    assert lena not in access.people_visible_to(otto)
    assert not TeamLead.objects.filter(team=front_desk).exists()


# --- Who leads whom ---
def test_manager_is_the_nearest_lead_who_is_someone_else(
    front_desk: Team, max: User, lena: User, otto: User, rosa: User
) -> None:
    whole = teams.add("All of us", leads=[otto], by=rosa)
    teams.change(front_desk, name="Front desk", parent=whole, by=rosa)
    found = access.managers(list(User.objects.filter(pk__in=[lena.pk, max.pk, otto.pk, rosa.pk])))
    assert found == {lena.pk: [max], max.pk: [otto], otto.pk: [], rosa.pk: []}


def test_people_without_a_manager_are_those_whom_the_list_says(
    front_desk: Team, max: User, lena: User, otto: User, rosa: User
) -> None:
    everyone = list(User.objects.all())
    alone = {person for person, leads in access.managers(everyone).items() if not leads}
    assert (
        set(User.objects.filter(access.without_manager()).values_list("pk", flat=True))
        == alone
        == {max.pk, otto.pk, rosa.pk}
    )


def test_managers_cost_the_same_for_any_number_of_people(
    front_desk: Team, lena: User, django_assert_num_queries: Any
) -> None:
    for n in range(20):
        people.add(email=f"p{n}@demo.example", name=f"Person {n}", team=front_desk, by=None)
    everyone = list(User.objects.all())
    with django_assert_num_queries(2):
        access.managers(everyone)
