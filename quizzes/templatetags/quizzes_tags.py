"""What the pages of this room print beside what their views bring: the start of a quiz, and whom one can turn to."""

from typing import Any

from django import template

from courses import outline
from courses.models import Course, CourseCompletion
from courses.outline import Outline
from lms.language import current
from quizzes import introduction, recall, warming_up

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


@register.inclusion_tag("quizzes/_help.html")
def course_help(course: Course) -> dict[str, Any]:
    """Whom one can turn to, at the end of a whole page; a fragment that htmx asked for leaves it where it is."""
    return {"contact": outline.help_in(course, current())}


@register.inclusion_tag("quizzes/_warm_up.html", takes_context=True)
def warm_up(context: dict[str, Any], course: Outline) -> dict[str, Any]:
    """The short check on a course's page: offered, begun, or what it showed."""
    return {"request": context["request"], "offer": warming_up.offer(course), "course": course}


@register.inclusion_tag("quizzes/_first_refresher.html", takes_context=True)
def first_refresher(context: dict[str, Any], completion: CourseCompletion) -> dict[str, Any]:
    """When what was passed comes back for the first time, on the reader's record of a finished course."""
    return {"day": recall.first_on(context["request"].user, completion)}
