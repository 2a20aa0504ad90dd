"""One question of an attempt over HTTP: shown, kept while it is looked at, saved before anything moves on."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import push_url

from lms.htmx import go, respond, wants_fragment
from lms.language import current as current_language
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer, Rearranged
from quizzes import attempts, deadlines, papers
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Mode
from quizzes.review import review_policy
from quizzes.views import finding, showing

_SEQ = re.compile(r"\d{1,9}", re.ASCII)


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
        else _ask(request, attempt, number)
    )


def _answer(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> HttpResponse:
    act = request.POST.get("do")
    if act == "skip":
        return _onward(request, attempt, number)
    if act == "keep" and attempt.mode != Mode.PRACTICE:
        return _keep(request, attempt, number, received_at)
    try:
        attempts.answer(
            attempt, number, request.POST, seq=_seq(request), is_clear=act == "clear", now=received_at,
            confidence=_confidence(request, attempt),
        )  # fmt: skip
    except attempts.Closed:
        return go(request, finding.result_url(attempt))
    except attempts.NothingAnswered:
        return _ask(request, attempt, number, status=422, is_blank=True)
    except Rearranged as moved:
        return _ask(request, attempt, number, bad=moved, seen=_seq(request))
    except BadAnswer as bad:
        return _ask(request, attempt, number, status=422, bad=bad)
    except (attempts.Stale, attempts.Settled):
        return _ask(request, attempt, number, status=409, other=request.POST)
    is_staying = attempt.mode == Mode.PRACTICE or act == "clear"
    return _stay(request, attempt, number) if is_staying else _onward(request, attempt, number)


def _keep(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> HttpResponse:
    """Saves while the learner still looks at the question, and answers with the receipt alone."""
    status, trouble = 200, ""
    try:
        sure = _confidence(request, attempt)
        attempts.answer(attempt, number, request.POST, seq=_seq(request), confidence=sure, now=received_at)
    except attempts.Closed:
        return go(request, finding.result_url(attempt))
    except attempts.NothingAnswered:
        status, trouble = 422, _("Not saved yet: there is no answer.")
    except BadAnswer as bad:
        status, trouble = 422, _("Not saved yet. %(what)s") % {"what": bad.sentence}
    except (attempts.Stale, attempts.Settled):
        status, trouble = 409, _("Not saved: another window has saved a newer answer. Save to see both.")
    slot = papers.slot(attempt, number, language=current_language())
    # A page that is out of date stays so until its learner has seen the newer answer.
    seen = request.POST.get("seq") if status == 409 else None
    context = {"attempt": attempt, "slot": slot, "trouble": trouble, "seen": seen}
    return render(request, "quizzes/_receipt.html", context, status=status)


def _stay(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """In practice the reasons follow at once, in the place of the question."""
    if wants_fragment(request):
        return _ask(request, attempt, number)
    return go(request, finding.question_url(attempt, number))


def _onward(request: SignedIn, attempt: Attempt, number: int) -> HttpResponse:
    """The next question or the check of the answers: for htmx in the same answer, else by a redirect."""
    to_review = request.POST.get("then") == "review" or number >= attempt.asked
    url = finding.review_url(attempt) if to_review else finding.question_url(attempt, number + 1)
    if not wants_fragment(request):
        return go(request, url)
    if deadlines.is_over(attempt, now=timezone.now()):
        return push_url(showing.time_up(request, attempt), url)
    return push_url(showing.check_answers(request, attempt) if to_review else _ask(request, attempt, number + 1), url)


def _ask(
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
    context = {
        "attempt": attempt,
        "quiz_title": finding.title(attempt.activity),
        "slot": slot,
        "seen": seen,
        "count": attempt.asked,
        "review": slot.asked.review(slot.value) if is_reviewed else None,
        "next_url": finding.question_url(attempt, number + 1)
        if number < attempt.asked
        else finding.review_url(attempt),
        "may_have_more_time": deadlines.may_extend(attempt, now=timezone.now()),
        "confidences": Confidence.choices if attempt.is_warm_up else (),
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
        return {"is_stale": True, "chosen": _in_words(slot, other)}
    return {}


def _in_words(slot: papers.Slot, form: QueryDict) -> str:
    """The answer in a form; empty where it holds none that could be saved."""
    try:
        return slot.asked.in_words(slot.asked.read(form))
    except BadAnswer:
        return ""


def _seq(request: SignedIn) -> int:
    """The number of the last answer that the page had seen. A form without it was not made here."""
    seq = request.POST.get("seq", "")
    if not _SEQ.fullmatch(seq):
        raise BadRequest("seq")
    return int(seq)


def _confidence(request: SignedIn, attempt: Attempt) -> str:
    """How sure the learner says to be; asked in warm-ups only."""
    said = request.POST.get("sure", "")
    return said if attempt.is_warm_up and said in Confidence.values else ""
