"""How the quizzes do, under /cms/quizzes/, for trainers and administrators; for everyone else it is not there."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.language import current
from lms.people import access
from lms.people.requests import SignedIn
from quizzes.statistics import report

PER_PAGE = 25


@require_safe
def insights(request: SignedIn) -> HttpResponse:
    """All quizzes, and in how many of their questions something should be looked at."""
    _trainers_only(request)
    page = Paginator(report.quizzes(), PER_PAGE).get_page(request.GET.get("p"))
    rows = [
        {"line": line, "course": line.activity.course.title_in(current()), "title": line.activity.title_in(current())}
        for line in report.lines(list(page), language=current())
    ]
    return render(request, "quizzes/cms_insights.html", {"page": page, "rows": rows})


@require_safe
def quiz(request: SignedIn, activity: UUID) -> HttpResponse:
    """One quiz: its questions, the most urgent first, each with the way to mend it."""
    _trainers_only(request)
    found = get_object_or_404(report.quizzes(), pk=activity)
    titles = {"course": found.course.title_in(current()), "title": found.title_in(current())}
    return render(request, "quizzes/cms_insight.html", {"report": report.of(found, language=current()), **titles})


def _trainers_only(request: SignedIn) -> None:
    if not access.is_trainer(request.user):
        raise Http404
