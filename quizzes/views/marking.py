"""Written answers and their marks, under /cms/marking/, for trainers and administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.language import current
from lms.people.doors import trainers_only
from lms.people.requests import SignedIn
from quizzes import marking
from quizzes.forms import MarkForm
from quizzes.views import finding

PER_PAGE = 25


@trainers_only
@require_safe
def waiting(request: SignedIn) -> HttpResponse:
    """The answers that wait, oldest first."""
    page = Paginator(marking.waiting(request.user), PER_PAGE).get_page(request.GET.get("p"))
    lines = marking.lines(page, language=current())
    rows = [{"line": line, **finding.titles(line.item.attempt.activity)} for line in lines]
    return render(request, "quizzes/cms_marking.html", {"page": page, "rows": rows})


@trainers_only
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedIn, attempt_id: int, slot: int) -> HttpResponse:
    """One answer with its guide. After the mark comes the next one that waits, or the list when none is left."""
    written = marking.one(request.user, attempt_id, slot, language=current())
    if written is None:
        raise Http404
    form = MarkForm(request.POST or None, most=written.most, needed=written.needed)
    if form.is_bound and form.is_valid():
        try:
            marking.mark(written.attempt, slot, by=request.user, **form.cleaned_data)
        except marking.NotMarked as refusal:
            return _marked_already(request, written, str(refusal))
        return _next(request)
    if written.is_marked:
        return _marked_already(request, written, _("This answer has been marked already."))
    context = {"written": written, "form": form, **finding.titles(written.attempt.activity)}
    return render(request, "quizzes/cms_mark.html", context, status=422 if form.is_bound else 200)


def _next(request: SignedIn) -> HttpResponse:
    item = marking.waiting(request.user).first()
    if item is None:
        messages.success(request, _("Saved. No other answer waits."))
        return redirect("marking")
    messages.success(request, _("Saved. Here is the next answer."))
    return redirect("mark", item.attempt_id, item.slot)


def _marked_already(request: SignedIn, written: marking.Written, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "next": marking.waiting(request.user).first()}
    titles = finding.titles(written.attempt.activity)
    return render(request, "quizzes/cms_marked.html", {**context, **titles}, status=409)
