"""A question was wrong: what mending it would change, and the act, under /cms/questions/, for trainers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.language import current
from lms.people.doors import trainers_only
from lms.people.requests import SignedIn
from quizzes import correcting, corrections
from quizzes.forms import CorrectForm
from quizzes.views import finding


@trainers_only
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedIn, key: UUID) -> HttpResponse:
    """Shows what each choice would change before it is made, and afterwards what it changed."""
    case = corrections.case(key, request.user, language=current())
    if case is None:
        raise Http404
    form = CorrectForm(request.POST or None)
    if form.is_bound and form.is_valid() and _correct(request, key, form):
        messages.success(request, _("The results are corrected. What changed stands below."))
        return redirect("question_correct", key)
    fixed = [{"fixed": one, **finding.titles(one.activity)} for one in case.fixed]
    context: dict[str, Any] = {"case": case, "form": form, "fixed": fixed}
    return render(request, "quizzes/cms_correct.html", context, status=422 if form.is_bound else 200)


def _correct(request: SignedIn, key: UUID, form: CorrectForm) -> bool:
    try:
        correcting.correct(key, by=request.user, **form.cleaned_data)
    except correcting.NotCorrected as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
