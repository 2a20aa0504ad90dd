"""What a learner does without leaving the question over HTTP: answers are kept as they come, and time is added."""

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lms.htmx import go, wants_fragment
from lms.language import current as current_language
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer
from quizzes import attempts, deadlines, papers
from quizzes.ladder import Confidence
from quizzes.models import Attempt, Mode
from quizzes.views import finding, showing

_SEQ = re.compile(r"\d{1,9}", re.ASCII)


def keep(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> HttpResponse:
    """Saves while the learner still looks at the question, and answers with the receipt alone."""
    try:
        status, trouble = _kept(request, attempt, number, received_at)
    except attempts.Closed:
        return go(request, finding.result_url(attempt))
    except attempts.NothingAnswered:
        status, trouble = 422, _("Not saved yet: there is no answer.")
    receipt = _receipt(request, attempt, number, status, trouble)
    return render(request, "quizzes/_receipt.html", receipt, status=status)


def more_time(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> HttpResponse:
    """Five minutes more. What stands in the form is kept first; what cannot be kept stays in the form.

    In practice nothing is kept, because an answer there is an answer for good.
    """
    status, trouble, is_kept = 200, "", attempt.mode != Mode.PRACTICE
    try:
        if is_kept:
            status, trouble = _kept(request, attempt, number, received_at)
    except attempts.Closed:
        return go(request, finding.result_url(attempt))
    except attempts.NothingAnswered:
        pass
    try:
        deadlines.take_more(attempt, seen=seen_deadline(request))
    except deadlines.NoMoreTime as refused:
        messages.warning(request, str(refused))
        return go(request, here(request, attempt, number))
    attempt.refresh_from_db(fields=["deadline_at"])
    receipt = _receipt(request, attempt, number, status, trouble)
    if wants_fragment(request):
        may_have_more_time = deadlines.may_extend(attempt, now=timezone.now())
        context = {**receipt, "may_have_more_time": may_have_more_time}
        return render(request, "quizzes/_more_time.html", context)
    if is_kept and not trouble:
        return go(request, here(request, attempt, number))
    return showing.question(request, attempt, number, left={**receipt, "kept": _typed(receipt["slot"], request.POST)})


def here(request: SignedIn, attempt: Attempt, number: int) -> str:
    """The address of the question as it is shown: who came from the check of the answers goes back there."""
    return finding.question_url(attempt, number) + ("?then=review" if request.POST.get("then") == "review" else "")


def seq(request: SignedIn) -> int:
    """The number of the last answer that the page had seen. A form without it was not made here."""
    seq = request.POST.get("seq", "")
    if not _SEQ.fullmatch(seq):
        raise BadRequest("seq")
    return int(seq)


def seen_deadline(request: SignedIn) -> datetime | None:
    """The deadline that the page had shown; None for a form that names none."""
    try:
        return parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None


def confidence(request: SignedIn, attempt: Attempt) -> str:
    """How sure the learner says to be; asked in warm-ups only."""
    said = request.POST.get("sure", "")
    return said if attempt.is_warm_up and said in Confidence.values else ""


def _kept(request: SignedIn, attempt: Attempt, number: int, received_at: datetime) -> tuple[int, str]:
    """Saves what stands in the form: status, and why it could not be saved. Raises Closed and NothingAnswered."""
    try:
        sure = confidence(request, attempt)
        attempts.answer(attempt, number, request.POST, seq=seq(request), confidence=sure, now=received_at)
    except BadAnswer as bad:
        return 422, _("Not saved yet. %(what)s") % {"what": bad.sentence}
    except (attempts.Stale, attempts.Settled):
        return 409, _("Not saved: another window has saved a newer answer. Save to see both.")
    return 200, ""


def _receipt(request: SignedIn, attempt: Attempt, number: int, status: int, trouble: str) -> dict[str, Any]:
    slot = papers.slot(attempt, number, language=current_language())
    if slot is None:
        raise Http404
    # A page that is out of date stays so until its learner has seen the newer answer.
    seen = request.POST.get("seq") if status == 409 else None
    return {"attempt": attempt, "slot": slot, "trouble": trouble, "seen": seen}


def _typed(slot: papers.Slot, post: QueryDict) -> dict[str, list[str]]:
    """What stands in the form, as its fields take it back."""
    try:
        return slot.asked.entered(slot.asked.read(post))
    except BadAnswer as bad:
        return bad.kept
