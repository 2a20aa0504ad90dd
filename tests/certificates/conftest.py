"""Certificates for tests, issued by the rule that the product uses."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from certificates import issuing
from certificates.models import Certificate
from certificates.words import Words
from lms.people.models import User

ISSUED_AT = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


def words(**changed: Any) -> Words:
    """The words of a certificate like any other, with some of them changed."""
    usual: dict[str, Any] = {
        "name": "Lena Hoffmann",
        "organisation": "Northwind",
        "course": "Respect",
        "outcomes": ["Answers requests with a clear next step", "Speaks up early", "Agrees priorities"],
        "completed_on": date(2026, 3, 14),
        "right": 7,
        "total": 8,
        "needed": 7,
        "minutes": 35,
        "signers": [("Rosa Lindqvist", "Head of People")],
        "hue": 205,
        "mark_key": "respect",
        "has_quiz": True,
    }
    return Words(**{**usual, **changed})


@pytest.fixture
def issue(db: None, lena: User) -> Callable[..., Certificate]:
    """Issues one to Lena: `issue(name=…)`; language, validity and holder by keyword as well."""

    def issued(
        *,
        holder: User | None = None,
        language: str = "en",
        valid_until: date | None = date(2100, 3, 14),
        **changed: Any,
    ) -> Certificate:
        return issuing.issue(
            holder or lena, words(**changed), language=language, valid_until=valid_until, now=ISSUED_AT
        )

    return issued


class Canary:
    """A web server that nobody should ask. Calling it tells who did."""

    def __init__(self, server: HTTPServer, asked: list[str]) -> None:
        self.port = server.server_port
        self._asked = asked

    def __call__(self) -> list[str]:
        return self._asked


@pytest.fixture
def canary() -> Iterator[Canary]:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Canary(server, asked)
    server.shutdown()
    server.server_close()
