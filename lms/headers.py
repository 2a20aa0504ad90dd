"""What every answer tells a browser about itself, beyond Django's own headers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

BACK_OFFICE = "/cms/"
# Wagtail's admin writes scripts and styles into its pages. A preview of ours inside it has the strict policy already.
LOOSER = {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["blob:"]}


class HeadersMiddleware:
    """No page of this house belongs into a search engine; inline code is allowed in the back office only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if request.path.startswith(BACK_OFFICE):
            response._csp_update = LOOSER  # type: ignore[attr-defined]  # what csp.decorators.csp_update sets
        return response
