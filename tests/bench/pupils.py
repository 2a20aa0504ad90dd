"""People who take the quiz of the bench: a course with one lesson, and ten questions of five kinds."""

from random import Random
from typing import Any

from courses import enrolment, progress
from courses.models import Activity, Course, CoursePage, Enrolment, ModulePage
from lms.people import people
from lms.questions import asking, versions
from lms.questions.models import QuestionVersion
from lms.questions.publishing import compile as compile_question
from quizzes import attempts, papers
from quizzes.models import Attempt, DrawRule, QuizPage, Response
from tests import factories
from tests.bench.quiz import QUESTIONS
from tests.lms.questions import bank

SLUG, KINDS = "bench-course", ("single", "multiple", "situation", "match", "short")
TAKERS, CROWD = 168, 200


def build(name: str) -> dict[str, Any]:
    """New people for this run, enrolled and with the lesson done; `name` makes their addresses unique.

    `takers` have the quiz before them; `crowd` has answered everything and not handed in.
    """
    course = Course.objects.filter(slug=SLUG).first() or _course()
    quiz = course.activities.get(kind=Activity.Kind.QUIZ)
    taken = [_enrol(f"{name}-{number}", course) for number in range(TAKERS + CROWD)]
    opened = [attempts.start(one, quiz) for one in taken[TAKERS:]]
    _answer(opened)
    return {
        "quiz": str(quiz.pk),
        "takers": [one.person_id for one in taken[:TAKERS]],
        "crowd": [(attempt.enrolment.person_id, attempt.pk) for attempt in opened],
        "answers": _answers(),
    }


def _course() -> Course:
    course = factories.course(SLUG, lessons=1)
    about = bank.objective("bench")
    for number in range(2 * QUESTIONS):
        made = bank.question(f"bench-{number}", KINDS[number % len(KINDS)], objective=about, stem=f"What of {number}?")
        made.live = True
        made.save()
        compile_question(made)
    page = QuizPage(title="Bench quiz", slug="bench-quiz", pass_mark=QUESTIONS - 2)
    ModulePage.objects.child_of(CoursePage.objects.get(translation_key=course.key)).get().add_child(instance=page)
    page.draw_rules = [DrawRule(objective=about, count=QUESTIONS, locale=page.locale)]
    page.save_revision().publish()
    return course


def _enrol(name: str, course: Course) -> Enrolment:
    person = people.add(email=f"{name}@bench.example", name=f"Bench {name}", by=None)
    taken = enrolment.enrol(person, course, language="en")
    lesson = course.activities.get(kind=Activity.Kind.LESSON)
    progress.complete(taken, lesson, version=lesson.versions.get())
    return taken


def _answer(opened: list[Attempt]) -> None:
    """Everything right, as it would stand in the database."""
    Response.objects.bulk_create(
        Response(attempt=attempt, slot=slot.number, seq=1, value=slot.asked.example(is_right=True),
                 saved_at=attempt.started_at)
        for attempt in opened for slot in papers.sheet(attempt, language="en")
    )  # fmt: skip


def _answers() -> dict[str, dict[str, list[str]]]:
    """The form with the right answer for each question, by its words."""
    asked = QuestionVersion.objects.filter(objective_key=bank.objective("bench").translation_key)
    words = versions.wordings([one.pk for one in asked], "en")
    shown = [asking.ask(one, words[one.pk], order=asking.new_order(one, Random(1))) for one in asked]
    return {one.stem: one.entered(one.example(is_right=True)) for one in shown}
