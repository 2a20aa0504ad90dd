"""What a person sets for themselves: language and theme. The name on certificates is set in the certificates' room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lms.htmx import go
from lms.language import THEMES, remember
from lms.people import people


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "people/me.html", {"person": request.user})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    people.choose_language(request.user, chosen)
    response = go(request, "/me/")
    remember(response, chosen)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    response = go(request, "/me/")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie("theme")
    return response
