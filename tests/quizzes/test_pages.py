"""A quiz over HTTP: pages, fragments, bad input, and how many queries it may cost (D36)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate
from courses.models import Enrolment, ModulePage
from lms.people.models import User
from quizzes import attempts
from quizzes.models import Attempt, Mode, Response
from tests import factories
from tests.cast import PASSWORD
from tests.quizzes.conftest import Quiz, form, masked, right, sheet, wrong

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(taken: Enrolment, sign_in: SignIn) -> Client:
    return sign_in(taken.person)


@pytest.fixture
def attempt(quiz: Quiz, taken: Enrolment) -> Attempt:
    return attempts.start(taken, quiz.activity)


def q(attempt: Attempt, number: int) -> str:
    return f"/attempts/{attempt.pk}/q/{number}/"


def answer_all(client: Client, attempt: Attempt, *, missed: int = 0, headers: dict[str, str] | None = None) -> None:
    asked = [slot for slot in sheet(attempt) if not slot.is_carried]
    misses = [slot.number for slot in asked if not slot.item.is_must_know][:missed]
    for slot in asked:
        value = wrong(slot) if slot.number in misses else right(slot)
        assert client.post(q(attempt, slot.number), form(slot, value), headers=headers).status_code in (200, 303)


# --- The way through ---------------------------------------------------------------------------------------------


def test_a_quiz_is_played_without_javascript(quiz: Quiz, client: Client) -> None:
    started = client.post(f"/quizzes/{quiz.activity.pk}/start/")
    attempt = Attempt.objects.get()
    assert (started.status_code, started.headers["Location"]) == (303, q(attempt, 1))
    for slot in sheet(attempt):
        assert client.get(q(attempt, slot.number)).status_code == 200
        saved = client.post(q(attempt, slot.number), form(slot, right(slot)))
        onward = q(attempt, slot.number + 1) if slot.number < 4 else f"/attempts/{attempt.pk}/review/"
        assert (saved.status_code, saved.headers["Location"]) == (303, onward)
    assert b"Submit answers" in client.get(f"/attempts/{attempt.pk}/review/").content
    submitted = client.post(f"/attempts/{attempt.pk}/submit/")
    assert (submitted.status_code, submitted.headers["Location"]) == (303, f"/attempts/{attempt.pk}/result/")
    assert "Passed: 4 of 4" in client.get(f"/attempts/{attempt.pk}/result/").content.decode()


def test_with_htmx_the_next_question_comes_in_the_answer(client: Client, attempt: Attempt) -> None:
    first, *_others, last = sheet(attempt)
    answer = client.post(q(attempt, 1), form(first, right(first)), headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Push-Url"]) == (200, q(attempt, 2))
    assert page.lstrip().startswith("<title>Question 2 of 4")
    assert "<html" not in page
    answer = client.post(q(attempt, 4), form(last, right(last)), headers=HTMX)
    assert answer.headers["HX-Push-Url"] == f"/attempts/{attempt.pk}/review/"
    assert "Check your answers" in answer.content.decode()


def test_the_focus_goes_to_the_heading_in_a_fragment_and_stays_on_a_page(client: Client, attempt: Attempt) -> None:
    assert client.get(q(attempt, 1), headers=HTMX).content.count(b"autofocus") == 1
    assert client.get(q(attempt, 1)).content.count(b"autofocus") == 0


def test_an_answer_comes_back_as_it_was_saved(client: Client, attempt: Attempt) -> None:
    for slot in sheet(attempt):
        client.post(q(attempt, slot.number), form(slot, right(slot)))
    for slot in sheet(attempt):
        page = client.get(q(attempt, slot.number)).content.decode()
        assert f'name="seq" value="{slot.seq}"' in page
        for name, values in slot.asked.entered(slot.value).items():
            for value in values:
                assert f'value="{value}"' in page, name
        assert ("checked" in page) or ("selected" in page) or (slot.asked.kind == "short")


def test_skip_moves_on_and_saves_nothing(client: Client, attempt: Attempt) -> None:
    slot = sheet(attempt)[0]
    answer = client.post(q(attempt, 1), {**form(slot, right(slot)), "do": "skip"})
    assert (answer.status_code, answer.headers["Location"], Response.objects.count()) == (303, q(attempt, 2), 0)


def test_change_from_the_check_returns_there(client: Client, attempt: Attempt) -> None:
    answer_all(client, attempt)
    page = client.get(q(attempt, 1) + "?then=review").content.decode()
    assert '<input type="hidden" name="then" value="review">' in page
    slot = sheet(attempt)[0]
    answer = client.post(q(attempt, 1), {**form(slot, wrong(slot)), "then": "review"})
    assert answer.headers["Location"] == f"/attempts/{attempt.pk}/review/"
    assert sheet(attempt)[0].value == wrong(slot)


def test_the_check_flags_what_has_no_answer(client: Client, attempt: Attempt) -> None:
    page = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    assert "4 questions have no answer yet" in page
    assert page.count("Not answered") == 4
    answer_all(client, attempt)
    page = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    assert ("have no answer yet" in page, page.count("Not answered")) == (False, 0)
    assert [slot.in_words for slot in sheet(attempt) if slot.in_words not in page.replace("&#x27;", "'")] == []


def test_start_goes_on_at_the_first_question_without_an_answer(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    slot = sheet(attempt)[0]
    client.post(q(attempt, 1), form(slot, right(slot)))
    assert client.post(f"/quizzes/{quiz.activity.pk}/start/").headers["Location"] == q(attempt, 2)
    answer_all(client, attempt)
    assert client.post(f"/quizzes/{quiz.activity.pk}/start/").headers["Location"] == f"/attempts/{attempt.pk}/review/"


def test_practice_gives_the_reasons_at_once(quiz: Quiz, taken: Enrolment, client: Client) -> None:
    quiz.change(mode=Mode.PRACTICE)
    attempt = attempts.start(taken, quiz.activity)
    slot = sheet(attempt)[0]
    assert client.post(q(attempt, 1), form(slot, wrong(slot))).headers["Location"] == q(attempt, 1)
    page = client.get(q(attempt, 1)).content.decode()
    assert ("It keeps the promise." in page, f'href="{q(attempt, 2)}"' in page, "Save and continue" in page) == (
        True, True, False,
    )  # fmt: skip
    fragment = client.post(q(attempt, 1), form(slot, wrong(slot)), headers=HTMX)
    assert (fragment.status_code, "It keeps the promise." in fragment.content.decode()) == (200, True)
    other = client.post(q(attempt, 1), form(slot, right(slot)))
    assert (other.status_code, "Your first answer stays" in other.content.decode()) == (409, True)


def test_practice_leads_back_to_the_lesson_that_teaches_what_was_missed(
    quiz: Quiz, taken: Enrolment, client: Client
) -> None:
    page = factories.LessonPage.objects.get(slug="lesson-1")
    page.objective = quiz.words
    page.save_revision().publish()
    quiz.change(mode=Mode.PRACTICE)
    attempt = attempts.start(taken, quiz.activity)
    link, about = f'<a href="{page.url}">Lesson 1</a>', quiz.words.translation_key
    for slot in sheet(attempt):
        is_missed = slot.number != 1
        client.post(q(attempt, slot.number), form(slot, wrong(slot) if is_missed else right(slot)))
        is_taught = slot.item.question_version.objective_key == about
        html = client.get(q(attempt, slot.number)).content.decode()
        assert (link in html) == (is_missed and is_taught), slot.number


# --- The introduction and the result -----------------------------------------------------------------------------


def intro(quiz: Quiz, client: Client) -> str:
    answer = client.get(f"/quizzes/{quiz.activity.pk}/", follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_introduction_says_how_long_and_what_is_needed(quiz: Quiz, client: Client) -> None:
    page = intro(quiz, client)
    facts = ["4 questions", "about 3 minutes", "no time limit", "You need 3 of 4.", "One question has to be right"]
    assert [fact for fact in facts if fact not in page] == []
    assert ">Start quiz </button>" in page


def test_the_introduction_lists_the_lessons_to_do_first(quiz: Quiz, lena: User, sign_in: SignIn) -> None:
    quiz.enrolled(lena, is_lesson_done=False)
    page = intro(quiz, sign_in(lena))
    assert ("opens after the lessons" in page, "Lesson 1" in page, "</button>Start" in page) == (True, True, False)
    refused = sign_in(lena).post(f"/quizzes/{quiz.activity.pk}/start/")
    assert (refused.status_code, "Lesson 1" in refused.content.decode()) == (409, True)


def test_the_introduction_sends_those_who_have_not_started_to_the_course(
    quiz: Quiz, ada: User, max: User, sign_in: SignIn
) -> None:
    assert sign_in(max).get(quiz.page.get_url()).headers["Location"] == "/en/courses/respect/"
    page = sign_in(ada).get(quiz.page.get_url()).content.decode()
    assert ("Start the course first" in page, "attempt" in page) == (True, False)


def test_the_preview_shows_the_rules_as_they_are_written_and_starts_nothing(quiz: Quiz) -> None:
    quiz.page.pass_mark = 2
    page = quiz.page.make_preview_request().render().content.decode()
    assert ("You need 2 of 4." in page, "4 questions" in page, '<form class="actions"' in page) == (True, True, False)


def test_the_introduction_offers_what_comes_next(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    assert "Continue at question 1" in intro(quiz, client)
    answer_all(client, attempt, missed=2)
    assert "Check your answers</button>" in intro(quiz, client).replace(" </button>", "</button>")
    client.post(f"/attempts/{attempt.pk}/submit/")
    page = intro(quiz, client)
    assert ("Practise the 2 you missed" in page, "Not yet: 2 of 4" in page) == (True, True)
    client.post(f"/quizzes/{quiz.activity.pk}/start/")
    second = Attempt.objects.open().get()
    answer_all(client, second)
    client.post(f"/attempts/{second.pk}/submit/")
    page = intro(quiz, client)
    assert ("Practise again" in page, "Passed: 4 of 4" in page) == (True, True)


def test_a_small_bank_is_said_in_a_sentence(quiz: Quiz, client: Client) -> None:
    quiz.change(pass_mark=30)
    answer = client.post(f"/quizzes/{quiz.activity.pk}/start/")
    assert (answer.status_code, "not enough questions" in answer.content.decode()) == (409, True)


def result(client: Client, attempt: Attempt) -> str:
    return " ".join(client.get(f"/attempts/{attempt.pk}/result/").content.decode().split())


def test_the_result_of_a_failed_try_shows_why_and_what_next(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    answer_all(client, attempt, missed=2)
    client.post(f"/attempts/{attempt.pk}/submit/")
    page = result(client, attempt)
    assert "Not yet: 2 of 4, you need 3" in page
    assert ("Practise the 2 you missed" in page, "The 2 questions you missed" in page) == (True, True)
    assert page.count("It keeps the promise.") == 4
    assert page.count('<details class="fold">') == 2


def test_the_result_names_the_lesson_to_look_at_again(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    page = factories.LessonPage.objects.get(translation_key=quiz.lesson.pk)
    page.objective = quiz.words
    page.save_revision().publish()
    client.post(f"/attempts/{attempt.pk}/submit/")
    shown = result(client, attempt)
    assert (shown.count("Look again</span>"), f'<a href="{page.get_url()}">Lesson 1</a>' in shown) == (2, True)


def test_the_result_of_a_pass_leads_to_the_certificate(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    answer_all(client, attempt)
    client.post(f"/attempts/{attempt.pk}/submit/")
    page = result(client, attempt)
    assert ("Passed: 4 of 4" in page, "/courses/respect/complete/" in page, "Practise the" in page) == (
        True, True, False,
    )  # fmt: skip


def test_the_result_of_a_pass_leads_on_when_the_course_goes_on(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    later = factories.lesson(ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    answer_all(client, attempt)
    client.post(f"/attempts/{attempt.pk}/submit/")
    assert f'<a class="btn btn-1" href="{later.get_url()}">' in result(client, attempt)


def test_a_retry_says_what_was_carried_over(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    answer_all(client, attempt, missed=2)
    client.post(f"/attempts/{attempt.pk}/submit/")
    client.post(f"/quizzes/{quiz.activity.pk}/start/")
    second = Attempt.objects.open().get()
    assert "Question 1 of 2" in client.get(q(second, 1)).content.decode()
    assert client.get(q(second, 4)).headers["Location"] == f"/attempts/{second.pk}/review/"
    page = client.get(f"/attempts/{second.pk}/review/").content.decode()
    assert "2 right answers are carried over from your last try" in page


# --- Trouble -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_chosen_is_said_at_the_field_and_changes_nothing(
    client: Client, attempt: Attempt, headers: dict[str, str]
) -> None:
    answer = client.post(q(attempt, 1), {"seq": 0, "do": "save"}, headers=headers)
    page = answer.content.decode()
    assert (answer.status_code, ", or skip for now" in page, "<title>Error: Question 1 of 4" in page) == (
        422, True, True,
    )  # fmt: skip
    assert (page.count('href="#q-1"'), page.count('id="q-1"'), Response.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(("headers", "status"), [({}, 409), (HTMX, 409)])
def test_a_second_tab_never_overwrites_and_is_told(
    client: Client, attempt: Attempt, headers: dict[str, str], status: int
) -> None:
    slot = sheet(attempt)[0]
    client.post(q(attempt, 1), form(slot, right(slot)))
    answer = client.post(q(attempt, 1), form(slot, wrong(slot)), headers=headers)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == status
    for value in (right(slot), wrong(slot)):
        assert slot.asked.in_words(value) in page
    assert ('name="seq" value="1"' in page, sheet(attempt)[0].value) == (True, right(slot))
    again = sheet(attempt)[0]
    assert client.post(q(attempt, 1), form(again, wrong(slot))).status_code == 303
    assert sheet(attempt)[0].value == wrong(slot)


def test_the_same_form_sent_twice_is_harmless(client: Client, attempt: Attempt) -> None:
    slot = sheet(attempt)[0]
    sent = [client.post(q(attempt, 1), form(slot, right(slot))).status_code for _ in range(2)]
    assert (sent, Response.objects.count()) == ([303, 303], 1)


@pytest.mark.parametrize("seq", [None, "", "-1", "1.5", "x", "٣", "9" * 40, str(2**63)])
def test_a_form_without_a_readable_number_is_refused(client: Client, attempt: Attempt, seq: str | None) -> None:
    slot = sheet(attempt)[0]
    data = {**form(slot, right(slot)), "seq": seq}
    answer = client.post(q(attempt, 1), {name: value for name, value in data.items() if value is not None})
    assert (answer.status_code, Response.objects.count()) == (400, 0)


@pytest.mark.parametrize("value", ["nowhere", "x" * 200_000, "\x00", "<script>alert(1)</script>"])
def test_an_answer_that_was_never_on_offer_is_refused(client: Client, attempt: Attempt, value: str) -> None:
    for slot in sheet(attempt):
        fields = dict.fromkeys(slot.asked.entered(right(slot)), value)
        answer = client.post(q(attempt, slot.number), {"seq": 0, "do": "save", **fields})
        assert answer.status_code in (422, 303)
        assert b"<script>alert" not in answer.content
    assert {slot.asked.kind for slot in sheet(attempt) if slot.is_answered} <= {"short"}


def test_another_question_s_options_are_refused(client: Client, attempt: Attempt) -> None:
    choices = [slot for slot in sheet(attempt) if slot.asked.kind in ("single", "multiple", "situation")]
    one, other = choices[0], choices[1]
    answer = client.post(q(attempt, one.number), {"seq": 0, "answer": other.item.option_order[0]})
    assert (answer.status_code, Response.objects.count()) == (422, 0)


@pytest.mark.parametrize("path", ["q/1/", "q/5/", "q/0/", "q/99999999999999999999/", "review/", "result/"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_not_one_s_own_does_not_exist(
    client: Client, attempt: Attempt, max: User, sign_in: SignIn, path: str, headers: dict[str, str]
) -> None:
    missing = sign_in(max).get(f"/attempts/999999/{path}", headers=headers)
    foreign = sign_in(max).get(f"/attempts/{attempt.pk}/{path}", headers=headers)
    assert (foreign.status_code, missing.status_code) == (404, 404)
    pages = [masked(page.content).replace(f"/attempts/{pk}/".encode(), b"") for page, pk in
             ((foreign, attempt.pk), (missing, 999999))]  # fmt: skip
    assert pages[0] == pages[1]


def test_another_s_attempt_takes_no_answer_and_cannot_be_handed_in(
    attempt: Attempt, max: User, sign_in: SignIn
) -> None:
    slot = sheet(attempt)[0]
    other = sign_in(max)
    sent = [other.post(q(attempt, 1), form(slot, right(slot))), other.post(f"/attempts/{attempt.pk}/submit/")]
    attempt.refresh_from_db()
    assert ([one.status_code for one in sent], Response.objects.count(), attempt.submitted_at) == ([404, 404], 0, None)


@pytest.mark.parametrize("number", [0, 5, 10**20])
def test_a_question_that_is_not_on_the_paper_does_not_exist(client: Client, attempt: Attempt, number: int) -> None:
    assert client.get(q(attempt, number)).status_code == 404
    assert client.post(q(attempt, number), {"seq": 0, "answer": "x"}).status_code == 404
    assert client.post(q(attempt, number), {"do": "skip"}).status_code == 404


def test_a_quiz_of_a_course_that_was_not_started_cannot_be_started(quiz: Quiz, max: User, sign_in: SignIn) -> None:
    assert sign_in(max).post(f"/quizzes/{quiz.activity.pk}/start/").status_code == 404
    assert sign_in(max).post(f"/quizzes/{quiz.lesson.pk}/start/").status_code == 404
    assert Attempt.objects.count() == 0


def test_back_after_handing_in_leads_to_the_result(client: Client, attempt: Attempt) -> None:
    slot = sheet(attempt)[0]
    client.post(f"/attempts/{attempt.pk}/submit/")
    url = f"/attempts/{attempt.pk}/result/"
    pages = [
        client.get(q(attempt, 1)),
        client.get(f"/attempts/{attempt.pk}/review/"),
        client.post(q(attempt, 1), form(slot, right(slot))),
        client.post(f"/attempts/{attempt.pk}/submit/"),
    ]
    assert [(page.status_code, page.headers["Location"]) for page in pages] == [(303, url)] * 4
    assert client.post(q(attempt, 1), form(slot, right(slot)), headers=HTMX).headers["HX-Redirect"] == url
    assert Response.objects.count() == 0


def test_the_result_before_handing_in_leads_to_the_check(client: Client, attempt: Attempt) -> None:
    assert client.get(f"/attempts/{attempt.pk}/result/").headers["Location"] == f"/attempts/{attempt.pk}/review/"


def test_the_acts_are_never_done_by_a_link(quiz: Quiz, client: Client, attempt: Attempt) -> None:
    assert client.get(f"/attempts/{attempt.pk}/submit/").status_code == 405
    assert client.get(f"/quizzes/{quiz.activity.pk}/start/").status_code == 405


def test_an_ended_session_keeps_the_page_with_htmx_and_reopens_the_question_without(attempt: Attempt) -> None:
    slot = sheet(attempt)[0]
    anybody = Client()
    assert anybody.post(q(attempt, 1), form(slot, right(slot)), headers=HTMX).status_code == 401
    page = f"http://testserver{q(attempt, 1)}"
    led = anybody.post(q(attempt, 1), form(slot, right(slot)), headers={"Referer": page})
    assert (led.status_code, Response.objects.count()) == (303, 0)
    assert "unsaved" in led.headers["Location"]
    assert slot.asked.in_words(right(slot)) not in led.headers["Location"]


def test_a_question_that_reopens_says_that_the_last_answer_was_not_saved(
    client: Client, attempt: Attempt, lena: User
) -> None:
    anybody = Client()
    sent = anybody.post(q(attempt, 1), {"seq": 0}, headers={"Referer": f"http://testserver{q(attempt, 1)}"})
    signed_in = anybody.post(sent.headers["Location"], {"login": lena.email, "password": PASSWORD}, follow=True)
    assert signed_in.request["PATH_INFO"] == q(attempt, 1)
    assert "your last answer was not saved" in signed_in.content.decode()
    assert "not saved" not in client.get(q(attempt, 1)).content.decode().split("<template")[0]


def test_the_page_of_an_unpublished_course_still_takes_the_answers_of_an_open_try(
    quiz: Quiz, client: Client, attempt: Attempt
) -> None:
    quiz.page.get_parent().get_parent().unpublish(set_expired=False)
    answer_all(client, attempt)
    assert client.post(f"/attempts/{attempt.pk}/submit/").status_code == 303
    assert "Passed: 4 of 4" in result(client, attempt)


# --- Queries -----------------------------------------------------------------------------------------------------


def queries(act: Callable[[], Any]) -> int:
    """How many queries it takes; savepoints count, BEGIN and COMMIT do not."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([one for one in captured if not one["sql"].startswith(("BEGIN", "COMMIT"))])


@pytest.fixture
def warm(client: Client, attempt: Attempt) -> Client:
    """A browser whose session has been renewed today (D14)."""
    client.post(q(attempt, 1), {"do": "skip"})
    return client


def test_a_question_costs_at_most_ten_queries(transactional_db: None, warm: Client, attempt: Attempt) -> None:
    assert queries(lambda: warm.get(q(attempt, 2))) <= 10


def test_a_save_costs_at_most_eight_queries_and_twelve_with_the_next_question(
    transactional_db: None, warm: Client, attempt: Attempt
) -> None:
    first, second, *_others = sheet(attempt)
    assert queries(lambda: warm.post(q(attempt, 1), form(first, right(first)))) <= 8
    assert queries(lambda: warm.post(q(attempt, 2), form(second, right(second)), headers=HTMX)) <= 12


@pytest.mark.parametrize("length", [10, 30])
def test_handing_in_with_certificate_costs_at_most_twenty_five_queries_for_any_paper(
    transactional_db: None, quiz: Quiz, taken: Enrolment, client: Client, length: int
) -> None:
    for number in range(length):
        quiz.question(f"more-{number}", "single", quiz.words)
    rule = quiz.page.draw_rules.get(objective=quiz.words)
    rule.count = length - 2
    quiz.page.draw_rules.add(rule)
    quiz.change(pass_mark=length - 1)
    attempt = attempts.start(taken, quiz.activity)
    assert attempt.total == length
    answer_all(client, attempt)
    assert queries(lambda: client.post(f"/attempts/{attempt.pk}/submit/")) <= 25
    assert Certificate.objects.count() == 1
