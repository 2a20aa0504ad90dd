"""A person's own certificates, and the public page that says whether a number is real."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import design, filing, names, numbers, verification
from certificates.forms import NameForm
from certificates.models import Certificate
from lms.htmx import go, refuse, respond
from lms.people import people
from lms.people.models import User


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """All certificates of the person, the newest first."""
    mine = Certificate.objects.visible_to(_person(request)).select_related("file")
    return render(request, "certificates/list.html", {"rows": [_picture(one) for one in mine]})


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a page: the same words as on paper."""
    found = _mine(request, number)
    return render(request, "certificates/certificate.html", {**_picture(found), "drawing": design.drawing(found)})


@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The filed PDF, or a page that says why it is not there yet."""
    found = _mine(request, number)
    opened = filing.opened(found)
    if opened is None:
        return render(request, "certificates/waiting.html", _picture(found))
    title = _("Certificate %(number)s") % {"number": numbers.shown(found.number)}
    response = FileResponse(opened, as_attachment=True, filename=f"{title}.pdf", content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The name on certificates, as the person wants to read it there."""
    person = _person(request)
    form = NameForm(request.POST or None, initial={"name": person.name_for_certificates})
    if request.method != "POST":
        return respond(request, "certificates/name.html", "certificates/_name.html", {"form": form})
    if not form.is_valid():
        return refuse(request, "certificates/name.html", "certificates/_name.html", {"form": form})
    chosen = form.cleaned_data["name"]
    people.rename_for_certificates(person, "" if chosen == person.name else chosen, by=person)
    messages.success(request, _("Saved. Your next certificates will say “%(name)s”.") % {"name": chosen})
    return go(request, reverse("me"))


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The public form. A number that was typed leads to its own address."""
    typed = request.GET.get("number", "")
    if not typed.strip():
        return _public(render(request, "certificates/verify.html", {"asks": True}))
    number = numbers.normalise(typed)
    return _public(redirect("verify_number", number)) if number else _answer(request, typed)


@login_not_required
@require_safe
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """What anyone may know about one number; unknown numbers get one constant answer."""
    return _answer(request, number)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    page = "certificates/verify.html"
    try:
        found = verification.look_up(typed, address=_address(request))
    except verification.NotFound:
        return _public(render(request, page, {"is_missing": True, "asks": True}, status=404))
    except verification.TooManyMisses:
        response = render(request, page, {"is_refused": True}, status=429)
        response.headers["Retry-After"] = str(verification.SECONDS)
        return _public(response)
    context = {"certificate": found, "summary": design.summary(found), "asks": True}
    return _public(render(request, page, context))


def _public(response: HttpResponse) -> HttpResponse:
    """Certificates are looked up by number, never found by a search engine."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(found: Certificate) -> dict[str, Any]:
    """What the templates show about a certificate beside its drawing."""
    file = getattr(found, "file", None)
    missing = [] if file else design.unprintable(found)
    return {"certificate": found, "summary": design.summary(found), "file": file, "missing": names.named(missing)}


def _mine(request: HttpRequest, number: str) -> Certificate:
    mine = Certificate.objects.visible_to(_person(request)).select_related("file")
    return get_object_or_404(mine, number=number)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  SignInMiddleware let only people through
    return request.user


def _address(request: HttpRequest) -> str:
    """The network address of the asker, counted past our own proxies as everywhere at the doors."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""
