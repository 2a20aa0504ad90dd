"""Which language a request speaks."""

from typing import Any

import pytest
from django.test import Client

from lms import language
from lms.people.models import User


@pytest.mark.parametrize(
    ("wish", "cookie", "spoken"),
    [("ru,en;q=0.5", "", "ru"), ("nl", "de", "de"), ("xx", "", "en"), ("de-AT", "", "de"), ("en", "klingon", "en")],
)
def test_browser_speaks_its_cookie_then_its_wish(
    client: Client, house: Any, wish: str, cookie: str, spoken: str
) -> None:
    if cookie:
        client.cookies["django_language"] = cookie
    response = client.get("/signin/", headers={"Accept-Language": wish})
    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in response.content.decode()


def test_answers_differ_by_language_for_caches(client: Client, house: Any) -> None:
    vary = client.get("/signin/").headers["Vary"]
    assert {"Accept-Language", "Cookie", "HX-Request"} <= {part.strip() for part in vary.split(",")}


def test_language_of_a_page_is_that_of_its_address(lena: User, sign_in: Any) -> None:
    browser = sign_in(lena)
    browser.cookies["django_language"] = "de"
    assert browser.get("/en/nothing/").headers["Content-Language"] == "en"


def test_current_language_is_always_one_of_ours() -> None:
    from django.utils import translation

    with translation.override("nl-be"):
        assert language.current() == "nl"
    with translation.override("fr"):
        assert language.current() == "en"
    with translation.override(None):
        assert language.current() == "en"
