"""Who is on the list of people: search, filters, and what a row says. A fixed number of queries for any length."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lms.people import access
from lms.people.models import Team, TeamLead, User


@dataclass(frozen=True)
class Row:
    """One person on the list."""

    person: User
    managers: list[User]
    roles: set[str]


@dataclass(frozen=True)
class Branch:
    """One team in the tree of teams."""

    team: Team
    depth: int
    leads: list[User]
    people: int


def people(filters: dict[str, Any]) -> QuerySet[User]:
    """The people that fit: q (words in name or address), team (with those inside it), role, state."""
    found = User.objects.select_related("team").prefetch_related("groups")
    for word in filters.get("q", "").split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word.casefold()))
    if team := filters.get("team"):
        found = found.filter(team_id__in=access.with_subteams({team.pk}))
    if role := filters.get("role"):
        found = (
            found.filter(pk__in=TeamLead.objects.values("person"))
            if role == "lead"
            else found.filter(groups__name=role)
        )
    return _in_state(found, filters.get("state", "")).distinct()


def _in_state(found: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "alone":
        return found.filter(access.without_manager(), is_active=True)
    return found if state == "all" else found.filter(is_active=state != "ended")


def rows(people: list[User]) -> list[Row]:
    """What each row says (two queries)."""
    managers = access.managers(people)
    return [Row(person, managers[person.pk], {group.name for group in person.groups.all()}) for person in people]


def tree() -> list[Branch]:
    """All teams, each after the one around it (three queries)."""
    teams = Team.objects.filter(ended_at=None).prefetch_related("leads")
    sizes: dict[int, int] = {}
    for team_id in User.objects.filter(is_active=True, team__isnull=False).values_list("team_id", flat=True):
        sizes[team_id] = sizes.get(team_id, 0) + 1
    inside: dict[int | None, list[Team]] = {}
    for team in teams:
        inside.setdefault(team.parent_id, []).append(team)

    def branches(parent: int | None, depth: int) -> list[Branch]:
        return [
            branch
            for team in inside.get(parent, [])
            for branch in (
                Branch(team, depth, list(team.leads.all()), sizes.get(team.pk, 0)),
                *branches(team.pk, depth + 1),
            )
        ]

    return branches(None, 0)
