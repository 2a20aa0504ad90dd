"""A lesson in a real browser: what people keep for themselves, and what comes out of the printer."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from courses import checks, commitments, enrolment
from courses.models import Checklist, Commitment, Enrolment
from lms.people.models import Organisation, User
from lms.questions.models import QuestionVersion
from tests import factories

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
LESSON = "/en/courses/respect/basics/lesson-1/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def taken(house: Organisation, lena: User) -> Enrolment:
    asked = [factories.question(name) for name in ("one", "two")]
    entries = {"a": "Ask first", "b": "Then help", "c": "Say thank you"}
    folded = {"items": [{"type": "item", "id": "f1", "value": {"front": "What if?", "back": "Folded away."}}]}
    body = [
        factories.text_block(), *[factories.check_block(one, block_id=f"c{n}") for n, one in enumerate(asked)],
        {"type": "details", "id": "d1", "value": folded}, factories.checklist_block(block_id="l1", entries=entries),
        factories.commitment_block(block_id="p1"),
    ]  # fmt: skip
    return enrolment.enrol(lena, factories.course(lessons=1, bodies=[body]), language="en")


@pytest.fixture
def opened(browser: Browser, live_server: Any, taken: Enrolment, sign_in: Callable[[User], Client]) -> Iterator[Open]:
    """Opens a page for the learner; the window takes what Playwright's contexts take."""
    contexts = []

    def open_page(path: str, **window: Any) -> Page:
        usual = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
        context = browser.new_context(base_url=live_server.url, **{**usual, **window})
        contexts.append(context)
        session = sign_in(taken.person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def ticked() -> list[str]:
    kept = Checklist.objects.first()
    return kept.ticked if kept else []


def wait_until_ticked(page: Page, wanted: list[str]) -> None:
    """The last of several quick ticks may still be on its way."""
    for _ in range(50):
        if ticked() == wanted:
            return
        page.wait_for_timeout(100)
    assert ticked() == wanted


def test_ticks_made_quickly_are_all_kept_and_the_focus_stays(opened: Open) -> None:
    page = opened(LESSON)
    assert not page.get_by_role("button", name="Save ticks").is_visible()
    page.get_by_label("Ask first").press("Space")
    page.get_by_label("Then help").press("Space")
    page.get_by_label("Say thank you").press("Space")
    page.get_by_text("Saved on").wait_for()
    wait_until_ticked(page, ["a", "b", "c"])
    assert page.get_by_label("Then help").is_checked()
    assert page.evaluate("document.activeElement.value") == "c"
    page.get_by_label("Ask first").uncheck()
    wait_until_ticked(page, ["b", "c"])
    page.reload()
    assert [page.get_by_label(words).is_checked() for words in ("Ask first", "Then help")] == [False, True]
    assert violations(page) == []


def test_ticks_and_plans_are_saved_without_javascript(opened: Open) -> None:
    page = opened(LESSON, java_script_enabled=False)
    page.get_by_label("Then help").check()
    page.get_by_role("button", name="Save ticks").click()
    assert page.url.endswith("#b-l1")
    page.get_by_label("When …").fill("it rains")
    page.get_by_role("button", name="Save plan").click()
    assert page.get_by_text("Say what you will do.").is_visible()
    assert page.get_by_label("When …").input_value() == "it rains"
    page.get_by_label("I will …").fill("stay in")
    page.get_by_role("button", name="Save plan").click()
    assert page.url.endswith("#b-p1")
    assert (ticked(), Commitment.objects.get().will) == (["b"], "stay in")


def test_a_plan_is_made_by_keyboard_and_the_focus_tells(opened: Open) -> None:
    page = opened(LESSON)
    page.get_by_role("button", name="Save plan").press("Enter")
    page.wait_for_function("() => document.activeElement.textContent.includes('Finish both sentences')")
    assert violations(page) == []
    page.get_by_label("When …").fill("it rains")
    page.get_by_label("I will …").fill("stay in")
    page.get_by_role("button", name="Save plan").press("Enter")
    page.wait_for_function("() => document.activeElement.textContent.startsWith('Saved on')")
    assert Commitment.objects.get().when == "it rains"


@pytest.mark.parametrize("word", ["Did it", "Not yet"])
def test_home_lets_the_card_go_and_leads_to_the_plan(opened: Open, taken: Enrolment, word: str) -> None:
    read, a_week_ago = taken.course.activities.get().versions.get(), timezone.now() - timedelta(days=7)
    commitments.plan(taken, read, "p1", when="it rains", will="stay in", now=a_week_ago)
    page = opened("/home/")
    assert violations(page) == []
    page.get_by_role("button", name=word).press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'plan'")
    assert page.get_by_text("When it rains, I will stay in.").count() == 0
    page.reload()
    assert page.get_by_text("When it rains, I will stay in.").count() == 0


def answer_first_check(taken: Enrolment) -> None:
    lesson = taken.course.activities.get()
    version = QuestionVersion.objects.get(question_key=lesson.questions.get(block_id="c0").question_key)
    wrong = next(one for one in version.body["options"] if one != version.body["right"])
    checks.answer(taken, lesson, "c0", {"answer": wrong})


def paper(page: Page, folder: Path) -> list[str]:
    """The words of each printed page."""
    page.pdf(path=folder / "lesson.pdf", format="A4")
    said = subprocess.run(["pdftotext", "-layout", folder / "lesson.pdf", "-"], capture_output=True, text=True)
    return said.stdout.rstrip("\f").split("\f")


@pytest.mark.parametrize("has_script", [True, False])
def test_paper_unfolds_everything_and_keeps_the_answers_for_its_last_page(
    opened: Open, taken: Enrolment, tmp_path: Path, has_script: bool
) -> None:
    answer_first_check(taken)
    *lesson, answers = paper(opened(LESSON, java_script_enabled=has_script), tmp_path)
    read = "\n".join(lesson)
    for words in ("Respect", "Folded away.", "What helps with one?", "What helps with two?", "Ask first", "I will …"):
        assert words in read
    for words in (
        "Because of",
        "Your answer",
        "Try again",
        "Save",
        "Skip to main",
        "Northwind",
        "Only you can",
    ):
        assert words not in read
    assert answers.strip().startswith("Answers")
    for words in ("What helps with one?", "Your answer", "Better answer", "Not quite", "Because of one."):
        assert words in answers
    assert "two" not in answers


def test_paper_has_no_last_page_where_nothing_was_answered(opened: Open, tmp_path: Path) -> None:
    assert "Answers" not in "".join(paper(opened(LESSON), tmp_path))


def test_last_page_stays_off_the_screen_and_follows_an_answer(opened: Open, taken: Enrolment, tmp_path: Path) -> None:
    answer_first_check(taken)
    page = opened(LESSON)
    assert not page.locator("#answers").is_visible()
    assert page.get_by_role("heading", name="Answers").count() == 0
    assert page.get_by_text("Because of one.").locator("visible=true").count() == 1
    card = page.locator("#check-c1")
    card.get_by_label("right").check()
    card.get_by_role("button", name="Check answer").press("Enter")
    card.get_by_text("Because of two.").first.wait_for()
    answers = paper(page, tmp_path)[-1]
    assert [words in answers for words in ("Because of one.", "Because of two.")] == [True, True]
    card.get_by_role("link", name="Try again").press("Enter")
    card.get_by_role("button", name="Check answer").wait_for()
    answers = paper(page, tmp_path)[-1]
    assert [words in answers for words in ("Because of one.", "Because of two.")] == [True, False]
