"""The same company served twice with only the keys of its questions turned: no byte, no header and no size that a
learner gets before release may differ (I20). Clock and randomness stand still, tokens are masked.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid5

import pytest
import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from courses.models import ModulePage
from lms.ledger import guard
from lms.people.models import Organisation, User
from lms.questions import kinds
from lms.questions.kinds.single import Single
from lms.questions.models import Question
from lms.questions.publishing import compile as compile_question
from quizzes import attempts, warming_up
from quizzes.models import Attempt, FixedQuestion, Mode, PassByCheck, QuizPage
from tests import factories
from tests.lms.questions import bank, keys
from tests.quizzes.conftest import sheet

SignIn = Callable[[User], Client]
pytestmark = [pytest.mark.slow, pytest.mark.once]
# An authored order is never shown, so one that would come up is changed: that alone may depend on the key. With this
# seed and these keys none comes up.
SEED = 1
HTMX = {"HX-Request": "true"}
OVER = "00000000-0000-4000-8000-{:012d}"
PLACES = ("/home/", "/courses/", "/policies/", "/certificates/", "/me/", "/en/courses/respect/")


@dataclass(frozen=True)
class Step:
    """One request. `is_released` means that its answer may say what is right, so it is not compared."""

    method: str
    url: str
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    is_released: bool = False


Answer = tuple[Step, int, dict[str, str], str, bytes]


class Company:
    """A course whose lesson checks these kinds of question, and whose quiz asks those of them that are marked."""

    def __init__(self, mode: str, codes: list[str], *, test_out: str = PassByCheck.RENEWAL, must_know: int = 1) -> None:
        self.checks = [self._question(code, "check") for code in codes]
        body = [
            factories.check_block(one, block_id=OVER.format(n), required=False) for n, one in enumerate(self.checks)
        ]
        self.course = factories.course(lessons=1, bodies=[body])
        self.asked = [self._question(code, "quiz") for code in codes if kinds.get(code).is_marked]
        self.quiz = QuizPage(title="Final quiz", slug="final-quiz", mode=mode, pass_mark=3, test_out=test_out)
        ModulePage.objects.get().add_child(instance=self.quiz)
        self.quiz.fixed_questions = [
            FixedQuestion(question=one, is_must_know=n < must_know, sort_order=n, locale=self.quiz.locale)
            for n, one in enumerate(self.asked)
        ]
        self.quiz.save_revision().publish()

    def turn(self) -> None:
        with guard.lifted():
            for one in [*self.checks, *self.asked]:
                keys.turn(one)

    def _question(self, code: str, use: str) -> Question:
        words = {"value": keys.of(code).authored, "explanation": keys.WHY}
        made = bank.question(f"{use}-{code}", code, translation_key=uuid5(bank.KEY, f"{use}-{code}"), **words)
        made.live = True
        made.save()
        compile_question(made)
        return made


class Walk:
    """What a learner does and gets. The first walk finds its way; another one takes exactly the same steps."""

    def __init__(self, client: Client) -> None:
        self.client, self.answers = client, list[Answer]()
        self.released: set[str] = set()

    def take(self, method: str, url: str, data: Any = None, *, released: bool = False, **headers: str) -> Any:
        step = Step(method, url, data or {}, headers.get("headers", {}), released)  # type: ignore[arg-type]
        return self.again(step)

    def again(self, step: Step) -> Any:
        act = self.client.post if step.method == "POST" else self.client.get
        answer = act(step.url, step.data, headers=step.headers)
        cookies = re.sub(r"(csrftoken|sessionid)=\w+", r"\1=", answer.cookies.output())
        content = re.sub(rb'(?<=csrfmiddlewaretoken" value=")\w+', b"", answer.content)
        self.answers.append((step, answer.status_code, dict(answer.headers), cookies, content))
        return answer

    def see(self, *urls: str) -> None:
        for url in urls:
            for headers in ({}, HTMX):
                self.take("GET", url, headers=headers)

    def follow_links(self) -> None:
        """Every page of this house that any page so far leads to."""
        seen = {step.url for step, *_ in self.answers if step.method == "GET"}
        waiting = [link for answer in self.answers for link in links(answer)]
        while waiting:
            url = waiting.pop()
            if url not in seen and urlsplit(url).path not in self.released:
                seen.add(url)
                self.take("GET", url)
                waiting += links(self.answers[-1])

    def compared(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer[0].is_released]


def links(answer: Answer) -> list[str]:
    found = re.findall(r'(?:href|hx-get)="(/(?!static/|media/|cms/)[^"#]*)', answer[-1].decode())
    return list(dict.fromkeys(one.replace("&amp;", "&") for one in found))


def first_walk(walk: Walk, company: Company) -> None:
    """From the catalogue to the last moment before handing in, with good and bad forms on the way."""
    walk.see(*PLACES)
    walk.take("POST", "/courses/respect/start/")
    lesson, quiz = (company.course.activities.get(kind=kind) for kind in ("lesson", "quiz"))
    pages = ("/en/courses/respect/basics/lesson-1/", "/en/courses/respect/basics/final-quiz/", f"/quizzes/{quiz.pk}/")
    walk.see(*pages)
    for n in range(len(company.checks)):
        for headers in ({}, HTMX):
            walk.take("POST", f"/checks/{lesson.pk}/{OVER.format(n)}/", {"answer": "nowhere" * 900}, headers=headers)
            walk.take("POST", f"/checks/{lesson.pk}/{OVER.format(n)}/", {}, headers=headers)
    walk.follow_links()
    walk.take("POST", f"/lessons/{lesson.pk}/done/")
    walk.see(*pages[1:])
    walk.take("POST", f"/quizzes/{quiz.pk}/start/")
    attempt = Attempt.objects.get()
    urls = [f"/attempts/{attempt.pk}/q/{number}/" for number in range(1, attempt.total + 1)]
    walk.see(*urls, f"/attempts/{attempt.pk}/review/", f"/attempts/{attempt.pk}/result/")
    for url in urls:
        for headers in ({}, HTMX):
            walk.take("POST", url, {"seq": 0, "do": "save"}, headers=headers)
            walk.take("POST", url, {"seq": 0, "do": "skip"}, headers=headers)
            walk.take("POST", url, {"seq": 0, "do": "save", "answer": "nowhere" * 900}, headers=headers)
    answer_all(walk, attempt, urls)
    walk.see(*PLACES, *pages, f"/attempts/{attempt.pk}/review/", f"/attempts/{attempt.pk}/result/")
    walk.see(*(url for url in urls if url not in walk.released))
    walk.follow_links()


def check_walk(walk: Walk, company: Company) -> None:
    """The short check of an exam to its end, and what there is to see after it."""
    walk.take("POST", "/courses/respect/start/")
    walk.see("/en/courses/respect/")
    walk.take("POST", f"/quizzes/{company.course.activities.get(kind='quiz').pk}/warm-up/")
    attempt = Attempt.objects.get()
    urls = [f"/attempts/{attempt.pk}/q/{number}/" for number in range(1, attempt.total + 1)]
    pages = [f"/attempts/{attempt.pk}/{page}/" for page in ("review", "result", "journal")]
    walk.see(*urls, *pages)
    for url in urls:
        walk.take("POST", url, {"seq": 0, "do": "keep", "sure": "certain"}, headers=HTMX)
        walk.take("POST", url, {"seq": 0, "do": "save", "sure": "certain"})
    answer_all(walk, attempt, urls)
    walk.see(*PLACES, *urls, *pages)
    walk.follow_links()
    walk.take("POST", f"/attempts/{attempt.pk}/submit/")
    for url in ("/en/courses/respect/", *urls, *pages):  # how many were right is told, and not which
        seen = walk.take("GET", url, released=True)
        assert (seen.status_code // 100 in (2, 3), b"anary" in seen.content) == (True, False), url


def answer_all(walk: Walk, attempt: Attempt, urls: list[str]) -> None:
    """Right and wrong by turns, and from a second tab as well. In practice an answer releases its reasons."""
    at_once = attempt.mode == Mode.PRACTICE
    for slot, url in zip(sheet(attempt), urls, strict=True):
        sent = {"do": "save", **slot.asked.entered(slot.asked.example(is_right=slot.number % 2 == 0))}
        other = {"do": "save", **slot.asked.entered(slot.asked.example(is_right=slot.number % 2 == 1))}
        walk.released |= {url} if at_once else set()
        walk.take("POST", url, {"seq": 0, **sent}, headers=HTMX, released=at_once)
        walk.take("POST", url, {"seq": 0, **sent}, released=at_once)
        walk.take("POST", url, {"seq": 0, **other}, headers=HTMX, released=at_once)
        walk.take("POST", url, {"seq": 1, **other}, released=at_once)


@pytest.fixture(autouse=True)
def the_same_ids(db: None) -> None:
    """The order of a check hangs on ids; with others than today's it could meet what was written by chance."""
    rewind()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clock and randomness stand still."""
    for drawing in (attempts, warming_up):
        monkeypatch.setattr(drawing, "SystemRandom", lambda: Random(SEED))
    with time_machine.travel("2026-11-27 10:00:00+01:00", tick=False):
        yield


def two_walks(
    company: Company, lena: User, sign_in: SignIn, way: Callable[[Walk, Company], None] = first_walk
) -> tuple[list[Answer], list[Answer]]:
    walks = [Walk(sign_in(lena)) for _ in range(2)]
    rewind()
    mark = transaction.savepoint()
    way(walks[0], company)
    transaction.savepoint_rollback(mark)
    company.turn()
    rewind()
    for step, *_answer in walks[0].answers:
        walks[1].again(step)
    return walks[0].compared(), walks[1].compared()


def rewind() -> None:
    """What was rolled back leaves no gap in the ids."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = 0")
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)


@pytest.mark.parametrize("mode", Mode.values)
def test_nothing_before_release_depends_on_the_key(
    house: Organisation, lena: User, sign_in: SignIn, still: None, mode: str
) -> None:
    first, second = two_walks(Company(mode, kinds.codes()), lena, sign_in)
    assert len(first) > 100
    assert {status // 100 for _step, status, *_rest in first} <= {2, 3, 4}
    assert [difference(one, other) for one, other in zip(first, second, strict=True) if one != other] == []
    told = [name(answer) for answer in first if b"anary" in answer[-1]]
    assert told == []


def test_nothing_of_the_short_check_of_an_exam_depends_on_the_key(
    house: Organisation, lena: User, sign_in: SignIn, still: None
) -> None:
    codes = [code for code in kinds.codes() if not kinds.get(code).is_marked_by_person]
    company = Company(Mode.EXAM, codes, test_out=PassByCheck.ALWAYS, must_know=len(codes))
    first, second = two_walks(company, lena, sign_in, check_walk)
    assert len(first) > 100
    assert [difference(one, other) for one, other in zip(first, second, strict=True) if one != other] == []
    assert [name(answer) for answer in first if b"anary" in answer[-1]] == []


def name(answer: Answer) -> str:
    step, status, *_rest = answer
    return f"{step.method} {step.url}{' (fragment)' if step.headers else ''}: {status}"


def difference(one: Answer, other: Answer) -> str:
    """Which answer differs, and how."""
    lines = ([*map(str, answer[1:-1]), *answer[-1].decode().splitlines()] for answer in (one, other))
    return "\n".join([name(one), *difflib.unified_diff(*lines, lineterm="", n=0)])


class Leaky(Single):
    """Its author thought that a space does no harm."""

    def learner(self, body: Any, texts: Any, order: Any) -> dict[str, Any]:
        view = super().learner(body, texts, order)
        for one in view["options"]:
            one["text"] += " " if one["id"] == body["right"] else ""
        return view


def test_a_kind_that_leaks_one_space_is_found(house: Organisation, lena: User, sign_in: SignIn, still: None) -> None:
    kinds.register(Leaky())
    try:
        first, second = two_walks(Company(Mode.STANDARD, ["single", "multiple", "short"]), lena, sign_in)
    finally:
        kinds.register(Single())
    differing = {one[0].url for one, other in zip(first, second, strict=True) if one != other}
    assert {url for url in differing if "/q/" in url} != set()
    assert "/en/courses/respect/basics/lesson-1/" in differing


def test_every_kind_is_written_with_two_keys() -> None:
    missing = [code for code in kinds.codes() if code not in keys.KEYS]
    assert missing == [], f"{keys.__name__}.KEYS has no row for these kinds; see there what a row is."


@pytest.mark.parametrize("seed", range(40))
def test_no_order_starts_as_it_was_written(seed: int) -> None:
    """On any paper, and in the check of any lesson, whoever owns it."""
    for code in ("order", "match"):
        kind = kinds.get(code)
        body, _texts = kind.shape(keys.of(code).authored, bank.KEY)
        written = body["items"] if code == "order" else list(body["key"].values())
        shown = kind.order(body, Random(seed))
        assert (sorted(shown), shown != written) == (sorted(written), True)
