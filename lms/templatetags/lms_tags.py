"""What every template may write: icons, course marks, and small shapes of text. Loaded by default."""

import re
from functools import cache, lru_cache

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lms.look import mark, words
from lms.look.icons import ICONS

register = template.Library()

_NBSP = "\N{NO-BREAK SPACE}"
# A one-letter word stays with the word after it, a number with the unit after it, a dash with the word before it.
_ONE_LETTER = re.compile(r"(?<![^\s(«„“\"\u00a0])([A-Za-zА-Яа-яЁё]) (?=\S)")
_UNIT = re.compile(r"(\d) (?=\w)")
_DASH = re.compile(r" ([–—])(?= )")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon as inline SVG, hidden from screen readers. An unknown name is a mistake in the template: KeyError."""
    return mark_safe(  # noqa: S308 — our own constants
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )


@register.simple_tag
@lru_cache(maxsize=512)
def course_mark(key: object, size: int = 64, extra: str = "") -> SafeString:
    """The rosette of a course on its soft tile, `size` pixels wide. Decoration: hidden from screen readers.

    `extra` is one more class, for example `reveal` on the completion page."""
    return format_html(
        '<span class="mark {}" aria-hidden="true"><svg width="{}" height="{}" viewBox="0 0 {} {}" fill="none" '
        'stroke="currentColor" stroke-width="{}"><path d="{}"/></svg></span>',
        extra, size, size, mark.SIZE, mark.SIZE, 1.6 if size >= 96 else 2.2,
        "".join(mark.paths(str(key), lines=12 if size >= 96 else 8)),
    )  # fmt: skip


register.filter("minutes", words.minutes)


@register.filter(is_safe=True)
def nbsp(value: object) -> str:
    """Keeps one-letter words, numbers with their units and dashes from standing alone at a line's end or start."""
    text: str = conditional_escape(str(value) if not isinstance(value, str) else value)
    text = _ONE_LETTER.sub(rf"\1{_NBSP}", text)
    text = _UNIT.sub(rf"\1{_NBSP}", text)
    return mark_safe(_DASH.sub(rf"{_NBSP}\1", text))  # noqa: S308 — escaped above


@register.filter
def sentence(text: str) -> str:
    """What an author wrote, with a full stop where more words follow and the author set none."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last name: "Jan de Boer" is JB."""
    parts = str(name).split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
