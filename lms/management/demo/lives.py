"""What people of the demo have done since they came: added, at work on their courses, given more time, gone."""

from collections.abc import Iterator, Mapping
from random import Random

from django.utils import timezone

from courses import assignment, finishing
from courses.models import Course
from lms.management.demo import days, learner
from lms.management.demo.cast import Member, Taken
from lms.people import people, roles
from lms.people.models import Team, User

PASSWORD = "demo-lateral"  # noqa: S105  everyone may know it; a start without LATERAL_DEMO=1 is refused
FIRST_COURSE = "respect"
DUE_DAYS = (14, 30, 45, 60)
USUAL_SPAN = 6
MORE_TIME_UNTIL = -9
REASON = "Was ill in the first week."


def plan() -> list[Course]:
    """The live courses in the order in which newcomers take them."""
    return sorted(Course.objects.live(), key=lambda course: (course.slug != FIRST_COURSE, course.slug))


def due_days(position: int) -> int:
    """How long a newcomer has for the course at this place of the plan."""
    return DUE_DAYS[position] if position < len(DUE_DAYS) else DUE_DAYS[-1] + 15 * (position - len(DUE_DAYS) + 1)


def add(member: Member, team: Team | None, *, by: User | None) -> User:
    """Adds the person a few days before the first one at work."""
    now = days.moment(member.came + 3, 15)
    person = people.add(
        email=member.email, name=member.name, language=member.language, team=team, job_title=member.job, by=by,
        first_day=days.working(days.ago(member.came)), password=PASSWORD if member.has_password else None, now=now,
    )  # fmt: skip
    if member.role:
        roles.set_roles(person, {member.role}, by=by, now=now)
    return person


def live(member: Member, person: User, courses: list[Course], *, leads: Mapping[str, User], by: User) -> None:
    """Everything from the first day until today, or until the last one."""
    dice = Random(member.address)  # noqa: S311  the same company every time
    for position, course in enumerate(courses):
        is_told = position == 0 and member.taken is not None
        for taken in member.taken or () if is_told else usually(member, position, course):
            clock = days.Clock(taken.ago, hour=dice.randint(8, 14), minute=dice.randint(0, 50))
            learner.take(person, course, clock, lessons=taken.lessons, tries=taken.tries, dice=dice)
    if member.more_time and courses:
        assignment.extend(
            person, courses[0], due_on=days.ago(MORE_TIME_UNTIL), reason=REASON, by=leads[member.more_time],
            now=days.moment(4, 8, 30),
        )  # fmt: skip
    if member.has_signed_in:
        seen = max(min(member.came, 2), 1) if member.left is None else member.left
        # What signing in writes down, without a request.
        User.objects.filter(pk=person.pk).update(last_login=days.moment(seen, 8))
    if member.left is not None:
        people.end(person, last_day=days.ago(member.left), by=by, now=days.moment(member.left, 17))


def usually(member: Member, position: int, course: Course) -> Iterator[Taken]:
    """Someone reliable: done before the due day, and again in the month before the certificate runs out."""
    ago, until = member.came - due_days(position) + USUAL_SPAN + 4, member.left or 0
    while ago > until + USUAL_SPAN:
        yield Taken(ago, tries=member.tries)
        runs_out = finishing.valid_until(course, days.ago(ago - USUAL_SPAN))
        if runs_out is None:
            return
        ago = (timezone.localdate() - runs_out).days + 30
