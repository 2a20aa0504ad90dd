"""Many learners at once, each with many devices, over HTTP: no violation and no error, however they meet.

A scenario says what every learner sends in the same moment and what has to be true for each of them afterwards. Every
scenario ends with the checker of invariants of all rooms.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from certificates.models import Certificate
from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger.models import Act, Event
from lms.management.commands.check_invariants import violations
from lms.people import people
from lms.people.models import User
from quizzes import attempts
from quizzes.models import Attempt, Mode, Response
from tests.nightly import figure
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong
from tests.races import at_once, errors

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# More at once would only wait for each other inside this one process, where a server has several.
LEARNERS, ROUNDS = 6, figure(1, nightly=50)
SignIn = Callable[[User], Client]
Send = Callable[[], int]
"""Sends one request, in a browser of its own, and says what status came back."""


@dataclass
class Learner:
    """One person and the browsers in which they are signed in."""

    person: User
    enrolment: Enrolment
    quiz: Quiz
    sign_in: SignIn

    def start(self) -> Attempt:
        return attempts.start(self.enrolment, self.quiz.activity)

    def sends(self, url: str, data: dict[str, Any] | None = None) -> Send:
        browser = self.sign_in(self.person)
        browser.raise_request_exception = False
        return lambda: int(browser.post(url, data or {}).status_code)

    def tries(self) -> list[Attempt]:
        return list(Attempt.objects.filter(enrolment=self.enrolment).order_by("number"))

    def events(self, act: Act) -> int:
        return Event.objects.filter(subject_id=self.person.pk, act=act).count()


class Scenario:
    """What is prepared and sent for each learner, and what must be true then. `statuses` are those that may come."""

    statuses: tuple[int, ...] = (303,)

    def prepare(self, quiz: Quiz) -> None:
        """Rules of the quiz that the scenario needs."""

    def sends(self, learner: Learner) -> list[Send]:
        raise NotImplementedError

    def holds(self, learner: Learner) -> None:
        raise NotImplementedError


class TwelveStarts(Scenario):
    """Twelve taps on Start make one attempt, and the next round goes on with it."""

    def sends(self, learner: Learner) -> list[Send]:
        return [learner.sends(f"/quizzes/{learner.quiz.activity.pk}/start/") for _ in range(12)]

    def holds(self, learner: Learner) -> None:
        (only,) = learner.tries()
        assert (only.number, only.items.count(), learner.events(Act.ATTEMPT_STARTED)) == (1, 4, 1)


class StartsAndHandIns(Scenario):
    """Starts against hand-ins: numbers without gaps, at most one open."""

    def sends(self, learner: Learner) -> list[Send]:
        submit = f"/attempts/{learner.start().pk}/submit/"
        start = f"/quizzes/{learner.quiz.activity.pk}/start/"
        return [learner.sends(url) for url in (start, submit) * 4]

    def holds(self, learner: Learner) -> None:
        tries = learner.tries()
        assert [one.number for one in tries] == list(range(1, len(tries) + 1))
        assert [one.number for one in tries[:-1] if one.submitted_at is None] == []
        assert learner.events(Act.ATTEMPT_STARTED) == len(tries)


class ExamAtItsLimit(StartsAndHandIns):
    """Two tries and no more, however many starts and hand-ins come at once."""

    statuses = (303, 409)

    def prepare(self, quiz: Quiz) -> None:
        quiz.change(mode=Mode.EXAM, exam_reason="The licence demands it.", tries=2)

    def sends(self, learner: Learner) -> list[Send]:
        tries = learner.tries() or [learner.start()]
        start = f"/quizzes/{learner.quiz.activity.pk}/start/"
        submits = [learner.sends(f"/attempts/{one.pk}/submit/") for one in tries * 4]
        return [send for submit in submits for send in (learner.sends(start), submit)]

    def holds(self, learner: Learner) -> None:
        super().holds(learner)
        assert len(learner.tries()) <= 2


class TwoHandInsWithLastSaves(Scenario):
    """The last saves race two hand-ins: what was taken is marked, the rest is told that it came too late."""

    def sends(self, learner: Learner) -> list[Send]:
        attempt = learner.start()
        url = f"/attempts/{attempt.pk}/"
        asked = [slot for slot in sheet(attempt) if not slot.is_carried]
        saves = [learner.sends(f"{url}q/{slot.number}/", form(slot, right(slot))) for slot in asked]
        return [*saves, learner.sends(f"{url}submit/"), learner.sends(f"{url}submit/")]

    def holds(self, learner: Learner) -> None:
        tries = learner.tries()
        assert learner.events(Act.ATTEMPT_SUBMITTED) == len([one for one in tries if one.submitted_at])
        last = tries[-1]
        saved = Response.objects.filter(attempt=last).count() + last.items.filter(carried_value__isnull=False).count()
        assert last.right == saved
        completions = ActivityCompletion.objects.filter(enrolment=learner.enrolment, activity=learner.quiz.activity)
        finished = CourseCompletion.objects.filter(enrolment=learner.enrolment).count()
        passed = any(one.is_passed for one in tries)
        held = Certificate.objects.filter(holder=learner.person).count()
        assert (completions.count(), finished, held) == (passed, passed, passed)


class TwoTabs(Scenario):
    """Two tabs save different answers: one is taken, the other one is told."""

    statuses = (303, 409)

    def sends(self, learner: Learner) -> list[Send]:
        attempt = learner.start()
        slot = sheet(attempt)[0]
        url = f"/attempts/{attempt.pk}/q/{slot.number}/"
        return [learner.sends(url, form(slot, value)) for value in (right(slot), wrong(slot)) * 3]

    def holds(self, learner: Learner) -> None:
        saves = Counter(Response.objects.filter(attempt__enrolment=learner.enrolment).values_list("slot", "seq"))
        assert set(saves.values()) == {1}


SCENARIOS = [TwelveStarts, StartsAndHandIns, ExamAtItsLimit, TwoHandInsWithLastSaves, TwoTabs]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_many_at_once_break_nothing(quiz: Quiz, rosa: User, sign_in: SignIn, scenario: type[Scenario]) -> None:
    scenario().prepare(quiz)
    learners = [_learner(number, quiz, sign_in) for number in range(LEARNERS)]
    for _round in range(ROUNDS):
        told = at_once([send for learner in learners for send in scenario().sends(learner)])
        assert errors(told) == []
        assert set(told) <= set(scenario.statuses)
        for learner in learners:
            scenario().holds(learner)
        assert {room: found for room, found in violations().items() if found} == {}


def _learner(number: int, quiz: Quiz, sign_in: SignIn) -> Learner:
    person = people.add(email=f"many-{number}@demo.example", name=f"Learner {number}", by=None, password="x" * 12)
    return Learner(person, quiz.enrolled(person), quiz, sign_in)
