"""How the quizzes do, under /cms/quizzes/, for trainers and administrators; for everyone else it is not there."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.language import current
from lms.people.doors import trainers_only
from lms.people.requests import SignedIn
from quizzes.statistics import report
from quizzes.views import finding

PER_PAGE = 25


@trainers_only
@require_safe
def insights(request: SignedIn) -> HttpResponse:
    """All quizzes, and in how many of their questions something should be looked at."""
    page = Paginator(report.quizzes(), PER_PAGE).get_page(request.GET.get("p"))
    rows = [{"line": line, **finding.titles(line.activity)} for line in report.lines(list(page), language=current())]
    return render(request, "quizzes/cms_insights.html", {"page": page, "rows": rows})


@trainers_only
@require_safe
def quiz(request: SignedIn, activity: UUID) -> HttpResponse:
    """One quiz: its questions, the most urgent first, each with the way to mend it."""
    found = get_object_or_404(report.quizzes(), pk=activity)
    context = {"report": report.of(found, language=current()), **finding.titles(found)}
    return render(request, "quizzes/cms_insight.html", context)
