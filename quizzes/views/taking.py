"""The acts of a quiz over HTTP: start, check your answers, more time, hand in, result, journal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses import enrolment, outline
from courses.models import Activity
from lms.htmx import go, way_back
from lms.language import current as current_language
from lms.people.requests import SignedIn
from quizzes import attempts, deadlines, opening, papers, receipts, results, warming_up
from quizzes.drawing import NotEnoughQuestions
from quizzes.models import Attempt
from quizzes.review import review_policy
from quizzes.views import finding, keeping, showing


@require_safe
def quiz(request: SignedIn, activity: UUID) -> HttpResponse:
    """Leads to the introduction of the quiz in the reader's language."""
    found = finding.quiz(request, activity)
    course = outline.of(found.course, person=request.user, language=current_language())
    item = next((item for item in course.items if item.activity_key == found.pk), None)
    return go(request, (item and item.url) or course.url or reverse("home"))


@require_POST
def start(request: SignedIn, activity: UUID) -> HttpResponse:
    """Starts an attempt, or goes on with the open one."""
    found = finding.quiz(request, activity)
    taken = enrolment.current(request.user, found.course)
    if taken is None:
        raise Http404
    try:
        attempt = attempts.start(taken, found)
    except opening.NotOpen as closed:
        return _not_open(request, found, {"missing": closed.missing})
    except opening.NoMoreTries as refused:
        return _not_open(request, found, {"shut": refused.shut})
    except NotEnoughQuestions:
        return _not_open(request, found, {"is_bank_short": True})
    if attempt.submitted_at:
        return go(request, finding.result_url(attempt))
    number = papers.first_unanswered(attempt)
    return go(request, finding.question_url(attempt, number) if number else finding.review_url(attempt))


@require_POST
def warm_up(request: SignedIn, activity: UUID) -> HttpResponse:
    """Starts the short check before a course, or goes on with it."""
    found = finding.quiz(request, activity)
    taken = enrolment.current(request.user, found.course)
    if taken is None:
        raise Http404
    try:
        attempt = warming_up.start(taken, found)
    except warming_up.NotOffered:
        messages.info(request, _("There is no short check here now. Start with the first lesson."))
        return go(request, outline.of(found.course, person=request.user, language=current_language()).url)
    number = papers.first_unanswered(attempt)
    if attempt.submitted_at:
        return go(request, finding.result_url(attempt))
    return go(request, finding.question_url(attempt, number) if number else finding.review_url(attempt))


@require_safe
def review(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Check your answers."""
    attempt = finding.attempt(request, attempt_id)
    if attempt.submitted_at:
        return go(request, finding.result_url(attempt))
    is_over = deadlines.is_over(attempt, now=timezone.now())
    return showing.time_up(request, attempt) if is_over else showing.check_answers(request, attempt)


@require_POST
def more_time(request: SignedIn, attempt_id: int) -> HttpResponse:
    """The learner takes five minutes more on a page without an answer to keep; that page opens again."""
    attempt = attempts.close_if_over(finding.attempt(request, attempt_id), now=timezone.now())
    try:
        deadlines.take_more(attempt, seen=keeping.seen_deadline(request))
    except deadlines.NoMoreTime as refused:
        messages.warning(request, str(refused))
    return go(request, way_back(request, finding.review_url(attempt)))


@require_POST
def submit(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Hands the attempt in; however often it is sent, there is one result."""
    received_at = timezone.now()
    attempt = finding.attempt(request, attempt_id)
    if attempt.is_warm_up:
        warming_up.hand_in(attempt, now=received_at)
    else:
        attempts.submit(attempt, now=received_at)
    return go(request, finding.result_url(attempt))


@require_safe
def result(request: SignedIn, attempt_id: int) -> HttpResponse:
    """The result with its reasons."""
    attempt = finding.attempt(request, attempt_id)
    if attempt.is_waiting:
        return showing.waiting(request, attempt)
    if attempt.is_warm_up:
        return _warm_up_result(request, attempt)
    picture = results.of(attempt, review_policy(attempt, request.user), language=current_language())
    if picture is None:
        return go(request, finding.review_url(attempt))
    context = {"attempt": attempt, "quiz_title": finding.title(attempt.activity), "result": picture}
    return render(request, "quizzes/result.html", context)


def _warm_up_result(request: SignedIn, attempt: Attempt) -> HttpResponse:
    """What the short check showed. Nothing of it before it is handed in."""
    if not review_policy(attempt, request.user).has_result:
        return go(request, finding.review_url(attempt))
    course = outline.of(attempt.activity.course, person=request.user, language=current_language())
    context = {"attempt": attempt, "course": course, "offer": warming_up.offer(course)}
    return render(request, "quizzes/warm_up_result.html", context)


@require_safe
def journal(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Everything that was saved in this try, with times: the learner's own receipt."""
    attempt = finding.attempt(request, attempt_id)
    if not review_policy(attempt, request.user).has_journal:
        raise Http404
    entries = receipts.of(attempt, language=current_language())
    context = {"attempt": attempt, "quiz_title": finding.title(attempt.activity), "entries": entries}
    return render(request, "quizzes/journal.html", context)


def _not_open(request: SignedIn, activity: Activity, context: dict[str, Any]) -> HttpResponse:
    return render(
        request,
        "quizzes/not_open.html",
        {"activity": activity, "quiz_title": finding.title(activity), **context},
        status=409,
    )
