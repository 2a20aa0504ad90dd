"""What the pages of this room print: a lesson or a course, as it is read and as its author previews it."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from certificates import numbers
from courses import compiling, outline, policies, reading
from courses.models import Course
from courses.reading import Reading
from lms import language

register = template.Library()


@register.simple_tag(takes_context=True)
def lesson_reading(context: Context) -> Reading:
    """The lesson that the view has put together; in a preview, the draft as a learner will see it."""
    if found := context.get("reading"):
        return found
    page, request = context["page"], context["request"]
    if not hasattr(page, "_previewed"):
        draft = compiling.draft(page)
        page._previewed = reading.preview(page, draft, person=request.user, query=request.GET.dict())
    return page._previewed


@register.simple_tag(takes_context=True)
def policy_reading(context: Context) -> policies.Reading:
    """The policy from the view; in a preview, the draft as people will read it."""
    return context.get("reading") or policies.Reading(compiling.draft(context["page"]))


@register.simple_tag(takes_context=True)
def course_outline(context: Context) -> outline.Outline | None:
    """The outline from the view; in a preview, the course as it stands today, if it was ever published."""
    if found := context.get("outline"):
        return found
    course = Course.objects.filter(key=context["page"].translation_key).first()
    return outline.of(course, person=None, language=language.current()) if course else None


@register.simple_tag(takes_context=True)
def course_outcomes(context: Context) -> list[str]:
    """What one will be able to do."""
    found: list[str] | None = context.get("outcomes")
    return outline.outcomes(context["page"]) if found is None else found


@register.filter
def as_published(html: str) -> SafeString:
    """What publishing compiled: made by our own templates and cleaned by an allow-list then, immutable since."""
    return mark_safe(html)  # noqa: S308


@register.filter
def language_name(code: str) -> str:
    """A language in its own words: Nederlands."""
    return str(get_language_info(code)["name_local"]).capitalize()


@register.filter
def language_in_words(code: str) -> str:
    """A language in the reader's words: Dutch."""
    return str(get_language_info(code)["name_translated"])


@register.filter
def languages_of(titles: dict[str, Any]) -> list[str]:
    """The languages a course exists in, by their own names."""
    return [language_name(code) for code in sorted(titles)]


@register.filter
def grouped(number: str) -> str:
    """A certificate number in groups of four."""
    return numbers.shown(number)
