"""The periodic duties: each is done, one failing duty stops no other, and doing them twice changes nothing."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses.models import Course, CoursePage, LessonPage
from lms.management.commands import tick
from lms.people.models import Organisation
from tests import factories


def run() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def test_tick_says_when_it_ran(house: Organisation) -> None:
    assert house.ticked_at is None
    run()
    house.refresh_from_db()
    assert timezone.now() - house.ticked_at < timedelta(minutes=1)


def test_tick_publishes_what_is_due_and_takes_back_what_expired(house: Organisation) -> None:
    course = factories.course(lessons=1)
    page = CoursePage.objects.get(translation_key=course.pk)
    page.title = "Respect, second edition"
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert Course.objects.get().titles == {"en": "Respect"}
    LessonPage.objects.update(expire_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert "2 pages and questions" in run()
        assert Course.objects.get().titles == {"en": "Respect, second edition"}
        assert LessonPage.objects.get().live is False
        assert "pages and questions" not in run()


def test_tick_removes_sessions_that_ran_out(house: Organisation) -> None:
    Session.objects.create(session_key="old", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=timezone.now() + timedelta(days=1))
    run()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_one_failing_duty_is_named_and_stops_no_other(house: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fails() -> int:
        raise RuntimeError("no space left")

    def works() -> int:
        done.append("worked")
        return 1

    duties: list[tuple[str, Any]] = [("things broken", fails), ("things done", works)]
    monkeypatch.setattr(tick, "DUTIES", duties)
    with pytest.raises(CommandError, match="things broken: no space left"):
        run()
    assert done == ["worked"]
