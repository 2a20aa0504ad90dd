"""Home, team and one person: HTTP in, one call into the rules, a page out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import assignment, commitments
from courses.models import Commitment, Course
from lms import language
from lms.htmx import go, refuse, respond, wants_fragment
from lms.overview import exporting
from lms.overview import home as home_picture
from lms.overview import person as person_picture
from lms.overview import team as team_picture
from lms.overview.forms import AssignForm, ExtendForm
from lms.people import access
from lms.people.models import User
from lms.people.requests import SignedIn
from quizzes import refreshers

PAGE_SIZE = 25


@require_safe
def home(request: SignedIn) -> HttpResponse:
    picture = home_picture.of(request.user, language=language.current())
    return render(request, "overview/home.html", {"home": picture})


@require_POST
def commitment_did(request: SignedIn, commitment_id: int) -> HttpResponse:
    """A plan worked: home asks no more."""
    commitments.did(_own(request, commitment_id), today=timezone.localdate())
    return _told(request, _("Good. Your plan is done."))


@require_POST
def commitment_not_yet(request: SignedIn, commitment_id: int) -> HttpResponse:
    """A plan has to wait: home asks again."""
    commitments.not_yet(_own(request, commitment_id), today=timezone.localdate())
    return _told(request, _("All right. We ask again in 7 days."))


@require_POST
def refresher_not_now(request: SignedIn) -> HttpResponse:
    """The refresher waits: home offers it again in a week."""
    refreshers.snooze(request.user)
    return _told(request, _("All right. We ask again in 7 days."))


@require_safe
def team(request: SignedIn) -> HttpResponse:
    """The team by urgency; `?show=all` or a bucket narrows or widens the list."""
    if not access.is_manager(request.user):
        raise Http404
    picture = team_picture.of(request.user)
    show = request.GET.get("show", "")
    rows = picture.in_bucket(show) if show in team_picture.LOOKS else picture.rows
    if not show:
        rows = picture.needing_attention[: team_picture.FIRST]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"team": picture, "page": page, "show": show, "page_query": f"show={show}&"}
    return respond(request, "overview/team.html", "overview/_team_list.html", context)


@require_POST
def team_export(request: SignedIn) -> StreamingHttpResponse:
    """Everything that the team page shows, as a table for an audit. A POST, because it is written down."""
    if not access.is_manager(request.user):
        raise Http404
    lines = exporting.team_csv(request.user)
    name = f"team-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def person(request: SignedIn, person_id: int) -> HttpResponse:
    picture = person_picture.of(_visible(request, person_id))
    return render(request, "overview/person.html", {"picture": picture})


@require_http_methods(["GET", "HEAD", "POST"])
def person_assign(request: SignedIn, person_id: int) -> HttpResponse:
    someone = _visible(request, person_id)
    form = AssignForm(request.POST or None)
    context = {"form": form, "someone": someone}
    if request.method != "POST":
        return respond(request, "overview/assign.html", "overview/_assign_form.html", context)
    if form.is_valid():
        try:
            assignment.assign(form.cleaned_data["course"], person=someone, by=request.user, **form.due)
        except (assignment.AlreadyAssigned, assignment.NotPossible) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Assigned."))
            return go(request, reverse("person", args=[someone.pk]))
    return refuse(request, "overview/assign.html", "overview/_assign_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_extend(request: SignedIn, person_id: int, course: str) -> HttpResponse:
    someone = _visible(request, person_id)
    taken = get_object_or_404(Course, slug=course)
    duty = assignment.duty_of(someone, taken, today=timezone.localdate())
    if duty is None:
        raise Http404
    form = ExtendForm(request.POST or None)
    title = taken.title_in(language.current())
    context = {"form": form, "someone": someone, "course": taken, "course_title": title, "duty": duty}
    if request.method != "POST":
        return respond(request, "overview/extend.html", "overview/_extend_form.html", context)
    if form.is_valid():
        try:
            assignment.extend(someone, taken, by=request.user, **form.cleaned_data)
        except assignment.NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The due date was moved."))
            return go(request, reverse("person", args=[someone.pk]))
    return refuse(request, "overview/extend.html", "overview/_extend_form.html", context)


def _own(request: SignedIn, commitment_id: int) -> Commitment:
    """One's own plan; anybody else's does not exist."""
    return get_object_or_404(Commitment.objects.visible_to(request.user), pk=commitment_id)


def _told(request: SignedIn, words: str) -> HttpResponse:
    """Home again; for htmx the card goes and the heading of the plan takes the focus."""
    if not wants_fragment(request):
        messages.success(request, words)
        return go(request, reverse("home"))
    day = home_picture.day_of(request.user, today=timezone.localdate())
    return render(request, "overview/_commitment_told.html", {"day": day, "words": words})


def _visible(request: SignedIn, person_id: int) -> User:
    """Somebody of the manager's own teams; everyone else does not exist here."""
    return get_object_or_404(access.people_visible_to(request.user).select_related("team"), pk=person_id)
