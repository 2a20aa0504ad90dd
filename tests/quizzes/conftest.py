"""A course with a lesson and a quiz of many kinds, and a learner who may start it."""

import re
from typing import Any
from uuid import UUID

import pytest

from courses import enrolment, progress
from courses.models import Activity, Course, Enrolment, LessonPage, ModulePage
from lms.people.models import Organisation, User
from lms.questions.models import Objective, Question
from lms.questions.publishing import compile as compile_question
from quizzes import papers
from quizzes.models import Attempt, DrawRule, FixedQuestion, QuizPage
from tests import factories
from tests.lms.questions import bank


class Quiz:
    """The quiz of a course: two of five "words", one of two "steps", and one must-know. Three are needed."""

    def __init__(self, slug: str = "respect") -> None:
        self.course: Course = factories.course(slug, lessons=1)
        self.words = bank.objective("words")
        self.steps = bank.objective("steps")
        for code, kind in [("w1", "single"), ("w2", "multiple"), ("w3", "short"), ("w4", "single"), ("w5", "single")]:
            self.question(code, kind, self.words)
        for code, kind in [("s1", "order"), ("s2", "match")]:
            self.question(code, kind, self.steps)
        self.must_know = self.question("known", "situation", self.words)
        self.page = self._page(slug)

    def question(self, code: str, kind: str, about: Objective) -> UUID:
        """As published, without the revisions that a trainer's work leaves: that is faster."""
        made = bank.question(code, kind, objective=about)
        made.live = True
        made.save()
        compile_question(made)
        return made.translation_key

    def _page(self, slug: str) -> QuizPage:
        module = ModulePage.objects.get(slug="basics", path__startswith=self.course_path)
        page = QuizPage(title="Final quiz", slug="final-quiz", pass_mark=3)
        module.add_child(instance=page)
        page.draw_rules = [
            DrawRule(objective=self.words, count=2, sort_order=1, locale=page.locale),
            DrawRule(objective=self.steps, count=1, sort_order=2, locale=page.locale),
        ]
        known = factories.Question.objects.get(translation_key=self.must_know)
        page.fixed_questions = [FixedQuestion(question=known, is_must_know=True, locale=page.locale)]
        page.save_revision().publish()
        return QuizPage.objects.get(pk=page.pk)

    @property
    def course_path(self) -> str:
        return str(LessonPage.objects.get(slug="lesson-1", translation_key__in=self.keys).path[:-8])

    @property
    def keys(self) -> list[UUID]:
        return list(self.course.activities.values_list("key", flat=True))

    @property
    def activity(self) -> Activity:
        return Activity.objects.select_related("course").get(pk=self.page.translation_key)

    @property
    def lesson(self) -> Activity:
        return self.course.activities.get(kind=Activity.Kind.LESSON)

    def change(self, **fields: Any) -> None:
        """Publishes the page with other rules."""
        for name, value in fields.items():
            setattr(self.page, name, value)
        self.page.save_revision().publish()

    def enrolled(self, person: User, *, is_lesson_done: bool = True) -> Enrolment:
        taken = enrolment.enrol(person, self.course, language="en")
        if is_lesson_done:
            progress.complete(taken, self.lesson, version=self.lesson.versions.get())
        return taken


def right(slot: papers.Slot) -> Any:
    return slot.asked.example(is_right=True)


def wrong(slot: papers.Slot) -> Any:
    return slot.asked.example(is_right=False)


def form(slot: papers.Slot, value: Any) -> dict[str, Any]:
    """The form that a browser would send for this answer."""
    return {"seq": slot.seq, "do": "save", **slot.asked.entered(value)}


def masked(content: bytes) -> bytes:
    """A page without the tokens that differ in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


def sheet(attempt: Attempt) -> list[papers.Slot]:
    return papers.sheet(attempt, language="en")


def turn_key(question: Question) -> None:
    """The author had ticked the wrong answer: it is the first one that is right."""
    kind, value = question.interaction[0].block_type, question.interaction.raw_data[0]
    options = value["value"]["options"]
    rights = [one["value"]["right"] for one in options]
    for one, is_right in zip(options, [*rights[1:], rights[0]], strict=True):
        one["value"]["right"] = is_right
    question.interaction = [{"type": kind, "value": value["value"], "id": value.get("id")}]
    question.save()
    compile_question(question)


@pytest.fixture(autouse=True)
def no_tasks(plain_settings: None, settings: Any) -> None:
    """Search, references and certificates' files are made by tasks; no test here looks at them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def quiz(house: Organisation) -> Quiz:
    return Quiz()


@pytest.fixture
def taken(quiz: Quiz, lena: User) -> Enrolment:
    return quiz.enrolled(lena)


@pytest.fixture
def always(quiz: Quiz) -> Question:
    """One single choice that stands on every paper."""
    known = Question.objects.get(code="w1")
    quiz.page.fixed_questions = [
        *quiz.page.fixed_questions.all(), FixedQuestion(question=known, is_must_know=False, locale=quiz.page.locale)
    ]  # fmt: skip
    quiz.change(pass_mark=5)
    return known
