"""What people keep for themselves in a lesson is read by nobody else: no manager, trainer or administrator (D27)."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.snippets.models import get_snippet_models

from courses.models import Checklist, Commitment, Reflection
from quizzes.models import RefresherQuestion, RefresherReview, RefresherSession, RefresherState
from tests import world
from tests.test_access import TABLE, addresses, ask, editorial_path, path_of, visitor
from tests.world import SECRET, TICK, World

TICKED = re.compile(rf'value="{TICK}"[^>]* checked|\(ticked\)')
OTHERS = ["max", "otto", "ada", "rosa"]


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("ERROR", logger="django")


def leaks(client: Client, path: str) -> list[str]:
    """What a page, its fragment, or the answer to the emptiest form tells of what Lena keeps."""
    found = []
    for method, headers in (("get", {}), ("get", {"HX-Request": "true"}), ("post", {})):
        response = ask(client, method, path, headers).response
        sent = b"".join(response.streaming_content) if response.streaming else response.content
        said = sent.decode(errors="replace")
        found += [f"{method} {path}"] * (SECRET in said or bool(TICKED.search(said)))
    return found


def test_the_walk_would_notice(company: World) -> None:
    """Lena herself meets every one of the texts, so a page that shows them to others would be found."""
    lena = visitor("lena", company)
    lesson = str(world.page_at(company.open).url)
    assert leaks(lena, lesson) == [f"get {lesson}", f"get {lesson}"]
    assert "get /home/" in leaks(lena, "/home/")
    html = lena.get(lesson).content.decode()
    assert [text in html for text in (f"My {SECRET} note.", f"a {SECRET} sings", f"feed the {SECRET}")] == [True] * 3
    assert TICKED.search(html)


@pytest.mark.once  # who meets what at which address is the same on any database, and the walk is long
@pytest.mark.slow
@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_meets_them_at_any_address(role: str, company: World) -> None:
    client, found = visitor(role, company), []
    for address in addresses():
        row = TABLE["own"].get(address.route)
        found += leaks(client, path_of(address.route, row, company) if row else editorial_path(address, company))
    assert found == []


@pytest.mark.parametrize(
    "model",
    [Reflection, Checklist, Commitment, RefresherQuestion, RefresherReview, RefresherSession, RefresherState],
)
def test_no_back_office_lists_them(model: Any) -> None:
    assert model not in get_snippet_models()
    assert not apps.is_installed("django.contrib.admin")
    assert model.wagtail_reference_index_ignore
