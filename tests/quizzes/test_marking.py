"""Written answers: they wait for a trainer, are marked once, and the last mark gives the result (D27)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from courses import enrolment, progress
from courses.models import Activity, ActivityCompletion, Course
from lms.ledger.models import Event
from lms.people.models import User
from quizzes import attempts, correcting, invariants, marking
from quizzes.marking import NotMarked
from quizzes.models import Attempt, Correction, Marking
from tests import factories
from tests.quizzes.test_insights import said
from tests.races import at_once, errors

SignIn = Callable[[User], Client]
LIST = "/cms/marking/"
ANSWER = "I say sorry.\nI call back <b>at noon</b> <script>alert(1)</script>"


class Report:
    """A course whose quiz asks two written answers, and both have to be right."""

    def __init__(self) -> None:
        self.course: Course = factories.course("report", lessons=1)
        factories.written_quiz(self.course, count=2)
        self.quiz = self.course.activities.get(kind=Activity.Kind.QUIZ)

    def hand_in(self, person: User, *answers: str) -> Attempt:
        taken = enrolment.enrol(person, self.course, language="en")
        for lesson in self.course.activities.filter(kind=Activity.Kind.LESSON):
            progress.complete(taken, lesson, version=lesson.versions.get())
        attempt = attempts.start(taken, self.quiz)
        for slot, answer in enumerate(answers, 1):
            attempts.save(attempt, slot, answer)
        return attempts.submit(attempt)


@pytest.fixture
def report(house: Any) -> Report:
    return Report()


@pytest.fixture
def waiting(report: Report, lena: User) -> Attempt:
    return report.hand_in(lena, ANSWER, "At the desk.")


@pytest.fixture
def trainer(ada: User, sign_in: SignIn) -> Client:
    return sign_in(ada)


def address(attempt: Attempt, slot: int = 1) -> str:
    return reverse("mark", args=[attempt.pk, slot])


def slots(marker: User) -> list[int]:
    return list(marking.waiting(marker).values_list("slot", flat=True))


def whole() -> None:
    assert list(invariants.violations()) == []


# --- Rules ---
def test_a_written_answer_waits_without_a_result(waiting: Attempt, lena: User, ada: User, rosa: User) -> None:
    assert (waiting.right, waiting.is_passed, waiting.is_waiting) == (None, None, True)
    assert [slots(one) for one in (lena, ada, rosa)] == [[], [1, 2], [1, 2]]
    whole()


def test_an_open_try_waits_for_nobody(report: Report, lena: User, ada: User) -> None:
    taken = enrolment.enrol(lena, report.course, language="en")
    lesson = report.course.activities.get(kind=Activity.Kind.LESSON)
    progress.complete(taken, lesson, version=lesson.versions.get())
    attempts.save(attempts.start(taken, report.quiz), 1, "Not yet.")
    assert slots(ada) == []


def test_the_last_mark_gives_result_certificate_and_events(waiting: Attempt, ada: User) -> None:
    first = marking.mark(waiting, 1, 3, by=ada, comment="  Well put. ")
    assert (first.right, slots(ada), Certificate.objects.count()) == (None, [2], 0)
    last = marking.mark(waiting, 2, 4, by=ada)
    assert (last.right, last.is_passed, slots(ada)) == (2, True, [])
    assert last.marks["1"] == {"points": "0.75", "right": True, "given": 3}
    assert Marking.objects.get(slot=1).comment == "Well put."
    assert (ActivityCompletion.objects.filter(activity=waiting.activity).count(), Certificate.objects.count()) == (1, 1)
    marked = Event.objects.get(act="attempt_marked")
    assert (marked.actor_id, marked.subject_id, marked.facts["right"]) == (ada.pk, waiting.enrolment.person_id, 2)
    assert [event.act for event in Event.objects.filter(n__gte=marked.n, subject_id=marked.subject_id)] == [
        "attempt_marked", "activity_completed", "certificate_issued", "course_completed",
    ]  # fmt: skip
    whole()


def test_too_few_points_are_no_pass(waiting: Attempt, ada: User) -> None:
    marking.mark(waiting, 1, 4, by=ada)
    last = marking.mark(waiting, 2, 2, by=ada)
    assert (last.right, last.is_passed, Certificate.objects.count()) == (1, False, 0)
    whole()


@pytest.mark.parametrize(("slot", "points"), [(1, 5), (1, -1), (3, 1)])
def test_what_cannot_be_given_is_refused(waiting: Attempt, ada: User, slot: int, points: int) -> None:
    with pytest.raises(NotMarked):
        marking.mark(waiting, slot, points, by=ada)
    assert not Marking.objects.exists()


def test_an_answer_is_marked_once(waiting: Attempt, ada: User, rosa: User) -> None:
    marking.mark(waiting, 1, 4, by=ada)
    marking.mark(waiting, 1, 4, by=ada)
    for by, points in ((ada, 3), (rosa, 4)):
        with pytest.raises(NotMarked, match="This answer has been marked already"):
            marking.mark(waiting, 1, points, by=by)
    assert [(one.points, one.by_id) for one in Marking.objects.all()] == [(4, ada.pk)]


def test_what_was_left_empty_is_wrong_and_never_waits(report: Report, lena: User, ada: User) -> None:
    attempt = report.hand_in(lena, "Only this one.")
    assert slots(ada) == [1]
    with pytest.raises(NotMarked):
        marking.mark(attempt, 2, 4, by=ada)
    assert marking.mark(attempt, 1, 4, by=ada).right == 1
    whole()


def test_with_nothing_written_there_is_a_result_at_once(report: Report, lena: User, ada: User) -> None:
    attempt = report.hand_in(lena)
    assert (attempt.right, attempt.is_passed, slots(ada)) == (0, False, [])
    whole()


def test_a_withdrawn_question_waits_no_more(waiting: Attempt, ada: User) -> None:
    keys = {item.slot: item.question_version.question_key for item in waiting.items.select_related("question_version")}
    correcting.correct(keys[1], Correction.Kind.WITHDRAWN, reason="Unclear", by=ada)
    assert slots(ada) == [2]
    with pytest.raises(NotMarked):
        marking.mark(waiting, 1, 4, by=ada)
    correcting.correct(keys[2], Correction.Kind.WITHDRAWN, reason="Unclear", by=ada)
    waiting.refresh_from_db()
    assert (waiting.right, waiting.is_passed, slots(ada), Certificate.objects.count()) == (2, True, [], 1)
    whole()


# --- Screens ---
@pytest.mark.parametrize("who", ["lena", "max", "otto"])
def test_it_is_not_there_for_anybody_else(request: Any, who: str, waiting: Attempt, sign_in: SignIn) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert [client.get(one).status_code for one in (LIST, address(waiting))] == [404, 404]
    assert client.post(address(waiting), {"points": 4}).status_code == 404
    assert not Marking.objects.exists()


def test_nothing_waits(trainer: Client, report: Report) -> None:
    assert "No answer waits." in said(trainer.get(LIST).content)
    assert "To mark (" not in trainer.get(LIST).content.decode()


def test_the_list_says_what_waits_and_never_whose_it_is(trainer: Client, waiting: Attempt) -> None:
    html = trainer.get(LIST).content
    words = said(html)
    assert "2 answers wait." in words
    assert [f"What helps with {code}? ReportFinal quiz" in words for code in ("report-w1", "report-w2")] == [True] * 2
    assert "To mark (2)" in html.decode()
    assert [word in html.decode() for word in ("Lena", "noon")] == [False, False]


def test_the_list_has_pages(trainer: Client, report: Report, monkeypatch: pytest.MonkeyPatch, lena: User) -> None:
    monkeypatch.setattr("quizzes.views.marking.PER_PAGE", 1)
    report.hand_in(lena, "One", "Two")
    pages = [said(trainer.get(LIST, {"p": number}).content) for number in (1, 2)]
    assert ["Page 1 of 2" in pages[0], "Page 2 of 2" in pages[1]] == [True, True]
    assert sorted(word for page in pages for word in re.findall(r"report-w\d", page)) == ["report-w1", "report-w2"]


def test_queries_of_the_list_are_the_same_for_any_number(trainer: Client, report: Report) -> None:
    def queries() -> int:
        trainer.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            assert trainer.get(LIST).status_code == 200
        return len(asked)

    people = [User.objects.create(email=f"p{n}@demo.example", name=f"Person {n}") for n in range(8)]
    report.hand_in(people[0], "One", "Two")
    few = queries()
    for person in people[1:]:
        report.hand_in(person, "One", "Two")
    assert queries() == few


def test_the_answer_is_shown_as_text_beside_its_guide(trainer: Client, waiting: Attempt) -> None:
    html = trainer.get(address(waiting)).content.decode()
    assert "I say sorry.<br>I call back &lt;b&gt;at noon&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    words = said(html.encode())
    assert "Names a time and a person." in words
    assert "From 3 of 4 on the answer counts as right." in words
    assert "The learner reads it with the result." in words
    assert re.findall(r'name="points" value="(\d)"', html) == ["0", "1", "2", "3", "4"]
    assert "Lena" not in html


def test_saving_leads_to_the_next_answer_and_then_to_the_list(trainer: Client, waiting: Attempt) -> None:
    response = trainer.post(address(waiting), {"points": "3", "comment": "<i>Good</i>"})
    assert (response.status_code, response["Location"]) == (302, address(waiting, 2))
    response = trainer.post(address(waiting, 2), {"points": "0"}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "Saved. No other answer waits." in response.content.decode()
    rows = [(one.points, one.comment) for one in Marking.objects.all()]
    assert rows == [(3, "<i>Good</i>"), (0, "")]
    waiting.refresh_from_db()
    assert (waiting.right, waiting.is_passed) == (1, False)
    whole()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"comment": ""}, "Choose the points."),
        ({"points": "5"}, "Select a valid choice. 5 is not one of the available choices."),
        ({"points": "many"}, "Select a valid choice."),
        ({"points": "3", "comment": "x" * 1001}, "Use at most 1000 characters."),
    ],
)
def test_what_is_missing_is_said_at_the_form(
    trainer: Client, waiting: Attempt, form: dict[str, str], sentence: str
) -> None:
    response = trainer.post(address(waiting), form)
    assert response.status_code == 422
    assert sentence in said(response.content)
    assert not Marking.objects.exists()


def test_who_comes_second_changes_nothing_and_reads_why(trainer: Client, waiting: Attempt, rosa: User) -> None:
    marking.mark(waiting, 1, 2, by=rosa)
    for response in (trainer.post(address(waiting), {"points": "4"}), trainer.get(address(waiting))):
        assert response.status_code == 409
        words = said(response.content)
        assert "This answer has been marked already. Nothing was changed." in words
        assert f'href="{address(waiting, 2)}"' in response.content.decode()
        assert "noon" not in words
    assert [(one.points, one.by_id) for one in Marking.objects.all()] == [(2, rosa.pk)]


def test_the_same_press_twice_is_one_mark(trainer: Client, waiting: Attempt) -> None:
    statuses = [trainer.post(address(waiting), {"points": "4"}).status_code for _press in range(2)]
    assert (statuses, Marking.objects.count()) == ([302, 302], 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_trainers_at_once_give_one_mark(report: Report, lena: User, ada: User, rosa: User) -> None:
    attempt = report.hand_in(lena, "One", "Two")
    marking.mark(attempt, 2, 4, by=ada)
    acts = [partial(marking.mark, attempt, 1, 4, by=ada), partial(marking.mark, attempt, 1, 0, by=rosa)] * 4
    outcomes = at_once(acts)
    assert {type(error) for error in errors(outcomes)} == {NotMarked}
    mark = Marking.objects.get(slot=1)
    attempt.refresh_from_db()
    assert attempt.is_passed == (mark.points == 4)
    assert Event.objects.filter(act="attempt_marked").count() == 1
    assert Certificate.objects.count() == attempt.is_passed
    whole()


def test_nobody_marks_their_own_answer(report: Report, ada: User, rosa: User) -> None:
    mine = report.hand_in(ada, ANSWER, "At the desk.")
    assert (slots(ada), slots(rosa)) == ([], [1, 2])
    with pytest.raises(NotMarked, match="your own answer"):
        marking.mark(mine, 1, 1, by=ada)
    assert not Marking.objects.exists()
