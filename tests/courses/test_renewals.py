"""How long a renewed certificate is valid: nobody loses time by being early (4.7)."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import annulling, enrolment, finishing, progress, status
from courses.models import Course, CourseCompletion, Enrolment
from lms.people.models import Organisation, User
from tests import factories

FIRST = date(2025, 3, 14)
UNTIL = date(2026, 3, 14)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def complete(person: User, course: Course, day: date) -> CourseCompletion:
    """The person starts (again) and finishes on this day."""
    taken = enrolment.enrol(person, course, language="en", now=noon(day))
    for one in course.activities.all():
        progress.complete(taken, one, version=one.versions.get(), now=noon(day))
    return CourseCompletion.objects.select_related("certificate").get(enrolment=taken)


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=1, validity_months=12)


@pytest.mark.parametrize(
    ("renewed_on", "until"),
    [
        (date(2026, 1, 13), date(2027, 3, 14)),  # the first day on which it may be renewed
        (date(2026, 3, 13), date(2027, 3, 14)),
        (date(2026, 3, 14), date(2027, 3, 14)),  # the last valid day
        (date(2026, 3, 15), date(2027, 3, 15)),  # a day too late: from the day itself
        (date(2026, 9, 1), date(2027, 9, 1)),
    ],
)
def test_a_renewal_counts_from_the_old_last_day_while_that_is_to_come(
    course: Course, lena: User, renewed_on: date, until: date
) -> None:
    assert complete(lena, course, FIRST).valid_until == UNTIL
    again = complete(lena, course, renewed_on)
    assert (again.enrolment.cycle, again.valid_until) == (2, until)
    assert again.certificate
    assert again.certificate.valid_until == until


def test_the_next_renewal_opens_and_counts_from_the_new_last_day(course: Course, lena: User) -> None:
    complete(lena, course, FIRST)
    again = complete(lena, course, date(2026, 2, 1))
    taken = Enrolment.objects.select_related("course", "course_completion").get(pk=again.enrolment_id)
    assert not enrolment.may_start_again(taken, date(2027, 1, 12))
    assert enrolment.may_start_again(taken, date(2027, 1, 13))
    told = status.of(None, enrolment=taken, completion=again, today=date(2027, 3, 1))
    assert (told.code, told.day) == (status.Code.RENEW, date(2027, 3, 14))
    assert complete(lena, course, date(2027, 2, 1)).valid_until == date(2028, 3, 14)


def test_what_was_annulled_gives_no_time(course: Course, lena: User, ada: User) -> None:
    wrong = complete(lena, course, FIRST)
    annulling.annul(
        wrong.enrolment, course.activities.get(), by=ada, reason="The key was wrong.", now=noon(date(2025, 3, 20))
    )
    assert complete(lena, course, date(2025, 4, 1)).valid_until == date(2026, 4, 1)


def test_an_annulled_renewal_leaves_the_time_that_was_there_before(course: Course, lena: User, ada: User) -> None:
    complete(lena, course, FIRST)
    wrong = complete(lena, course, date(2026, 2, 1))
    annulling.annul(
        wrong.enrolment, course.activities.get(), by=ada, reason="The key was wrong.", now=noon(date(2026, 2, 2))
    )
    assert complete(lena, course, date(2026, 2, 10)).valid_until == date(2027, 3, 14)


def test_the_time_of_others_and_of_other_courses_does_not_count(course: Course, lena: User, max: User) -> None:
    complete(max, course, date(2025, 6, 1))
    complete(lena, factories.course("stress", lessons=1, validity_months=24), date(2025, 6, 1))
    complete(lena, course, date(2024, 6, 1))
    assert complete(lena, course, date(2025, 6, 2)).valid_until == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("months", "until"), [(None, None), (6, date(2026, 9, 14))]
)  # fmt: skip
def test_the_validity_of_the_day_counts(course: Course, lena: User, months: int | None, until: date | None) -> None:
    complete(lena, course, FIRST)
    Course.objects.update(validity_months=months)
    course.refresh_from_db()
    assert complete(lena, course, date(2026, 2, 1)).valid_until == until


@pytest.mark.parametrize(
    ("months", "completed_on", "before", "last_day"),
    [
        (1, date(2026, 1, 15), date(2026, 1, 31), date(2026, 2, 28)),
        (12, date(2028, 1, 3), date(2028, 2, 29), date(2029, 2, 28)),
        (12, date(2026, 3, 1), date(2026, 2, 28), date(2027, 3, 1)),
        (None, date(2026, 3, 1), date(2026, 5, 1), None),
    ],
)
def test_months_end_as_they_do_for_the_first_time(
    months: int | None, completed_on: date, before: date, last_day: date | None
) -> None:
    assert finishing.valid_until(Course(validity_months=months), completed_on, before=before) == last_day


def test_a_renewal_asks_once_more_and_a_first_completion_does_not(course: Course, lena: User) -> None:
    counts = []
    for day in (FIRST, date(2026, 2, 1)):
        with CaptureQueriesContext(connection) as asked:
            complete(lena, course, day)
        counts.append(sum('"courses_coursecompletion"."annulled_at" IS NULL' in one["sql"] for one in asked))
    assert counts == [0, 1]
