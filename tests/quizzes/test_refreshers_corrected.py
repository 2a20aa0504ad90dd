"""A question that is corrected while a refresher is open: nobody steps down for a mistake that was not theirs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lms.people.models import User
from lms.questions import versions
from lms.questions.models import Question
from quizzes import correcting, invariants, refreshed, refreshers
from quizzes.models import Correction, RefresherQuestion, RefresherReview, RefresherSession, RefresherState
from tests.quizzes.conftest import Quiz, turn_key
from tests.quizzes.test_refreshers import passed, post

SignIn = Callable[[User], Client]
KEY, WITHDRAWN = Correction.Kind.KEY, Correction.Kind.WITHDRAWN


@pytest.fixture
def session(quiz: Quiz, lena: User) -> RefresherSession:
    """Of two questions; begun now, about what was passed two weeks ago."""
    Question.objects.filter(code__in=["w2", "w3"]).update(live=False)  # so that one of the two is a single choice
    passed(quiz.course, lena, now=timezone.now() - timedelta(days=14))
    found = refreshers.start(lena)
    assert found.total == 2
    return found


def question_of(session: RefresherSession, number: int) -> Question:
    asked = RefresherQuestion.objects.get(session=session, slot=number)
    return Question.objects.get(translation_key=asked.question_version.question_key)


def withdraw(question: Question, by: User) -> None:
    correcting.correct(question.translation_key, WITHDRAWN, reason="Two are right", by=by)


def places() -> list[tuple[int, int, object]]:
    return list(RefresherState.objects.order_by("pk").values_list("box", "lapses", "due_on"))


def test_a_withdrawn_question_takes_no_answer_and_moves_nothing(session: RefresherSession, ada: User) -> None:
    before, wrong = places(), post(session, 1, is_right=False)
    withdraw(question_of(session, 1), ada)
    slot = refreshed.slot(session, 1, language="en")
    assert slot and (slot.is_withdrawn, slot.given, slot.review) == (True, None, None)
    review = refreshers.answer(session, 1, wrong)
    assert (review.is_withdrawn, review.value, review.box_before, review.box_after) == (True, None, 0, 0)
    assert places() == before
    assert refreshers.answer(session, 1, wrong) == review
    assert not list(invariants.violations())


def test_the_end_counts_what_was_asked(session: RefresherSession, lena: User, ada: User) -> None:
    withdraw(question_of(session, 1), ada)
    refreshers.answer(session, 1, {})
    refreshers.answer(session, 2, post(session, 2))
    session.refresh_from_db()
    assert session.finished_at is not None
    outcome = refreshed.outcome(session, lena, language="en")
    assert (outcome.right, outcome.total, outcome.missed) == (1, 1, [])
    assert not list(invariants.violations())


def test_what_was_answered_before_stays(session: RefresherSession, ada: User) -> None:
    review = refreshers.answer(session, 1, post(session, 1, is_right=False))
    withdraw(question_of(session, 1), ada)
    slot = refreshed.slot(session, 1, language="en")
    assert slot and (slot.is_withdrawn, slot.given) == (False, review)
    assert not list(invariants.violations())


def _single(quiz: Quiz, session: RefresherSession) -> int:
    """The slot with a single choice, the only kind whose key can be turned here."""
    rows = RefresherQuestion.objects.filter(session=session, question_version__kind="single")
    return rows.values_list("slot", flat=True)[0]


def test_an_answer_is_marked_by_the_better_key(quiz: Quiz, session: RefresherSession, ada: User) -> None:
    number = _single(quiz, session)
    question, was_right = question_of(session, number), post(session, number)
    turn_key(question)
    Correction.objects.create(
        question_key=question.translation_key, kind=KEY, version=versions.newest(question.translation_key),
        reason="The key was wrong", by=ada, at=timezone.now(),
    )  # fmt: skip
    review = refreshers.answer(session, number, was_right, confidence="certain")
    asked = RefresherQuestion.objects.get(session=session, slot=number).question_version
    assert (review.is_right, review.question_version.number, asked.number) == (False, 2, 1)
    slot = refreshed.slot(session, number, language="en")
    assert slot and slot.review and slot.review.is_right is False
    assert not list(invariants.violations())


def test_its_page_says_so_and_leads_on(session: RefresherSession, lena: User, ada: User, sign_in: SignIn) -> None:
    client, stem = sign_in(lena), question_of(session, 1).stem
    address = f"/refresher/{session.pk}/q/1/"
    assert stem in client.get(address).content.decode()
    withdraw(question_of(session, 1), ada)
    html = client.get(address).content.decode()
    assert ("This question was withdrawn" in html, "It does not count here." in html, stem in html) == (
        True,
        True,
        False,
    )
    response = client.post(address, {})
    assert (response.status_code, response.headers["Location"]) == (303, f"/refresher/{session.pk}/q/2/")
    assert RefresherReview.objects.get().is_withdrawn
    html = client.get(address).content.decode()
    assert ("This question was withdrawn" in html, f'action="{address}"' in html) == (True, False)


def test_an_answer_in_another_window_is_passed_over_too(
    session: RefresherSession, lena: User, ada: User, sign_in: SignIn
) -> None:
    client, answer = sign_in(lena), post(session, 1)
    withdraw(question_of(session, 1), ada)
    response = client.post(f"/refresher/{session.pk}/q/1/", answer, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == f"/refresher/{session.pk}/q/2/"
    assert RefresherReview.objects.get().value is None
