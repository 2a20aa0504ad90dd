"""One vocabulary of status: which words hold when."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation

from courses import status
from courses.assignment import Duty
from courses.models import CourseCompletion, Enrolment
from courses.status import Code

TODAY = date(2026, 11, 21)  # a Saturday


def stand(
    due: int | None = None, *, begun: bool = False, valid: Any = "open", opens: int | None = None
) -> status.Status:
    """The status with days counted from today; `valid` is days of validity left, None for no expiry."""
    duty = None
    if due is not None:
        opens_on = TODAY + timedelta(opens) if opens is not None else None
        duty = Duty(uuid4(), TODAY + timedelta(due), opens_on, TODAY)
    completion = None
    if valid != "open":
        completion = CourseCompletion(valid_until=None if valid is None else TODAY + timedelta(valid))
    return status.of(duty, enrolment=Enrolment() if begun else None, completion=completion, today=TODAY)


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"due": 30}, Code.NOT_STARTED, "Not started"),
        ({"due": 30, "begun": True}, Code.IN_PROGRESS, "In progress"),
        ({}, Code.NOT_STARTED, "Not started"),
        ({"begun": True}, Code.IN_PROGRESS, "In progress"),
        ({"due": 8}, Code.NOT_STARTED, "Not started"),
        ({"due": 7}, Code.DUE_SOON, "Due 28 November"),
        ({"due": 6}, Code.DUE_SOON, "Due Friday"),
        ({"due": 1}, Code.DUE_SOON, "Due tomorrow"),
        ({"due": 0}, Code.DUE_SOON, "Due today"),
        ({"due": -1}, Code.LATE, "1 day late"),
        ({"due": -2, "begun": True}, Code.LATE, "2 days late"),
        ({"due": 20, "opens": 5}, Code.OPENS, "Opens 26 November"),
        ({"due": 20, "opens": 0}, Code.NOT_STARTED, "Not started"),
        ({"due": -9, "valid": None}, Code.DONE, "Done"),
        ({"due": -9, "valid": 61}, Code.DONE, "Done"),
        ({"due": -9, "valid": 60}, Code.RENEW, "Renew by 20 January"),
        ({"due": -9, "valid": 0}, Code.RENEW, "Renew by 21 November"),
        ({"due": -9, "valid": -1}, Code.EXPIRED, "Expired"),
    ],
)
def test_status_words(given: dict[str, Any], code: Code, words: str) -> None:
    with translation.override("en"):
        assert (stand(**given).code, stand(**given).words) == (code, words)


def test_longest_late_comes_first_and_done_last() -> None:
    people = [stand(30), stand(valid=None), stand(-1), stand(3), stand(-20), stand(1)]
    ordered = sorted(people, key=lambda one: (not one.is_open, one.urgency))
    assert [(one.code, one.days_late or one.days_left) for one in ordered] == [
        (Code.LATE, 20), (Code.LATE, 1), (Code.DUE_SOON, 1), (Code.DUE_SOON, 3), (Code.NOT_STARTED, 30), (Code.DONE, 0),
    ]  # fmt: skip


def test_every_code_has_a_look_and_words() -> None:
    for code in Code:
        assert status.Status(code, TODAY).words
        assert status.Status(code, TODAY).look in {"danger", "warning", "info", "neutral", "plain"}
