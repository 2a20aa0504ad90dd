"""What a person sets for themselves: language, theme, password. The name on certificates is set in their room."""

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.htmx import go, way_back
from lms.language import THEMES, remember
from lms.people import access, people
from lms.people.forms import ChangePasswordForm, ChoosePasswordForm
from lms.people.models import ExtraTime
from lms.people.requests import SignedIn


@require_safe
def me(request: SignedIn) -> HttpResponse:
    (managers,) = access.managers([request.user]).values()
    context = {"person": request.user, "managers": managers, "times": ExtraTime.choices}
    return render(request, "people/me.html", context)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Before sign-in the browser remembers the language, afterwards the person does too."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("This language is not offered here."))
    if request.user.is_authenticated:
        people.choose_language(request.user, chosen)
    response = go(request, way_back(request, "/me/"))
    remember(response, chosen)
    return response


@require_POST
def theme(request: SignedIn) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    response = go(request, way_back(request, "/me/"))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_POST
def extra_time(request: SignedIn) -> HttpResponse:
    """More time in tests, without having to ask anybody."""
    try:
        people.choose_extra_time(request.user, request.POST.get("extra_time", ""))
    except ValueError:
        return HttpResponseBadRequest(_("Choose one of the times that are offered."))
    messages.success(request, _("Saved. It holds from your next try on."))
    return go(request, way_back(request, "/me/"))


@sensitive_post_parameters()
@rate_limit(action="change_password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedIn) -> HttpResponse:
    """A new password against the old one; the first one needs none, sign-in by code has just shown who it is."""
    form_class = ChangePasswordForm if request.user.has_usable_password() else ChoosePasswordForm
    form = form_class(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.set_password(request.user, form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Other devices are signed out."))
        return go(request, "/me/")
    return render(request, "account/password_change.html", {"form": form}, status=422 if form.is_bound else 200)
