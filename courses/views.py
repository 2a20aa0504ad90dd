"""This room on the web: the catalogue, a course, a lesson with its acts, and what a finished course leaves."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from courses import catalogue, checks, enrolment, outline, places, progress, reading
from courses.forms import PlaceForm, SearchForm
from courses.models import (
    Activity,
    ActivityCompletion,
    ActivityPage,
    ActivityVersion,
    CataloguePage,
    Course,
    CourseCompletion,
    CoursePage,
    Enrolment,
    HomePage,
    LessonPage,
    ModulePage,
)
from lms import language
from lms.htmx import go, refuse, respond
from lms.people import access
from lms.questions.kinds import BadAnswer

LESSON = "courses/lesson_page.html"


def serve_page(page: Page, request: HttpRequest) -> HttpResponse | None:
    """What an authored page of this room answers; None lets Wagtail serve it. Roots and modules lead on."""
    if isinstance(page, HomePage):
        return redirect("home")
    if isinstance(page, CataloguePage):
        return redirect("courses")
    if isinstance(page, ModulePage):
        return redirect(_parent_address(page))
    if isinstance(page, CoursePage):
        return course(request, page)
    if isinstance(page, LessonPage):
        return lesson(request, page)
    return activity(request, page) if isinstance(page, ActivityPage) else None


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """All courses, one's own first; ?q= narrows them down."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = catalogue.find(request.user, language=language.current(), query=query)
    return respond(request, "courses/catalogue.html", "courses/_results.html", {"form": form, "query": query, **found})


@require_safe
def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """A course's overview: what it is good for, how long it takes, and how far this person is."""
    found = get_object_or_404(Course.objects.visible_to(request.user), key=page.translation_key)
    overview = outline.of(found, person=request.user, language=language.current())
    may_renew = overview.enrolment is not None and enrolment.may_start_again(overview.enrolment)
    context = {"page": page, "outline": overview, "outcomes": outline.outcomes(page), "may_renew": may_renew}
    return render(request, "courses/course_page.html", context)


@require_POST
def course_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start, or go on: to the first open activity, or to the record if nothing is left to do."""
    found = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    try:
        taken = enrolment.enrol(request.user, found, language=language.current())
    except enrolment.NotOpen:
        raise Http404 from None
    if progress.settle(taken):
        return go(request, reverse("course_complete", args=[slug]))
    overview = outline.of(found, person=request.user, language=language.current())
    return go(request, overview.resume_url or overview.url)


@require_safe
def course_complete(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of one's newest completion. It stays, whatever becomes of the course."""
    completion = _completion(request, slug)
    overview = outline.of(completion.enrolment.course, person=request.user, language=language.current())
    context = {"completion": completion, "outline": overview, "lessons": catalogue.kept_lessons(completion, overview)}
    return render(request, "courses/complete.html", context)


@require_safe
def course_read(request: HttpRequest, slug: str, activity_key: UUID) -> HttpResponse:
    """A lesson of a finished course whose page is gone, as it was when this person completed it."""
    completion = _completion(request, slug)
    done = get_object_or_404(
        ActivityCompletion.objects.select_related("version__activity__course"),
        enrolment=completion.enrolment, activity=activity_key, activity__kind=Activity.Kind.LESSON,
    )  # fmt: skip
    moment = reading.Moment(query=request.GET.dict())
    kept = reading.keep(done.version, person=request.user, language=language.current(), moment=moment)
    return render(request, LESSON, {"reading": kept})


@require_safe
def activity(request: HttpRequest, page: ActivityPage) -> HttpResponse | None:
    """Any other activity opens after Start too; its own room shows it."""
    key = page.translation_key
    is_open = Enrolment.objects.visible_to(request.user).filter(course__activities=key).exists()
    return None if is_open or access.is_trainer(request.user) else redirect(_course_address(page))


@require_safe
def lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """A lesson, after Start. Trainers may look at any."""
    try:
        version = reading.version_for(page.translation_key, language.current())
    except reading.NoSuchLesson:
        raise Http404 from None
    target = request.headers.get("HX-Target", "").removeprefix("check-").removeprefix("b-")
    read = _read(request, version, reading.Moment(query=request.GET.dict(), takes_focus=target))
    if read.enrolment is None and not access.is_trainer(request.user):
        return redirect(_course_address(page))
    return render(request, LESSON, {"reading": read})


@require_POST
def lesson_done(request: HttpRequest, activity_key: UUID) -> HttpResponse:
    """Done: on to what is next; or the lesson again with the checks that are missing."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    try:
        progress.finish_lesson(taken, version.activity, version)
    except progress.MustAnswerFirst as missing:
        moment = reading.Moment(missing=tuple(missing.blocks))
        return refuse(request, LESSON, "courses/_lesson.html", {"reading": _read(request, version, moment)})
    overview = outline.of(version.activity.course, person=request.user, language=language.current())
    following = overview.after(activity_key)
    return go(request, following.url if following else reverse("course_complete", args=[overview.course.slug]))


@require_POST
def lesson_place(request: HttpRequest, activity_key: UUID) -> HttpResponse:
    """Remembers the block that somebody has come to."""
    form, version = PlaceForm(request.POST), _version(request, activity_key)
    if not form.is_valid() or not reading.has_block(version, form.cleaned_data["block"]):
        return HttpResponse(status=400)
    progress.begin(_enrolment(request, activity_key), version.activity, block=form.cleaned_data["block"])
    return HttpResponse(status=204)


@require_POST
def check(request: HttpRequest, activity_key: UUID, block_id: str) -> HttpResponse:
    """An answer to a check: its reasons, or what is missing."""
    version, tried = _version(request, activity_key), None
    try:
        if _is_only_looking(request, activity_key):
            tried = checks.mark(version.activity, block_id, request.POST)
        else:
            checks.answer(_enrolment(request, activity_key), version.activity, block_id, request.POST)
    except checks.NoSuchCheck:
        raise Http404 from None
    except BadAnswer as error:
        return _part_again(request, version, block_id, error)
    return _part(request, version, block_id, reading.Moment(tried=tried, takes_focus=block_id))


@require_POST
def reflection(request: HttpRequest, activity_key: UUID, block_id: str) -> HttpResponse:
    """A private note."""
    version, taken = _version(request, activity_key), _enrolment(request, activity_key)
    try:
        checks.keep_note(taken, version, block_id, request.POST.get("note", ""))
    except checks.NoSuchCheck:
        raise Http404 from None
    except BadAnswer as error:
        return _part_again(request, version, block_id, error)
    return _part(request, version, block_id, reading.Moment(takes_focus=block_id))


def _part(request: HttpRequest, version: ActivityVersion, block_id: str, moment: reading.Moment) -> HttpResponse:
    """The changed part for htmx; otherwise back to it in the lesson. What was not stored is shown at once."""
    read = _read(request, version, moment)
    part = read.part(block_id)
    if part is None:
        raise Http404
    if moment.tried or request.headers.get("HX-Request") == "true":
        return respond(request, LESSON, part.template, {"reading": read, "part": part})
    return go(request, f"{read.item.url if read.item else reverse('courses')}#{part.anchor}")


def _part_again(request: HttpRequest, version: ActivityVersion, block_id: str, error: BadAnswer) -> HttpResponse:
    moment = reading.Moment(errors={block_id: error}, takes_focus=block_id)
    read = _read(request, version, moment)
    part = read.part(block_id)
    if part is None:
        raise Http404
    return refuse(request, LESSON, part.template, {"reading": read, "part": part})


def _read(request: HttpRequest, version: ActivityVersion, moment: reading.Moment) -> reading.Reading:
    return reading.read(version, person=request.user, language=language.current(), moment=moment)


def _version(request: HttpRequest, activity_key: UUID) -> ActivityVersion:
    """The version of the lesson that the form was on; the newest if it says nothing we know."""
    number = request.POST.get("lesson", "")
    lessons = ActivityVersion.objects.filter(activity=activity_key, activity__kind=Activity.Kind.LESSON)
    if number.isascii() and number.isdecimal() and len(number) < 8:
        if found := lessons.filter(number=int(number)).select_related("activity__course").first():
            return found
    if not lessons.exists():
        raise Http404
    return reading.version_for(activity_key, language.current())


def _enrolment(request: HttpRequest, activity_key: UUID) -> Enrolment:
    """This person's enrolment in the course of the activity; nobody else's can be reached (R2)."""
    taken = Enrolment.objects.visible_to(request.user).filter(course__activities=activity_key).order_by("-cycle").first()
    if taken is None:
        raise Http404
    return taken


def _is_only_looking(request: HttpRequest, activity_key: UUID) -> bool:
    taken = Enrolment.objects.visible_to(request.user).filter(course__activities=activity_key)
    return not taken.exists() and access.is_trainer(request.user)


def _completion(request: HttpRequest, slug: str) -> CourseCompletion:
    found = (
        CourseCompletion.objects.filter(enrolment__in=Enrolment.objects.visible_to(request.user), enrolment__course__slug=slug)
        .select_related("enrolment__course", "certificate")
        .order_by("-enrolment__cycle")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _parent_address(page: Page) -> str:
    return places.address(page.url_path.rstrip("/").rsplit("/", 1)[0] + "/", language.current())


def _course_address(page: ActivityPage) -> str:
    return places.address(page.url_path.rstrip("/").rsplit("/", 2)[0] + "/", language.current())
