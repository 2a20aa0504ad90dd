"""The health check: 200 when all is well, 503 with the reason when not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.people.models import Organisation


def ticked(ago: timedelta | None) -> None:
    organisation = Organisation.load()
    organisation.ticked_at = timezone.now() - ago if ago is not None else None
    organisation.save()


@pytest.mark.parametrize(
    ("ago", "status", "word"),
    [(timedelta(minutes=1), 200, "ok"), (timedelta(minutes=16), 503, "failing"), (None, 503, "failing")],
)
def test_health_depends_on_the_last_tick(
    client: Client, house: Any, ago: timedelta | None, status: int, word: str
) -> None:
    ticked(ago)
    response = client.get("/health/")
    assert (response.status_code, response.json()["status"], response.json()["database"]) == (status, word, "ok")
    assert response.headers["Cache-Control"] == "no-store"


def test_health_says_how_long_ago_the_tick_was(client: Client, house: Any) -> None:
    ticked(timedelta(minutes=2))
    assert 119 <= client.get("/health/").json()["seconds_since_tick"] <= 130


def test_health_without_a_database_is_503_and_no_traceback(
    client: Client, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError
    from django.db.backends.base.base import BaseDatabaseWrapper

    def gone(*args: Any, **kwargs: Any) -> Any:
        raise DatabaseError("gone")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", gone)
    response = client.get("/health/")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
    assert "gone" not in response.content.decode()


def test_health_can_only_be_read(client: Client, house: Any) -> None:
    assert client.post("/health/").status_code == 405
