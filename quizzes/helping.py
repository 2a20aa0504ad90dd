"""What a trainer who helps sees: of one try its times and what was allowed, never an answer or the result (D28); before
the first try the quiz and what was allowed at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import QuerySet

from courses.models import Activity
from lms.people import access
from lms.people.models import User, normal_address
from quizzes import allowing, deadlines, receipts
from quizzes.models import Allowance, Attempt, MoreTime
from quizzes.receipts import Entry

LINK_LASTS = timedelta(hours=12)
SALT = "quizzes.helping.ahead"


class Nobody(LookupError):
    """No such person at no such quiz, or the link to them is too old."""


@dataclass(frozen=True)
class Ahead:
    """Somebody who may not have started the quiz yet, and what they were allowed at it."""

    person: User
    activity: Activity
    allowances: list[Allowance]


@dataclass(frozen=True)
class Try:
    """One try. `person` is filled in for administrators only."""

    attempt: Attempt
    entries: list[Entry]
    more_time: list[MoreTime]
    allowances: list[Allowance]
    is_over: bool
    may_be_extended: bool
    person: User | None

    @property
    def is_by_learner(self) -> set[int]:
        """Which extensions the learner took: by whom would be their name."""
        return {one.pk for one in self.more_time if one.by_id == self.attempt.enrolment.person_id}


def of(attempt: Attempt, reader: User, *, now: datetime) -> Try:
    """The try as its helper may see it. Three queries."""
    return Try(
        attempt=attempt,
        entries=receipts.times_of(attempt),
        more_time=list(attempt.more_time.select_related("by")),
        allowances=allowing.given(attempt.enrolment.person_id, attempt.activity),
        is_over=deadlines.is_over(attempt, now=now),
        may_be_extended=deadlines.may_be_extended(attempt, now=now),
        person=attempt.enrolment.person if access.is_administrator(reader) else None,
    )


def link(email: str, activity: Activity) -> str:
    """A token that names the person with exactly this address, and a quiz. Raises Nobody.

    It lasts half a day and is the only way to `ahead`, so nobody's name or number has to stand in an address, and
    trainers who go through numbers find no people.
    """
    person = User.objects.filter(email=normal_address(email), is_active=True).first()
    if person is None:
        raise Nobody
    return signing.dumps({"person": person.pk, "quiz": str(activity.pk)}, salt=SALT)


def ahead(token: str) -> Ahead:
    """Whom a token means, and what was allowed to them. Raises Nobody. Three queries."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        raise Nobody from None
    person = User.objects.filter(pk=said["person"], is_active=True).first()
    activity = offered().filter(pk=said["quiz"]).first()
    if person is None or activity is None:
        raise Nobody
    return Ahead(person, activity, allowing.given(person, activity))


def offered() -> QuerySet[Activity]:
    """The quizzes at which somebody can be helped: those of published courses."""
    quizzes = Activity.objects.filter(kind=Activity.Kind.QUIZ, course__is_live=True)
    return quizzes.select_related("course").order_by("course__slug", "pk")
