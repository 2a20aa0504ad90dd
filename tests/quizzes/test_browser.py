"""A quiz in a real browser: with and without JavaScript, on a phone, with two windows, and by the rules of WCAG."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from courses.models import Enrolment
from lms.people.models import User
from lms.questions.models import Question
from quizzes import attempts
from quizzes.models import Attempt, FixedQuestion, Mode, MoreTime, Response
from quizzes.papers import Slot
from tests.quizzes.conftest import Quiz, right, sheet, wrong

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
KEEPING = "form[data-keeps] > [hx-post]"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def opened(browser: Browser, live_server: Any, taken: Enrolment, sign_in: Callable[[User], Client]) -> Iterator[Open]:
    """Opens a page of this quiz for the learner; the window takes what Playwright's contexts take."""
    contexts = []

    def open_page(path: str, **window: Any) -> Page:
        usual = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
        context = browser.new_context(base_url=live_server.url, **{**usual, **window})
        contexts.append(context)
        session = sign_in(taken.person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def fill(page: Page, slot: Slot, value: Any) -> None:
    """Answers a question as a person would: a choice, a place for each step, a word."""
    for name, values in slot.asked.entered(value).items():
        ticked = page.locator(f'input[type=checkbox][name="{name}"]:checked')
        for other in set(ticked.evaluate_all("boxes => boxes.map(box => box.value)")) - set(values):
            page.locator(f'input[name="{name}"][value="{other}"]').uncheck()
        for one in values:
            if page.locator(f'input[name="{name}"][value="{one}"]').count():
                page.locator(f'input[name="{name}"][value="{one}"]').check()
            elif page.locator(f'select[name="{name}"]').count():
                page.locator(f'select[name="{name}"]').select_option(one)
            else:
                page.locator(f'input[name="{name}"]').fill(one)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.tagName"))


def test_a_quiz_is_played_with_htmx_and_the_focus_follows(quiz: Quiz, opened: Open) -> None:
    page = opened(f"/quizzes/{quiz.activity.pk}/")
    page.get_by_role("button", name="Start").press("Enter")
    page.wait_for_url("**/q/1/")
    attempt = Attempt.objects.get()
    for slot in sheet(attempt):
        fill(page, slot, right(slot))
        page.get_by_role("button", name="Save and continue").press("Enter")
        page.wait_for_url("**/review/" if slot.number == 4 else f"**/q/{slot.number + 1}/")
        page.wait_for_function("() => document.activeElement.tagName === 'H1'")
        assert page.title().startswith("Check your answers" if slot.number == 4 else f"Question {slot.number + 1} of 4")
    page.get_by_role("button", name="Submit answers").press("Enter")
    page.wait_for_url("**/result/")
    assert page.get_by_role("heading", level=1).inner_text() == "Passed: 4 of 4"
    page.go_back()
    page.wait_for_url("**/result/")


def test_a_quiz_is_played_without_javascript(quiz: Quiz, opened: Open) -> None:
    page = opened(f"/quizzes/{quiz.activity.pk}/", java_script_enabled=False)
    page.get_by_role("button", name="Start").click()
    attempt = Attempt.objects.get()
    for slot in sheet(attempt):
        fill(page, slot, wrong(slot))
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit answers").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Not yet: 0 of 4, you need 3"
    page.get_by_role("button", name="Practise the 4 you missed").click()
    assert page.url.endswith(f"/attempts/{Attempt.objects.open().get().pk}/q/1/")


def test_back_shows_the_answer_that_was_saved(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    first = sheet(attempt)[0]
    fill(page, first, right(first))
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/q/2/")
    page.go_back()
    page.get_by_text("Question 1 of 4").wait_for()
    assert page.locator("input[name=seq]").input_value() == "1"


def test_a_second_window_is_told_and_nothing_is_lost(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, right(first))
    fill(page, first, wrong(first))
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="A newer answer is already saved").wait_for()
    assert (focused(page), sheet(attempt)[0].value) == ("SECTION", right(first))
    assert page.url.endswith("/q/1/")


def test_offline_keeps_the_answer_on_the_page_and_sends_it_again_by_itself(
    quiz: Quiz, taken: Enrolment, opened: Open
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    first = sheet(attempt)[0]
    page.context.set_offline(True)
    fill(page, first, right(first))
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Not saved yet. Trying again by itself…").wait_for()
    page.locator(KEEPING).dispatch_event("again")  # what is kept after the press fails as well, and the press stays
    assert (page.url.endswith("/q/1/"), Response.objects.count()) == (True, 0)
    page.context.set_offline(False)
    page.wait_for_url("**/q/2/")
    assert sheet(attempt)[0].value == right(first)


class Slow:
    """Requests to questions are on their way until the test lets them go on."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        self.is_open = False
        page.route("**/q/*/", self._take)

    def _take(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def let_go(self) -> None:
        self.is_open = True
        for route in self.routes:
            route.continue_()


@pytest.mark.parametrize("button", ["Save and continue", "Clear my answer"])
def test_a_press_waits_for_a_slow_answer_and_nothing_takes_its_place(
    quiz: Quiz, taken: Enrolment, opened: Open, button: str
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, wrong(first))
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    slow = Slow(page)
    fill(page, first, right(first))
    page.locator("#receipt", has_text="Saving…").wait_for()
    page.get_by_role("button", name=button).click()
    page.locator(KEEPING).dispatch_event("change")
    page.locator("#q").focus()
    page.wait_for_timeout(600)
    assert len(slow.routes) == 1
    slow.let_go()
    if button == "Save and continue":
        page.wait_for_url("**/q/2/")
    else:
        page.get_by_role("button", name=button).wait_for(state="detached")
    assert sheet(attempt)[0].value == (right(first) if button == "Save and continue" else None)


def test_an_answer_that_gets_stuck_says_so_and_is_sent_again_by_itself(
    quiz: Quiz, taken: Enrolment, opened: Open
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    first, slow = sheet(attempt)[0], Slow(page)
    assert page.evaluate("htmx.config.timeout") == 15_000
    page.evaluate("htmx.config.timeout = 3000")
    fill(page, first, right(first))
    saving = page.locator("#receipt [data-note=saving]")
    saving.wait_for()
    assert saving.evaluate("note => [note.innerText, note.ariaHidden]") == ["Saving…", "true"]
    page.locator("#receipt", has_text="Not saved yet. Trying again by itself…").wait_for()
    assert Response.objects.count() == 0
    slow.is_open = True
    page.locator("#receipt", has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()
    assert (len(slow.routes), sheet(attempt)[0].value) == (1, right(first))


def test_every_way_of_answering_is_kept_without_a_button(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    """What somebody chose or typed is there again after the window was closed."""
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    for slot in sheet(attempt):
        page.goto(f"/attempts/{attempt.pk}/q/{slot.number}/")
        fill(page, slot, right(slot))
        page.locator("#receipt", has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()
    page.context.close()
    assert [slot.value for slot in sheet(attempt)] == [right(slot) for slot in sheet(attempt)]


@pytest.fixture
def ordered(quiz: Quiz, taken: Enrolment) -> Slot:
    """The question that asks for an order, alone in an attempt."""
    quiz.page.draw_rules = []
    quiz.page.fixed_questions = [FixedQuestion(question=Question.objects.get(code="s1"), locale=quiz.page.locale)]
    quiz.change(pass_mark=1)
    return sheet(attempts.start(taken, quiz.activity))[0]


def placed(page: Page) -> list[tuple[str, str]]:
    """The steps from the top, each with its place."""
    steps = page.locator(".order > li")
    return [(one.locator("label").inner_text(), one.locator("select").input_value()) for one in steps.all()]


def with_focus(page: Page) -> str:
    """The button's words, or those of the step whose place has the focus."""
    element = "document.activeElement"
    return str(page.evaluate(f"({element}.labels?.[0] ?? {element}).textContent.replace(/\\s+/g, ' ')")).strip()


@pytest.mark.parametrize(("width", "motion"), [(390, "reduce"), (1280, "no-preference")])
def test_steps_are_moved_by_keyboard_and_kept(ordered: Slot, opened: Open, width: int, motion: str) -> None:
    window = {"viewport": {"width": width, "height": 800}, "reduced_motion": motion}
    page = opened(f"/attempts/{ordered.item.attempt_id}/q/1/", **window)
    first, second, third, fourth = [text for text, _place in placed(page)]
    page.get_by_role("button", name=f"Move up: {third}").press("Enter")
    assert placed(page) == [(first, "1"), (third, "2"), (second, "3"), (fourth, "4")]
    assert with_focus(page) == f"Move up: {third}"
    page.locator("#live", has_text="Now at place 2 of 4").wait_for(state="attached")
    page.keyboard.press("Enter")
    assert placed(page) == [(third, "1"), (first, "2"), (second, "3"), (fourth, "4")]
    assert with_focus(page) == third
    page.get_by_label(fourth, exact=True).select_option("1")
    page.get_by_label(third, exact=True).select_option("4")
    page.get_by_role("button", name=f"Move down: {second}").press("Space")
    assert placed(page) == [(fourth, "1"), (first, "2"), (third, "3"), (second, "4")]
    buttons = page.locator("button[data-move]:visible")
    assert (buttons.count(), min(one.bounding_box()["height"] for one in buttons.all())) == (6, 44)  # type: ignore[index]
    assert violations(page) == []
    page.locator("#receipt", has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()
    page.reload()
    assert placed(page) == [(fourth, "1"), (first, "2"), (third, "3"), (second, "4")]


def test_steps_are_moved_without_javascript(ordered: Slot, opened: Open) -> None:
    page = opened(f"/attempts/{ordered.item.attempt_id}/q/1/", java_script_enabled=False)
    first, second, third, fourth = [text for text, _place in placed(page)]
    page.get_by_role("button", name=f"Move down: {second}").press("Enter")
    assert placed(page) == [(first, "1"), (third, "2"), (second, "3"), (fourth, "4")]
    page.get_by_role("button", name=f"Move down: {second}").press("Enter")
    assert placed(page) == [(first, "1"), (third, "2"), (fourth, "3"), (second, "4")]
    assert page.locator(":focus").get_attribute("name") == page.get_by_label(second, exact=True).get_attribute("name")
    page.get_by_role("button", name="Save and continue").press("Enter")
    page.wait_for_url("**/review/")
    assert sheet(ordered.item.attempt)[0].in_words == f"1. {first}; 2. {third}; 3. {fourth}; 4. {second}"


def test_what_is_typed_is_kept_after_a_pause(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    known = Question.objects.get(code="w3")
    word = FixedQuestion(question=known, is_must_know=False, locale=quiz.page.locale)
    quiz.page.fixed_questions = [*quiz.page.fixed_questions.all(), word]
    quiz.change()
    attempt = attempts.start(taken, quiz.activity)
    slot = next(one for one in sheet(attempt) if one.asked.kind == "short")
    page = opened(f"/attempts/{attempt.pk}/q/{slot.number}/")
    page.locator("input[name=answer]").press_sequentially("twelve")
    page.locator("#receipt", has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()
    assert sheet(attempt)[slot.number - 1].value == "twelve"
    assert page.evaluate("document.activeElement.name") == "answer"


def test_the_time_that_is_left_is_shown_and_more_is_one_press_away(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    quiz.change(minutes_limit=20, limit_reason="The line is answered at once.")
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/", viewport={"width": 320, "height": 700})
    page.get_by_text("20 min left").wait_for()
    page.get_by_role("button", name="Give me 5 more minutes").press("Enter")
    page.get_by_text("25 min left").wait_for()
    page.get_by_role("button", name="Hide the countdown").press("Enter")
    assert not page.get_by_text("min left").is_visible()
    assert violations(page) == []
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(minutes=1))
    page.reload()
    assert (page.get_by_role("heading", level=1).inner_text(), violations(page)) == ("Time is up", [])
    page.get_by_role("button", name="See your result").press("Enter")
    page.wait_for_url("**/result/")
    page.get_by_role("link", name="What was saved, and when").press("Enter")
    page.get_by_text("Handed in by itself").wait_for()
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_more_time_comes_back_to_the_question_that_is_shown(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    quiz.change(minutes_limit=20, limit_reason="The line is answered at once.")
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    first, second, *_others = sheet(attempt)
    fill(page, first, right(first))
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/q/2/")
    fill(page, second, right(second))
    page.get_by_role("button", name="Give me 5 more minutes").press("Enter")
    page.get_by_text("25 min left").wait_for()
    page.locator("#live", has_text="Finish by").wait_for(state="attached")
    assert (page.url.endswith("/q/2/"), sheet(attempt)[1].value) == (True, right(second))
    assert page.evaluate("document.activeElement.id") == "more-time"
    page.get_by_role("button", name="Deutsch").click()
    page.locator("html[lang=de]").wait_for()
    assert page.url.endswith("/q/2/")


def test_without_javascript_more_time_keeps_what_is_typed_and_enter_saves(
    quiz: Quiz, taken: Enrolment, opened: Open
) -> None:
    word = FixedQuestion(question=Question.objects.get(code="w3"), is_must_know=False, locale=quiz.page.locale)
    quiz.page.fixed_questions = [*quiz.page.fixed_questions.all(), word]
    quiz.change(mode=Mode.PRACTICE, minutes_limit=20, limit_reason="The line is answered at once.")
    attempt = attempts.start(taken, quiz.activity)
    number = next(one.number for one in sheet(attempt) if one.asked.kind == "short")
    page = opened(f"/attempts/{attempt.pk}/q/{number}/", java_script_enabled=False)
    page.locator("input[name=answer]").fill("twelve")
    page.get_by_role("button", name="Give me 5 more minutes").click()
    assert (page.locator("input[name=answer]").input_value(), Response.objects.count()) == ("twelve", 0)
    page.locator("input[name=answer]").press("Enter")
    page.get_by_role("link", name="Continue").wait_for()
    assert (sheet(attempt)[number - 1].value, MoreTime.objects.count()) == ("twelve", 1)


def test_the_last_minute_can_be_seen_also_without_the_countdown(quiz: Quiz, taken: Enrolment, opened: Open) -> None:
    quiz.change(minutes_limit=20, limit_reason="The line is answered at once.")
    attempt = attempts.start(taken, quiz.activity)
    page = opened(f"/attempts/{attempt.pk}/q/1/")
    warning, countdown = page.get_by_text("Less than a minute left.").first, page.get_by_text("min left")
    page.get_by_role("button", name="Hide the countdown").press("Enter")
    assert (warning.is_visible(), countdown.is_visible()) == (False, False)
    page.get_by_role("button", name="Show the countdown").press("Enter")
    assert countdown.is_visible()
    Attempt.objects.update(deadline_at=timezone.now() + timedelta(seconds=50))
    page.reload()
    page.locator("#live", has_text="Less than a minute left. You can take more time above.").wait_for(state="attached")
    page.get_by_role("button", name="Hide the countdown").click()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = page.locator("#deadline").bounding_box()
    assert box is not None
    assert (warning.is_visible(), countdown.is_visible(), box["y"] >= 0) == (True, False, True)
    assert violations(page) == []
    page.get_by_role("button", name="Give me 5 more minutes").press("Enter")
    warning.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "more-time"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_keep_the_rules_and_fit_the_screen(
    quiz: Quiz, taken: Enrolment, opened: Open, scheme: str, width: int
) -> None:
    attempt = attempts.start(taken, quiz.activity)
    page = opened(
        f"/quizzes/{quiz.activity.pk}/", color_scheme=scheme, viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )  # fmt: skip
    found = violations(page)
    for slot in sheet(attempt):
        page.goto(f"/attempts/{attempt.pk}/q/{slot.number}/")
        page.get_by_role("button", name="Save and continue").click()
        page.locator(".error-summary").wait_for()
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), slot.asked.kind
        fill(page, slot, wrong(slot))
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url("**/review/" if slot.number == 4 else f"**/q/{slot.number + 1}/")
    found += violations(page)
    page.get_by_role("button", name="Submit answers").click()
    page.wait_for_url("**/result/")
    found += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []
