"""Whose attempt, which quiz, and where its pages are. What a person may not see does not exist."""

from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.http import Http404
from django.urls import reverse

from courses.models import Activity, Course
from lms import sql
from lms.language import current as current_language
from lms.people.requests import SignedIn
from quizzes.models import Attempt


def quiz(request: SignedIn, key: UUID) -> Activity:
    """A quiz of a course that this person has started; anything else is a 404."""
    found = next(iter(_quiz(person=request.user.pk, key=key)), None)
    if found is None:
        raise Http404
    return found


@sql.once
def _quiz() -> QuerySet[Activity]:
    person = sql.Given("person")
    courses = Course.objects.visible_to(person).filter(enrolments__person=person)
    quizzes = Activity.objects.order_by().filter(kind=Activity.Kind.QUIZ, course__in=courses)
    return quizzes.select_related("course").filter(pk=sql.Given("key", UUIDField()))


def attempt(request: SignedIn, pk: int) -> Attempt:
    """The learner's own attempt; anybody else's does not exist."""
    found = next(iter(_own(person=request.user.pk, attempt=pk)), None)
    if found is None:
        raise Http404
    found.enrolment.person = request.user
    return found


@sql.once
def _own() -> QuerySet[Attempt]:
    own = Attempt.objects.visible_to(sql.Given("person")).with_asked().filter(pk=sql.Given("attempt"))
    return own.select_related("enrolment", "activity__course", "version")


def try_to_help_with(request: SignedIn, pk: int) -> Attempt | None:
    """Anybody's try, for a trainer who was told its number."""
    tries = Attempt.objects.for_help(request.user)
    return tries.select_related("enrolment__person", "activity__course", "version").filter(pk=pk).first()


def titles(activity: Activity) -> dict[str, str]:
    """What a back-office page calls a quiz: course and title."""
    return {"course": activity.course.title_in(current_language()), "title": title(activity)}


def title(activity: Activity) -> str:
    return activity.title_in(current_language())


def question_url(attempt: Attempt, number: int) -> str:
    return reverse("question", args=[attempt.pk, number])


def review_url(attempt: Attempt) -> str:
    return reverse("attempt_review", args=[attempt.pk])


def result_url(attempt: Attempt) -> str:
    return reverse("attempt_result", args=[attempt.pk])
