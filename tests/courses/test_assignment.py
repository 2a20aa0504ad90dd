"""Who must take what by when."""

from datetime import UTC, date, datetime

import pytest

from courses import assignment
from courses.models import Assignment
from lms.ledger.models import Act, Event
from lms.people import people
from lms.people.models import Team, User
from tests import factories

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def due(person: User) -> list[date]:
    return [duty.due_on for duty in assignment.duties([person], today=TODAY)[person.pk]]


def test_team_assignment_reaches_subteams_and_later_joiners(lena: User, front_desk: Team, rosa: User) -> None:
    night = Team.objects.create(name="Night shift", parent=front_desk)
    assignment.assign(factories.course(), team=front_desk, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    late_comer = people.add(email="jan@demo.example", name="Jan", team=night, by=rosa)
    assert due(lena) == due(late_comer) == [date(2026, 12, 1)]


def test_team_assignment_does_not_reach_other_teams(lena: User, otto: User, front_desk: Team, rosa: User) -> None:
    assignment.assign(factories.course(), team=front_desk, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    assert due(otto) == []


def test_days_count_from_the_first_day_of_a_new_hire(lena: User, rosa: User) -> None:
    people.change(lena, by=rosa, first_day=date(2026, 12, 7))
    assignment.assign(factories.course(), person=lena, due_days=14, by=rosa, now=NOW)
    assert due(lena) == [date(2026, 12, 21)]


def test_days_count_from_the_assignment_for_people_already_here(lena: User, rosa: User) -> None:
    people.change(lena, by=rosa, first_day=date(2019, 1, 7))
    assignment.assign(factories.course(), person=lena, due_days=14, by=rosa, now=NOW)
    assert due(lena) == [date(2026, 12, 5)]


def test_two_assignments_of_one_course_are_one_duty_with_the_earlier_day(
    lena: User, front_desk: Team, rosa: User
) -> None:
    course = factories.course()
    assignment.assign(course, team=front_desk, due_on=date(2026, 12, 10), by=rosa, now=NOW)
    assignment.assign(course, person=lena, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    assert due(lena) == [date(2026, 12, 1)]


def test_assigning_twice_is_refused_and_writes_nothing(lena: User, rosa: User) -> None:
    course = factories.course()
    assignment.assign(course, person=lena, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    with pytest.raises(assignment.AlreadyAssigned):
        assignment.assign(course, person=lena, due_days=3, by=rosa, now=NOW)
    assert Assignment.objects.count() == 1
    assert Event.objects.filter(act=Act.ASSIGNED).count() == 1


def test_assigning_again_after_the_end_is_possible(lena: User, rosa: User) -> None:
    course = factories.course()
    first = assignment.assign(course, person=lena, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    assignment.end(first, by=rosa, now=NOW)
    assert due(lena) == []
    assignment.assign(course, person=lena, due_on=date(2026, 12, 3), by=rosa, now=NOW)
    assert due(lena) == [date(2026, 12, 3)]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"due_days": 3, "due_on": date(2026, 12, 1)}, {"due_days": 99999}],
    ids=["no date", "two dates", "too many days"],
)
def test_half_filled_assignments_are_refused(lena: User, rosa: User, wrong: dict[str, object]) -> None:
    with pytest.raises(assignment.NotPossible):
        assignment.assign(factories.course(), person=lena, by=rosa, now=NOW, **wrong)  # type: ignore[arg-type]
    assert Assignment.objects.count() == 0


def test_extension_moves_one_person_only_and_keeps_the_reason(
    lena: User, max: User, front_desk: Team, rosa: User
) -> None:
    course = factories.course()
    assignment.assign(course, team=front_desk, due_on=date(2026, 11, 18), by=rosa, now=NOW)
    assignment.extend(lena, course, due_on=date(2026, 12, 1), reason="Was ill for a week", by=max, now=NOW)
    assert due(lena) == [date(2026, 12, 1)]
    assert due(max) == [date(2026, 11, 18)]
    event = Event.objects.get(act=Act.EXTENDED)
    assert (event.subject_id, event.actor_id, event.words.words) == (lena.pk, max.pk, {"reason": "Was ill for a week"})
    assert "ill" not in str(event.facts)


@pytest.mark.parametrize("day", [date(2026, 11, 18), date(2026, 11, 20)], ids=["same day", "past day"])
def test_extension_to_no_later_day_is_refused(lena: User, max: User, rosa: User, day: date) -> None:
    course = factories.course()
    assignment.assign(course, person=lena, due_on=date(2026, 11, 18), by=rosa, now=NOW)
    with pytest.raises(assignment.NotPossible):
        assignment.extend(lena, course, due_on=day, reason="Why not", by=max, now=NOW)
    assert due(lena) == [date(2026, 11, 18)]


def test_extension_without_reason_or_duty_is_refused(lena: User, max: User, rosa: User) -> None:
    course = factories.course()
    with pytest.raises(assignment.NotPossible):
        assignment.extend(lena, course, due_on=date(2026, 12, 1), reason="Ill", by=max, now=NOW)
    assignment.assign(course, person=lena, due_on=date(2026, 11, 18), by=rosa, now=NOW)
    with pytest.raises(assignment.NotPossible):
        assignment.extend(lena, course, due_on=date(2026, 12, 1), reason="  ", by=max, now=NOW)


def test_duties_take_the_same_queries_for_one_and_for_many(
    lena: User, max: User, otto: User, front_desk: Team, rosa: User, django_assert_num_queries: object
) -> None:
    assignment.assign(factories.course(), team=front_desk, due_on=date(2026, 12, 1), by=rosa, now=NOW)
    for crowd in ([lena], [lena, max, otto]):
        with django_assert_num_queries(3):  # type: ignore[operator]
            assignment.duties(crowd, today=TODAY)
