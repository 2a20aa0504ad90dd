"""Starting a course."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses import enrolment, progress
from courses.models import Course, CourseCompletion, Enrolment
from lms.ledger.models import Act, Event
from lms.people.models import Organisation, User
from tests import factories


def finish(taken: Enrolment) -> CourseCompletion:
    for activity in taken.course.activities.all():
        progress.complete(taken, activity, version=activity.versions.latest("number"))
    return CourseCompletion.objects.get(enrolment=taken)


def test_enrol_twice_gives_the_same_enrolment_and_one_event(house: Organisation, lena: User) -> None:
    course = factories.course()
    first = enrolment.enrol(lena, course, language="en")
    assert enrolment.enrol(lena, course, language="en") == first
    assert first.cycle == 1
    event = Event.objects.get(subject_id=lena.pk, act=Act.ENROLLED)
    assert event.facts == {"course": str(course.pk), "enrolment": first.pk, "cycle": 1}


def test_enrol_in_an_unpublished_course_is_refused(house: Organisation, lena: User) -> None:
    course = factories.course()
    Course.objects.update(is_live=False)
    course.refresh_from_db()
    with pytest.raises(enrolment.NotOpen):
        enrolment.enrol(lena, course, language="en")
    assert not Enrolment.objects.exists()


def test_enrol_in_a_finished_course_gives_the_finished_enrolment(house: Organisation, lena: User) -> None:
    course = factories.course(lessons=1)
    taken = enrolment.enrol(lena, course, language="en")
    finish(taken)
    assert enrolment.enrol(lena, course, language="en") == taken
    assert enrolment.current(lena, course) == taken


def test_enrol_again_opens_a_new_cycle_only_60_days_before_the_certificate_ends(
    house: Organisation, lena: User
) -> None:
    course = factories.course(lessons=1, validity_months=12)
    taken = enrolment.enrol(lena, course, language="en")
    ends = finish(taken).valid_until
    assert ends is not None
    early = timezone.make_aware(timezone.datetime(ends.year, ends.month, ends.day, 12) - timedelta(days=61))
    assert enrolment.enrol(lena, course, language="en", now=early) == taken
    renewed = enrolment.enrol(lena, course, language="en", now=early + timedelta(days=1))
    assert (renewed.cycle, renewed.closed_at) == (2, None)
    assert enrolment.current(lena, course) == renewed


@pytest.mark.parametrize(
    ("months", "completed_on", "last_day"),
    [
        (12, date(2026, 3, 14), date(2027, 3, 14)),
        (1, date(2026, 1, 31), date(2026, 2, 28)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (10, date(2026, 3, 1), date(2027, 1, 1)),
        (None, date(2026, 3, 14), None),
    ],
)
def test_validity_counts_calendar_months(months: int | None, completed_on: date, last_day: date | None) -> None:
    from courses import finishing

    assert finishing.valid_until(Course(validity_months=months), completed_on) == last_day
