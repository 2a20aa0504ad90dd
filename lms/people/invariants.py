"""What must hold for people and teams."""

from collections.abc import Iterator

from lms.people import access
from lms.people.models import Team, User


def violations() -> Iterator[str]:
    """One sentence per violation: a circle of teams, an all-powerful account, an ended team with people in it."""
    parents = dict(Team.objects.values_list("id", "parent_id"))
    for team in parents:
        top = access.above(team, parents)[-1]
        if parents.get(top) is not None:
            yield f"Team {team} lies inside itself."
    for person in User.objects.filter(is_superuser=True):
        yield f"Person {person.pk} is a superuser; roles are groups."
    for person in User.objects.filter(is_active=True, team__ended_at__isnull=False):
        yield f"Person {person.pk} is in team {person.team_id}, which has ended."
    if not access.administrators().exists():
        yield "Nobody administers: no active person is in the group of administrators."
