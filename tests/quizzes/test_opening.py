"""When a quiz may be started."""

from courses import outline, progress
from courses.models import Enrolment, ModulePage
from lms.people.models import User
from quizzes import opening
from tests import factories
from tests.quizzes.conftest import Quiz


def titles(quiz: Quiz, person: User) -> list[str]:
    course = outline.of(quiz.course, person=person, language="en")
    return [item.title for item in opening.missing(course, quiz.activity)]


def test_lessons_before_the_quiz_are_missing_until_they_are_done(quiz: Quiz, lena: User) -> None:
    early = quiz.enrolled(lena, is_lesson_done=False)
    assert titles(quiz, lena) == ["Lesson 1"]
    progress.complete(early, quiz.lesson, version=quiz.lesson.versions.get())
    assert titles(quiz, lena) == []


def test_lessons_after_the_quiz_are_not_waited_for(quiz: Quiz, taken: Enrolment) -> None:
    factories.lesson(ModulePage.objects.get(pk=quiz.page.get_parent().pk), 2)
    assert titles(quiz, taken.person) == []


def test_lessons_that_were_unpublished_are_not_waited_for(quiz: Quiz, lena: User) -> None:
    quiz.enrolled(lena, is_lesson_done=False)
    factories.LessonPage.objects.get(translation_key=quiz.lesson.pk).unpublish()
    assert titles(quiz, lena) == []
