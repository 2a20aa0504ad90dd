"""The five people of every test, as the product's own rules make them."""

from datetime import date
from typing import Any

from lms.people import people, roles
from lms.people.models import Team, TeamLead, User

PASSWORD = "demo-lateral"


def lena(front_desk: Team) -> User:
    """Learns."""
    return _person("Lena", name="Lena Hoffmann", team=front_desk, first_day=date(2026, 11, 2))


def max(front_desk: Team) -> User:
    """Manages Lena's team."""
    return _lead(_person("Max", name="Max de Wit", team=front_desk))


def otto(workshop: Team) -> User:
    """Manages another team."""
    return _lead(_person("Otto", name="Otto Brandt", team=workshop))


def ada() -> User:
    """Trains."""
    person = _person("Ada", name="Ada Sokolova")
    roles.set_roles(person, {"Trainers"}, by=None)
    return person


def rosa() -> User:
    """Administers."""
    person = _person("Rosa", name="Rosa Lindqvist")
    roles.set_roles(person, {"Administrators"}, by=None)
    return person


def _person(first: str, **fields: Any) -> User:
    return people.add(email=f"{first.lower()}@demo.example", by=None, password=PASSWORD, **fields)


def _lead(person: User) -> User:
    TeamLead.objects.create(team=person.team, person=person)
    return person
