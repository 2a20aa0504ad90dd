"""kill -9 of the whole server while learners start, answer and hand in: what was acknowledged is never lost (I1, R7).

Acknowledged means that the answer of the server arrived. What was sent and not acknowledged may be stored or not.
"""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from random import Random
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from courses import enrolment, progress
from courses.models import Activity, Course
from lms.management.commands.check_invariants import violations
from lms.people import people
from lms.people.models import Organisation, User
from quizzes.models import Attempt, Response
from tests import factories
from tests.bench.serving import Server
from tests.nightly import figure

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS, LEARNERS = figure(5, nightly=100), figure(8, nightly=30)
RADIO = re.compile(r'<input type="radio" name="answer"[^>]* value="(\w+)"( checked)?>')
SEQ = re.compile(r'name="seq" value="(\d+)"')
TOKEN = "t" * 32


class Broken(Exception):
    """The server answered with something that a learner must never see."""


@dataclass
class Ledger:
    """What a learner was told: tries that were begun, answers that were saved, tries that were handed in."""

    started: set[int] = field(default_factory=set)
    saved: dict[tuple[int, int, int], str] = field(default_factory=dict)
    submitted: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.started) + len(self.saved) + len(self.submitted)


class Learner(Thread):
    """Takes the quiz again and again, until the server is gone."""

    def __init__(self, port: int, session: str, quiz: str, ledger: Ledger, chance: Random) -> None:
        super().__init__(daemon=True)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = f"sessionid={session}; csrftoken={TOKEN}"
        self.quiz, self.ledger, self.chance = quiz, ledger, chance
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            while True:
                self.take_the_quiz()
        except (OSError, HTTPException):
            return  # the server is gone
        except Exception as error:
            self.trouble = error
        finally:
            self.connection.close()

    def take_the_quiz(self) -> None:
        _answer, location, _page = self.ask("POST", f"/quizzes/{self.quiz}/start/", 303)
        attempt = int(location.split("/")[2])
        self.ledger.started.add(attempt)
        for number in self.chance.sample(range(1, 5), 4) * 2:
            self.answer(attempt, number)
        self.ask("POST", f"/attempts/{attempt}/submit/", 303)
        self.ledger.submitted.add(attempt)

    def answer(self, attempt: int, number: int) -> None:
        """Another answer than the one that stands there; the page says which one that is."""
        url = f"/attempts/{attempt}/q/{number}/"
        got, _location, page = self.ask("GET", url, 200, 303)
        if got.status == 303:  # carried over
            return
        seq, options = int(SEQ.search(page)[1]), RADIO.findall(page)  # type: ignore[index]
        self.compare(attempt, number, seq, next((one for one, checked in options if checked), None))
        value = self.chance.choice([one for one, checked in options if not checked])
        self.ask("POST", url, 200, form=f"seq={seq}&do=save&answer={value}", htmx="true")
        self.ledger.saved[attempt, number, seq + 1] = value

    def compare(self, attempt: int, number: int, seq: int, shown: str | None) -> None:
        """The page shows what was acknowledged last, or something that was sent after it."""
        known = max((known for a, n, known in self.ledger.saved if (a, n) == (attempt, number)), default=0)
        if seq < known or (seq == known and shown != self.ledger.saved.get((attempt, number, seq))):
            raise Broken(f"Attempt {attempt}, question {number} shows answer {seq}, but {known} was acknowledged.")

    def ask(
        self, method: str, url: str, *allowed: int, form: str = "", htmx: str = "false"
    ) -> tuple[HTTPResponse, str, str]:
        headers = {"Cookie": self.cookie, "X-CSRFToken": TOKEN, "HX-Request": htmx}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, url, form, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status not in allowed:
            raise Broken(f"{method} {url}: {answer.status}")
        return answer, answer.headers.get("Location", ""), page


def database_url() -> str:
    """The address of the database of this test."""
    name = str(connections["default"].settings_dict["NAME"])
    if connections["default"].vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def enrolled(number: int, course: Course) -> User:
    person = people.add(email=f"learner-{number}@demo.example", name=f"Learner {number}", by=None, password="x" * 12)
    taken = enrolment.enrol(person, course, language="en")
    for lesson in course.activities.filter(kind=Activity.Kind.LESSON):
        progress.complete(taken, lesson, version=lesson.versions.get())
    return person


def lost(ledgers: list[Ledger]) -> list[Any]:
    """Everything that was acknowledged and is not stored as it was said."""
    answers = {tuple(row[:3]): row[3] for row in Response.objects.values_list("attempt_id", "slot", "seq", "value")}
    tries = dict(Attempt.objects.values_list("pk", "submitted_at"))
    found: list[Any] = []
    for ledger in ledgers:
        found += [(key, value) for key, value in ledger.saved.items() if answers.get(key) != value]
        found += [pk for pk in ledger.started if pk not in tries]
        found += [pk for pk in ledger.submitted if tries.get(pk) is None]
    return found


def wait_until_busy(ledgers: list[Ledger]) -> None:
    """Until as many acts as there are learners were acknowledged; on a slow machine the first ones take long."""
    wanted, end = sum(map(len, ledgers)) + LEARNERS, time.monotonic() + 30
    while sum(map(len, ledgers)) < wanted and time.monotonic() < end:
        time.sleep(0.02)


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(
    house: Organisation, rosa: User, sign_in: Callable[[User], Client], record_property: Callable[[str, object], None]
) -> None:
    course = factories.course(lessons=1, quiz_questions=4, pass_mark=3)
    quiz, chance = str(course.activities.get(kind=Activity.Kind.QUIZ).pk), Random()
    sessions = [sign_in(enrolled(n, course)).cookies[settings.SESSION_COOKIE_NAME].value for n in range(LEARNERS)]
    ledgers = [Ledger() for _ in sessions]
    environment = {"DATABASE_URL": database_url(), "MEDIA_ROOT": settings.MEDIA_ROOT, "TASKS_IMMEDIATE": "0"}
    for _round in range(ROUNDS):
        connections.close_all()  # so that nobody but the server holds the database when it is killed
        with Server("kill", "tests.served", ready="/health/", **environment) as server:
            learners = [Learner(server.port, *one, Random(chance.random())) for one in
                        zip(sessions, [quiz] * LEARNERS, ledgers, strict=True)]  # fmt: skip
            for learner in learners:
                learner.start()
            wait_until_busy(ledgers)
            time.sleep(chance.uniform(0.4, 1.2))
            server.kill()
            for learner in learners:
                learner.join(timeout=60)
        assert [learner.trouble for learner in learners if learner.trouble] == []
        assert lost(ledgers) == []
        assert {room: found for room, found in violations().items() if found} == {}
    assert sum(map(len, ledgers)) > ROUNDS * LEARNERS, "Too little was acknowledged to say anything."
    record_property("acknowledged", sum(map(len, ledgers)))
