"""How answers leave the house: a whole page or the fragment that htmx asked for, decided here and nowhere else."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, reswap


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


def decline(request: HttpRequest, page: str, fragment: str, context: dict[str, Any]) -> HttpResponse:
    """What was sent fits nothing that is there any more: 409, in words.

    For htmx the form stays on the page with what was typed; the fragment names the place where it is shown itself.
    """
    return reswap(respond(request, page, fragment, context, status=409), "none")


def go(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page after a POST: a 303, or for htmx an instruction to load that page whole."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where the form's `next` leads, if that is inside this site (R22)."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else otherwise


def way_back_in(request: HttpRequest) -> str:
    """The same for an address: `?next=`, if it is inside this site; otherwise empty."""
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def came_from(request: HttpRequest) -> str:
    """The page of this site on which the form stood, without its query where answers could hide; "" if unknown."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host() or not url_has_allowed_host_and_scheme(referer.path, allowed_hosts=None):
        return ""
    return referer.path


class SignInMiddleware(LoginRequiredMiddleware):
    """Deny by default. A page leads to sign-in; an htmx request gets 401, so that what was typed stays (D14)."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know only the redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if wants_fragment(request):
            return HttpResponse(status=401, content="", headers={"Cache-Control": "no-store"})
        if request.method == "POST":
            return sign_in_again(request)
        return super().handle_no_permission(request, view_func)


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A form that came after its sign-in had ended: sign in, then the page with the form opens again and says so.

    What was typed is gone: no answer travels in an address (D14).
    """
    page = came_from(request)
    target = f"?{urlencode({'next': f'{page}?unsaved=1'})}" if page else ""
    return HttpResponse(status=303, headers={"Location": resolve_url(settings.LOGIN_URL) + target})


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
