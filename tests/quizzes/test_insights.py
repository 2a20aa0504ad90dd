"""How quizzes do, under /cms/quizzes/: first tries of five people and more, for trainers, and the way to mend it."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from courses.models import Activity, Course, Enrolment
from lms.people.models import User
from lms.questions import versions
from lms.questions.models import Question, QuestionVersion, QuestionWording
from quizzes import attempts, correcting, grading
from quizzes.models import Attempt, PaperItem, QuizPage, Response
from quizzes.statistics import reading, report
from quizzes.statistics.flags import Flag, Raised
from tests import factories
from tests.quizzes.conftest import Quiz, right, sheet, wrong

SignIn = Callable[[User], Client]
NO_FIGURES = "Fewer than five people have answered: no figures yet."


def said(html: bytes) -> str:
    """The words of a page, each gap one space."""
    return " ".join(strip_tags(re.sub(rb"(?s).*<main", b"<main", html).decode()).split())


class Plain:
    """A quiz that asks everybody the same questions, each with one right answer of three."""

    def __init__(self, slug: str = "listen", questions: int = 3) -> None:
        self.course: Course = factories.course(slug, lessons=1, quiz_questions=questions)
        self.quiz = self.course.activities.get(kind=Activity.Kind.QUIZ)
        self.people = 0

    @property
    def questions(self) -> list[Question]:
        return list(Question.objects.filter(code__startswith=f"{self.course.slug}-1-q").order_by("code"))

    @property
    def asked(self) -> list[QuestionVersion]:
        found = versions.current(one.translation_key for one in self.questions)
        return [found[one.translation_key] for one in self.questions]

    def person(self) -> User:
        self.people += 1
        return User.objects.create(email=f"p{self.people}@{self.course.slug}.example", name=f"Person {self.people}")

    def hand_in(self, *picks: Sequence[int | None]) -> None:
        """A person for each of these, with what they chose per question: 0 is right, 1 and 2 are not, None is empty.

        Written as rows, which is fast; that the rules write the same is another test's.
        """
        asked, now = self.asked, timezone.now()
        version = self.quiz.versions.get()
        for chosen in picks:
            taken = Enrolment.objects.create(
                person=self.person(), course=self.course, cycle=1, language="en", started_at=now
            )
            papers = [PaperItem(slot=slot, question_version=one) for slot, one in enumerate(asked, 1)]
            given = {
                slot: asked[slot - 1].body["options"][pick] for slot, pick in enumerate(chosen, 1) if pick is not None
            }
            grade = grading.grade(papers, given, needed=1, language="en")
            attempt = Attempt.objects.create(
                enrolment=taken, activity=self.quiz, version=version, number=1, total=len(papers), needed=1,
                started_at=now, submitted_at=now + timedelta(hours=1), right=grade.right, marks=grade.marks,
                is_passed=grade.is_passed, closed_by=Attempt.ClosedBy.PERSON,
            )  # fmt: skip
            for paper in papers:
                paper.attempt = attempt
            PaperItem.objects.bulk_create(papers)
            Response.objects.bulk_create(
                Response(attempt=attempt, slot=slot, seq=1, value=value, saved_at=now + timedelta(seconds=20 * slot))
                for slot, value in given.items()
            )

    def report(self) -> report.QuizReport:
        return report.of(self.quiz, language="en")

    @property
    def address(self) -> str:
        return reverse("quiz_insights", args=[self.quiz.pk])


@pytest.fixture
def plain(house: Any) -> Plain:
    return Plain()


@pytest.fixture
def trainer(ada: User, sign_in: SignIn) -> Client:
    return sign_in(ada)


@pytest.mark.parametrize("who", ["lena", "max"])
def test_it_is_not_there_for_learners_and_managers(request: Any, who: str, plain: Plain, sign_in: SignIn) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert [client.get(one).status_code for one in (reverse("insights"), plain.address)] == [404, 404]


@pytest.mark.parametrize("who", ["ada", "rosa"])
def test_trainers_and_administrators_find_it_in_the_menu(request: Any, who: str, plain: Plain, sign_in: SignIn) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert f'"{reverse("insights")}"' in client.get("/cms/").content.decode().replace("&quot;", '"')
    assert [client.get(one).status_code for one in (reverse("insights"), plain.address)] == [200, 200]


def test_before_anybody_tried(trainer: Client, plain: Plain) -> None:
    assert "Nobody has handed in this quiz yet." in said(trainer.get(plain.address).content)
    assert "Listen, Final quizFinal quiz 0 – –" in said(trainer.get(reverse("insights")).content)


def test_there_is_no_quiz_yet(trainer: Client) -> None:
    assert "There is no quiz yet." in said(trainer.get(reverse("insights")).content)


def test_nothing_is_told_below_five_people(trainer: Client, plain: Plain) -> None:
    plain.hand_in([0, 0, 1], [0, 1, 1], [0, 1, 2], [0, 0, 1])
    words = said(trainer.get(plain.address).content)
    assert words.count(NO_FIGURES) == 3
    assert not re.search(r"\d of \d|passed|right at the first|Everyone|seconds", words)
    assert "Final quiz 4 Told from five people on –" in said(trainer.get(reverse("insights")).content)


def test_what_five_people_did(trainer: Client, plain: Plain) -> None:
    plain.hand_in([0, 0, 1], [0, 1, 1], [0, 1, 2], [0, 0, 1], [None, 0, None])
    words = said(trainer.get(plain.address).content)
    assert "5 people have handed it in. 5 passed at the first try." in words
    assert "3 of 5 right at the first try · half took less than about 20 seconds" in words
    assert "right counts as right 3 of 5 wrong 2 of 5 worse 0 of 5" in words
    assert words.count(NO_FIGURES) == 2, "four have answered the first and the third"
    assert "Person" not in words
    assert "Final quiz 5 5 of 5 –" in said(trainer.get(reverse("insights")).content)


def test_one_click_leads_to_the_fix(trainer: Client, plain: Plain) -> None:
    plain.hand_in(*[[0, 0, 0]] * 5)
    html = trainer.get(plain.address).content.decode()
    edits = [reverse("wagtailsnippets_questions_question:edit", args=[one.pk]) for one in plain.questions]
    page = reverse("wagtailadmin_pages:edit", args=[QuizPage.objects.get().pk])
    assert [f'href="{one}"' in html for one in [*edits, page]] == [True] * 4
    assert trainer.get(edits[0]).status_code == 200


def test_a_wrong_key_is_found_and_mending_it_starts_a_new_count(trainer: Client, plain: Plain) -> None:
    """Twenty people who know the rest choose what is right in truth and wrong by the key."""
    plain.hand_in(*[[1, 0, 0]] * 18, *[[0, 0, 0]] * 2, *[[0, 1, 2]] * 8, *[[0, 2, 1]] * 8, *[[1, 0, 1]] * 4)
    found = plain.report()
    first = found.questions[0]
    assert (first.stem, first.raised[0]) == ("What helps with listen-1-q1?", Raised(Flag.WRONG_WAY))
    assert first.figures is not None
    assert [(one.part.words, one.everyone, one.top, one.others) for one in first.figures.draws] == [
        ("right", 18, 2, 16), ("wrong", 22, 18, 4), ("worse", 0, 0, 0),
    ]  # fmt: skip
    words = said(trainer.get(plain.address).content)
    assert "People who do well miss this one: is the key right?" in words
    assert "Nobody picks “worse”: write a better wrong answer or remove it." in words

    question = plain.questions[0]
    options = question.interaction[0].value["options"]
    options[0]["right"], options[1]["right"] = False, True
    question.save_revision().publish()
    mended = plain.report()
    assert [one.stem for one in mended.questions if one.figures is None] == ["What helps with listen-1-q1?"]
    assert [(one.stem, one.figures.right) for one in mended.earlier if one.figures] == [
        ("What helps with listen-1-q1?", 18)
    ]
    assert mended.line.attention == found.line.attention - 1
    words = said(trainer.get(plain.address).content)
    assert "People who do well miss this one" not in words
    assert "counted anew since an answer was changed on" in words
    plain.hand_in(*[[1, 0, 0]] * 5)
    assert sorted(one.figures.right for one in plain.report().questions if one.figures) == [5, 25, 29]


@pytest.mark.parametrize("may_lower", [False, True])
def test_a_corrected_result_leaves_the_figures_of_the_old_key(
    trainer: Client, plain: Plain, ada: User, may_lower: bool
) -> None:
    """Two of ten chose what was right then. Results follow the better key; what was asked then is told by its own."""
    plain.hand_in(*[[0, 0, 0]] * 2, *[[1, 0, 0]] * 8)
    question = plain.questions[0]
    options = question.interaction[0].value["options"]
    options[0]["right"], options[1]["right"] = False, True
    question.save_revision().publish()
    before = plain.report()

    correcting.correct(question.translation_key, "key", reason="Answer key was wrong", by=ada, may_lower=may_lower)

    assert Attempt.objects.filter(right=3).count() == (8 if may_lower else 10)
    assert plain.report() == before
    (earlier,) = plain.report().earlier
    assert earlier.figures is not None
    assert [(one.part.is_right, one.everyone) for one in earlier.figures.draws] == [(True, 2), (False, 8), (False, 0)]
    words = said(trainer.get(plain.address).content)
    assert "2 of 10 right at the first try" in words
    assert "What was right then counts as right here, also where results were corrected since." in words


def test_a_credited_question_is_in_no_figure(plain: Plain, ada: User) -> None:
    plain.hand_in(*[[1, 0, 0]] * 6)
    question = plain.questions[0]

    correcting.correct(question.translation_key, "withdrawn", reason="Two answers are right", by=ada)

    assert [one.figures.asked for one in plain.report().questions if one.figures] == [6, 6]


@pytest.mark.parametrize(("needed", "right"), [(1, 6), (4, 0)])
def test_points_of_a_trainer_stay_and_count_by_what_was_needed_then(needed: int, right: int) -> None:
    body = {"points": 4, "needed": needed}
    version = QuestionVersion(pk=1, kind="written", body=body)
    mark = {"points": "0.75", "right": not right, "given": 3, "version": 2}
    paper = [("quiz", [reading.Asked(1, mark, "In my words", None)])] * 6

    found = reading.answers(paper, [version], {1: QuestionWording(version=version, texts={})})  # type: ignore[arg-type]

    assert sum(one.is_right for one in found["quiz"][1]) == right  # type: ignore[index]


def test_new_words_keep_the_count(plain: Plain) -> None:
    plain.hand_in(*[[0, 0, 0]] * 3)
    question = plain.questions[0]
    question.stem = "What would help?"
    question.save_revision().publish()
    plain.hand_in(*[[0, 0, 0]] * 3)
    found = plain.report()
    assert [one.figures.asked for one in found.questions if one.figures] == [6, 6, 6]
    assert "What would help?" in [one.stem for one in found.questions]
    assert found.earlier == []


def test_what_needs_a_look_comes_first(plain: Plain) -> None:
    plain.hand_in(*[[0, 0, 0]] * 4, *[[0, 1, 0]] * 10, *[[0, 2, 1]] * 10)
    found = plain.report()
    assert [(one.stem, [raised.flag for raised in one.raised]) for one in found.questions] == [
        ("What helps with listen-1-q2?", [Flag.HARD]),
        ("What helps with listen-1-q3?", [Flag.UNPICKED]),
        ("What helps with listen-1-q1?", [Flag.EASY]),
    ]
    assert found.line.attention == 2, "an easy question need not be changed"


def test_only_the_first_try_counts_and_only_once_handed_in(quiz: Quiz, lena: User) -> None:
    """By the rules, over all kinds: a first try, a retry, practice after the pass, the next cycle, and an open one."""
    taken = quiz.enrolled(lena)
    for answers in (wrong, right, right):
        attempt = attempts.start(taken, quiz.activity)
        for slot in sheet(attempt):
            if not slot.is_carried:
                attempts.save(attempt, slot.number, answers(slot))
        attempts.submit(attempt)
    for n in range(5):
        person = User.objects.create(email=f"q{n}@demo.example", name=f"Person {n}")
        mine = attempts.start(quiz.enrolled(person), quiz.activity)
        for slot in sheet(mine):
            attempts.save(mine, slot.number, right(slot))
        if n < 4:
            attempts.submit(mine)
    found = report.of(quiz.activity, language="en")
    assert (found.line.tried, found.line.passed) == (5, 4)
    known = next(one for one in found.questions if one.series.key == quiz.must_know)
    assert known.figures is not None
    assert (known.figures.asked, known.figures.answered, known.figures.right) == (5, 5, 4)
    assert sum(one.figures.asked for one in found.questions if one.figures) <= 5 * 4


def test_a_person_who_takes_the_course_again_is_one_person(plain: Plain) -> None:
    plain.hand_in(*[[0, 0, 0]] * 5)
    once = Attempt.objects.earliest("pk")
    Enrolment.objects.filter(pk=once.enrolment_id).update(closed_at=timezone.now())
    again = Enrolment.objects.create(
        person=once.enrolment.person, course=plain.course, cycle=2, language="en", started_at=timezone.now()
    )
    once.pk, once.enrolment, once.is_passed = None, again, False
    once._state.adding = True
    once.save()
    assert (plain.report().line.tried, plain.report().line.passed) == (5, 5)


@pytest.mark.parametrize(("address", "bound"), [("list", 19), ("quiz", 19)])
def test_queries_are_the_same_for_any_number(address: str, bound: int, trainer: Client, house: Any) -> None:
    """One question or three, ten people or a hundred, one quiz or two."""
    small, large = Plain("small", questions=1), Plain("large", questions=3)
    small.hand_in(*[[0]] * 10)

    def queries(path: str) -> int:
        trainer.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert trainer.get(path).status_code == 200
        return len(asked)

    paths = [reverse("insights")] * 2 if address == "list" else [small.address, large.address]
    few = queries(paths[0])
    large.hand_in(*[[0, 1, 2]] * 100)
    assert queries(paths[1]) == few <= bound
