"""How answers leave the house: a page or its fragment, 303 or HX-Location, and ways back that stay inside."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from lms import htmx

FRAGMENT = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("headers", "wants"),
    [
        ({}, False),
        (FRAGMENT, True),
        (FRAGMENT | {"HX-History-Restore-Request": "true"}, False),
        ({"HX-Request": "no"}, False),
    ],
)
def test_only_htmx_wants_fragments_and_not_when_it_restores(
    rf: RequestFactory, headers: dict[str, str], wants: bool
) -> None:
    assert htmx.wants_fragment(rf.get("/", headers=headers)) is wants


def test_respond_gives_the_page_or_its_fragment(rf: RequestFactory, house: Any) -> None:
    def body(**headers: str) -> str:
        request = rf.get("/", headers=headers)
        request.user = AnonymousUser()
        return htmx.respond(request, "404.html", "components/_pill.html", {"text": "Done"}).content.decode()

    assert "<html" in body()
    assert body(**FRAGMENT).strip() == '<span class="pill neutral">Done</span>'


def test_go_sends_a_browser_on(rf: RequestFactory) -> None:
    response = htmx.go(rf.post("/"), "/home/")
    assert (response.status_code, response.headers["Location"]) == (303, "/home/")


def test_go_tells_htmx_where_to_go(rf: RequestFactory) -> None:
    response = htmx.go(rf.post("/", headers=FRAGMENT), "/home/")
    assert response.status_code == 200
    assert [value for name, value in response.headers.items() if name.startswith("HX-")] == ["/home/"]


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "https:evil.example", "", "\x00/x", "javascript:1"],
)
def test_way_back_stays_inside(rf: RequestFactory, target: str) -> None:
    assert htmx.way_back(rf.post("/", {"next": target}), "/me/") == "/me/"


def test_way_back_follows_a_path_of_ours(rf: RequestFactory) -> None:
    assert htmx.way_back(rf.post("/", {"next": "/courses/?q=a"}), "/me/") == "/courses/?q=a"


def test_refuse_is_422(rf: RequestFactory, house: Any) -> None:
    request = rf.post("/", headers=FRAGMENT)
    request.user = AnonymousUser()
    assert htmx.refuse(request, "404.html", "components/_pill.html", {}).status_code == 422
