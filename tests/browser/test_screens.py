"""Every screen: accessible on a phone and on a desk, light and dark, light to load, and never wider than its window."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.company import PASSWORD
from tests.browser.conftest import DESK, PHONE, Desk, House

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # all that another scheme changes
LESSON, QUIZ = "/en/courses/respect/{lesson}/", "/en/courses/respect/{quiz}/"
# Who looks at which screens; the names in brackets are filled by `known`.
SCREENS = {
    "": ["/signin/", "/v/", "/v/{certificate}/", "/v/0000000000000000/"],
    "finn": [
        "/home/", "/courses/", "/courses/?q=nothing-like-it", "/en/courses/respect/", LESSON, QUIZ,
        "/attempts/{finished}/result/", "/courses/respect/complete/", "/certificates/", "/certificates/{certificate}/",
        "/policies/", "/en/policies/how-we-treat-each-other/", "/me/", "/me/name/", "/me/password/", "/signout/",
        "/no/such/page/",
    ],
    "sara": ["/home/", "/attempts/{open}/q/1/", "/attempts/{open}/q/2/", "/attempts/{open}/q/3/",
             "/attempts/{open}/review/"],
    "max": ["/home/", "/team/", "/team/?show=all", "/team/people/{lena}/", "/team/people/{lena}/assign/",
            "/team/people/{lena}/extend/respect/"],
    "rosa": ["/home/"],
}  # fmt: skip
LEARNER = [("finn", path) for path in SCREENS["finn"][:12]] + [("sara", path) for path in SCREENS["sara"]]
# Nothing, or how wide the page is and what in it is wider than its place.
STICKS_OUT = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = it => it.clientWidth && it.scrollWidth > it.clientWidth + 1;
    const said = it => `${it.tagName}.${it.className} ${it.scrollWidth}>${it.clientWidth}`;
    return [`${root.scrollWidth} px`, ...[...document.body.querySelectorAll("*")].filter(wide).map(said)];
}"""


def test_every_lesson_of_every_course_is_accessible_and_fits_a_phone(desk: Callable[..., Desk], house: House) -> None:
    """Ada may look at all of them. What players of the browser's own are made of is not ours to judge."""
    ada, found = desk("ada"), dict[str, Any]()
    for path in house.act("lessons"):
        page = ada.go(path)
        results = Axe().run(page, options=RULES | {"rules": {"no-autoplay-audio": {"enabled": False}}})
        complaints = [violation["id"] for violation in results.response["violations"]] + page.evaluate(STICKS_OUT)
        if complaints:
            found[path] = complaints
    assert found == {}


@pytest.fixture(scope="session")
def known(house: House) -> dict[str, Any]:
    """What stands in addresses."""
    lesson, quiz = house.act("places")
    company = house.company
    return {
        "certificate": company["finn"]["certificate"], "finished": company["finn"]["attempt"], "open": company["sara"],
        "lena": company["people"]["lena"], "lesson": lesson, "quiz": quiz,
    }  # fmt: skip


def walk(desk: Callable[..., Desk], known: dict[str, Any], **options: Any) -> Iterator[tuple[str, Page]]:
    """Each screen once, by the person whose it is."""
    for name, paths in SCREENS.items():
        someone = desk(name, **options)
        for path in paths:
            yield f"{name} {path}", someone.go(path.format(**known))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_screens_have_no_barrier(
    desk: Callable[..., Desk], known: dict[str, Any], size: dict[str, int], scheme: str
) -> None:
    found = []
    for screen, page in walk(desk, known, size=size, color_scheme=scheme, reduced_motion="reduce"):
        result = Axe().run(page, options=RULES if scheme == "light" else COLOURS)
        for violation in result.response["violations"]:
            nodes = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            found.append(f"{screen}: {violation['id']} at {nodes}")
    assert found == []


def test_an_answered_check_and_errors_have_no_barrier(desk: Callable[..., Desk], known: dict[str, Any]) -> None:
    """States that come only after doing something."""
    finn = desk("finn")
    page, found = finn.go(LESSON.format(**known)), []
    page.locator("text=Try again").first.click()
    form = page.locator('form[action^="/checks/"]').first
    form.locator("button[type=submit]").click()
    page.locator(".err").first.wait_for()
    found += violations("nothing chosen", page)
    form.locator("input[type=radio], input[type=checkbox]").first.check()
    form.locator("button[type=submit]").click()
    page.locator("[data-block] .fb :focus").wait_for()
    found += violations("answered", page)
    stranger = desk()
    page = stranger.go("/signin/")
    page.fill("[name=login]", "lena@demo.example")
    page.fill("[name=password]", f"not-{PASSWORD}")
    page.press("[name=password]", "Enter")
    page.locator("[role=alert]").first.wait_for()
    found += violations("wrong password", page)
    max = desk("max")
    page = max.go(f"/team/people/{known['lena']}/assign/")
    page.locator("main form button[type=submit]").first.click()
    page.locator(".err").first.wait_for()
    found += violations("assign without a course", page)
    assert found == []


def violations(state: str, page: Page) -> list[str]:
    result = Axe().run(page, options=RULES)
    return [f"{state}: {one['id']} at {one['nodes'][0]['target'][0]}" for one in result.response["violations"]]


@pytest.mark.parametrize("width", [320, 390])
def test_no_screen_is_wider_than_its_window(desk: Callable[..., Desk], known: dict[str, Any], width: int) -> None:
    """At 320 pixels as they are; at 390 with letters of twice the size (1.4.4, 1.4.10)."""
    too_wide = []
    for screen, page in walk(desk, known, size={"width": width, "height": 700}):
        if width == 390:
            page.evaluate("document.documentElement.style.fontSize = '200%'")
        too_wide += [f"{screen}: {what}" for what in page.evaluate(STICKS_OUT)]
    assert too_wide == []


def test_learner_pages_are_light_when_cold(desk: Callable[..., Desk], known: dict[str, Any]) -> None:
    """At most 160 kB and 8 requests, as they travel: packed as in production, nothing kept before."""
    heavy, desks = [], {name: desk(name) for name in ("finn", "sara")}
    for name, path in LEARNER:
        wire = desks[name].context.new_cdp_session(desks[name].page)
        sizes: dict[str, float] = {}
        wire.on(
            "Network.loadingFinished",
            lambda done, sizes=sizes: sizes.update({done["requestId"]: done["encodedDataLength"]}),
        )
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        desks[name].page.goto(desks[name].house.url + path.format(**known), wait_until="networkidle")
        total, count = sum(sizes.values()) / 1000, len(sizes)
        if total > 160 or count > 8:
            heavy.append(f"{name} {path}: {total:.0f} kB in {count} requests")
        wire.detach()
    assert heavy == []
