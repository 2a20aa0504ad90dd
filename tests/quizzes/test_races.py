"""Many at once: however many tabs, retries and devices, there is one paper, one result and no lost answer (R5-R9)."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act, Event
from lms.people import people
from lms.people.models import User
from lms.questions.models import Question
from quizzes import attempts, correcting, deadlines, invariants, marking, opening, refreshed, refreshers
from quizzes.models import (
    Attempt,
    FixedQuestion,
    Marking,
    Mode,
    MoreTime,
    RefresherReview,
    RefresherSession,
    Response,
)
from tests.quizzes.conftest import Quiz, right, sheet, turn_key, wrong
from tests.races import at_once, errors

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_twelve_starts_at_once_make_one_attempt(quiz: Quiz, taken: Enrolment) -> None:
    activity = quiz.activity
    outcomes = at_once([lambda: attempts.start(taken, activity)] * 12)
    assert errors(outcomes) == []
    assert len({one.pk for one in outcomes}) == 1
    assert (Attempt.objects.count(), Attempt.objects.get().items.count()) == (1, 4)
    assert Event.objects.filter(act=Act.ATTEMPT_STARTED).count() == 1


@pytest.mark.slow
def test_twelve_starts_at_the_limit_by_each_of_two_hundred_learners(quiz: Quiz) -> None:
    """One try is left: twelve starts at once make one. None is left: twelve starts at once make none."""
    quiz.change(mode=Mode.EXAM, exam_reason="The licence demands it.", tries=2)
    activity = quiz.activity
    learners = [quiz.enrolled(people.add(email=f"n{n}@demo.example", name=f"N {n}", by=None)) for n in range(200)]
    for one in learners:
        attempts.submit(attempts.start(one, activity))
    for first in range(0, len(learners), 10):
        wave = learners[first : first + 10]
        made = at_once([partial(attempts.start, one, activity) for one in wave] * 12)
        assert errors(made) == []
        assert [len({one.pk for one in made[number::10]}) for number in range(10)] == [1] * 10
        for one in made[:10]:
            attempts.submit(one)
        refused = at_once([partial(attempts.start, wave[0], activity)] * 12)
        assert [type(error) for error in errors(refused)] == [opening.NoMoreTries] * 12
    tries = Attempt.objects.order_by("enrolment", "number").values_list("enrolment", "number")
    assert list(tries) == [(one.pk, number) for one in learners for number in (1, 2)]
    assert Event.objects.filter(act=Act.ATTEMPT_STARTED).count() == 400
    assert list(invariants.violations()) == []


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


def test_hand_in_and_many_sweepers_at_the_deadline_end_it_once(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(minutes_limit=20, limit_reason="The line is answered at once.")
    began = timezone.now() - timedelta(hours=1)
    attempt = attempts.start(taken, quiz.activity, now=began)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot), now=began)
    outcomes = at_once([attempts.close_overdue, partial(attempts.submit, attempt)] * 8)
    assert errors(outcomes) == []
    acts = [Act.ATTEMPT_SUBMITTED, Act.COURSE_COMPLETED, Act.CERTIFICATE_ISSUED]
    assert [Event.objects.filter(act=act).count() for act in acts] == [1, 1, 1]
    assert Attempt.objects.get().closed_by == "deadline"
    assert list(invariants.violations()) == []


def test_a_correction_against_saves_and_hand_ins_reaches_everybody(
    quiz: Quiz, taken: Enrolment, max: User, ada: User
) -> None:
    """Whoever hands in before, while or after the key is corrected has the same result in the end."""
    question = Question.objects.get(code="w1")
    known = FixedQuestion(question=question, is_must_know=False, locale=quiz.page.locale)
    quiz.page.fixed_questions = [*quiz.page.fixed_questions.all(), known]
    quiz.change()
    running = [attempts.start(one, quiz.activity) for one in (taken, quiz.enrolled(max))]
    turn_key(question)
    acts = [partial(correcting.correct, question.translation_key, "key", reason="It was wrong", by=ada)]
    for attempt in running:
        slots = sheet(attempt)
        mine = next(one for one in slots if one.item.question_version.question_key == question.translation_key)
        attempts.save(attempt, mine.number, wrong(mine), seq=0)
        acts += [partial(attempts.save, attempt, one.number, right(one), seq=0) for one in slots if one is not mine]
        acts += [partial(attempts.submit, attempt)]
    outcomes = at_once(acts)
    assert {type(error) for error in errors(outcomes)} <= {attempts.Closed}
    acknowledged = sum(isinstance(one, Response) for one in outcomes)
    assert Response.objects.count() == acknowledged + len(running)
    for attempt in running:
        attempt.refresh_from_db()
        mine = next(one for one in sheet(attempt) if one.item.question_version.question_key == question.translation_key)
        assert attempt.marks[str(mine.number)]["right"] is True
    assert list(invariants.violations()) == []


def test_two_presses_for_more_time_at_once_add_it_once(quiz: Quiz, taken: Enrolment) -> None:
    quiz.change(minutes_limit=20, limit_reason="The line is answered at once.")
    attempt = attempts.start(taken, quiz.activity)
    outcomes = at_once([partial(deadlines.take_more, attempt, seen=attempt.deadline_at)] * 6)
    assert errors(outcomes) == []
    assert MoreTime.objects.count() == 1
    assert list(invariants.violations()) == []


def test_a_written_answer_is_marked_once_however_many_trainers_send_marks(
    quiz: Quiz, taken: Enrolment, ada: User, rosa: User
) -> None:
    quiz.question("essay", "written", quiz.words)
    essay = FixedQuestion(question=Question.objects.get(code="essay"), is_must_know=False, locale=quiz.page.locale)
    quiz.page.fixed_questions = [*quiz.page.fixed_questions.all(), essay]
    quiz.change()
    attempt = attempts.start(taken, quiz.activity)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot), seq=0)
    attempts.submit(attempt)
    slot = next(one for one in sheet(attempt) if one.asked.kind == "written")
    most = slot.item.question_version.body["points"]
    marks = [partial(marking.mark, attempt, slot.number, points, by=who) for who in (ada, rosa) for points in (0, most)]
    outcomes = at_once(marks * 2)
    assert {type(error) for error in errors(outcomes)} <= {marking.NotMarked}
    assert Marking.objects.count() == 1
    assert Event.objects.filter(act=Act.ATTEMPT_MARKED).count() == 1
    assert list(invariants.violations()) == []
