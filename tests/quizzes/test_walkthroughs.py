"""Every kind of question through its whole life, as a person meets it: read the page, fill in the form, look at the
result. The table says for each answer what it is worth and what the learner is told.

An answer is written as it is given: the words of the chosen options, joined by " + "; "label = option" for each list
to choose from, joined by "; "; or the text that is typed. "" leaves the question out.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from courses.models import ModulePage
from lms.people.models import Organisation, User
from lms.questions import kinds
from lms.questions.publishing import compile as compile_question
from quizzes.models import Attempt, FixedQuestion, Mode, QuizPage
from tests import factories
from tests.lms.questions import bank, keys

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.slow
YES, BETTER, NO, NONE = "Yes", "Yes, and there is a better reply", "Not quite – here is why", "Not answered"

# The questions are those of tests/lms/questions/keys.py, in their first form.
#   kind        answer                                           points  counts as right  verdict
WALKS = [
    ("single", "Green", "1", True, YES),
    ("single", "Red", "0", False, NO),
    ("single", "", "0", False, NONE),
    ("multiple", "One + Two", "1", True, YES),
    ("multiple", "One", "0.50", False, NO),
    ("multiple", "One + Two + Three", "0.50", False, NO),
    ("multiple", "Three", "0", False, NO),
    ("situation", "At three", "1", True, YES),
    ("situation", "Soon", "0.5", True, BETTER),
    ("situation", "No", "0", False, NO),
    ("order", "Listen = 1; Repeat = 2; Agree = 3; Write = 4", "1", True, YES),
    ("order", "Listen = 2; Repeat = 3; Agree = 4; Write = 1", "0.67", False, NO),
    ("order", "Listen = 4; Repeat = 3; Agree = 2; Write = 1", "0", False, NO),
    ("match", "A = w; B = x; C = y; D = z", "1", True, YES),
    ("match", "A = w; B = x; C = z; D = y", "0.50", False, NO),
    ("match", "A = x; B = y; C = z; D = w", "0", False, NO),
    ("short", "front desk", "1", True, YES),
    ("short", "Recepton", "1", True, YES),
    ("short", "Kitchen", "0", False, NO),
    ("numeric", "12.5", "1", True, YES),
    ("numeric", "13,0", "1", True, YES),
    ("numeric", "13.1", "0", False, NO),
    ("numeric", "−12.5", "0", False, NO),
    ("cloze", "ask; repeat it in your words", "1", True, YES),
    ("cloze", "ask; go", "0.50", False, NO),
    ("cloze", "leave; go", "0", False, NO),
]
# Kinds whose life is told elsewhere, and where.
ELSEWHERE = {"written": "a trainer marks it"}


def test_every_marked_kind_is_walked_through() -> None:
    told = {*(kind for kind, *_rest in WALKS), *ELSEWHERE}
    missing = [code for code in kinds.codes() if kinds.get(code).is_marked and code not in told]
    assert missing == [], f"Give these kinds rows in WALKS: {missing}"


class Person:
    """A learner in front of the quiz, who sees pages and fills in forms."""

    def __init__(self, client: Client, quiz: QuizPage) -> None:
        self.client = client
        client.post("/courses/respect/start/")
        client.post(f"/quizzes/{quiz.translation_key}/start/")
        self.attempt = Attempt.objects.get()
        self.places = {self.stem(n): n for n in range(1, self.attempt.total + 1)}

    def url(self, path: str) -> str:
        return f"/attempts/{self.attempt.pk}/{path}"

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(self.url(path)).content, "html.parser")

    def stem(self, number: int) -> str:
        return self.page(f"q/{number}/").h1.get_text(strip=True)

    def answer(self, number: int, answer: str) -> BeautifulSoup:
        """The page that follows."""
        page = self.page(f"q/{number}/")
        form = page.find("form", id="answer")
        data = {"seq": page.find("input", {"name": "seq"})["value"], "do": "save" if answer else "skip"}
        sent = self.client.post(form["action"], {**data, **filled_in(form, answer)}, follow=True)
        assert sent.status_code == 200
        return BeautifulSoup(sent.content, "html.parser")

    def submit(self) -> BeautifulSoup:
        sent = self.client.post(self.url("submit/"), follow=True)
        self.attempt.refresh_from_db()
        return BeautifulSoup(sent.content, "html.parser")


def filled_in(form: Tag, answer: str) -> dict[str, Any]:
    """The fields of this form with the answer in them, found by their words as a reader finds them."""
    if not answer:
        return {}
    ticks = {words(label): label.input for label in form.find_all("label") if label.input}
    if ticks:
        return {"answer": [ticks[text]["value"] for text in answer.split(" + ")]}
    if selects := form.find_all("select"):
        parts = [part.rpartition(" = ")[::2] for part in answer.split("; ")]
        labels = {words(label): label["for"] for label in form.find_all("label")}
        return {
            (select := form.find(id=labels[label]) if label else selects[place])["name"]: next(
                option["value"] for option in select.find_all("option") if words(option) == text
            )
            for place, (label, text) in enumerate(parts)
        }
    return {"answer": answer}


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


@pytest.fixture
def quiz(house: Organisation) -> QuizPage:
    """Asks one question of every kind of the table."""
    factories.course(lessons=0)
    page = QuizPage(title="Final quiz", slug="final-quiz", pass_mark=1)
    ModulePage.objects.get().add_child(instance=page)
    asked = []
    for code in dict.fromkeys(kind for kind, *_rest in WALKS if kind in kinds.codes()):
        made = bank.question(code, code, stem=f"About {code}?", value=keys.of(code).authored, explanation=keys.WHY)
        made.live = True
        made.save()
        compile_question(made)
        asked.append(FixedQuestion(question=made, locale=page.locale))
    page.fixed_questions = asked
    return page


def rounds() -> list[list[tuple[str, str, str, bool, str]]]:
    """The rows of the table, sorted into quizzes in which every kind is answered once."""
    by_kind = {code: [row for row in WALKS if row[0] == code] for code in kinds.codes()}
    longest = max(map(len, by_kind.values()))
    return [[rows[n % len(rows)] for rows in by_kind.values() if rows] for n in range(longest)]


@pytest.mark.parametrize("mode", [Mode.STANDARD, Mode.PRACTICE])
@pytest.mark.parametrize("rows", rounds(), ids=lambda rows: ", ".join(row[1] or "nothing" for row in rows)[:40])
def test_a_quiz_is_worth_and_says_what_the_table_says(
    quiz: QuizPage, lena: User, sign_in: SignIn, rows: list[tuple[str, str, str, bool, str]], mode: str
) -> None:
    quiz.mode = mode
    quiz.save_revision().publish()
    person = Person(sign_in(lena), quiz)
    for kind, answer, _points, _is_right, verdict in rows:
        number = person.places[f"About {kind}?"]
        assert keys.WHY not in person.page(f"q/{number}/").get_text(), "a reason before answering"
        following = person.answer(number, answer)
        # "Not answered" stands on the check of the answers too, when that is what follows.
        told = [found for found in ((verdict, keys.WHY) if answer else (keys.WHY,)) if found in following.get_text()]
        assert told == ([verdict, keys.WHY] if mode == Mode.PRACTICE and answer else []), kind
    check = words(person.page("review/"))
    assert (keys.WHY in check, check.count("Not answered")) == (False, sum(not row[1] for row in rows))
    shown = words(person.submit())
    right = sum(row[3] for row in rows)
    assert f"{right} of {len(rows)}" in shown
    assert shown.count(keys.WHY) >= len(rows)
    marks = {kind: person.attempt.marks[str(person.places[f"About {kind}?"])] for kind, *_rest in rows}
    assert {kind: (Decimal(mark["points"]), mark["right"]) for kind, mark in marks.items()} == {
        kind: (Decimal(points), is_right) for kind, _answer, points, is_right, _verdict in rows
    }
