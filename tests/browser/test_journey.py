"""The first whole journey in a browser: by keyboard on a phone, and once without JavaScript."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.company import PASSWORD
from tests.browser.conftest import DESK, Desk, House

# The server has a database of its own; `django_db` asks for the tables that it is copied from.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

COVERED = """() => {
    const focused = document.activeElement.getBoundingClientRect(), nav = document.querySelector(".nav");
    if (!nav || document.activeElement.closest(".nav, .skip, .toast")) return false;
    const bar = nav.getBoundingClientRect();
    return getComputedStyle(nav).position === "fixed" && focused.height > 0 && focused.height < 400
        && focused.bottom > bar.top + 1 && focused.top < bar.bottom;
}"""


class Keys:
    """Hands that have a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> Locator:
        """Tabs until the target has the focus; what has it is never under the bar at the bottom (2.4.11)."""
        handle = target.element_handle()
        for _ in range(90):
            if handle and handle.evaluate("it => it === document.activeElement"):
                return target
            self.page.keyboard.press("Tab")
            assert not self.page.evaluate(COVERED), self.page.evaluate("document.activeElement.outerHTML")
        raise AssertionError(f"Tab does not reach {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, field: Locator, value: str) -> None:
        """A select: down until it shows the value."""
        self.reach(field)
        for _ in range(12):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(value)

    def tick(self, boxes: Locator, value: str) -> None:
        """A radio button (Tab finds the group, arrows the answer) or a checkbox."""
        wanted = boxes.and_(self.page.locator(f'[value="{value}"]'))
        if wanted.get_attribute("type") == "checkbox":
            self.reach(wanted)
            if not wanted.is_checked():
                self.page.keyboard.press("Space")
            return
        self._into(boxes)
        for _ in range(12):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(value)

    def _into(self, group: Locator) -> None:
        name = group.first.get_attribute("name")
        for _ in range(90):
            if self.page.evaluate("document.activeElement.name") == name:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(name)


class Mouse:
    """Hands of somebody whose browser runs no scripts."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, words: str) -> None:
        target.fill(words)

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def tick(self, boxes: Locator, value: str) -> None:
        boxes.and_(self.page.locator(f'[value="{value}"]')).check()


def fill(hands: Any, form: Locator, answer: dict[str, list[str]]) -> None:
    """Enters an answer into the form of a question, whatever its kind."""
    for name, values in answer.items():
        fields = form.locator(f'[name="{name}"]')
        for value in values:
            kind = fields.first.evaluate("it => it.type")
            if kind in ("radio", "checkbox"):
                hands.tick(fields, value)
            elif kind == "select-one":
                hands.choose(fields, value)
            else:
                hands.write(fields, value)


def something(form: Locator) -> dict[str, list[str]]:
    """Any answer at all: a check counts as answered, right or wrong."""
    return form.evaluate(
        """form => {
            const answer = {};
            let place = 0;
            for (const field of form.elements) {
                if (field.type === "radio" || field.type === "checkbox") answer[field.name] ??= [field.value];
                else if (field.tagName === "SELECT") {
                    const offered = [...field.options].filter(it => it.value);
                    answer[field.name] = [offered[place++].value];
                }
                else if (field.type === "text" || field.tagName === "TEXTAREA") answer[field.name] = ["something"];
            }
            return answer;
        }"""
    )


def take_lessons(hands: Any, page: Page, *, is_scripted: bool) -> int:
    """Reads on from lesson to lesson, answers every check, and stops at the quiz. The number of lessons."""
    count = 0
    while page.locator('form[action$="/done/"]').count():
        count += 1
        while (forms := page.locator('form[action^="/checks/"]')).count():
            left, form = forms.count(), forms.first
            card = f"#{form.evaluate('it => it.parentElement.closest(`[data-block]`).id')}"
            fill(hands, form, something(form))
            hands.press(form.locator("button[type=submit]"))
            expect(page.locator(f"{card} .fb")).to_be_visible()
            expect(page.locator('form[action^="/checks/"]')).to_have_count(left - 1)
            if is_scripted:
                expect(page.locator(f"{card} .fb :focus")).to_have_count(1)
        while (policy := page.locator('[data-block] a[href*="/policies/"]', has_text="Read and confirm")).count():
            confirm_policy(hands, page, policy)
        go_on(hands, page, page.locator('form[action$="/done/"] button'))
    return count


def confirm_policy(hands: Any, page: Page, policy: Locator) -> None:
    """To the policy, which is refused without its tick, and back to the lesson."""
    go_on(hands, page, policy)
    go_on(hands, page, page.locator('form[action$="/confirm/"] button'))
    expect(page.get_by_role("alert")).to_contain_text("Tick the box when you have read the text.")
    hands.tick(page.locator("[name=read]"), "on")
    go_on(hands, page, page.locator('form[action$="/confirm/"] button'))
    expect(page.locator("[data-block]").filter(has_text="Read it again")).to_have_count(1)


def take_quiz(hands: Any, desk: Desk, how: str, *, is_scripted: bool) -> None:
    """From the introduction to the result."""
    page = desk.page
    go_on(hands, page, page.locator('form[action$="/start/"] button'))
    found = re.search(r"/attempts/(\d+)/q/", page.url)
    assert found
    answers = desk.house.act("answers", found[1], how)
    while match := re.search(r"/q/(\d+)/", page.url):
        form = page.locator("#question form")
        fill(hands, form, answers[match[1]])
        if not is_scripted:
            go_on(hands, page, form.locator('button[value="save"]'))
            continue
        hands.press(form.locator('button[value="save"]'))
        page.wait_for_url(lambda url, before=match[0]: before not in url)
        expect(page.locator("h1:focus")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    go_on(hands, page, page.locator('form[action$="/submit/"] button'))
    assert page.url.endswith("/result/")


def go_on(hands: Any, page: Page, target: Locator) -> None:
    """Presses what leads to another page, and waits for it."""
    with page.expect_navigation():
        hands.press(target)


def journey(desk: Desk, hands: Any, name: str, *, is_scripted: bool) -> tuple[int, str]:
    """Signs in, finishes Respect with one failed quiz. Returns how many lessons, and the certificate's address."""
    page = desk.go("/home/")
    hands.write(page.locator("[name=login]"), f"{name}@demo.example")
    hands.write(page.locator("[name=password]"), PASSWORD)
    go_on(hands, page, page.locator("main form button.btn-1"))
    go_on(hands, page, page.locator("main .btn-1"))
    go_on(hands, page, page.locator('form[action$="/start/"] button'))
    lessons = take_lessons(hands, page, is_scripted=is_scripted)
    take_quiz(hands, desk, "wrong", is_scripted=is_scripted)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not yet")
    take_quiz(hands, desk, "right", is_scripted=is_scripted)
    go_on(hands, page, page.locator("main .btn-1"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You completed Respect")
    go_on(hands, page, page.locator("main .btn-1"))
    return lessons, page.url


def change_first_lesson(ada: Desk, title: str) -> None:
    """The trainer's walk: find the lesson, write a new title, look at it on phone and desktop, publish."""
    page = ada.go("/cms/")
    page.get_by_placeholder("Search all pages…").fill("colleague customer")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="A colleague is a customer too").first.click()
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(title)
    for device in ("Preview in mobile size", "Preview in desktop size"):
        page.get_by_label(device).check(force=True)
        expect(preview.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("published")


def test_lena_takes_respect_by_keyboard_on_a_phone(desk: Callable[..., Desk], house: House, tmp_path: Path) -> None:
    lena = desk(reduced_motion="reduce")
    lessons, address = journey(lena, Keys(lena.page), "lena", is_scripted=True)
    assert 5 <= lessons <= 7
    with lena.page.expect_download() as started:
        Keys(lena.page).press(lena.page.locator('a[href$="/pdf/"]').first)
    paper = tmp_path / "certificate.pdf"
    started.value.save_as(paper)
    words = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True).stdout
    assert "Lena Hoffmann" in words

    stranger, number = desk(), address.rstrip("/").rsplit("/", 1)[1]
    stranger.go(f"/v/{number}/")
    expect(stranger.page.locator("main")).to_contain_text("Lena Hoffmann")

    person = house.company["people"]["lena"]
    max = desk("max")
    max.go(f"/team/people/{person}/")
    expect(max.page.locator("main")).to_contain_text("Done")
    otto = desk("otto")
    assert otto.page.request.get(f"{house.url}/team/people/{person}/").status == 404

    change_first_lesson(desk("ada", size=DESK), "A colleague is a customer, too")
    lena.go("/en/courses/respect/")
    expect(lena.page.locator("main")).to_contain_text("A colleague is a customer, too")
    lena.go("/courses/respect/complete/")
    expect(lena.page.get_by_role("heading", level=1)).to_have_text("You completed Respect")
    lena.go("/courses/")
    expect(lena.page.locator("main")).to_contain_text("Done")
    lena.page.goto(address)
    expect(lena.page.locator("main")).to_contain_text("Lena Hoffmann")


def test_the_same_without_javascript(desk: Callable[..., Desk]) -> None:
    noor = desk(java_script_enabled=False)
    lessons, _ = journey(noor, Mouse(noor.page), "noor", is_scripted=False)
    assert 5 <= lessons <= 7
    expect(noor.page.locator("main")).to_contain_text("Noor Bakker")
