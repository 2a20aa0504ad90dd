"""Who may see whom. Evaluated at each request from today's teams, never stored."""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from lms.people.models import Team, TeamLead, User

TRAINERS = "Trainers"
ADMINISTRATORS = "Administrators"


def teams_below(person: User) -> set[int]:
    """The ids of the teams this person leads and of all teams inside them (two queries)."""
    led = set(TeamLead.objects.filter(person=person).values_list("team_id", flat=True))
    return with_subteams(led) if led else set()


def with_subteams(team_ids: set[int]) -> set[int]:
    """The given teams and all teams inside them, to any depth (one query)."""
    parents = dict(Team.objects.filter(ended_at=None).values_list("id", "parent_id"))
    found = {team_id for team_id in team_ids if team_id in parents}
    while inner := {team for team, parent in parents.items() if parent in found and team not in found}:
        found |= inner
    return found


def above(team_id: int | None, parents: Mapping[int, int | None]) -> list[int]:
    """A team and the teams around it, innermost first."""
    chain: list[int] = []
    while team_id is not None and team_id not in chain:
        chain.append(team_id)
        team_id = parents.get(team_id)
    return chain


def people_visible_to(manager: User) -> QuerySet[User]:
    """Active people in the manager's teams and below, without the manager. Nobody else, by any channel (I17)."""
    return User.objects.filter(is_active=True, team_id__in=teams_below(manager)).exclude(pk=manager.pk)


def is_manager(person: User) -> bool:
    known = getattr(person, "leads_a_team", None)
    if known is not None:
        return bool(known)
    return TeamLead.objects.filter(person=person, team__ended_at=None).exists()


def is_trainer(person: User) -> bool:
    return _roles(person) & {TRAINERS, ADMINISTRATORS} != set()


def is_administrator(person: User) -> bool:
    return ADMINISTRATORS in _roles(person)


def administrators() -> QuerySet[User]:
    return User.objects.filter(Q(groups__name=ADMINISTRATORS), is_active=True).distinct()


def _roles(person: User) -> set[str]:
    """The person's roles."""
    if hasattr(person, "trains"):  # the person of this request, see backend.py
        return {name for name, has in ((TRAINERS, person.trains), (ADMINISTRATORS, person.administers)) if has}  # type: ignore[attr-defined]
    return set(person.groups.values_list("name", flat=True)) if person.pk else set()


def managers(people: Iterable[User]) -> dict[int, list[User]]:
    """Who leads each of these people: the leads of the nearest team around them that someone else leads.

    Two queries for any number of people. An empty list: nobody does.
    """
    parents, leads = _structure()
    found: dict[int, list[User]] = {}
    for person in people:
        around = (
            [lead for lead in leads.get(team, []) if lead.pk != person.pk] for team in above(person.team_id, parents)
        )
        found[person.pk] = next((others for others in around if others), [])
    return found


def without_manager() -> Q:
    """The condition for people whom nobody leads: no team, or no lead around them but themselves."""
    parents, leads = _structure()
    led_by = {team: {lead.pk for around in above(team, parents) for lead in leads.get(around, [])} for team in parents}
    nobody = [team for team, people in led_by.items() if not people]
    alone = Q(pk__in=[])
    for team, people in led_by.items():
        if len(people) == 1:
            alone |= Q(team_id=team, pk__in=people)
    return Q(team=None) | Q(team_id__in=nobody) | alone


def _structure() -> tuple[Mapping[int, int | None], dict[int, list[User]]]:
    """The teams with the teams around them, and the active leads of each."""
    parents = dict(Team.objects.filter(ended_at=None).values_list("id", "parent_id"))
    leads: dict[int, list[User]] = {}
    for lead in TeamLead.objects.filter(person__is_active=True).select_related("person").order_by("person__name"):
        leads.setdefault(lead.team_id, []).append(lead.person)
    return parents, leads
