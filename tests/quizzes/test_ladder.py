"""The ladder as a rule: gaps, guesses, misses, rest, renewal; what a session holds; caps; and a year of 200 people."""

from datetime import date, timedelta
from random import Random
from statistics import mean
from uuid import UUID

import pytest

from quizzes import ladder
from quizzes.ladder import Past, Place, Waiting

TODAY = date(2027, 3, 2)


def days(n: int) -> timedelta:
    return timedelta(days=n)


def step(place: Place, confidence: str = "fair", *, right: bool = True, until: date | None = None) -> Place:
    """An answer on the day itself, by somebody whose days are not moved."""
    person = next(n for n in range(1000) if ladder.jitter(n, 180) == 0)
    return ladder.next_review(
        place, is_right=right, confidence=confidence, today=TODAY, person=person, valid_until=until
    )


def waiting(n: int, *, course: int = 1, ago: int = 0, must: bool = False, first: bool = False) -> Waiting:
    return Waiting(UUID(int=n), UUID(int=100 + course), TODAY - days(ago), must, first)


# --- One objective ------------------------------------------------------------------------------------------------


def test_a_pass_is_asked_again_after_three_days() -> None:
    assert ladder.begin(TODAY, valid_until=None) == Place(0, 0, 0, TODAY + days(3))


def test_right_answers_climb_the_ladder_and_rest_after_the_fifth() -> None:
    place, gaps = ladder.begin(TODAY, valid_until=None), []
    for _ in range(5):
        place = step(place)
        gaps.append(place.due_on and (place.due_on - TODAY).days)
    assert gaps == [10, 30, 90, 180, None]
    assert (place.box, place.successes, place.lapses) == (4, 5, 0)


@pytest.mark.parametrize("confidence", ["", "fair", "certain"])
def test_a_right_answer_that_was_not_guessed_counts(confidence: str) -> None:
    assert step(Place(1, 1, 0, TODAY), confidence) == Place(2, 2, 0, TODAY + days(30))


def test_a_lucky_guess_gives_the_same_gap_again() -> None:
    assert step(Place(2, 2, 1, TODAY), "guess") == Place(2, 2, 1, TODAY + days(30))


@pytest.mark.parametrize(
    ("confidence", "is_first"), [("", False), ("guess", False), ("fair", False), ("certain", True)]
)
def test_a_miss_begins_again_and_sure_but_wrong_comes_first(confidence: str, is_first: bool) -> None:
    assert step(Place(4, 4, 1, TODAY), confidence, right=False) == Place(0, 0, 2, TODAY + days(3), is_first)


def test_sure_but_wrong_is_first_only_once() -> None:
    assert step(Place(0, 0, 1, TODAY, is_first=True)).is_first is False


def test_the_renewal_takes_over_sixty_days_before_the_end() -> None:
    assert step(Place(1, 1, 0, TODAY), until=TODAY + days(90)).due_on == TODAY + days(30)
    assert step(Place(1, 1, 0, TODAY), until=TODAY + days(89)) == Place(2, 2, 0, None)
    assert ladder.begin(TODAY, valid_until=TODAY + days(62)).due_on is None


def test_days_move_by_a_tenth_at_most_and_always_alike_for_one_person() -> None:
    moved = {ladder.jitter(person, 90) for person in range(500)}
    assert (min(moved), max(moved)) == (-9, 9)
    assert len({ladder.jitter(7, 90) for _ in range(5)}) == 1
    assert {ladder.jitter(person, 3) for person in range(500)} == {0}


# --- One session --------------------------------------------------------------------------------------------------


def test_a_session_asks_five_at_most_and_nothing_that_is_not_due() -> None:
    assert len(ladder.choose([waiting(n) for n in range(9)], TODAY)) == 5
    assert ladder.choose([waiting(1), waiting(2, ago=-1)], TODAY) == [waiting(1)]


def test_sure_but_wrong_then_must_know_then_what_waits_longest() -> None:
    sure, must, old, new = waiting(4, first=True), waiting(3, must=True), waiting(2, ago=9), waiting(1)
    assert ladder.choose([new, old, must, sure], TODAY) == [sure, must, old, new]


def test_after_21_days_all_wait_alike() -> None:
    assert ladder.choose([waiting(2, ago=80), waiting(1, ago=22)], TODAY) == [waiting(1, ago=22), waiting(2, ago=80)]


def test_courses_are_mixed() -> None:
    one, two = [waiting(n, course=1, ago=5) for n in (1, 2, 3)], [waiting(n, course=2) for n in (4, 5)]
    assert [it.course.int for it in ladder.choose([*one, *two], TODAY)] == [101, 102, 101, 102, 101]


@pytest.mark.parametrize(("ages", "is_offered"), [([0, 0], False), ([0, 0, 0], True), ([6], False), ([7], True)])
def test_a_session_is_offered_for_three_or_for_one_that_waited_a_week(ages: list[int], is_offered: bool) -> None:
    found = [waiting(n, ago=ago) for n, ago in enumerate(ages)]
    assert ladder.is_offered(found, Past(TODAY - days(90)), TODAY) is is_offered


@pytest.mark.parametrize(
    ("passed", "sessions", "is_offered"),
    [
        (90, [6], False), (90, [7], True),  # one a week
        (30, [3], True), (30, [5, 3], False), (31, [3], False),  # two a week in the first 30 days
        (400, [89 - 7 * n for n in range(12)], False), (400, [90 - 7 * n for n in range(12)], True),  # twelve a quarter
    ],
)  # fmt: skip
def test_caps(passed: int, sessions: list[int], is_offered: bool) -> None:
    past = Past.of(TODAY - days(passed), [TODAY - days(ago) for ago in sessions])
    assert ladder.is_offered([waiting(n) for n in range(3)], past, TODAY) is is_offered


def test_the_next_day_waits_for_what_is_due_and_for_the_caps() -> None:
    three = [waiting(n, ago=-4) for n in range(3)]
    assert ladder.next_day(three, Past(TODAY - days(90)), TODAY) == TODAY + days(4)
    assert ladder.next_day(three, Past(TODAY - days(90), TODAY), TODAY) == TODAY + days(7)
    assert ladder.next_day(three[:1], Past(TODAY - days(90)), TODAY) == TODAY + days(11)
    assert ladder.next_day([], Past(TODAY), TODAY) is None


# --- A year -------------------------------------------------------------------------------------------------------


class Learner:
    """Four courses of three objectives, a week apart; whoever it is looks in from Tuesday to Thursday, 85 % right."""

    def __init__(self, number: int) -> None:
        self.number, self.dice = number, Random(number)
        self.began = TODAY + days(number % 7)
        self.places: dict[UUID, Place] = {}
        self.sessions: list[date] = []
        self.waits: list[int] = []
        self.climbs: dict[UUID, list[int]] = {}
        for n in range(365):
            self.live(self.began + days(n), n)

    def live(self, today: date, n: int) -> None:
        if n < 28 and n % 7 == 0:
            for key in (UUID(int=n * 10 + of_course) for of_course in (1, 2, 3)):
                self.places[key], self.climbs[key] = ladder.begin(today, valid_until=None), []
        if today.weekday() not in (1, 2, 3):
            return
        known = [
            Waiting(key, UUID(int=key.int // 70), place.due_on, is_first=place.is_first)
            for key, place in self.places.items() if place.due_on
        ]  # fmt: skip
        if ladder.is_offered(known, Past.of(self.began, self.sessions), today):
            for one in ladder.choose(known, today):
                self.answer(one, today)
            self.sessions.append(today)

    def answer(self, one: Waiting, today: date) -> None:
        is_right, place = self.dice.random() < 0.85, self.places[one.objective]
        self.waits.append((today - one.due_on).days)
        if len(self.climbs[one.objective]) == place.successes and not place.lapses:
            self.climbs[one.objective].append((today - self.began).days - one.course.int * 7)
        self.places[one.objective] = ladder.next_review(
            place, is_right=is_right, confidence="fair", today=today, person=self.number, valid_until=None
        )


@pytest.mark.slow
def test_a_year_of_200_people_is_about_45_minutes_each() -> None:
    """The load check of the design: 26 sessions a year, 11 in the first 90 days, 79 questions, near the ideal days."""
    people = [Learner(n) for n in range(200)]
    early = [sum(day < one.began + days(90) for day in one.sessions) for one in people]
    assert 25 <= mean(len(one.sessions) for one in people) <= 28
    assert 10 <= mean(early) <= 12
    assert 75 <= mean(len(one.waits) for one in people) <= 84
    assert 3 <= mean(wait for one in people for wait in one.waits) <= 5
    assert max(early) <= 12
    reached = [[climb[n] for one in people for climb in one.climbs.values() if len(climb) > n] for n in range(5)]
    for ideal, found in zip((3, 17, 47, 138, 325), reached, strict=True):
        assert abs(mean(found) - ideal) <= 10
