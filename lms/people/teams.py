"""Teams in teams: adding, renaming, moving, who leads them, ending. Written down on the organisation's chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people import access
from lms.people.models import Team, TeamLead, User

TEAM_NAME_LENGTH = 120


class BadTeamName(ValueError):
    """Empty, too long, or taken by a team beside it; the words of the exception say which."""


class Circle(ValueError):
    """A team cannot stand inside itself or inside one of its own teams."""


class NotEmpty(ValueError):
    """Someone works in the team or a team stands inside it."""


@transaction.atomic
def add(
    name: str, *, parent: Team | None = None, leads: Iterable[User] = (), by: User | None, now: datetime | None = None
) -> Team:
    """Adds a team, inside another one or at the top. Raises BadTeamName."""
    try:
        with transaction.atomic():
            team = Team.objects.create(name=_normal(name), parent=parent)
    except IntegrityError:
        raise _taken() from None
    _record(team, Act.TEAM_ADDED, by, {"parent": parent.pk if parent else None}, now, name=team.name)
    set_leads(team, leads, by=by, now=now)
    return team


@transaction.atomic
def change(team: Team, *, name: str, parent: Team | None, by: User | None) -> Team:
    """Renames the team and puts it inside another one (None: at the top).

    All teams are locked meanwhile: two moves at once could otherwise close a circle. Raises BadTeamName, Circle.
    """
    list(Team.objects.select_for_update().values_list("pk", flat=True))
    if parent and parent.pk in access.with_subteams({team.pk}):
        raise Circle(_("A team cannot stand inside itself or inside one of its own teams."))
    before = (team.name, team.parent_id)
    name = _normal(name)
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(name=name, parent=parent)
    except IntegrityError:
        raise _taken() from None
    team.name, team.parent = name, parent
    if (team.name, team.parent_id) != before:
        _record(team, Act.TEAM_CHANGED, by, {"parent": team.parent_id}, name=team.name)
    return team


@transaction.atomic
def set_leads(team: Team, leads: Iterable[User], *, by: User | None, now: datetime | None = None) -> None:
    """Makes exactly these people lead the team. From the next request on they see it, and nobody else does."""
    wanted = {person.pk for person in leads}
    before = set(TeamLead.objects.filter(team=team).values_list("person_id", flat=True))
    if wanted == before:
        return
    TeamLead.objects.filter(team=team, person_id__in=before - wanted).delete()
    TeamLead.objects.bulk_create(TeamLead(team=team, person_id=pk) for pk in sorted(wanted - before))
    _record(team, Act.TEAM_CHANGED, by, {"leads": sorted(wanted)}, now)


@transaction.atomic
def end(team: Team, *, by: User | None) -> Team:
    """Ends a team in which nobody works any more and no team stands. Raises NotEmpty. Its records stay."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.ended_at:
        return team
    if team.people.filter(is_active=True).exists() or team.teams.filter(ended_at=None).exists():
        raise NotEmpty(_("This team is not empty. Move its people and the teams inside it first."))
    Team.objects.filter(pk=team.pk).update(ended_at=timezone.now())
    TeamLead.objects.filter(team=team).delete()
    _record(team, Act.TEAM_ENDED, by, {})
    return team


def _normal(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadTeamName(_("Enter a name for the team."))
    if len(name) > TEAM_NAME_LENGTH:
        raise BadTeamName(_("Use at most %(count)d characters.") % {"count": TEAM_NAME_LENGTH})
    return name


def _taken() -> BadTeamName:
    return BadTeamName(_("There is already a team with this name in the same place."))


def _record(
    team: Team, act: Act, by: User | None, facts: dict[str, Any], now: datetime | None = None, **words: str
) -> None:
    chain.record(
        chain.ORGANISATION, act, by=by.pk if by else None, at=now, facts={"team": team.pk, **facts}, words=words or None
    )
