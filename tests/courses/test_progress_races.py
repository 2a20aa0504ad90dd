"""Many at once: one enrolment, one completion, one certificate, one event each (R6, R9, R13)."""

import pytest

from certificates.models import Certificate
from courses import enrolment, progress
from courses.models import ActivityCompletion, Course, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people.models import Organisation, User
from tests import factories
from tests.races import at_once, errors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def counts() -> dict[str, int]:
    return {
        "completions": CourseCompletion.objects.count(),
        "certificates": Certificate.objects.count(),
        "completed": Event.objects.filter(act=Act.COURSE_COMPLETED).count(),
        "issued": Event.objects.filter(act=Act.CERTIFICATE_ISSUED).count(),
    }


@pytest.fixture
def course(house: Organisation) -> Course:
    return factories.course(lessons=3)


def test_fifty_times_done_makes_one_of_everything(course: Course, lena: User) -> None:
    taken = enrolment.enrol(lena, course, language="en")
    *first, last = course.activities.order_by("slug")
    for lesson in first:
        progress.complete(taken, lesson, version=lesson.versions.get())
    version = last.versions.get()
    outcomes = at_once([lambda: progress.finish_lesson(taken, last, version)] * 50)
    assert errors(outcomes) == []
    assert len({one.pk for one in outcomes}) == 1
    assert counts() == {"completions": 1, "certificates": 1, "completed": 1, "issued": 1}
    assert Event.objects.filter(act=Act.ACTIVITY_COMPLETED).count() == 3
    assert chain.verify(lena.pk) == []


def test_all_lessons_done_at_once_finish_the_course_once(course: Course, lena: User) -> None:
    taken = enrolment.enrol(lena, course, language="en")
    lessons = [(lesson, lesson.versions.get()) for lesson in course.activities.all()] * 5
    outcomes = at_once(
        [lambda lesson=lesson, read=read: progress.complete(taken, lesson, version=read) for lesson, read in lessons]
    )
    assert errors(outcomes) == []
    assert ActivityCompletion.objects.count() == 3
    assert counts() == {"completions": 1, "certificates": 1, "completed": 1, "issued": 1}
    assert chain.verify(lena.pk) == []


def test_twenty_starts_at_once_make_one_enrolment(course: Course, lena: User) -> None:
    outcomes = at_once([lambda: enrolment.enrol(lena, course, language="en")] * 20)
    assert errors(outcomes) == []
    assert len({one.pk for one in outcomes}) == Enrolment.objects.count() == 1
    assert Event.objects.filter(act=Act.ENROLLED).count() == 1


def test_different_people_do_not_wait_for_each_other_in_vain(course: Course, lena: User, max: User, otto: User) -> None:
    taken = [enrolment.enrol(person, course, language="en") for person in (lena, max, otto)]
    lessons = [(one, lesson, lesson.versions.get()) for one in taken for lesson in course.activities.all()]
    outcomes = at_once(
        [
            lambda one=one, lesson=lesson, read=read: progress.complete(one, lesson, version=read)
            for one, lesson, read in lessons
        ]
    )
    assert errors(outcomes) == []
    assert counts() == {"completions": 3, "certificates": 3, "completed": 3, "issued": 3}
    assert [chain.verify(person.pk) for person in (lena, max, otto)] == [[], [], []]
