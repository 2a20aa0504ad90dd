"""Who may see whom. Evaluated at each request from today's teams, never stored."""

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


def above(team_id: int | None, parents: dict[int, int | None]) -> list[int]:
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
