"""The quiz inside a page that Wagtail serves."""

from typing import Any

from django import template

from lms.language import current
from quizzes import introduction

register = template.Library()


@register.inclusion_tag("quizzes/_start.html", takes_context=True)
def quiz_start(context: dict[str, Any]) -> dict[str, Any]:
    """The start of a quiz for the person who reads the page."""
    request, page = context["request"], context["page"]
    is_preview = getattr(request, "is_preview", False)
    return {
        "page": page,
        "request": request,
        "start": introduction.of(page, request.user, language=current(), is_preview=is_preview),
    }
