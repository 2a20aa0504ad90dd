"""What must hold for people and teams (I17, I19, I30)."""

from collections.abc import Iterator

from lms.ledger.invariants import unwritten
from lms.ledger.models import Act
from lms.people import access
from lms.people.models import Team, TeamLead, User


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _teams()
    yield from _rights()
    names = {pk: f"Person {pk}" for pk in User.objects.values_list("pk", flat=True)}
    yield from unwritten(Act.PERSON_ADDED, lambda subject, facts: subject, names)


def _teams() -> Iterator[str]:
    """Teams stand in no circle; nobody is in a team that ended, and nobody leads one."""
    parents: dict[int, int | None] = dict(Team.objects.values_list("id", "parent_id"))
    for pk in parents:
        if pk in _around(pk, parents):
            yield f"Team {pk} lies inside itself."
    for person in User.objects.filter(is_active=True, team__ended_at__isnull=False):
        yield f"Person {person.pk} is in team {person.team_id}, which has ended."
    for lead in TeamLead.objects.filter(team__ended_at__isnull=False):
        yield f"Person {lead.person_id} leads team {lead.team_id}, which has ended."
    for team in Team.objects.filter(ended_at=None, parent__ended_at__isnull=False):
        yield f"Team {team.pk} stands in team {team.parent_id}, which has ended."


def _around(team: int, parents: dict[int, int | None]) -> set[int]:
    """The teams around this one; itself too, when it lies in a circle."""
    found: set[int] = set()
    outer = parents.get(team)
    while outer is not None and outer not in found:
        found.add(outer)
        outer = parents.get(outer)
    return found


def _rights() -> Iterator[str]:
    """Roles are groups, someone administers, and people who left have nothing left to do here."""
    for person in User.objects.filter(is_superuser=True):
        yield f"Person {person.pk} is a superuser; roles are groups."
    for person in User.objects.filter(user_permissions__isnull=False).distinct():
        yield f"Person {person.pk} has rights beside those of their roles."
    for lead in TeamLead.objects.filter(person__is_active=False):
        yield f"Person {lead.person_id} left and still leads team {lead.team_id}."
    for person in User.objects.filter(is_active=False, last_day=None):
        yield f"Person {person.pk} left, but without a last day."
    if not access.administrators().exists():
        yield "Nobody administers: no active person is in the group of administrators."
