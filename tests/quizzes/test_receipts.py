"""What the server has of an answer: kept while it is looked at, said on the page, and written in the journal."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment
from lms.people.models import User
from quizzes import attempts, correcting, invariants, receipts
from quizzes.models import Attempt, Correction, Mode, MoreTime, Response
from tests.quizzes.conftest import Quiz, form, right, sheet, wrong

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def learner(taken: Enrolment, sign_in: SignIn) -> Client:
    return sign_in(taken.person)


@pytest.fixture
def attempt(quiz: Quiz, taken: Enrolment) -> Attempt:
    return attempts.start(taken, quiz.activity)


def q(attempt: Attempt, number: int) -> str:
    return f"/attempts/{attempt.pk}/q/{number}/"


def seq_in(content: bytes) -> str:
    return re.search(rb'name="seq" value="(\d+)" form="answer"', content)[1].decode()  # type: ignore[index]


def start_page(learner: Client, quiz: Quiz) -> str:
    return learner.get(quiz.page.url).content.decode().replace("\xa0", " ")


def run_out(attempt: Attempt) -> None:
    """Its time has run out, and nobody has noticed yet."""
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(minutes=1))


def test_an_answer_is_kept_while_it_is_looked_at(learner: Client, attempt: Attempt) -> None:
    first = sheet(attempt)[0]
    kept = learner.post(q(attempt, 1), form(first, right(first)) | {"do": "keep"}, headers=HTMX)
    saved = attempt.responses.get()
    assert (kept.status_code, saved.value) == (200, right(first))
    assert f"Saved {timezone.localtime(saved.saved_at):%H:%M}" in kept.content.decode()
    assert seq_in(kept.content) == "1"
    assert "<form" not in kept.content.decode()


def test_what_is_not_whole_yet_says_so_and_is_not_kept(learner: Client, attempt: Attempt) -> None:
    slot = next(one for one in sheet(attempt) if one.asked.kind in ("order", "match"))
    half = dict(list(slot.asked.entered(right(slot)).items())[:1])
    answer = learner.post(q(attempt, slot.number), {"seq": 0, "do": "keep", **half}, headers=HTMX)
    assert (answer.status_code, Response.objects.count()) == (422, 0)
    assert "Not saved yet. " in answer.content.decode()


def test_a_blank_is_not_kept(learner: Client, attempt: Attempt) -> None:
    answer = learner.post(q(attempt, 1), {"seq": 0, "do": "keep"}, headers=HTMX)
    assert (answer.status_code, Response.objects.count()) == (422, 0)
    assert "there is no answer" in answer.content.decode()


def test_a_window_that_is_out_of_date_keeps_nothing_and_stays_out_of_date(learner: Client, attempt: Attempt) -> None:
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, right(first), seq=0)
    answer = learner.post(q(attempt, 1), form(first, wrong(first)) | {"do": "keep"}, headers=HTMX)
    assert (answer.status_code, seq_in(answer.content)) == (409, "0")
    assert attempt.responses.get().value == right(first)


def test_clearing_from_a_window_that_is_out_of_date_with_half_an_answer_is_told(
    learner: Client, attempt: Attempt
) -> None:
    slot = next(one for one in sheet(attempt) if one.asked.kind in ("order", "match"))
    attempts.save(attempt, slot.number, right(slot), seq=0)
    half = dict(list(slot.asked.entered(right(slot)).items())[:1])
    answer = learner.post(q(attempt, slot.number), {"seq": 0, "do": "clear", **half}, headers=HTMX)
    assert answer.status_code == 409
    assert "A newer answer is already saved" in answer.content.decode()
    assert attempt.responses.get().value == right(slot)


def test_practice_keeps_nothing_before_the_button(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    quiz.change(mode=Mode.PRACTICE)
    attempt = attempts.start(taken, quiz.activity)
    page = sign_in(taken.person).get(q(attempt, 1)).content.decode()
    assert '"do": "keep"' not in page


def test_an_answer_is_cleared_on_purpose(learner: Client, attempt: Attempt) -> None:
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, right(first), seq=0)
    assert "Clear my answer" in learner.get(q(attempt, 1)).content.decode()
    cleared = learner.post(q(attempt, 1), {"seq": 1, "do": "clear"})
    assert (cleared.status_code, cleared.headers["Location"]) == (303, q(attempt, 1))
    assert list(attempt.responses.values_list("seq", "value")) == [(1, right(first)), (2, None)]
    assert not sheet(attempt)[0].is_answered


def test_the_journal_tells_its_learner_everything_and_others_the_times(
    learner: Client, attempt: Attempt, sign_in: SignIn, ada: User
) -> None:
    first = sheet(attempt)[0]
    attempts.save(attempt, 1, wrong(first), seq=0)
    attempts.save(attempt, 1, right(first), seq=1)
    attempts.save(attempt, 1, None, seq=2, is_clear=True)
    mine = receipts.of(attempt, language="en")
    assert [(one.slot, one.seq, one.words, one.is_cleared, one.is_newest) for one in mine] == [
        (1, 1, first.asked.in_words(wrong(first)), False, False),
        (1, 2, first.asked.in_words(right(first)), False, False),
        (1, 3, "", True, True),
    ]
    assert {one.words for one in receipts.times_of(attempt)} == {""}
    page = learner.get(f"/attempts/{attempt.pk}/journal/").content.decode()
    assert (page.count("Question 1, save"), page.count("Cleared on purpose")) == (3, 1)
    assert sign_in(ada).get(f"/attempts/{attempt.pk}/journal/").status_code == 404


# --- Time ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def limited(quiz: Quiz, taken: Enrolment) -> Attempt:
    quiz.change(minutes_limit=20, limit_reason="The emergency line is answered against the clock.")
    return attempts.start(taken, quiz.activity)


def test_the_page_says_until_when_and_one_press_gives_more_time(learner: Client, limited: Attempt) -> None:
    page = learner.get(q(limited, 1)).content.decode()
    end = limited.deadline_at
    assert end is not None
    assert f"Finish by <b>{timezone.localtime(end):%H:%M}</b>" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]
    for _press in range(2):
        asked = learner.post(f"/attempts/{limited.pk}/time/", {"seen": seen, "next": q(limited, 1)})
        assert asked.headers["Location"] == q(limited, 1)
    limited.refresh_from_db()
    assert limited.deadline_at == end + timedelta(minutes=5)
    assert MoreTime.objects.count() == 1


def press(learner: Client, limited: Attempt, number: int, fields: dict[str, object], **how: Any) -> HttpResponse:
    """The button on a question: it belongs to the form of the answer."""
    limited.refresh_from_db()
    assert limited.deadline_at is not None
    fields = {**fields, "do": "time", "seen": limited.deadline_at.isoformat()}
    return learner.post(q(limited, number), fields, **how)  # type: ignore[return-value]


def added(limited: Attempt) -> list[int]:
    return list(MoreTime.objects.filter(attempt=limited).values_list("minutes", flat=True))


@pytest.mark.parametrize("then", ["", "review"])
def test_more_time_saves_what_is_chosen_and_comes_back_to_the_same_page(
    learner: Client, limited: Attempt, then: str
) -> None:
    second = sheet(limited)[1]
    asked = press(learner, limited, 2, form(second, right(second)) | {"then": then})
    assert asked.headers["Location"] == q(limited, 2) + ("?then=review" if then else "")
    assert (sheet(limited)[1].value, added(limited)) == (right(second), [5])


def test_with_htmx_more_time_leaves_the_form_alone(learner: Client, limited: Attempt) -> None:
    second = sheet(limited)[1]
    page = press(learner, limited, 2, form(second, right(second)), headers=HTMX).content.decode()
    limited.refresh_from_db()
    assert limited.deadline_at is not None
    assert f"Finish by <b>{timezone.localtime(limited.deadline_at):%H:%M}</b>" in page
    assert f'name="seen" value="{timezone.localtime(limited.deadline_at).isoformat()}"' in page
    assert (seq_in(page.encode()), 'hx-swap-oob="true"' in page, "<form" in page) == ("1", True, False)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_blank_is_no_reason_to_refuse_more_time(
    learner: Client, limited: Attempt, headers: dict[str, str] | None
) -> None:
    asked = press(learner, limited, 1, {"seq": 0}, headers=headers)
    assert (asked.status_code, added(limited), Response.objects.count()) == (200 if headers else 303, [5], 0)
    assert "Not saved" not in asked.content.decode()


def test_what_cannot_be_saved_gets_its_time_and_stays_in_the_form(learner: Client, limited: Attempt) -> None:
    slot = next(one for one in sheet(limited) if one.asked.kind in ("order", "match"))
    name, [value] = next(iter(slot.asked.entered(right(slot)).items()))
    page = press(learner, limited, slot.number, {"seq": 0, name: value}).content.decode()
    assert (added(limited), Response.objects.count()) == ([5], 0)
    assert "Not saved yet. " in page
    assert re.search(rf'<option value="{re.escape(value)}" selected', page)


def test_a_window_that_is_out_of_date_gets_its_time_and_stays_out_of_date(learner: Client, limited: Attempt) -> None:
    first = sheet(limited)[0]
    attempts.save(limited, 1, right(first), seq=0)
    page = press(learner, limited, 1, form(first, wrong(first)))
    assert (seq_in(page.content), added(limited)) == ("0", [5])
    assert "another window has saved a newer answer" in page.content.decode()
    assert sheet(limited)[0].value == right(first)


def test_in_practice_more_time_answers_nothing_for_good(quiz: Quiz, taken: Enrolment, sign_in: SignIn) -> None:
    quiz.change(mode=Mode.PRACTICE, minutes_limit=20, limit_reason="The line is answered against the clock.")
    attempt, learner = attempts.start(taken, quiz.activity), sign_in(taken.person)
    slot = next(one for one in sheet(attempt) if one.asked.kind in ("order", "match"))
    page = press(learner, attempt, slot.number, form(slot, right(slot))).content.decode()
    assert (added(attempt), Response.objects.count()) == ([5], 0)
    for values in slot.asked.entered(right(slot)).values():
        assert f'<option value="{values[0]}" selected' in page


def test_a_limit_that_is_what_is_tested_offers_no_more_time(quiz: Quiz, learner: Client, limited: Attempt) -> None:
    assert "Give me 5 more minutes" in learner.get(q(limited, 1)).content.decode()
    attempts.submit(limited)
    quiz.change(is_limit_fixed=True)
    page = learner.get(q(attempts.start(limited.enrolment, quiz.activity), 1)).content.decode()
    assert ("Give me 5 more minutes" in page, "What is saved is handed in by itself." in page) == (False, True)


def test_more_time_comes_too_late(learner: Client, limited: Attempt) -> None:
    first = sheet(limited)[0]
    run_out(limited)
    asked = press(learner, limited, 1, form(first, right(first)))
    assert asked.headers["Location"] == f"/attempts/{limited.pk}/result/"
    assert (added(limited), Response.objects.count()) == ([], 0)


def test_more_time_on_the_check_of_the_answers_comes_back_there(learner: Client, limited: Attempt) -> None:
    last = sheet(limited)[-1]
    page = learner.post(q(limited, last.number), form(last, right(last)), headers=HTMX).content.decode()
    seen, back = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "next"))  # type: ignore[index]
    asked = learner.post(f"/attempts/{limited.pk}/time/", {"seen": seen, "next": back})
    assert (asked.headers["Location"], added(limited)) == (f"/attempts/{limited.pk}/review/", [5])


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-13-45T99:99:99", "9" * 5000])
def test_a_press_from_nowhere_is_no_error(learner: Client, limited: Attempt, seen: str) -> None:
    assert learner.post(f"/attempts/{limited.pk}/time/", {"seen": seen}).status_code == 303
    assert learner.post(q(limited, 1), {"seq": 0, "do": "time", "seen": seen}).status_code == 303


def test_after_the_end_a_read_says_so_and_writes_nothing(learner: Client, limited: Attempt) -> None:
    run_out(limited)
    for path in (q(limited, 1), f"/attempts/{limited.pk}/review/"):
        page = learner.get(path).content.decode()
        assert "Time is up" in page
        assert "See your result" in page
    limited.refresh_from_db()
    assert limited.submitted_at is None
    handed_in = learner.post(f"/attempts/{limited.pk}/submit/")
    assert "The time had run out" in learner.get(handed_in.headers["Location"]).content.decode()


@pytest.mark.parametrize("headers", [None, HTMX])
def test_an_answer_after_the_end_does_not_count_and_shows_the_result(
    learner: Client, limited: Attempt, headers: dict[str, str] | None
) -> None:
    first = sheet(limited)[0]
    run_out(limited)
    answer = learner.post(q(limited, 1), {**form(first, right(first)), "saved_at": "2020-01-01"}, headers=headers)
    assert answer.headers.get("Location", answer.headers.get("HX-Redirect")) == f"/attempts/{limited.pk}/result/"
    limited.refresh_from_db()
    assert (limited.closed_by, Response.objects.count()) == ("deadline", 0)


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize("act", ["q/1/", "time/"])
def test_whatever_is_pressed_after_the_end_hands_in(
    learner: Client, limited: Attempt, act: str, headers: dict[str, str] | None
) -> None:
    run_out(limited)
    answer = learner.post(f"/attempts/{limited.pk}/{act}", {"do": "skip"}, headers=headers)
    assert b"<form" not in answer.content
    limited.refresh_from_db()
    assert limited.closed_by == "deadline"


def test_in_the_seconds_of_grace_no_other_question_is_shown(learner: Client, limited: Attempt) -> None:
    Attempt.objects.filter(pk=limited.pk).update(deadline_at=timezone.now() - timedelta(seconds=3))
    first = sheet(limited)[0]
    answer = learner.post(q(limited, 1), form(first, right(first)), headers=HTMX).content.decode()
    assert ("Time is up" in answer, "Question 2" in answer) == (True, False)
    assert Response.objects.get().value == right(first)


def test_the_introduction_names_limit_reason_and_the_way_to_more_time(quiz: Quiz, learner: Client, lena: User) -> None:
    quiz.change(minutes_limit=20, limit_reason="The emergency line is answered against the clock.")
    page = start_page(learner, quiz)
    assert "at most 20 minutes" in page
    now = timezone.localtime()
    ends = [f"If you start now, you have until <b>{now + timedelta(minutes=late):%H:%M}</b>" for late in (19, 20)]
    assert any(end in page for end in ends)
    assert "The emergency line is answered against the clock." in page
    learner.post("/me/time/", {"extra_time": "1.5"})
    assert "at most 30 minutes" in start_page(learner, quiz)
    learner.post("/me/time/", {"extra_time": "none"})
    assert "no time limit for you" in learner.get(quiz.page.url).content.decode()
    assert "If you start now" not in learner.get(quiz.page.url).content.decode()
    assert learner.post("/me/time/", {"extra_time": "99"}).status_code == 400


def test_the_introduction_of_a_running_try_says_until_when(quiz: Quiz, learner: Client, limited: Attempt) -> None:
    Attempt.objects.update(deadline_at=(end := timezone.now() + timedelta(minutes=7)))
    page = start_page(learner, quiz)
    assert f"Finish by <b>{timezone.localtime(end):%H:%M}</b>" in page
    assert "If you start now" not in page


# --- Exams and corrections ----------------------------------------------------------------------------------------


def test_an_exam_says_how_many_tries_and_when_there_is_none(quiz: Quiz, taken: Enrolment, learner: Client) -> None:
    quiz.change(mode=Mode.EXAM, tries=1, exam_reason="The forklift licence demands it.")
    page = learner.get(quiz.page.url).content.decode()
    assert "you have one more try." in page
    assert "The forklift licence demands it." in page
    attempts.submit(attempts.start(taken, quiz.activity))
    assert "You have used all your tries." in learner.get(quiz.page.url).content.decode()
    refused = learner.post(f"/quizzes/{quiz.activity.pk}/start/")
    assert refused.status_code == 409
    assert "You have used all your tries." in refused.content.decode()


def test_reasons_of_an_exam_stay_here_until_it_is_over(quiz: Quiz, taken: Enrolment, learner: Client) -> None:
    quiz.change(mode=Mode.EXAM, tries=2, exam_reason="The forklift licence demands it.")
    first = attempts.submit(attempts.start(taken, quiz.activity))
    page = learner.get(f"/attempts/{first.pk}/result/").content.decode()
    assert "Because." not in page
    assert "one try left" in page
    attempts.submit(attempts.start(taken, quiz.activity))
    assert "Because." in learner.get(f"/attempts/{first.pk}/result/").content.decode()


def test_a_result_says_its_sentence(quiz: Quiz, taken: Enrolment, learner: Client) -> None:
    from quizzes.models import Band

    locale = quiz.page.locale
    quiz.page.bands = [Band(least=0, text="A start.", locale=locale), Band(least=3, text="Well done.", locale=locale)]
    quiz.change()
    none = attempts.submit(attempts.start(taken, quiz.activity))
    assert "A start." in learner.get(f"/attempts/{none.pk}/result/").content.decode()
    again = attempts.start(taken, quiz.activity)
    for slot in sheet(again):
        attempts.save(again, slot.number, right(slot), seq=0)
    attempts.submit(again)
    page = learner.get(f"/attempts/{again.pk}/result/").content.decode()
    assert ("Well done." in page, "A start." in page) == (True, False)


def test_a_question_withdrawn_in_mid_try_is_explained(quiz: Quiz, learner: Client, attempt: Attempt, ada: User) -> None:
    correcting.correct(quiz.must_know, Correction.Kind.WITHDRAWN, reason="Two answers are right", by=ada)
    slot = next(one for one in sheet(attempt) if one.is_withdrawn)
    page = learner.get(q(attempt, slot.number)).content.decode()
    assert "This question was withdrawn" in page
    assert "It counts as right for you" in page
    refused = learner.post(q(attempt, slot.number), form(slot, right(slot)))
    assert (refused.status_code, Response.objects.count()) == (409, 0)
    assert "Withdrawn: it counts as right" in learner.get(f"/attempts/{attempt.pk}/review/").content.decode()
    attempts.submit(attempt)
    result = learner.get(f"/attempts/{attempt.pk}/result/").content.decode()
    assert "Withdrawn: it counts as right for everybody" in result
    assert not list(invariants.violations())
