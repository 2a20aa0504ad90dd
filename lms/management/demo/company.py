"""Northwind as it is made: house, teams, courses given to everyone, then each person in the order they came."""

from collections.abc import Iterable
from io import StringIO
from random import Random

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from courses import assignment, finishing
from courses.models import Course
from courses.tree import ensure_roots
from lms.management.demo import cast, days, learner
from lms.management.demo.cast import Member, Taken
from lms.people import people, roles, teams
from lms.people.models import Organisation, Team, User

PASSWORD = "demo-lateral"  # noqa: S105  everyone may know it; a start without LATERAL_DEMO=1 is refused
FOUNDED = 800
FIRST_COURSE = "respect"
DUE_DAYS = (14, 30, 45, 60)
USUAL_START = 6
REASON = "Was ill in the first week."


class RealPeople(Exception):
    """The database holds people who are not of the demo."""


@transaction.atomic
def load() -> bool:
    """Makes the demo company in an empty database; False when it is already there, and then nothing changes.

    All or nothing. Raises RealPeople when somebody else's people are in the database.
    """
    organisation = Organisation.load()
    if not organisation.is_demo and User.objects.exists():
        raise RealPeople
    if organisation.is_demo:
        return False
    roles.install()
    ensure_roots()
    call_command("load_curriculum", verbosity=0, stdout=StringIO())
    _found(organisation)
    _people()
    return True


def live_courses() -> list[Course]:
    """The courses in the order in which newcomers take them."""
    return sorted(Course.objects.live(), key=lambda course: (course.slug != FIRST_COURSE, course.slug))


def due_days(position: int) -> int:
    """How long a newcomer has for the course at this place of the plan."""
    return DUE_DAYS[position] if position < len(DUE_DAYS) else DUE_DAYS[-1] + 15 * (position - len(DUE_DAYS) + 1)


def _found(organisation: Organisation) -> None:
    organisation.name = cast.NORTHWIND
    organisation.contact_name, organisation.contact_email = "Rosa Lindqvist", f"rosa@{cast.DOMAIN}"
    organisation.signer_name, organisation.signer_role = "Willem Bakker", "Managing director"
    organisation.is_demo = True
    organisation.save()


def _people() -> None:
    """The teams, then Rosa, who gives everyone the courses, then the others as they came."""
    rosa, *others = sorted(cast.MEMBERS, key=lambda member: -member.came)
    places = _teams()
    head = _add(rosa, places[rosa.team], None)
    courses = live_courses()
    for position, course in enumerate(courses):
        assignment.assign(
            course, team=places[cast.NORTHWIND], due_days=due_days(position), by=head, now=days.moment(FOUNDED, 11)
        )
    known = {rosa.leads: head}
    _live(rosa, head, courses, known, head)
    for member in others:
        person = _add(member, places[member.team], head)
        if member.leads:
            known[member.leads] = person
            teams.set_leads(places[member.leads], [person], by=head, now=days.moment(member.came, 10))
        _live(member, person, courses, known, head)


def _teams() -> dict[str, Team]:
    made: dict[str, Team] = {}
    for place in cast.PLACES:
        made[place.name] = teams.add(place.name, parent=made.get(place.inside), by=None, now=days.moment(FOUNDED + 10))
    return made


def _add(member: Member, team: Team | None, head: User | None) -> User:
    now = days.moment(member.came + 3, 15)
    person = people.add(
        email=member.email, name=member.name, language=member.language, team=team, job_title=member.job, by=head,
        first_day=days.first_day(member.came), password=PASSWORD if member.has_password else None, now=now,
    )  # fmt: skip
    if member.role:
        roles.set_roles(person, {member.role}, by=head, now=now)
    return person


def _live(member: Member, person: User, courses: list[Course], leads: dict[str, User], head: User) -> None:
    """What the person has done since their first day."""
    dice = Random(member.address)  # noqa: S311  the same company every time
    for position, course in enumerate(courses):
        usual = usually(member.came, position, course)
        for taken in usual if position or member.taken is None else member.taken:
            _take(person, course, taken, dice)
    if member.more_time and courses:
        until = days.ago(-9)
        assignment.extend(
            person, courses[0], due_on=until, reason=REASON, by=leads[member.more_time], now=days.moment(4, 8, 30)
        )
    if member.has_signed_in:
        # What signing in writes down, without a request.
        User.objects.filter(pk=person.pk).update(last_login=days.moment(max(min(member.came, 2), 1), 8, 50))
    if member.left is not None:
        people.end(person, last_day=days.ago(member.left), by=head, now=days.moment(member.left, 17))


def usually(came: int, position: int, course: Course) -> Iterable[Taken]:
    """Someone reliable: done before the due day, and again in the month before the certificate runs out."""
    start = came - due_days(position) + USUAL_START + 4
    while start > USUAL_START:
        yield Taken(start)
        if course.validity_months is None:
            return
        done = days.ago(start - USUAL_START)
        runs_out = finishing.valid_until(course, done)
        start = (timezone.localdate() - runs_out).days + 30 if runs_out else 0


def _take(person: User, course: Course, taken: Taken, dice: Random) -> None:
    clock = days.Clock(taken.ago, hour=dice.randint(8, 14), minute=dice.randint(0, 50))
    learner.take(person, course, clock, lessons=taken.lessons, tries=taken.tries, dice=dice)
