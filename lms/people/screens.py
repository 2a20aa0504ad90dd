"""People and teams under /cms/people/, for administrators; for everyone else these addresses do not exist."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people import people, queries, roles, teams
from lms.people.doors import administrators_only
from lms.people.models import Team, User
from lms.people.requests import SignedIn
from lms.people.screen_forms import EndForm, FilterForm, PersonForm, TeamForm

PER_PAGE = 25


@administrators_only
@require_safe
def people_index(request: SignedIn) -> HttpResponse:
    form = FilterForm(request.GET)
    page = Paginator(queries.people(form.filters()), PER_PAGE).get_page(request.GET.get("p"))
    context = {"form": form, "page": page, "rows": queries.rows(list(page)), "is_filtered": bool(form.filters())}
    return render(request, "people/cms_people.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: SignedIn) -> HttpResponse:
    form = PersonForm(request.POST or None, by=request.user)
    if form.is_bound and form.is_valid() and form.save():
        messages.success(request, _("%(name)s was added and can sign in now.") % {"name": form.person})
        return redirect("people_index")
    return _show(request, "people/cms_person.html", form)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: SignedIn, person_id: int) -> HttpResponse:
    person = get_object_or_404(User, pk=person_id)
    form = PersonForm(request.POST or None, person=person, by=request.user)
    if form.is_bound and form.is_valid() and form.save():
        messages.success(request, _("Saved: %(name)s.") % {"name": person})
        return redirect("people_index")
    return _show(request, "people/cms_person.html", form, person=get_object_or_404(User, pk=person_id))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person_end(request: SignedIn, person_id: int) -> HttpResponse:
    """Asks for the last day, then ends the access."""
    person = get_object_or_404(User, pk=person_id, is_active=True)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if form.is_bound and form.is_valid():
        try:
            people.end(person, last_day=form.cleaned_data["last_day"], by=request.user)
        except roles.LastAdministrator as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The access of %(name)s has ended.") % {"name": person})
            return redirect("people_index")
    return _show(request, "people/cms_person_end.html", form, person=person)


@administrators_only
@require_POST
def person_return(request: SignedIn, person_id: int) -> HttpResponse:
    person = people.bring_back(get_object_or_404(User, pk=person_id), by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("person_change", person.pk)


@administrators_only
@require_safe
def teams_index(request: SignedIn) -> HttpResponse:
    return render(request, "people/cms_teams.html", {"tree": queries.tree()})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def team_add(request: SignedIn) -> HttpResponse:
    form = TeamForm(request.POST or None, by=request.user)
    if form.is_bound and form.is_valid() and form.save():
        messages.success(request, _("The team %(name)s was added.") % {"name": form.team})
        return redirect("teams_index")
    return _show(request, "people/cms_team.html", form)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def team_change(request: SignedIn, team_id: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=team_id, ended_at=None)
    form = TeamForm(request.POST or None, team=team, by=request.user)
    if form.is_bound and form.is_valid() and form.save():
        messages.success(request, _("Saved: %(name)s.") % {"name": team})
        return redirect("teams_index")
    return _show(request, "people/cms_team.html", form, team=get_object_or_404(Team, pk=team_id))


@administrators_only
@require_POST
def team_end(request: SignedIn, team_id: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=team_id, ended_at=None)
    try:
        teams.end(team, by=request.user)
    except teams.NotEmpty as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The team %(name)s has ended.") % {"name": team})
    return redirect("teams_index")


def _show(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """A form as it stands: 422 when it came back with something to mend (D15)."""
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
