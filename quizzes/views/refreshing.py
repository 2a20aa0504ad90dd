"""Refreshers over HTTP: the start, one question a page with its reasons, the end; and whether to have them at all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.htmx import go, respond, wants_fragment
from lms.language import current as current_language
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer, Rearranged
from quizzes import recall, refreshed, refreshers
from quizzes.ladder import Confidence
from quizzes.models import RefresherSession


@require_safe
def refresher(request: SignedIn) -> HttpResponse:
    """Whether there is something to refresh, and the one button."""
    return render(request, "quizzes/refresher.html", {"offer": recall.due(request.user)})


@require_safe
def from_link(request: SignedIn, token: str) -> HttpResponse:
    """From a mail: on to the refresher, if the link was made for whoever is signed in."""
    try:
        refreshers.check_link(request.user, token)
    except refreshers.BadLink:
        return render(request, "quizzes/refresher_link.html", status=404)
    return go(request, reverse("refresher"))


@require_POST
def start(request: SignedIn) -> HttpResponse:
    """Starts a session, or goes on with the open one."""
    try:
        session = refreshers.start(request.user)
    except refreshers.NotOffered as refused:
        return render(request, "quizzes/refresher.html", {"offer": refused.offer, "is_refused": True}, status=409)
    number = refreshed.first_unanswered(session)
    return go(request, _question_url(session, number) if number else _done_url(session))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn, session_id: int, number: int) -> HttpResponse:
    """One question; once it is answered, what the answer means."""
    session = _session(request, session_id)
    if not 1 <= number <= session.total:
        raise Http404
    return _answer(request, session, number) if request.method == "POST" else _ask(request, session, number)


@require_safe
def done(request: SignedIn, session_id: int) -> HttpResponse:
    """The end: how it went, and what comes again."""
    session = _session(request, session_id)
    if session.finished_at is None:
        return go(request, _question_url(session, refreshed.first_unanswered(session) or 1))
    outcome = refreshed.outcome(session, request.user, language=current_language())
    return render(request, "quizzes/refresher_done.html", {"session": session, "outcome": outcome})


@require_POST
def stop(request: SignedIn) -> HttpResponse:
    """No refreshers from here on."""
    refreshers.stop(request.user)
    messages.success(request, _("You get no more refreshers."))
    return go(request, reverse("refresher"))


@require_POST
def again(request: SignedIn) -> HttpResponse:
    """Refreshers after all."""
    refreshers.start_again(request.user)
    messages.success(request, _("You get refreshers again."))
    return go(request, reverse("refresher"))


def _answer(request: SignedIn, session: RefresherSession, number: int) -> HttpResponse:
    try:
        given = refreshers.answer(session, number, request.POST, confidence=request.POST.get("sure", ""))
    except refreshers.Dropped:
        return go(request, reverse("refresher"))
    except refreshers.NothingAnswered:
        return _ask(request, session, number, status=422, is_blank=True)
    except Rearranged as moved:
        return _ask(request, session, number, bad=moved)
    except BadAnswer as bad:
        return _ask(request, session, number, status=422, bad=bad)
    if given.is_withdrawn:
        return go(request, _next_url(session, number))
    return _ask(request, session, number) if wants_fragment(request) else go(request, _question_url(session, number))


def _ask(
    request: SignedIn, session: RefresherSession, number: int, *, status: int = 200, bad: BadAnswer | None = None,
    is_blank: bool = False,
) -> HttpResponse:  # fmt: skip
    """The question, or its reasons once it is answered. What was wrong with a form is said above it."""
    slot = refreshed.slot(session, number, language=current_language())
    if slot is None:
        raise Http404
    if slot.given is None and session.dropped_at:
        return go(request, reverse("refresher"))
    context: dict[str, Any] = {
        "session": session,
        "slot": slot,
        "review": slot.review,
        "next_url": _next_url(session, number),
        "is_last": number == session.total,
        "choices": Confidence.choices,
        "sure": request.POST.get("sure", ""),
        "error": slot.asked.nothing_chosen if is_blank else bad.sentence if bad else "",
        "kept": bad.kept if bad else None,
        "takes_focus": wants_fragment(request) and status == 200 and not bad,
    }
    page, fragment = "quizzes/refresher_question.html", "quizzes/_refresher_question.html"
    return respond(request, page, fragment, context, status=status)


def _session(request: SignedIn, pk: int) -> RefresherSession:
    """The learner's own session; anybody else's does not exist."""
    return get_object_or_404(RefresherSession.objects.visible_to(request.user), pk=pk)


def _question_url(session: RefresherSession, number: int) -> str:
    return reverse("refresher_question", args=[session.pk, number])


def _next_url(session: RefresherSession, number: int) -> str:
    return _question_url(session, number + 1) if number < session.total else _done_url(session)


def _done_url(session: RefresherSession) -> str:
    return reverse("refresher_done", args=[session.pk])
