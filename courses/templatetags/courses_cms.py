"""What the editor shows about a lesson."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import compiling
from courses.models import LessonPage

register = template.Library()

GOOD = range(3, 7)
ACCEPTABLE = range(2, 9)


@dataclass(frozen=True)
class Length:
    """The length of a lesson. `look` is good, fair or warning (D21)."""

    minutes: int
    look: str
    sentence: str


@register.simple_tag
def lesson_length(page: LessonPage) -> Length:
    """The honest length of the draft: 3 to 6 minutes are good, below 2 and above 8 is warned about."""
    minutes = compiling.draft(page).minutes
    words = ngettext("%(count)d minute.", "%(count)d minutes.", minutes) % {"count": minutes}
    if minutes in GOOD:
        return Length(minutes, "good", f"{words} {_('A good length.')}")
    if minutes in ACCEPTABLE:
        return Length(minutes, "fair", f"{words} {_('3 to 6 minutes are best.')}")
    advice = _("Say more, or join it with another lesson.") if minutes < 2 else _("Make two lessons of it.")
    return Length(minutes, "warning", f"{words} {advice}")
