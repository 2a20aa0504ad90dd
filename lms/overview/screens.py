"""Assignments under /cms/people/assignments/, for administrators; for everyone else these addresses do not exist."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import assignment
from courses.models import Assignment
from lms.language import current
from lms.overview.forms import AssignToForm
from lms.people.doors import administrators_only
from lms.people.requests import SignedIn

PER_PAGE = 25


@administrators_only
@require_safe
def assignments_index(request: SignedIn) -> HttpResponse:
    """Who has what to take, newest first."""
    rows = Assignment.objects.filter(ended_at=None).select_related("course", "person", "team", "assigned_by")
    page = Paginator(rows.order_by("-assigned_at", "-id"), PER_PAGE).get_page(request.GET.get("p"))
    lines = [{"row": row, "title": row.course.title_in(current())} for row in page]
    return render(request, "overview/cms_assignments.html", {"page": page, "lines": lines})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_add(request: SignedIn) -> HttpResponse:
    """A course to a person, or to a team with its subteams."""
    form = AssignToForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            assignment.assign(form.cleaned_data["course"], by=request.user, **form.whom, **form.due)
        except (assignment.AlreadyAssigned, assignment.NotPossible) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Assigned."))
            return redirect("assignments_index")
    return render(request, "overview/cms_assign.html", {"form": form}, status=422 if form.is_bound else 200)


@administrators_only
@require_POST
def assignment_end(request: SignedIn, assignment_id: int) -> HttpResponse:
    """Takes an assignment back; what people did in the course stays."""
    row = get_object_or_404(Assignment, pk=assignment_id, ended_at=None)
    assignment.end(row, by=request.user)
    messages.success(request, _("The assignment has ended. What people did in the course stays."))
    return redirect("assignments_index")
