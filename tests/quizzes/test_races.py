"""Many at once: however many tabs, retries and devices, there is one paper, one result and no lost answer (R5-R9)."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act, Event
from quizzes import attempts, invariants, refreshed, refreshers
from quizzes.models import Attempt, RefresherReview, RefresherSession, Response
from tests.quizzes.conftest import Quiz, right, sheet, wrong
from tests.races import at_once, errors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_twelve_starts_at_once_make_one_attempt(quiz: Quiz, taken: Enrolment) -> None:
    activity = quiz.activity
    outcomes = at_once([lambda: attempts.start(taken, activity)] * 12)
    assert errors(outcomes) == []
    assert len({one.pk for one in outcomes}) == 1
    assert (Attempt.objects.count(), Attempt.objects.get().items.count()) == (1, 4)
    assert Event.objects.filter(act=Act.ATTEMPT_STARTED).count() == 1


def test_fifty_submits_at_once_make_one_result_one_completion_and_one_certificate(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot))
    outcomes = at_once([lambda: attempts.submit(attempt)] * 50)
    assert errors(outcomes) == []
    assert len({one.submitted_at for one in outcomes}) == 1
    assert ActivityCompletion.objects.filter(activity=quiz.activity).count() == 1
    assert (CourseCompletion.objects.count(), Certificate.objects.count()) == (1, 1)
    acts = [Act.ATTEMPT_SUBMITTED, Act.COURSE_COMPLETED, Act.CERTIFICATE_ISSUED]
    assert [Event.objects.filter(act=act).count() for act in acts] == [1, 1, 1]
    assert chain.verify(taken.person_id) == []


def test_saves_against_a_submit_are_counted_or_refused_but_never_lost(quiz: Quiz, taken: Enrolment) -> None:
    for _round in range(5):
        attempt = attempts.start(taken, quiz.activity)
        slots = [slot for slot in sheet(attempt) if not slot.is_carried]
        saves = [partial(attempts.save, attempt, slot.number, wrong(slot), seq=0) for slot in slots]
        outcomes = at_once([*saves, partial(attempts.submit, attempt), *saves])
        assert {type(error) for error in errors(outcomes)} <= {attempts.Closed}
        acknowledged = {one.slot for one in outcomes if isinstance(one, Response)}
        stored = set(Response.objects.filter(attempt=attempt).values_list("slot", flat=True))
        assert acknowledged == stored
        assert list(invariants.violations()) == []


def test_two_tabs_at_once_never_overwrite_each_other(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    values = [wrong(slot), right(slot)] * 5
    outcomes = at_once([partial(attempts.save, attempt, slot.number, value, seq=0) for value in values])
    assert {type(error) for error in errors(outcomes)} <= {attempts.Stale}
    (stored,) = Response.objects.all()
    assert {one.pk for one in outcomes if isinstance(one, Response)} == {stored.pk}
    assert {one.stored.pk for one in outcomes if isinstance(one, attempts.Stale)} == {stored.pk}


def test_starts_against_submits_keep_numbers_without_gaps(quiz: Quiz, taken: Enrolment) -> None:
    activity = quiz.activity
    attempt = attempts.start(taken, activity)
    acts = [lambda: attempts.submit(attempt), lambda: attempts.start(taken, activity)] * 10
    assert errors(at_once(acts)) == []
    numbers = list(Attempt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Attempt.objects.open().count() <= 1
    assert list(invariants.violations()) == []


def test_twelve_starts_and_twelve_answers_make_one_refresher(quiz: Quiz, taken: Enrolment) -> None:
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot))
    attempts.submit(attempt)
    later = timezone.now() + timedelta(days=10)
    outcomes = at_once([lambda: refreshers.start(taken.person, now=later)] * 12)
    assert errors(outcomes) == []
    session = RefresherSession.objects.get()
    assert {one.pk for one in outcomes} == {session.pk}
    asked = refreshed.slot(session, 1, language="en").asked  # type: ignore[union-attr]
    forms = [asked.entered(asked.example(is_right=is_right)) for is_right in (True, False)] * 6
    outcomes = at_once([partial(refreshers.answer, session, 1, form, now=later) for form in forms])
    assert errors(outcomes) == []
    assert {one.pk for one in outcomes} == {RefresherReview.objects.get().pk}
    assert list(invariants.violations()) == []
