"""How long a sign-in lasts: 14 days from sign-in, renewed by the first POST of a day (D14)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "renewed_on"


class RenewalMiddleware:
    """Reading renews nothing, so that a page view never writes; acting does, once a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate().isoformat()
        if request.method == "POST" and request.user.is_authenticated and request.session.get(KEY) != today:
            request.session[KEY] = today
        return self.get_response(request)
