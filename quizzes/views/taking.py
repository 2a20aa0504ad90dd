"""The acts of a quiz over HTTP: start, one question a page, check your answers, hand in, result."""

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url

from courses import enrolment, outline
from courses.models import Activity, Course
from lms.htmx import go, respond, wants_fragment
from lms.language import current as current_language
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer
from quizzes import attempts, opening, papers, results
from quizzes.drawing import NotEnoughQuestions
from quizzes.models import Attempt, Mode
from quizzes.review import review_policy

_SEQ = re.compile(r"\d{1,9}", re.ASCII)


@require_safe
def quiz(request: SignedIn, activity: UUID) -> HttpResponse:
    """Leads to the introduction of the quiz in the reader's language."""
    found = _quiz(request, activity)
    course = outline.of(found.course, person=request.user, language=current_language())
    item = next((item for item in course.items if item.activity_key == found.pk), None)
    return go(request, (item and item.url) or course.url or reverse("home"))


@require_POST
def start(request: SignedIn, activity: UUID) -> HttpResponse:
    """Starts an attempt, or goes on with the open one."""
    found = _quiz(request, activity)
    taken = enrolment.current(request.user, found.course)
    if taken is None:
        raise Http404
    try:
        attempt = attempts.start(taken, found)
    except opening.NotOpen as closed:
        return _not_open(request, found, {"missing": closed.missing})
    except NotEnoughQuestions:
        return _not_open(request, found, {"is_bank_short": True})
    number = papers.first_unanswered(attempt)
    return go(request, _question_url(attempt, number) if number else _review_url(attempt))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn, attempt_id: int, number: int) -> HttpResponse:
    """One question: shown, or its answer saved before anything moves on."""
    attempt = _attempt(request, attempt_id)
    if not 1 <= number <= attempt.total:
        raise Http404
    if attempt.submitted_at:
        return go(request, _result_url(attempt))
    return _answer(request, attempt, number) if request.method == "POST" else _ask(request, attempt, number)


@require_safe
def review(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Check your answers."""
    attempt = _attempt(request, attempt_id)
    return go(request, _result_url(attempt)) if attempt.submitted_at else _check_answers(request, attempt)


@require_POST
def submit(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Hands the attempt in; however often it is sent, there is one result."""
    attempt = _attempt(request, attempt_id)
    attempts.submit(attempt)
    return go(request, _result_url(attempt))


@require_safe
def result(request: SignedIn, attempt_id: int) -> HttpResponse:
    """The result with its reasons."""
    attempt = _attempt(request, attempt_id)
    picture = results.of(attempt, review_policy(attempt, request.user), language=current_language())
    if picture is None:
        return go(request, _review_url(attempt))
    context = {"attempt": attempt, "quiz_title": _title(attempt.activity), "result": picture}
    return render(request, "quizzes/result.html", context)


def _answer(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    if request.POST.get("do") == "skip":
        return _onward(request, attempt, number)
    try:
        attempts.answer(attempt, number, request.POST, seq=_seq(request))
    except attempts.Closed:
        return go(request, _result_url(attempt))
    except attempts.NothingAnswered:
        return _ask(request, attempt, number, status=422, is_blank=True)
    except BadAnswer as bad:
        return _ask(request, attempt, number, status=422, bad=bad)
    except (attempts.Stale, attempts.Settled):
        return _ask(request, attempt, number, status=409, other=request.POST)
    return _stay(request, attempt, number) if attempt.mode == Mode.PRACTICE else _onward(request, attempt, number)


def _stay(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """In practice the reasons follow at once, in the place of the question."""
    if wants_fragment(request):
        return _ask(request, attempt, number)
    return go(request, _question_url(attempt, number))


def _onward(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """The next question or the check of the answers: for htmx in the same answer, else by a redirect."""
    to_review = request.POST.get("then") == "review" or number >= attempt.asked
    url = _review_url(attempt) if to_review else _question_url(attempt, number + 1)
    if not wants_fragment(request):
        return go(request, url)
    return push_url(_check_answers(request, attempt) if to_review else _ask(request, attempt, number + 1), url)


def _ask(request: SignedIn, attempt: Attempt, number: int, *, status: int = 200, **trouble: Any) -> HttpResponse:
    """The question, or in practice its reasons once it is answered. `trouble` says what was wrong with the form."""
    slot = papers.slot(attempt, number, language=current_language())
    if slot is None:
        raise Http404
    if slot.is_carried:
        return go(request, _review_url(attempt))
    is_reviewed = review_policy(attempt, request.user).shows_reasons(slot)
    context = {
        "attempt": attempt,
        "quiz_title": _title(attempt.activity),
        "slot": slot,
        "count": attempt.asked,
        "review": slot.asked.review(slot.value) if is_reviewed else None,
        "next_url": _question_url(attempt, number + 1) if number < attempt.asked else _review_url(attempt),
        "then": "review" if "review" in (request.POST.get("then"), request.GET.get("then")) else "",
        "takes_focus": wants_fragment(request) and not trouble,
        **_trouble(slot, **trouble),
    }
    return respond(request, "quizzes/question.html", "quizzes/_question.html", context, status=status)


def _trouble(
    slot: papers.Slot, *, bad: BadAnswer | None = None, is_blank: bool = False, other: QueryDict | None = None
) -> dict[str, Any]:
    """What the page says about a form that could not be saved."""
    if is_blank:
        return {"error": _("%(what)s, or skip for now") % {"what": slot.asked.nothing_chosen}}
    if bad:
        return {"error": bad.sentence, "kept": bad.kept}
    if other is not None:
        return {"is_stale": True, "chosen": slot.asked.in_words(slot.asked.read(other))}
    return {}


def _check_answers(request: SignedIn, attempt: Attempt) -> HttpResponse:
    slots = papers.sheet(attempt, language=current_language())
    context = {
        "attempt": attempt,
        "quiz_title": _title(attempt.activity),
        "asked": [slot for slot in slots if not slot.is_carried],
        "carried": [slot for slot in slots if slot.is_carried],
        "missing": [slot for slot in slots if not slot.is_answered],
    }
    return respond(request, "quizzes/review.html", "quizzes/_review.html", context)


def _not_open(request: SignedIn, activity: Activity, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, "quizzes/not_open.html", {"activity": activity, "quiz_title": _title(activity), **context}, status=409
    )


def _quiz(request: SignedIn, key: UUID) -> Activity:
    """A quiz of a course that this person has started; anything else is a 404."""
    courses = Course.objects.visible_to(request.user).filter(enrolments__person=request.user)
    quizzes = Activity.objects.filter(kind=Activity.Kind.QUIZ, course__in=courses).select_related("course")
    return get_object_or_404(quizzes, pk=key)


def _attempt(request: SignedIn, pk: int) -> Attempt:
    """The learner's own attempt; anybody else's does not exist."""
    own = Attempt.objects.visible_to(request.user).with_asked()
    return get_object_or_404(own.select_related("enrolment__person", "activity__course"), pk=pk)


def _title(activity: Activity) -> str:
    return activity.title_in(current_language())


def _seq(request: SignedIn) -> int:
    """The number of the last answer that the page had seen. A form without it was not made here."""
    seq = request.POST.get("seq", "")
    if not _SEQ.fullmatch(seq):
        raise BadRequest("seq")
    return int(seq)


def _question_url(attempt: Attempt, number: int) -> str:
    return reverse("question", args=[attempt.pk, number])


def _review_url(attempt: Attempt) -> str:
    return reverse("attempt_review", args=[attempt.pk])


def _result_url(attempt: Attempt) -> str:
    return reverse("attempt_result", args=[attempt.pk])
