"""Pages that several acts end in: a question, check your answers, time is up, waiting for a trainer."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.htmx import go, respond, wants_fragment
from lms.language import current as current_language
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer
from quizzes import deadlines, papers, results
from quizzes.ladder import Confidence
from quizzes.models import Attempt
from quizzes.review import review_policy
from quizzes.views import finding


def question(
    request: SignedIn, attempt: Attempt, number: int, *, status: int = 200, seen: int | None = None, **trouble: Any
) -> HttpResponse:  # fmt: skip
    """The question, or in practice its reasons once it is answered. `trouble` says what was wrong with the form, `seen`
    the last answer that its page had seen, where that must stay so."""
    slot = papers.slot(attempt, number, language=current_language())
    if slot is None:
        raise Http404
    if slot.is_carried:
        return go(request, finding.review_url(attempt))
    is_reviewed = review_policy(attempt, request.user).shows_reasons(slot)
    review = slot.asked.review(slot.value) if is_reviewed else None
    is_missed = review is not None and review.is_right is False
    context = {
        "attempt": attempt,
        "quiz_title": finding.title(attempt.activity),
        "slot": slot,
        "count": attempt.asked,
        "review": review,
        "lesson": results.lesson_about(attempt, slot, language=current_language()) if is_missed else None,
        "next_url": finding.question_url(attempt, number + 1)
        if number < attempt.asked
        else finding.review_url(attempt),
        "may_have_more_time": deadlines.may_extend(attempt, now=timezone.now()),
        "confidences": Confidence.choices if attempt.is_warm_up else (),
        "then": "review" if "review" in (request.POST.get("then"), request.GET.get("then")) else "",
        "takes_focus": wants_fragment(request) and not trouble,
        "trouble": "",
        "seen": seen,
        **_trouble(slot, **trouble),
    }
    return respond(request, "quizzes/question.html", "quizzes/_question.html", context, status=status)


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


def _trouble(
    slot: papers.Slot, *, bad: BadAnswer | None = None, is_blank: bool = False, other: QueryDict | None = None,
    left: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the page says about a form that could not be saved. `left`: the form as it was left, and its receipt."""
    if is_blank:
        return {"error": _("%(what)s, or skip for now") % {"what": slot.asked.nothing_chosen}}
    if bad:
        return {"error": bad.sentence, "kept": bad.kept}
    if other is not None:
        return {"is_stale": True, "chosen": _in_words(slot, other)}
    return left or {}


def _in_words(slot: papers.Slot, form: QueryDict) -> str:
    """The answer in a form; empty where it holds none that could be saved."""
    try:
        return slot.asked.in_words(slot.asked.read(form))
    except BadAnswer:
        return ""
