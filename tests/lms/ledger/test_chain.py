"""The ledger: gap-free chains that show every tampering, and words that can be erased."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from lms.ledger import chain, guard
from lms.ledger.models import Act, Chain, Event, EventWords

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def write(subject: int = 7, times: int = 3) -> list[Event]:
    return [chain.record(subject, Act.ENROLLED, by=1, at=NOW, facts={"enrolment": n}) for n in range(times)]


@pytest.mark.django_db
def test_numbers_start_at_one_per_subject_and_link() -> None:
    first, second, third = write(7)
    other = write(8, 1)[0]
    assert [first.n, second.n, third.n, other.n] == [1, 2, 3, 1]
    assert (first.prev_hash, second.prev_hash, third.prev_hash) == ("", first.hash, second.hash)
    assert chain.verify(7) == chain.verify(8) == []


@pytest.mark.django_db
def test_words_stand_beside_and_can_be_erased() -> None:
    event = chain.record(7, Act.EXTENDED, by=1, at=NOW, facts={"course": "x"}, words={"reason": "Was ill"})
    assert "ill" not in str(event.facts)
    assert event.words.words == {"reason": "Was ill"}
    EventWords.objects.filter(event=event).delete()
    assert chain.verify(7) == []


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_the_past(act: str) -> None:
    event = write(7, 1)[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        if act == "update":
            Event.objects.filter(pk=event.pk).update(actor_id=99)
        else:
            Event.objects.filter(pk=event.pk).delete()
    assert Event.objects.get(pk=event.pk).actor_id == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"facts": {"enrolment": 99}}, "event 2 was changed"),
        ({"actor_id": 99}, "event 2 was changed"),
        ({"prev_hash": "0" * 64}, "event 2 does not follow"),
    ],
)
def test_tampering_is_found(change: dict[str, Any], sentence: str) -> None:
    write(7)
    with guard.lifted():
        Event.objects.filter(subject_id=7, n=2).update(**change)
    assert any(sentence in one for one in chain.verify(7))


@pytest.mark.django_db
def test_a_missing_event_is_found_in_the_middle_and_at_the_end() -> None:
    write(7)
    write(8)
    with guard.lifted():
        Event.objects.filter(subject_id=7, n=2).delete()
        Event.objects.filter(subject_id=8, n=3).delete()
    assert any("event 2 is missing" in one for one in chain.verify(7))
    assert chain.verify(8) == ["Ledger of 8: the last event is not the one that was written last."]


@pytest.mark.django_db
def test_changed_words_are_found() -> None:
    event = chain.record(7, Act.EXTENDED, by=1, at=NOW, words={"reason": "Was ill"})
    with guard.lifted():
        EventWords.objects.filter(event=event).update(words={"reason": "Was lazy"})
    assert chain.verify(7) == ["Ledger of 7: the words of event 1 were changed."]


@pytest.mark.django_db
def test_a_lost_guard_is_noticed_and_put_back() -> None:
    assert guard.missing() == []
    name = "guard_ledger_event_delete"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON ledger_event" if connection.vendor == "postgresql" else ""))
    assert guard.missing() == [name]
    guard.install()
    assert guard.missing() == []


@pytest.mark.django_db
def test_a_guard_from_before_is_replaced() -> None:
    """What refused every change, before one column was let through; and what does not know a new column."""
    table, name = "courses_activitycompletion", "guard_courses_activitycompletion_update_but_annulled_at"
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    refusal = {
        "sqlite": "BEGIN SELECT RAISE(ABORT, 'no'); END",
        "postgresql": "FOR EACH ROW EXECUTE FUNCTION guard_refuse()",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} {refusal}")
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE OF version_id ON {table} {refusal}")
    assert guard.missing() == [name]
    guard.install()
    assert guard.missing() == []
    guards = {one for one in guard._present() if one.startswith(f"guard_{table}")}
    assert guards == {name, f"guard_{table}_delete"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parallel_writers_leave_no_gap() -> None:
    barrier = threading.Barrier(8)

    def writer() -> None:
        barrier.wait()
        try:
            for n in range(5):
                chain.record(7, Act.ENROLLED, by=1, facts={"enrolment": n})
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Chain.objects.get(subject_id=7).n == 40
    assert list(Event.objects.filter(subject_id=7).values_list("n", flat=True)) == list(range(1, 41))
    assert chain.verify(7) == []
