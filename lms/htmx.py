"""How answers leave the house: a whole page or the fragment that htmx asked for, decided here and nowhere else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def wants_fragment(request: HttpRequest) -> bool:
    """True for a request that htmx made, except when it restores a page from history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def respond(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, or for htmx the fragment that the page includes. Both come from the same template."""
    is_fragment = wants_fragment(request)
    return render(request, fragment if is_fragment else page, {**context, "is_fragment": is_fragment}, status=status)


def refuse(request: HttpRequest, page: str, fragment: str, context: dict[str, Any]) -> HttpResponse:
    """The same form again with its errors: 422 everywhere (D15)."""
    return respond(request, page, fragment, context, status=422)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page after a POST: a 303, or for htmx an instruction to load that page whole."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    return HttpResponse(status=303, headers={"Location": url})


class SignInMiddleware(LoginRequiredMiddleware):
    """Deny by default. A page leads to sign-in; an htmx request gets 401, so that what was typed stays (D14)."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponseBase:
        if wants_fragment(request):
            return HttpResponse(status=401, content="", headers={"Cache-Control": "no-store"})
        return super().handle_no_permission(request, view_func)


class HtmxResponseMiddleware:
    """Pages differ by HX-Request and, for signed-in people, belong to nobody's cache (R24)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
