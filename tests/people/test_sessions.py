"""How long a sign-in lasts: 14 days, renewed by the first act of a day; reading renews nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from lms.people.models import User
from tests.cast import PASSWORD

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def ends(client: Client) -> datetime:
    return Session.objects.get(pk=client.session.session_key).expire_date


def test_sign_in_lasts_14_days(client: Client, lena: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        client.post("/signin/", {"login": lena.email, "password": PASSWORD})
        assert ends(client) == MORNING + timedelta(days=14)
    with time_machine.travel(MORNING + timedelta(days=14, minutes=1), tick=False):
        assert client.get("/me/").status_code == 302


def test_reading_renews_nothing_and_the_first_act_of_a_day_does(client: Client, lena: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        client.post("/signin/", {"login": lena.email, "password": PASSWORD})
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        client.get("/me/")
        assert ends(client) == MORNING + timedelta(days=14)
        client.post("/me/theme/", {"theme": "dark"})
        assert ends(client) == MORNING + timedelta(days=17)
    with time_machine.travel(MORNING + timedelta(days=3, hours=2), tick=False):
        client.post("/me/theme/", {"theme": "dark"})
        assert ends(client) == MORNING + timedelta(days=17)


def test_page_views_write_nothing(lena: User, sign_in: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in(lena)
    for address in ("/me/", "/me/password/", "/signout/"):
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        assert [query["sql"] for query in caught if not query["sql"].startswith("SELECT")] == []
