"""Correcting a question, under /cms/questions/: what it would change is shown first, from five people up (D28)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse

from lms.people.models import User
from lms.questions.models import Question
from quizzes import correcting, corrections
from quizzes.models import Attempt, Correction, FixedQuestion, QuizPage, Regraded
from quizzes.wagtail_hooks import ask_about_results
from tests import factories
from tests.quizzes.test_correcting import turn_key
from tests.quizzes.test_insights import Plain, said
from tests.races import at_once, errors

SignIn = Callable[[User], Client]
EVIL = "<script>alert(1)</script>"
FEW = "Fewer than five people have a result with this question, so no numbers are shown."
FEW_THEN = "Fewer than five people had a result with this question, so no numbers are shown."
CHANGE_FIRST = "If the key is wrong, change it and publish the question first."


@pytest.fixture
def plain(house: Any) -> Plain:
    return Plain(questions=1)


@pytest.fixture
def question(plain: Plain) -> Question:
    return plain.questions[0]


@pytest.fixture
def trainer(ada: User, sign_in: SignIn) -> Client:
    return sign_in(ada)


@pytest.fixture
def admin(rosa: User, sign_in: SignIn) -> Client:
    return sign_in(rosa)


def address(question: Question) -> str:
    return reverse("question_correct", args=[question.translation_key])


def form(**fields: object) -> dict[str, object]:
    return {"kind": "key", "reason": "Two answers are right", "seen": 0, **fields}


def handed_in(plain: Plain, *picks: int) -> None:
    """A person for each of these, handed in by now."""
    plain.hand_in(*[[pick] for pick in picks])
    Attempt.objects.update(submitted_at=F("started_at"))


def turned(plain: Plain, question: Question, *picks: int) -> None:
    """These people answered, and then the last of the three answers was marked as the right one (it was the first)."""
    handed_in(plain, *picks)
    turn_key(question)


@pytest.mark.parametrize("who", ["lena", "max", "otto"])
def test_it_is_not_there_for_anybody_else(
    request: pytest.FixtureRequest, who: str, plain: Plain, question: Question, sign_in: SignIn
) -> None:
    turned(plain, question, *[0] * 5)
    client = sign_in(request.getfixturevalue(who))
    posted = client.post(address(question), form())
    assert [client.get(address(question)).status_code, posted.status_code] == [404, 404]
    assert not Correction.objects.exists()
    assert corrections.case(question.translation_key, request.getfixturevalue(who), language="en") is None


def test_a_question_that_was_never_published_is_not_there(trainer: Client, plain: Plain) -> None:
    missing = reverse("question_correct", args=["99999999-9999-4999-8999-999999999999"])
    assert trainer.get(missing).status_code == 404


def test_without_a_better_key_it_says_what_to_do_first(trainer: Client, plain: Plain, question: Question) -> None:
    handed_in(plain, *[1] * 6)
    html = trainer.get(address(question)).content
    assert CHANGE_FIRST in said(html)
    assert b'value="key"' not in html
    assert reverse("wagtailsnippets_questions_question:edit", args=[question.pk]) in html.decode()
    response = trainer.post(address(question), form())
    assert response.status_code == 422
    assert "Nobody answered an older version. Change the key and publish the question first." in said(response.content)


def test_the_preview_in_numbers(trainer: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 0, 0, 1, 2, 2, 2)
    words = said(trainer.get(address(question)).content)
    key, withdrawal = words.split("Withdraw the question")
    assert "6 people have a result with this question. 3 results get better. 3 more people pass." in key
    assert "2 results would get worse." in key
    assert "2 people would lose the pass. From 0 to 1 of 1: 3 results From 1 to 0 of 1: 2 results" in key
    assert "4 results get better. 4 more people pass." in withdrawal
    assert "worse" not in withdrawal
    assert "Person" not in words
    assert not Correction.objects.exists()


def test_who_passed_in_another_try_wins_and_loses_no_pass(trainer: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 2, 2, 2, 0, 0)
    for first in (Attempt.objects.earliest("pk"), Attempt.objects.latest("pk")):
        Attempt.objects.create(
            enrolment=first.enrolment, activity=first.activity, version=first.version, number=2, total=1, needed=1,
            started_at=first.started_at, submitted_at=first.submitted_at, closed_by="person", right=1, is_passed=True,
        )  # fmt: skip
    words = said(trainer.get(address(question)).content)
    assert "3 results get better. 2 more people pass. 2 results would get worse." in words
    assert "1 person would lose the pass." in words


def test_nothing_to_gain_is_said_in_words(trainer: Client, plain: Plain, question: Question) -> None:
    handed_in(plain, *[0] * 5)
    words = said(trainer.get(address(question)).content)
    assert "No result gets better. Nobody passes who has not passed already." in words


def test_nothing_is_told_below_five_people(trainer: Client, admin: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 2, 2, 0, 1)
    words = said(trainer.get(address(question)).content)
    assert words.count(FEW) == 2
    assert not any(f"{n} {what}" in words for n in range(5) for what in ("result", "people", "person", "more"))
    words = said(admin.get(address(question)).content)
    assert (
        "4 people have a result with this question. 2 results get better. 2 more people pass. Person 1, Person 2"
        in words
    )
    assert "1 person would lose the pass. Person 3 From 0 to 1 of 1: 2 results Person 1, Person 2" in words


def test_five_tries_of_four_people_are_four_people(trainer: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 2, 2, 0, 1)
    again = Attempt.objects.earliest("pk")
    items = list(again.items.all())
    again.pk, again.number = None, 2
    again._state.adding = True
    again.save()
    for item in items:
        item.pk, item.attempt = None, again
        item.save()
    assert said(trainer.get(address(question)).content).count(FEW) == 2


def test_a_better_key_for_everybody(trainer: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 0, 0, 1, 2, 2)
    response = trainer.post(address(question), form(reason=EVIL), follow=True)
    assert response.redirect_chain == [(address(question), 302)]
    words = said(response.content)
    assert "The results are corrected. What changed stands below." in response.content.decode()
    assert "Answer key corrected Ada Sokolova" in words
    assert "2 results got better. For 2 people a try became a pass." in words
    assert "got worse" not in words
    assert EVIL not in response.content.decode()
    assert "&lt;script&gt;" in response.content.decode()
    assert [one.is_passed for one in Attempt.objects.order_by("pk")] == [True, True, False, True, True]


def test_lower_results_only_by_choice(admin: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, 0, 1, 2, 2, 2)
    words = said(admin.post(address(question), form(may_lower="on"), follow=True).content)
    assert "results could also get worse" in words
    assert "For 3 people a try became a pass. Person 3, Person 4, Person 5. 1 result got worse." in words
    assert "1 person lost a pass. Person 1." in words
    assert [one.is_passed for one in Attempt.objects.order_by("pk")] == [False, False, True, True, True]


def test_few_people_are_not_told_afterwards_either(
    trainer: Client, admin: Client, plain: Plain, question: Question
) -> None:
    """Nor when more people have answered since."""
    turned(plain, question, 2, 2)
    assert FEW_THEN in said(trainer.post(address(question), form(), follow=True).content)
    handed_in(plain, *[0] * 6)
    words = said(trainer.get(address(question)).content)
    assert FEW_THEN in words
    assert "8 people have a result" in words
    assert "For 2 people a try became a pass. Person 1, Person 2." in said(admin.get(address(question)).content)


def test_withdrawing(trainer: Client, plain: Plain, question: Question) -> None:
    handed_in(plain, *[1] * 5)
    words = said(trainer.post(address(question), form(kind="withdrawn"), follow=True).content)
    assert "Withdrawn Ada Sokolova" in words
    assert "5 results got better. For 5 people a try became a pass." in words
    assert "This question is withdrawn: everybody has it credited" in words
    question.refresh_from_db()
    assert not question.live
    response = trainer.post(address(question), form(kind="withdrawn", seen=Correction.objects.get().pk))
    assert response.status_code == 422
    assert "This question is withdrawn already." in said(response.content)


def test_the_same_press_twice_corrects_once(trainer: Client, plain: Plain, question: Question) -> None:
    turned(plain, question, *[2] * 5)
    for kind, count in (("key", 1), ("withdrawn", 2)):
        sent = form(kind=kind, seen=getattr(Correction.objects.last(), "pk", 0))
        statuses = [trainer.post(address(question), sent).status_code for _press in range(2)]
        assert (statuses, Correction.objects.count()) == ([302, 302], count)


def test_who_did_not_know_of_another_correction_looks_again(
    trainer: Client, plain: Plain, question: Question, rosa: User
) -> None:
    turned(plain, question, *[2] * 5)
    correcting.correct(question.translation_key, "key", reason="Wrong key", by=rosa)
    response = trainer.post(address(question), form())
    assert response.status_code == 422
    assert "This question was corrected meanwhile. Look at the numbers again." in said(response.content)
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " "}, "Say what was wrong. It is kept with every result that changes."),
        ({"reason": "x" * 401}, "Use at most 400 characters."),
        ({"kind": ""}, "Choose what to do with the results."),
        ({"kind": "other"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_at_the_form(
    trainer: Client, plain: Plain, question: Question, fields: dict[str, object], sentence: str
) -> None:
    turned(plain, question, *[2] * 5)
    response = trainer.post(address(question), form(may_lower="on", **fields))
    assert response.status_code == 422
    assert sentence in said(response.content)
    assert b'name="may_lower" id="id_may_lower" checked' in response.content
    assert not Correction.objects.exists()


def test_a_quiz_that_always_asks_it_is_named(trainer: Client, plain: Plain, question: Question) -> None:
    handed_in(plain, 0)
    assert "always ask it" not in said(trainer.get(address(question)).content)
    page = QuizPage.objects.get()
    page.fixed_questions = [FixedQuestion(question=question, is_must_know=True, locale=factories.locale())]
    page.save_revision().publish()
    html = trainer.get(address(question)).content
    assert "Give them another question there:Listen: Final quiz (must be right to pass)" in said(html)
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in html.decode()


def test_insights_lead_here(trainer: Client, plain: Plain, question: Question) -> None:
    handed_in(plain, *[0] * 5)
    assert f'href="{address(question)}"' in trainer.get(plain.address).content.decode()


def test_publishing_another_key_asks_about_results_until_they_are_corrected(
    trainer: Client, plain: Plain, question: Question, ada: User
) -> None:
    def messages() -> list[str]:
        request = RequestFactory().post("/cms/")
        request.user, request.session = ada, {}  # type: ignore[assignment]
        from django.contrib.messages.storage.fallback import FallbackStorage

        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        ask_about_results(request, question)
        return [str(one) for one in get_messages(request)]

    handed_in(plain, *[2] * 5)
    assert messages() == []
    turn_key(question)
    (said_once,) = messages()
    assert "People answered with the earlier key. If it was wrong, correct their results." in said_once
    assert f'href="{address(question)}"' in said_once
    correcting.correct(question.translation_key, "key", reason="Wrong key", by=ada)
    assert messages() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_presses_at_once_correct_once(plain: Plain, question: Question, ada: User) -> None:
    turned(plain, question, *[2] * 3)
    act = partial(correcting.correct, question.translation_key, "key", reason="Wrong key", by=ada, seen=0)
    assert errors(at_once([act] * 6)) == []
    assert (Correction.objects.count(), Regraded.objects.count()) == (1, 3)
