"""Queries that are written once: they give what the same query gives when it is written anew."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import DateField, Q, QuerySet

from courses.models import Assignment
from lms import sql
from lms.people.models import Team, User
from tests import factories

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DUE = date(2026, 11, 20)


@sql.once
def asked_of() -> QuerySet[Assignment]:
    whom = Q(person__in=sql.Given("people", many=True))
    late = Q(team__isnull=False, due_on__lte=sql.Given("day", DateField()))
    return Assignment.objects.filter(whom | late, ended_at=None).select_related("course", "person").order_by("due_on")


@sql.once
def days() -> QuerySet[Assignment, tuple[int, date]]:
    return Assignment.objects.filter(person=sql.Given("person")).values_list("person_id", "due_on")


@pytest.fixture
def assigned(lena: User, otto: User, front_desk: Team) -> list[Assignment]:
    return [
        Assignment.objects.create(course=course, due_on=DUE + timedelta(days=index), assigned_at=NOW, **whom)
        for index, (course, whom) in enumerate(
            [
                (factories.course("respect"), {"person": lena}),
                (factories.course("calm"), {"person": otto}),
                (factories.course("service"), {"team": front_desk}),
            ]
        )
    ]


def test_each_asking_has_values_of_its_own(assigned: list[Assignment], lena: User, otto: User) -> None:
    lenas, ottos, teams = assigned
    assert asked_of(people=[lena.pk], day=DUE) == [lenas]
    assert asked_of(people=[otto.pk, lena.pk], day=DUE) == [lenas, ottos]
    assert asked_of(people=[otto.pk], day=DUE + timedelta(days=2)) == [ottos, teams]
    assert asked_of(people=[], day=DUE) == []
    assert days(person=otto.pk) == [(otto.pk, DUE + timedelta(days=1))]


def test_what_is_written_later_is_found(assigned: list[Assignment], lena: User, django_assert_num_queries: Any) -> None:
    assert days(person=lena.pk) == [(lena.pk, DUE)]
    Assignment.objects.filter(person=lena).update(due_on=DUE + timedelta(days=9))
    with django_assert_num_queries(1):
        assert days(person=lena.pk) == [(lena.pk, DUE + timedelta(days=9))]


def test_rows_come_with_what_was_joined(assigned: list[Assignment], lena: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        (row,) = asked_of(people=[lena.pk], day=DUE)
        assert (row.course.slug, row.person) == ("respect", lena)


def test_a_value_that_is_not_given_is_a_mistake(lena: User) -> None:
    with pytest.raises(KeyError):
        days(people=[lena.pk])


@pytest.mark.django_db
def test_a_literal_mark_is_refused() -> None:
    broken = sql.once(lambda: Assignment.objects.extra(where=["'%%s' = ''"]))
    with pytest.raises(ValueError, match="literal"):
        broken()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans.")
def test_the_plan_is_kept_and_no_other(assigned: list[Assignment], lena: User) -> None:
    for _ in range(9):
        assert days(person=lena.pk) == list(Assignment.objects.filter(person=lena).values_list("person_id", "due_on"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%assignment%%'")
        kept = cursor.fetchall()
    assert [statement.count("$1") for (statement,) in kept] == [1]
