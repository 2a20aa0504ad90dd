"""Which language a request speaks, and what every page knows about where it stands."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

THEMES = ("light", "dark")


class LanguageMiddleware:
    """Sets the language and never redirects (D11): Django's own turns 404s of plain views into redirects.

    Order: the prefix of a page's address, the language this person or browser chose (cookie), the browser's wish.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or translation.get_language_from_request(
            request
        )
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def current() -> str:
    """The code of the language being spoken, always one of ours."""
    language = (translation.get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember(response: HttpResponse, language: str) -> None:
    """Keeps the chosen language in the browser, so that it also holds before sign-in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.HTTPS
    )


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Theme and languages for the frame of every page."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "language_code": current(),
        "languages": settings.LANGUAGES,
    }
