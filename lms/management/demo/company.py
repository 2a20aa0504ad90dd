"""Northwind as it is made: house, teams, courses given to everyone, then each person in the order they came."""

from io import StringIO

from django.core.management import call_command
from django.db import transaction

from courses import assignment
from courses.tree import ensure_roots
from lms.management.demo import cast, days, lives, refreshing
from lms.people import roles, teams
from lms.people.models import Organisation, Team, User

FOUNDED = 800


class RealPeople(Exception):
    """The database holds people who are not of the demo."""


@transaction.atomic
def load() -> bool:
    """Makes the demo company in an empty database; False when it is already there, and then nothing changes.

    All or nothing. Raises RealPeople when somebody else's people are in the database.
    """
    organisation = Organisation.load()
    if organisation.is_demo:
        return False
    if User.objects.exists():
        raise RealPeople
    roles.install()
    ensure_roots()
    call_command("load_curriculum", verbosity=0, stdout=StringIO())
    _found(organisation)
    _fill()
    return True


def _found(organisation: Organisation) -> None:
    organisation.name = cast.NORTHWIND
    organisation.contact_name, organisation.contact_email = "Rosa Lindqvist", f"rosa@{cast.DOMAIN}"
    organisation.signer_name, organisation.signer_role = "Willem Bakker", "Managing director"
    organisation.is_demo = True
    organisation.save()


def _fill() -> None:
    """The teams, then Rosa, who gives everyone the courses, then the others as they came."""
    rosa, *others = sorted(cast.MEMBERS, key=lambda member: -member.came)
    places = _teams()
    head = lives.add(rosa, places[rosa.team], by=None)
    steps = lives.plan()
    for planned in steps:
        for place in [cast.NORTHWIND] if planned.step.is_for_stores else cast.BRANCHES:
            assignment.assign(
                planned.course, team=places[place], due_days=planned.due_days, by=head, now=days.moment(FOUNDED, 11)
            )
    leads: dict[str, User] = {}
    lives.live(rosa, head, steps, leads=leads, by=head)
    for member in others:
        person = lives.add(member, places[member.team], by=head)
        if member.leads:
            leads[member.leads] = person
            teams.set_leads(places[member.leads], [person], by=head, now=days.moment(member.came, 10))
        lives.live(member, person, steps, leads=leads, by=head)
    refreshing.live()


def _teams() -> dict[str, Team]:
    made: dict[str, Team] = {}
    for place in cast.PLACES:
        made[place.name] = teams.add(place.name, parent=made.get(place.inside), by=None, now=days.moment(FOUNDED + 10))
    return made
