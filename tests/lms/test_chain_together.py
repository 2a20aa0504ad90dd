"""Events that are written as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.ledger import chain
from lms.ledger.models import Act, Chain, Event, EventWords

pytestmark = pytest.mark.django_db


def test_events_recorded_together_follow_each_other_and_the_chain_is_whole() -> None:
    chain.record(7, Act.ENROLLED, by=7)
    with chain.together(7):
        chain.record(7, Act.ATTEMPT_SUBMITTED, by=7, facts={"right": 7})
        chain.record(8, Act.ENROLLED, by=8)
        with chain.together(7):
            chain.record(7, Act.EXTENDED, by=1, words={"reason": "Leave"})
        assert Event.objects.filter(subject_id=7).count() == 1
    assert list(Event.objects.values_list("subject_id", "n", "act")) == [
        (7, 1, "enrolled"), (7, 2, "attempt_submitted"), (7, 3, "extended"), (8, 1, "enrolled"),
    ]  # fmt: skip
    assert (EventWords.objects.get().event.n, Chain.objects.get(subject_id=7).n) == (3, 3)
    assert chain.verify(7) + chain.verify(8) == []


def test_a_block_that_fails_writes_nothing_and_leaves_no_trace() -> None:
    with pytest.raises(ZeroDivisionError), chain.together(7):
        chain.record(7, Act.ENROLLED, by=7)
        raise ZeroDivisionError
    assert Event.objects.count() == 0
    chain.record(7, Act.ENROLLED, by=7)
    assert Event.objects.get().n == 1


def test_events_together_cost_three_queries_however_many_they_are() -> None:
    chain.record(7, Act.ENROLLED, by=7)
    with CaptureQueriesContext(connection) as captured, chain.together(7):
        for _ in range(5):
            chain.record(7, Act.ACTIVITY_COMPLETED, by=7)
    assert len(captured) == 3
