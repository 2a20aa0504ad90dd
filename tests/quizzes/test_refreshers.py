"""Refreshers by their rules: what waits, sessions, answers, choices, links; and that nothing else ever changes."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Certificate
from courses import annulling, enrolment, outline, progress
from courses.models import ActivityCompletion, Course, CourseCompletion, Enrolment
from lms.ledger.models import Event
from lms.people.models import User
from lms.questions.kinds import BadAnswer
from lms.questions.models import Question
from quizzes import attempts, invariants, recall, refreshed, refreshers
from quizzes.models import DrawRule, QuizPage, RefresherQuestion, RefresherReview, RefresherSession, RefresherState
from tests import factories
from tests.quizzes.conftest import Quiz, right, sheet


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def passed(course: Course, person: User, *, now: datetime | None = None) -> Enrolment:
    """Passes this course, every answer right."""
    taken, lesson = enrolment.enrol(person, course, language="en", now=now), course.activities.get(kind="lesson")
    progress.complete(taken, lesson, version=lesson.versions.get(), now=now)
    attempt = attempts.start(taken, course.activities.get(kind="quiz"), now=now)
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot), now=now)
    attempts.submit(attempt, now=now)
    return taken


def post(session: RefresherSession, number: int, *, is_right: bool = True) -> dict[str, Any]:
    asked = refreshed.slot(session, number, language="en").asked  # type: ignore[union-attr]
    return asked.entered(asked.example(is_right=is_right))


def play(session: RefresherSession, *, now: datetime, missed: int = 0, confidence: str = "") -> None:
    for number in range(1, session.total + 1):
        refreshers.answer(
            session, number, post(session, number, is_right=number > missed), confidence=confidence, now=now
        )


@pytest.fixture
def done(quiz: Quiz, lena: User) -> Enrolment:
    return passed(quiz.course, lena)


@pytest.fixture
def session(done: Enrolment) -> RefresherSession:
    """Two objectives: offered when the first has waited a week."""
    return refreshers.start(done.person, now=later(10))


# --- What waits ---------------------------------------------------------------------------------------------------


def test_nothing_waits_before_a_course_is_passed(quiz: Quiz, taken: Enrolment) -> None:
    offer = recall.due(taken.person, now=later(30))
    assert (offer.known, offer.is_offered, offer.next_on) == ((), False, None)


def test_each_objective_of_the_quiz_waits_from_the_third_day(quiz: Quiz, done: Enrolment) -> None:
    offer = recall.due(done.person)
    asked = {quiz.words.translation_key: True, quiz.steps.translation_key: False}  # words has the must-know
    assert {one.objective: one.is_must_know for one in offer.waiting} == asked
    assert {one.due_on for one in offer.waiting} == {timezone.localdate(later(3))}
    assert [recall.due(done.person, now=later(n)).is_offered for n in (2, 9, 10)] == [False, False, True]
    assert offer.next_on == timezone.localdate(later(10))


def test_reading_writes_nothing_and_agrees_with_what_tick_stores(done: Enrolment) -> None:
    before = recall.due(done.person, now=later(10))
    assert RefresherState.objects.count() == 0
    assert (refreshers.take_up(), refreshers.take_up()) == (2, 0)
    after = recall.due(done.person, now=later(10))
    assert (sorted(after.waiting, key=str), after.past) == (sorted(before.waiting, key=str), before.past)
    assert list(invariants.violations()) == []


@pytest.mark.parametrize("change", [{"is_sensitive": True}, {"is_live": False}, {"kind": "policy"}])
def test_sensitive_courses_retired_ones_and_policies_have_none(done: Enrolment, change: dict[str, Any]) -> None:
    Course.objects.filter(pk=done.course_id).update(**change)
    assert recall.due(done.person, now=later(10)).known == ()
    assert refreshers.take_up() == 0
    with pytest.raises(refreshers.NotOffered):
        refreshers.start(done.person, now=later(10))


def test_what_was_drawn_by_a_tag_is_refreshed_too(quiz: Quiz, lena: User) -> None:
    Question.objects.filter(code__in=["s1", "s2"]).update(tags="first week")
    quiz.page.draw_rules = [DrawRule(tag="first week", count=2, locale=quiz.page.locale)]
    quiz.change()
    offer = recall.due(passed(quiz.course, lena).person)
    assert {one.objective for one in offer.known} == {quiz.words.translation_key, quiz.steps.translation_key}


def test_a_pass_that_was_taken_back_is_refreshed_no_more(quiz: Quiz, done: Enrolment, rosa: User) -> None:
    annulling.annul(done, quiz.activity, by=rosa, reason="The key was wrong", now=timezone.now())
    assert recall.due(done.person, now=later(10)).known == ()
    assert refreshers.take_up(now=later(10)) == 0


def test_a_course_that_becomes_sensitive_is_asked_no_more(done: Enrolment, session: RefresherSession) -> None:
    play(session, now=later(10))
    Course.objects.filter(pk=done.course_id).update(is_sensitive=True)
    assert recall.due(done.person, now=later(60)).waiting == ()


def test_the_renewal_takes_over_and_then_begins_anew(done: Enrolment, quiz: Quiz) -> None:
    start = done.started_at - timedelta(days=330)
    Course.objects.filter(pk=quiz.course.pk).update(validity_months=12)
    quiz.course.refresh_from_db()
    other = User.objects.create_user("ida@demo.example", None, name="Ida")
    passed(quiz.course, other, now=start)
    session = refreshers.start(other, now=start + timedelta(days=10))
    play(session, now=start + timedelta(days=10))
    assert recall.due(other).waiting == ()  # 35 days before the end
    passed(quiz.course, other)
    offer = recall.due(other)
    assert [(one.place.box, one.place.due_on) for one in offer.known] == [(0, timezone.localdate(later(3)))] * 2
    assert refreshers.take_up() == 4  # Lena's and Ida's
    assert (RefresherState.objects.filter(person=other).count(), RefresherReview.objects.count()) == (2, 2)
    assert list(invariants.violations()) == []


# --- Sessions -----------------------------------------------------------------------------------------------------


def test_a_session_is_drawn_frozen_and_started_once(done: Enrolment, session: RefresherSession) -> None:
    assert refreshers.start(done.person, now=later(10)) == session
    items = list(RefresherQuestion.objects.all())
    assert [item.slot for item in items] == [1, 2]
    assert len({item.objective_key for item in items}) == session.total == 2
    assert RefresherState.objects.count() == 2


def test_what_was_not_seen_lately_is_asked_and_never_a_draft(done: Enrolment, quiz: Quiz) -> None:
    met = set(done.attempts.get().items.values_list("question_version__question_key", flat=True))
    fresh = {one.translation_key for one in Question.objects.filter(objective=quiz.words)} - met
    kept = Question.objects.filter(translation_key__in=fresh).order_by("code").first()
    Question.objects.filter(translation_key__in=fresh - {kept.translation_key}).update(live=False)  # type: ignore[union-attr]
    session = refreshers.start(done.person, now=later(10), shuffle=Random(1))
    asked = session.questions.get(objective_key=quiz.words.translation_key).question_version.question_key
    assert asked == kept.translation_key  # type: ignore[union-attr]


def test_an_objective_without_questions_is_passed_over(done: Enrolment, quiz: Quiz) -> None:
    Question.objects.filter(objective=quiz.steps).update(live=False)
    assert refreshers.start(done.person, now=later(10)).total == 1
    Question.objects.update(live=False)
    with pytest.raises(refreshers.NotOffered):
        refreshers.start(done.person, now=later(40))


def test_a_session_left_halfway_goes_on_for_three_days_and_is_then_drawn_anew(
    done: Enrolment, session: RefresherSession
) -> None:
    refreshers.answer(session, 1, post(session, 1), now=later(10))
    assert refreshers.start(done.person, now=later(12.9)) == session
    assert recall.due(done.person, now=later(12.9)).is_open
    renewed = refreshers.start(done.person, now=later(13.1))
    session.refresh_from_db()
    assert (session.dropped_at is not None, renewed.total, RefresherReview.objects.count()) == (True, 1, 1)
    with pytest.raises(refreshers.Dropped):
        refreshers.answer(session, 2, post(session, 2))
    assert list(invariants.violations()) == []


def test_the_database_keeps_one_open_session_and_the_log(done: Enrolment, session: RefresherSession) -> None:
    refreshers.answer(session, 1, post(session, 1))
    rows = [RefresherReview.objects.all(), RefresherQuestion.objects.all()]
    acts = [lambda row=row: row.update(objective_key=done.course_id) for row in rows]
    acts += [lambda: RefresherReview.objects.all().delete()]
    acts += [lambda: RefresherSession.objects.create(person=done.person, total=1, started_at=timezone.now())]
    acts += [lambda: RefresherState.objects.update(box=3)]
    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


# --- Answers ------------------------------------------------------------------------------------------------------


def test_an_answer_moves_its_objective_and_the_log_tells_all(done: Enrolment, session: RefresherSession) -> None:
    given = refreshers.answer(session, 1, post(session, 1), confidence="certain", now=later(10))
    state = RefresherState.objects.get(objective_key=given.objective_key)
    completion = CourseCompletion.objects.get()
    assert (given.is_right, given.confidence, given.completion, given.answered_at.date()) == (
        True, "certain", completion, later(10).date(),
    )  # fmt: skip
    assert (given.box_before, given.box_after, given.due_before) == (0, 1, timezone.localdate(later(3)))
    assert (state.box, state.successes, state.lapses, state.due_on) == (1, 1, 0, given.due_after)
    assert 19 <= (given.due_after - timezone.localdate()).days <= 21


def test_the_first_answer_counts(session: RefresherSession) -> None:
    first = refreshers.answer(session, 1, post(session, 1, is_right=False), confidence="certain")
    again = refreshers.answer(session, 1, post(session, 1), confidence="guess")
    assert (again, again.is_right, RefresherReview.objects.count()) == (first, False, 1)
    assert RefresherState.objects.get(objective_key=first.objective_key).lapses == 1


def test_bad_answers_are_refused_and_nothing_is_written(session: RefresherSession) -> None:
    good = post(session, 1)
    for refused, data, sure in [
        (refreshers.NothingAnswered, {}, ""), (BadAnswer, good, "perhaps"),
        (BadAnswer, {name: ["no-such-answer", "x" * 500] for name in good}, ""),
    ]:  # fmt: skip
        with pytest.raises(refused):
            refreshers.answer(session, 1, data, confidence=sure)
    with pytest.raises(refreshers.NoSuchQuestion):
        refreshers.answer(session, 9, good)
    assert (RefresherReview.objects.count(), RefresherState.objects.filter(box__gt=0).count()) == (0, 0)


def test_the_last_answer_ends_the_session_and_the_outcome_says_when_again(
    done: Enrolment, session: RefresherSession, quiz: Quiz
) -> None:
    play(session, now=later(10), missed=1)
    session.refresh_from_db()
    assert session.finished_at is not None
    outcome = refreshed.outcome(session, done.person, language="en", now=later(10))
    missed = RefresherReview.objects.get(is_right=False)
    text = {quiz.words.translation_key: quiz.words.text, quiz.steps.translation_key: quiz.steps.text}
    assert (outcome.right, outcome.total) == (1, 2)
    assert [one.text for one in outcome.missed] == [text[missed.objective_key]]
    # Due after three days; alone it waits for seven more, unless others join it.
    assert outcome.missed[0].day == outcome.next_on == timezone.localdate(later(20))
    with pytest.raises(refreshers.NotOffered) as refused:
        refreshers.start(done.person, now=later(11))
    assert refused.value.offer.next_on == outcome.next_on


def test_a_wrong_refresher_changes_no_completion_certificate_or_event(
    done: Enrolment, session: RefresherSession
) -> None:
    def facts() -> list[Any]:
        records = (Enrolment, ActivityCompletion, CourseCompletion, Certificate, Event)
        return [list(model.objects.order_by("pk").values()) for model in records]

    before, progress_before = facts(), outline.of(done.course, person=done.person, language="en").done
    play(session, now=later(10), missed=2, confidence="certain")
    assert facts() == before
    assert outline.of(done.course, person=done.person, language="en").done == progress_before


# --- Choices and links --------------------------------------------------------------------------------------------


def test_not_now_hides_the_card_for_a_week_and_nothing_else(done: Enrolment) -> None:
    refreshers.snooze(done.person, now=later(10))
    shown = [recall.due(done.person, now=later(n)).is_on_home for n in (10, 16, 17)]
    assert (shown, recall.due(done.person, now=later(10)).is_offered) == ([False, False, True], True)


def test_stopped_means_none_until_they_start_again(done: Enrolment) -> None:
    refreshers.stop(done.person)
    stopped = recall.due(done.person, now=later(10))
    assert (stopped.is_stopped, stopped.is_offered, stopped.next_on) == (True, False, None)
    with pytest.raises(refreshers.NotOffered):
        refreshers.start(done.person, now=later(10))
    refreshers.start_again(done.person)
    assert recall.due(done.person, now=later(10)).is_offered


def test_a_link_is_for_one_person_and_two_weeks(lena: User, max: User, settings: Any) -> None:
    settings.BASE_URL = "https://learn.example.com"
    address = refreshers.link(lena)
    start = "https://learn.example.com/refresher/from/"
    assert address.startswith(start)
    token = address.removeprefix(start).rstrip("/")
    refreshers.check_link(lena, token, now=later(13.9))
    for person, said, now in [
        (lena, token, later(14.1)),
        (max, token, None),
        (lena, token[:-1], None),
        (lena, "", None),
    ]:
        with pytest.raises(refreshers.BadLink):
            refreshers.check_link(person, said, now=now)


def test_the_record_names_the_first_refresher_until_it_has_come(done: Enrolment) -> None:
    completion = CourseCompletion.objects.get()
    assert recall.first_on(done.person, completion) == timezone.localdate(later(10))
    assert recall.first_on(done.person, completion, now=later(10)) is None
    refreshers.stop(done.person)
    assert recall.first_on(done.person, completion) is None


def test_many_completions_cost_as_many_queries_as_one(done: Enrolment, django_assert_num_queries: Any) -> None:
    refreshers.take_up()
    with django_assert_num_queries(1):
        recall.due(done.person)
    passed(factories.course("listen", lessons=1, quiz_questions=2, pass_mark=2), done.person)
    refreshers.take_up()
    with django_assert_num_queries(1):
        offer = recall.due(done.person)
    assert len(offer.known) == 3
    assert len({one.course for one in offer.known}) == 2


def test_an_objective_of_two_courses_is_known_once_by_the_newer_pass(done: Enrolment, quiz: Quiz) -> None:
    refreshers.take_up()
    other = factories.course("listen", lessons=1, quiz_questions=2, pass_mark=2)
    page = QuizPage.objects.get(translation_key=other.activities.get(kind="quiz").pk)
    page.draw_rules = [DrawRule(objective=quiz.words, count=2, locale=page.locale)]
    page.save_revision().publish()
    newer = passed(other, done.person)
    by_objective = {one.objective: one.course for one in recall.due(done.person).known}
    assert by_objective == {quiz.words.translation_key: newer.course_id, quiz.steps.translation_key: done.course_id}
    assert refreshers.take_up() == 1
    assert {one.objective: one.course for one in recall.due(done.person).known} == by_objective
