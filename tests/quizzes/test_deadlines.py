"""Time limits: fixed at the start, kept by the server, moved only by what is written down."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import ActivityCompletion, Enrolment
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import allowing, attempts, deadlines, invariants, papers
from quizzes.deadlines import NoMoreTime
from quizzes.models import Attempt, MoreTime
from quizzes.review import review_policy
from tests.quizzes.conftest import Quiz, right, sheet

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def limited(quiz: Quiz) -> Quiz:
    quiz.change(minutes_limit=20, limit_reason="The emergency line is answered against the clock.")
    return quiz


def started(taken: Enrolment, quiz: Quiz) -> Attempt:
    return attempts.start(taken, quiz.activity, now=NINE)


def answer_all(attempt: Attempt, *, now: datetime) -> None:
    for slot in sheet(attempt):
        attempts.save(attempt, slot.number, right(slot), seq=0, now=now)


def test_a_quiz_without_a_limit_has_no_deadline(quiz: Quiz, taken: Enrolment) -> None:
    assert started(taken, quiz).deadline_at is None


@pytest.mark.parametrize(
    ("own", "allowed", "minutes"),
    [("", "", 20), ("1.25", "", 25), ("1.5", "", 30), ("2", "", 40), ("", "1.5", 30), ("2", "1.25", 40),
     ("none", "", None), ("1.25", "none", None)],
)  # fmt: skip
def test_the_deadline_is_computed_once_with_the_persons_own_time(
    limited: Quiz, taken: Enrolment, rosa: User, own: str, allowed: str, minutes: int | None
) -> None:
    taken.person.extra_time = own
    taken.person.save()
    if allowed:
        allowing.allow(taken.person, limited.activity, by=rosa, reason="Reads slowly", time=allowed)
    attempt = started(taken, limited)
    assert attempt.deadline_at == (NINE + minutes * MINUTE if minutes else None)
    limited.change(minutes_limit=5)
    assert started(taken, limited).deadline_at == attempt.deadline_at


def test_an_answer_counts_by_when_it_was_received_with_a_little_grace(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    attempts.save(attempt, 1, right(sheet(attempt)[0]), seq=0, now=NINE + 20 * MINUTE + 9 * SECOND)
    with pytest.raises(attempts.Closed):
        attempts.save(attempt, 2, right(sheet(attempt)[1]), seq=0, now=NINE + 20 * MINUTE + 11 * SECOND)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_by, attempt.right) == (NINE + 20 * MINUTE, "deadline", 1)
    assert not list(invariants.violations())


@pytest.mark.parametrize("who", ["tick", "submit", "start"])
def test_whoever_comes_first_after_the_deadline_hands_in_what_was_saved(
    limited: Quiz, taken: Enrolment, who: str
) -> None:
    attempt, late = started(taken, limited), NINE + 3 * timedelta(days=1)
    answer_all(attempt, now=NINE + MINUTE)
    acts = {
        "tick": lambda: attempts.close_overdue(now=late),
        "submit": lambda: attempts.submit(attempt, now=late),
        "start": lambda: attempts.start(taken, limited.activity, now=late),
    }
    acts[who]()
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_by) == (NINE + 20 * MINUTE, "deadline")
    assert (attempt.is_passed, attempt.right) == (True, 4)
    assert ActivityCompletion.objects.filter(activity=limited.activity).count() == 1
    event = Event.objects.get(act="attempt_submitted")
    assert (event.actor_id, event.facts["closed_by"]) == (None, "deadline")
    assert attempts.close_overdue(now=late) == 0
    assert not list(invariants.violations())


def test_ticks_leave_alone_what_still_has_time(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    assert attempts.close_overdue(now=NINE + 20 * MINUTE + 10 * SECOND) == 0
    assert deadlines.is_over(attempt, now=NINE + 20 * MINUTE + SECOND)
    assert not deadlines.is_over(attempt, now=NINE + 20 * MINUTE)


def test_nothing_of_the_result_shows_before_the_row_is_closed(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    assert not review_policy(attempt, taken.person).has_result


def test_learners_take_more_time_up_to_ten_times(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    for count in range(1, 11):
        attempt = deadlines.take_more(attempt, seen=attempt.deadline_at, now=NINE + MINUTE)
        assert attempt.deadline_at == NINE + (20 + 5 * count) * MINUTE
    with pytest.raises(NoMoreTime, match="Whoever runs the course"):
        deadlines.take_more(attempt, now=NINE + MINUTE)
    assert [row.minutes for row in MoreTime.objects.all()] == [5] * 10
    assert not list(invariants.violations())


def test_the_same_press_twice_adds_time_once(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    for _press in range(3):
        deadlines.take_more(attempt, seen=NINE + 20 * MINUTE, now=NINE + MINUTE)
    assert MoreTime.objects.count() == 1


def test_more_time_is_asked_for_before_the_end(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    with pytest.raises(NoMoreTime, match="over"):
        deadlines.take_more(attempt, now=NINE + 20 * MINUTE + SECOND)


def test_a_limit_that_is_what_is_tested_is_moved_by_others_only(limited: Quiz, taken: Enrolment, ada: User) -> None:
    limited.change(is_limit_fixed=True)
    attempt = started(taken, limited)
    with pytest.raises(NoMoreTime):
        deadlines.take_more(attempt, now=NINE + MINUTE)
    deadlines.extend(attempt, 15, by=ada, reason="Fire alarm", now=NINE + MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NINE + 35 * MINUTE
    event = Event.objects.get(act="attempt_extended")
    assert (event.actor_id, event.facts["minutes"], event.words.words) == (ada.pk, 15, {"reason": "Fire alarm"})
    assert not list(invariants.violations())


@pytest.mark.parametrize(("minutes", "reason"), [(15, "  "), (0, "Fire alarm"), (24 * 60 + 1, "Fire alarm")])
def test_more_time_needs_a_reason_and_a_measure(
    limited: Quiz, taken: Enrolment, ada: User, minutes: int, reason: str
) -> None:
    attempt = started(taken, limited)
    with pytest.raises(NoMoreTime):
        deadlines.extend(attempt, minutes, by=ada, reason=reason, now=NINE)
    assert not MoreTime.objects.exists()


def test_a_deadline_moved_without_a_word_is_found(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    Attempt.objects.update(deadline_at=NINE + 60 * MINUTE)
    assert list(invariants.violations()) == [f"Attempt {attempt.pk}: its deadline was moved without a word."]


def test_a_limit_needs_its_reason(quiz: Quiz) -> None:
    from quizzes import publishing

    quiz.page.minutes_limit = 10
    assert publishing.obstacles(quiz.page) == ["Say why there is a time limit. Learners read it before they start."]


def test_what_was_saved_before_the_deadline_stays_on_the_paper(limited: Quiz, taken: Enrolment) -> None:
    attempt = started(taken, limited)
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, right(first), seq=0, now=NINE)
    attempts.close_overdue(now=NINE + timedelta(hours=1))
    assert papers.slot(attempt, 1, language="en").value == right(first)  # type: ignore[union-attr]
