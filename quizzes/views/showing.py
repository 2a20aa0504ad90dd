"""Pages that several acts end in: check your answers, time is up, waiting for a trainer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lms.htmx import respond
from lms.language import current as current_language
from lms.people.requests import SignedIn
from quizzes import deadlines, papers
from quizzes.models import Attempt
from quizzes.views import finding


def check_answers(request: SignedIn, attempt: Attempt) -> HttpResponse:
    slots = papers.sheet(attempt, language=current_language())
    context = {
        "attempt": attempt,
        "quiz_title": finding.title(attempt.activity),
        "asked": [slot for slot in slots if not slot.is_carried],
        "carried": [slot for slot in slots if slot.is_carried],
        "missing": [slot for slot in slots if slot.is_missing],
        "may_have_more_time": deadlines.may_extend(attempt, now=timezone.now()),
    }
    return respond(request, "quizzes/review.html", "quizzes/_review.html", context)


def time_up(request: SignedIn, attempt: Attempt) -> HttpResponse:
    """The time has run out and nobody has handed in yet: the next act does, and a read only says so (D25)."""
    context = {"attempt": attempt, "quiz_title": finding.title(attempt.activity)}
    return respond(request, "quizzes/time_up.html", "quizzes/_time_up.html", context)


def waiting(request: SignedIn, attempt: Attempt) -> HttpResponse:
    """Handed in; a trainer still reads what was written."""
    slots = papers.sheet(attempt, language=current_language())
    context = {"attempt": attempt, "quiz_title": finding.title(attempt.activity), "slots": slots}
    return render(request, "quizzes/waiting.html", context)
