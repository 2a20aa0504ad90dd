"""Exporting questions as authors see them, drafts included. Nobody is in it, so the ledger need not know of it."""

from wagtail.models import Locale

from lms.questions import drafts
from lms.questions.exchange.formats import Format
from lms.questions.exchange.shapes import Written
from lms.questions.models import Objective, Question


def export(form: Format, locale: Locale, objective: Objective | None) -> tuple[Written, int]:
    """(file with what it cannot say, number of questions): those of a language, or only of one objective in it."""
    found = Question.objects.filter(locale=locale).order_by("objective__code", "code")
    if objective is not None:
        found = found.filter(objective=objective)
    items = [draft.item for draft in drafts.of(found) if draft.item.kind]
    return form.write(items), len(items)
