"""What people of the demo have done since they came: added, at work on their courses, given more time, gone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from courses import assignment, finishing
from courses.models import Course
from lms.management.demo import days, learner
from lms.management.demo.cast import Member, Taken
from lms.people import people, roles
from lms.people.models import Team, User

PASSWORD = "demo-lateral"  # noqa: S105  everyone may know it; a start without LATERAL_DEMO=1 is refused
TOLD_COURSE = "respect"  # the one that the cast says how far people are in
USUAL_SPAN = 6
MORE_TIME_UNTIL = -9
REASON = "Was ill in the first week."


@dataclass(frozen=True)
class Step:
    """One step of a newcomer's first 30 days: what, by which day, and whether stores take it too."""

    slug: str
    due_days: int
    is_for_stores: bool = False


# A tour and a policy at once, then four courses, a few days each.
ONBOARDING = (
    Step("welcome", 1, is_for_stores=True),
    Step("how-we-treat-each-other", 1, is_for_stores=True),
    Step(TOLD_COURSE, 14, is_for_stores=True),
    Step("communication", 20),
    Step("service-standards", 25),
    Step("stress-management", 30),
)


@dataclass(frozen=True)
class Planned:
    """A step with the course or policy that it names."""

    step: Step
    course: Course

    @property
    def due_days(self) -> int:
        return self.step.due_days


def plan(*, stores: bool = False) -> list[Planned]:
    """The onboarding in its order, as far as its courses are published; that of the stores is shorter."""
    live = {course.slug: course for course in Course.objects.live()}
    steps = [step for step in ONBOARDING if step.is_for_stores or not stores]
    return [Planned(step, live[step.slug]) for step in steps if step.slug in live]


def add(member: Member, team: Team | None, *, by: User | None) -> User:
    """Adds the person a few days before the first one at work."""
    now = days.moment(member.came + 3, 15)
    first_day = days.working(days.ago(member.came)) if member.came else days.ago(0)
    person = people.add(
        email=member.email, name=member.name, language=member.language, team=team, job_title=member.job, by=by,
        first_day=first_day, password=PASSWORD if member.has_password else None, now=now,
    )  # fmt: skip
    if member.role:
        roles.set_roles(person, {member.role}, by=by, now=now)
    return person


def live(member: Member, person: User, steps: list[Planned], *, leads: Mapping[str, User], by: User) -> None:
    """Everything from the first day until today, or until the last one."""
    dice = Random(member.address)  # noqa: S311  the same company every time
    for planned in steps:
        for taken in _goes(member, planned):
            clock = days.Clock(taken.ago, hour=dice.randint(8, 14), minute=dice.randint(0, 50))
            learner.take(person, planned.course, clock, lessons=taken.lessons, tries=taken.tries, dice=dice)
    told = next((planned.course for planned in steps if planned.step.slug == TOLD_COURSE), None)
    if member.more_time and told:
        assignment.extend(
            person, told, due_on=days.ago(MORE_TIME_UNTIL), reason=REASON, by=leads[member.more_time],
            now=days.moment(4, 8, 30),
        )  # fmt: skip
    if member.has_signed_in:
        seen = max(min(member.came, 2), 1) if member.left is None else member.left
        # What signing in writes down, without a request.
        User.objects.filter(pk=person.pk).update(last_login=days.moment(seen, 8))
    if member.left is not None:
        people.end(person, last_day=days.ago(member.left), by=by, now=days.moment(member.left, 17))


def _goes(member: Member, planned: Planned) -> Iterable[Taken]:
    """How often, when and how far somebody took one step of the plan."""
    if planned.step.slug == TOLD_COURSE and member.taken is not None:
        return member.taken
    if planned.due_days < USUAL_SPAN:  # what is for the first day is done on it, by those who were here before today
        return [Taken(member.came)] if member.came and member.has_signed_in else []
    return usually(member, planned) if member.keeps_up else []


def usually(member: Member, planned: Planned) -> Iterator[Taken]:
    """Someone reliable: done before the due day, and again in the month before the certificate runs out."""
    course = planned.course
    ago, until = member.came - planned.due_days + USUAL_SPAN + 4, member.left or 0
    runs_out = None
    while ago > until + USUAL_SPAN:
        yield Taken(ago, tries=member.tries)
        runs_out = finishing.valid_until(course, days.ago(ago - USUAL_SPAN), before=runs_out)
        if runs_out is None:
            return
        ago = (timezone.localdate() - runs_out).days + 30
