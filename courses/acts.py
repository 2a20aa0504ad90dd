"""What people do in this room: start a course, answer a check, keep a note, tick a list, plan, be done. POST only."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import checklists, checks, commitments, confirming, enrolment, offering, outline, progress, reading
from courses.forms import ConfirmForm, PlaceForm
from courses.models import Activity, ActivityVersion, Course, Enrolment
from courses.parts import Moment, Part
from courses.reading import Reading
from courses.views import LESSON, POLICY, read_policy
from lms import language
from lms.htmx import decline, go, refuse, respond, wants_fragment, way_back
from lms.people import access
from lms.people.requests import SignedIn
from lms.questions.kinds import BadAnswer, Rearranged

Act = Callable[..., HttpResponse]


def in_lesson(act: Act) -> Act:
    """An act in a lesson; refused in words when the lesson is not part of the course any more."""

    @wraps(act)
    def answered(request: SignedIn, activity_key: UUID, **kwargs: str) -> HttpResponse:
        try:
            return act(request, activity_key, **kwargs)
        except offering.NotOffered:
            return _gone(request, activity_key)

    return answered


@require_POST
def course_start(request: SignedIn, slug: str) -> HttpResponse:
    """Start, or go on: to the first open activity, or to the record if nothing is left to do."""
    found = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    try:
        taken = enrolment.enrol(request.user, found, language=language.current())
    except enrolment.NotOpen:
        raise Http404 from None
    if progress.settle(taken):
        return go(request, reverse("course_complete", args=[slug]))
    overview = outline.of(found, person=request.user, language=language.current())
    if not overview.url:
        raise Http404
    # Whoever renews chooses on the course's page how: its short check may be all that is left to do.
    chooses = taken.cycle > 1 and overview.is_fresh and overview.has_quiz
    return go(request, overview.url if chooses else overview.resume_url or overview.url)


@require_POST
@in_lesson
def lesson_done(request: SignedIn, activity_key: UUID) -> HttpResponse:
    """Done: on to what is next; or the lesson again with the checks that are missing."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    try:
        progress.finish_lesson(taken, version.activity, version)
    except progress.MustAnswerFirst as missing:
        moment = Moment(missing=tuple(missing.blocks))
        return refuse(request, LESSON, "courses/_lesson.html", {"reading": _read(request, missing.version, moment)})
    overview = outline.of(version.activity.course, person=request.user, language=language.current())
    following = overview.after(activity_key)
    return go(request, following.url if following else reverse("course_complete", args=[overview.course.slug]))


@require_POST
@in_lesson
def lesson_place(request: SignedIn, activity_key: UUID) -> HttpResponse:
    """Remembers the block that somebody has come to."""
    form, version, taken = PlaceForm(request.POST), _version(request, activity_key), _enrolment(request, activity_key)
    if not form.is_valid() or not reading.has_block(version, form.cleaned_data["block"]):
        return HttpResponse(status=400)
    progress.come_to(taken, version.activity, block=form.cleaned_data["block"])
    return HttpResponse(status=204)


@require_POST
@in_lesson
def check(request: SignedIn, activity_key: UUID, block_id: str) -> HttpResponse:
    """An answer to a check: its reasons, or what is missing."""
    version, tried = _version(request, activity_key), None
    try:
        if _is_only_looking(request, activity_key):
            tried = checks.mark(version.activity, block_id, request.POST)
        else:
            checks.answer(_enrolment(request, activity_key), version.activity, block_id, request.POST)
    except checks.NoSuchCheck:
        raise Http404 from None
    except checks.TakenBack:
        moment = Moment(taken_back=block_id, takes_focus=block_id)
        read, part = _read_part(request, version, block_id, moment)
        return respond(request, LESSON, part.template, {"reading": read, "part": part}, status=409)
    except Rearranged as moved:
        read, part = _read_part(request, version, block_id, Moment(errors={block_id: moved}))
        return respond(request, LESSON, part.template, {"reading": read, "part": part})
    except BadAnswer as error:
        return _part_again(request, version, block_id, error)
    return _part(request, version, block_id, Moment(tried=tried, takes_focus=block_id))


@require_POST
def policy_confirm(request: SignedIn, key: UUID) -> HttpResponse:
    """I have read it: recorded with the version that was on the page. Back to where it was asked for."""
    read, form = read_policy(request.user, key), ConfirmForm(request.POST)
    context = {"reading": read, "form": form, "next": way_back(request, "")}
    if not form.is_valid():
        return refuse(request, POLICY, POLICY, context)
    shown = ActivityVersion.objects.filter(activity=key, number=form.cleaned_data["version"]).first()
    try:
        confirming.confirm(request.user, shown or read.version, language=language.current())
    except confirming.Outdated:
        form.add_error(None, _("A new version was published while you were reading. Read it, then confirm."))
        return refuse(request, POLICY, POLICY, context)
    except enrolment.NotOpen:
        raise Http404 from None
    messages.success(request, _("Confirmed."))
    return go(request, way_back(request, read.url))


@require_POST
@in_lesson
def reflection(request: SignedIn, activity_key: UUID, block_id: str) -> HttpResponse:
    """A private note."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    try:
        checks.keep_note(taken, version, block_id, request.POST.get("note", ""))
    except checks.NoSuchCheck:
        raise Http404 from None
    except BadAnswer as error:
        return _part_again(request, version, block_id, error)
    return _part(request, version, block_id, Moment(takes_focus=block_id))


@require_POST
@in_lesson
def checklist(request: SignedIn, activity_key: UUID, block_id: str) -> HttpResponse:
    """What is ticked in a list."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    try:
        checklists.tick(taken, version, block_id, request.POST.getlist("tick"))
    except checklists.NoSuchChecklist:
        raise Http404 from None
    return _part(request, version, block_id, Moment())


@require_POST
@in_lesson
def commitment(request: SignedIn, activity_key: UUID, block_id: str) -> HttpResponse:
    """A private plan, or what is missing in it."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    when, will = request.POST.get("when", ""), request.POST.get("will", "")
    try:
        commitments.plan(taken, version, block_id, when=when, will=will)
    except commitments.NoSuchCommitment:
        raise Http404 from None
    except BadAnswer as error:
        return _part_again(request, version, block_id, error)
    return _part(request, version, block_id, Moment(takes_focus=block_id))


def _gone(request: SignedIn, activity_key: UUID) -> HttpResponse:
    """Where the lesson was: what is left to go to. Nothing was stored."""
    activity = Activity.objects.select_related("course").get(pk=activity_key)
    overview = outline.of(activity.course, person=request.user, language=language.current())
    context = {"outline": overview, "title": activity.title_in(language.current())}
    return decline(request, "courses/gone.html", "courses/_gone.html", context)


def _part(request: SignedIn, version: ActivityVersion, block_id: str, moment: Moment) -> HttpResponse:
    """The changed part for htmx; otherwise back to it in the lesson. What was not stored is shown at once."""
    read, part = _read_part(request, version, block_id, moment)
    if moment.tried or wants_fragment(request):
        return respond(request, LESSON, part.template, {"reading": read, "part": part})
    return go(request, f"{read.url or read.course_url}#{part.anchor}")


def _part_again(request: SignedIn, version: ActivityVersion, block_id: str, error: BadAnswer) -> HttpResponse:
    """The same form with its sentence."""
    moment = Moment(errors={block_id: error}, takes_focus=block_id)
    read, part = _read_part(request, version, block_id, moment)
    return refuse(request, LESSON, part.template, {"reading": read, "part": part})


def _read_part(request: SignedIn, version: ActivityVersion, block_id: str, moment: Moment) -> tuple[Reading, Part]:
    read = _read(request, version, moment)
    part = read.part(block_id)
    if part is None:
        raise Http404
    return read, part


def _read(request: SignedIn, version: ActivityVersion, moment: Moment) -> Reading:
    return reading.read(version, person=request.user, language=language.current(), moment=moment)


def _version(request: SignedIn, activity_key: UUID) -> ActivityVersion:
    """The version of the lesson that the form was on; the newest if it says nothing we know."""
    get_object_or_404(Activity, pk=activity_key, kind=Activity.Kind.LESSON)
    number = request.POST.get("lesson", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 8
    shown = ActivityVersion.objects.filter(activity=activity_key, number=int(number) if is_number else 0)
    found = shown.select_related("activity__course").first()
    return found or reading.version_for(activity_key, language.current())


def _enrolment(request: SignedIn, activity_key: UUID) -> Enrolment:
    """This person's enrolment in the course of the activity; nobody else's can be reached (R2)."""
    taken = (
        Enrolment.objects.visible_to(request.user).filter(course__activities=activity_key).order_by("-cycle").first()
    )
    if taken is None:
        raise Http404
    return taken


def _is_only_looking(request: SignedIn, activity_key: UUID) -> bool:
    taken = Enrolment.objects.visible_to(request.user).filter(course__activities=activity_key)
    return not taken.exists() and access.is_trainer(request.user)
