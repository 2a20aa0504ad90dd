"""One question of an attempt over HTTP: shown, and its answer saved before anything moves on."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import push_url

from lms.htmx import go, wants_fragment
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer, Rearranged
from quizzes import attempts, deadlines
from quizzes.models import Attempt, Mode
from quizzes.views import finding, keeping, showing


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn, attempt_id: int, number: int) -> HttpResponse:
    """One question: shown, or its answer saved before anything moves on."""
    received_at = timezone.now()
    attempt = finding.attempt(request, attempt_id)
    if not 1 <= number <= attempt.total:
        raise Http404
    if request.method == "POST":
        attempt = attempts.close_if_over(attempt, now=received_at)
    if attempt.submitted_at:
        return go(request, finding.result_url(attempt))
    if request.method == "POST":
        return _answer(request, attempt, number, received_at)
    return (
        showing.time_up(request, attempt)
        if deadlines.is_over(attempt, now=received_at)
        else showing.question(request, attempt, number)
    )


def _answer(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> HttpResponse:
    act = request.POST.get("do")
    if act == "skip":
        return _onward(request, attempt, number)
    if act == "keep" and attempt.mode != Mode.PRACTICE:
        return keeping.keep(request, attempt, number, received_at)
    if act == "time":
        return keeping.more_time(request, attempt, number, received_at)
    try:
        attempts.answer(
            attempt, number, request.POST, seq=keeping.seq(request), is_clear=act == "clear", now=received_at,
            confidence=keeping.confidence(request, attempt),
        )  # fmt: skip
    except attempts.Closed:
        return go(request, finding.result_url(attempt))
    except attempts.NothingAnswered:
        return showing.question(request, attempt, number, status=422, is_blank=True)
    except Rearranged as moved:
        return showing.question(request, attempt, number, bad=moved, seen=keeping.seq(request))
    except BadAnswer as bad:
        return showing.question(request, attempt, number, status=422, bad=bad)
    except (attempts.Stale, attempts.Settled):
        return showing.question(request, attempt, number, status=409, other=request.POST)
    is_staying = attempt.mode == Mode.PRACTICE or act == "clear"
    return _stay(request, attempt, number) if is_staying else _onward(request, attempt, number)


def _stay(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """In practice the reasons follow at once, in the place of the question."""
    if wants_fragment(request):
        return showing.question(request, attempt, number)
    return go(request, keeping.here(request, attempt, number))


def _onward(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """The next question or the check of the answers: for htmx in the same answer, else by a redirect."""
    to_review = request.POST.get("then") == "review" or number >= attempt.asked
    url = finding.review_url(attempt) if to_review else finding.question_url(attempt, number + 1)
    if not wants_fragment(request):
        return go(request, url)
    if deadlines.is_over(attempt, now=timezone.now()):
        return push_url(showing.time_up(request, attempt), url)
    if to_review:
        return push_url(showing.check_answers(request, attempt), url)
    return push_url(showing.question(request, attempt, number + 1), url)
