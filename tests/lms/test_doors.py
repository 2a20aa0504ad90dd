"""The plain doors: the way in for forms that came too late, old tokens, headers of every answer."""

from typing import Any

import pytest
from django.test import Client

from lms.people.models import User
from tests import factories
from tests.cast import PASSWORD


# --- A form that comes after its sign-in has ended (D14) ---
def late(client: Client, referer: str | None, **headers: str) -> Any:
    extra = {"Referer": referer} if referer else {}
    return client.post("/me/theme/", {"theme": "dark"}, headers=extra | headers)


def test_late_form_leads_to_sign_in_and_back_to_its_page(client: Client, lena: User) -> None:
    response = late(client, "http://testserver/certificates/?answer=secret")
    assert response.status_code == 303
    assert response.headers["Location"] == "/signin/?next=%2Fcertificates%2F%3Funsaved%3D1"
    assert "Your sign-in has ended." in client.get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "referer", [None, "http://evil.example/certificates/", "http://testserver//evil.example/", "::::"]
)
def test_late_form_from_nowhere_leads_home(client: Client, lena: User, referer: str | None) -> None:
    assert late(client, referer).headers["Location"] == "/signin/"


def test_late_fragment_gets_401_and_nothing_else(client: Client, lena: User) -> None:
    response = late(client, "http://testserver/certificates/", **{"HX-Request": "true"})
    assert (response.status_code, response.content) == (401, b"")


def test_page_that_reopens_says_that_the_answer_was_not_saved(client: Client, lena: User) -> None:
    data = {"login": lena.email, "password": PASSWORD, "next": "/me/?unsaved=1"}
    response = client.post("/signin/", data)
    assert response.headers["Location"] == "/me/"
    page = client.get("/me/").content.decode()
    assert "Your sign-in had ended, so your last answer was not saved. Answer it again." in page
    assert "was not saved" not in client.get("/me/").content.decode()


# --- Tokens ---
def test_old_token_of_a_signed_in_person_gets_a_page_that_says_so(lena: User, settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lena, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = client.post("/me/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/me/"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "This page was open for too long" in page
    assert 'href="/me/"' in page
    assert "theme" not in client.cookies


def test_old_token_and_ended_sign_in_lead_to_sign_in(lena: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/me/theme/", {"theme": "dark"}, headers={"Referer": "http://testserver/me/"})
    assert response.headers["Location"] == "/signin/?next=%2Fme%2F%3Funsaved%3D1"


def test_sign_in_without_cookies_gets_the_page(lena: User) -> None:
    response = Client(enforce_csrf_checks=True).post("/signin/", {"login": lena.email, "password": PASSWORD})
    assert response.status_code == 403


# --- Headers ---
def policy(response: Any) -> dict[str, set[str]]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: set(rest) for name, *rest in (part.split() for part in parts)}


def test_our_pages_allow_no_inline_code_and_no_other_host(client: Client, lena: User, sign_in: Any) -> None:
    for response in (client.get("/signin/"), sign_in(lena).get("/me/"), client.get("/nothing/")):
        rules = policy(response)
        assert rules["script-src"] == rules["style-src"] == rules["default-src"] == {"'self'"}
        assert rules["frame-ancestors"] == {"'self'"}
        assert (rules["object-src"], rules["base-uri"], rules["form-action"]) == ({"'none'"}, {"'self'"}, {"'self'"})


def test_back_office_allows_inline_code_of_its_own(rosa: User, sign_in: Any) -> None:
    rules = policy(sign_in(rosa).get("/cms/"))
    assert rules["script-src"] == rules["style-src"] == {"'self'", "'unsafe-inline'"}
    assert rules["frame-ancestors"] == {"'self'"}


def test_preview_of_a_page_inside_the_back_office_stays_strict(rosa: User, sign_in: Any) -> None:
    from courses.models import CoursePage

    factories.course()
    page = CoursePage.objects.get()
    rules = policy(sign_in(rosa).get(f"/cms/pages/{page.pk}/view_draft/"))
    assert rules["script-src"] == {"'self'"}


def test_every_answer_carries_the_headers(client: Client, lena: User, sign_in: Any) -> None:
    for response in (
        client.get("/signin/"),
        sign_in(lena).get("/me/"),
        client.get("/nothing/"),
        client.get("/health/"),
    ):
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_belong_into_no_cache(client: Client, lena: User, sign_in: Any) -> None:
    assert sign_in(lena).get("/me/").headers["Cache-Control"] == "no-store, private"
    assert "no-store" in client.get("/signin/").headers["Cache-Control"]


# --- What is not here ---
@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/me/nothing/",
        "/courses/nothing/nothing/",
        "/signin",
        "/media/../lms/settings.py",
        "/media/documents/x.pdf",
        "/media/images/../documents/x.pdf",
        "/media/images/%00",
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_unknown_address_is_404_and_never_a_redirect_to_a_language(
    lena: User, sign_in: Any, address: str, headers: dict[str, str]
) -> None:
    response = sign_in(lena).get(address, headers=headers)
    if address == "/signin":
        assert response.headers["Location"] == "/signin/"
    else:
        assert response.status_code == 404


def test_front_door_leads_home(lena: User, sign_in: Any) -> None:
    assert sign_in(lena).get("/").headers["Location"] == "/home/"
