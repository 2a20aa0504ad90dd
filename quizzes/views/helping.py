"""Help with a quiz, under /cms/tries/, for trainers: with a try whose number they know, or before the first one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Activity
from lms.people.doors import trainers_only
from lms.people.requests import SignedIn
from quizzes import allowing, deadlines, helping
from quizzes.forms import AheadForm, AllowForm, MoreTimeForm, ReceiptForm
from quizzes.models import Attempt
from quizzes.views import finding


@trainers_only
@require_safe
def tries(request: SignedIn) -> HttpResponse:
    """Asks for the number of a receipt, and shows the try that has it."""
    form = ReceiptForm(request.GET if "receipt" in request.GET else None)
    if not form.is_bound:
        return render(request, "quizzes/cms_tries.html", {"form": form, "ahead_form": _ahead_form()})
    number = form.number()
    found = finding.try_to_help_with(request, number) if number is not None else None
    if found is None:
        context = {"form": form, "ahead_form": _ahead_form(), "is_unknown": True}
        return render(request, "quizzes/cms_tries.html", context, status=404)
    return _show(request, found)


@trainers_only
@require_POST
def more_time(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Adds minutes to a running try."""
    found, form = _found(request, attempt_id), MoreTimeForm(request.POST)
    if form.is_valid():
        try:
            deadlines.extend(found, by=request.user, **form.cleaned_data)
        except deadlines.NoMoreTime as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The try has more time now."))
            return _back(found)
    return _show(request, found, time_form=form)


@trainers_only
@require_POST
def allow(request: SignedIn, attempt_id: int) -> HttpResponse:
    """Gives the person of this try more tries or more time at its quiz."""
    found, form = _found(request, attempt_id), AllowForm(request.POST)
    if form.is_valid():
        try:
            allowing.allow(found.enrolment.person, found.activity, by=request.user, **form.cleaned_data)
        except allowing.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Allowed. It holds from the next try on."))
            return _back(found)
    return _show(request, found, allow_form=form)


@trainers_only
@require_POST
def find_ahead(request: SignedIn) -> HttpResponse:
    """Finds somebody by their address, for a quiz that they may not have started."""
    quizzes = {str(one.pk): one for one in helping.offered()}
    form = _ahead_form(quizzes, request.POST)
    if form.is_valid():
        try:
            return redirect("try_ahead", helping.link(form.cleaned_data["email"], quizzes[form.cleaned_data["quiz"]]))
        except helping.Nobody:
            form.add_error("email", _("Nobody signs in with this address. Ask the person for it again."))
    return render(request, "quizzes/cms_tries.html", {"form": ReceiptForm(), "ahead_form": form}, status=422)


@trainers_only
@require_http_methods(["GET", "HEAD", "POST"])
def ahead(request: SignedIn, token: str) -> HttpResponse:
    """Gives somebody more tries or more time at a quiz before they start it."""
    try:
        found = helping.ahead(token)
    except helping.Nobody:
        raise Http404 from None
    form = AllowForm(request.POST or None)
    if form.is_valid():
        try:
            allowing.allow(found.person, found.activity, by=request.user, **form.cleaned_data)
        except allowing.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Allowed. It holds from the next try on."))
            return redirect("try_ahead", token)
    context = {"found": found, "form": form, "token": token, **finding.titles(found.activity)}
    return render(request, "quizzes/cms_ahead.html", context, status=422 if form.is_bound else 200)


def _ahead_form(quizzes: dict[str, Activity] | None = None, data: Any = None) -> AheadForm:
    quizzes = quizzes or {str(one.pk): one for one in helping.offered()}
    titles = [(key, finding.titles(one)) for key, one in quizzes.items()]
    return AheadForm(data, quizzes=[(key, f"{said['course']}: {said['title']}") for key, said in titles])


def _found(request: SignedIn, attempt_id: int) -> Attempt:
    found = finding.try_to_help_with(request, attempt_id)
    if found is None:
        raise Http404
    return found


def _back(attempt: Attempt) -> HttpResponse:
    return redirect(f"{reverse('tries')}?receipt={attempt.pk}")


def _show(request: SignedIn, attempt: Attempt, **bound: Any) -> HttpResponse:
    """The try with both forms; 422 when one of them came back with something to mend."""
    found = helping.of(attempt, request.user, now=timezone.now())
    forms = {"time_form": MoreTimeForm(), "allow_form": AllowForm()}
    context = {"found": found, "form": ReceiptForm(initial={"receipt": attempt.pk}), **finding.titles(attempt.activity)}
    return render(request, "quizzes/cms_try.html", {**context, **forms, **bound}, status=422 if bound else 200)
