"""This room on the web, to look at: the catalogue, a course, a lesson, and what a finished course leaves."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from courses import catalogue, enrolment, outline, places, policies, reading
from courses.forms import SearchForm
from courses.models import (
    Activity,
    ActivityCompletion,
    ActivityPage,
    CataloguePage,
    Course,
    CourseCompletion,
    CoursePage,
    Enrolment,
    HomePage,
    LessonPage,
    ModulePage,
    PolicyIndexPage,
    PolicyPage,
    page_at,
)
from courses.parts import Moment
from lms import language
from lms.htmx import respond, way_back_in
from lms.people import access
from lms.people.models import User
from lms.people.requests import SignedIn

LESSON, POLICY = "courses/lesson_page.html", "courses/policy_page.html"


def page(request: SignedIn, path: str) -> HttpResponse:
    """What an authored page answers. Roots and modules lead on; what this room does not know shows itself.

    The page is found by one query: Wagtail's own way to it asks for site, language and root before (D12).
    """
    found = page_at(path, language.current())
    if found is None:
        raise Http404
    kind = found.specific_class or Page
    if issubclass(kind, HomePage):
        return redirect("home")
    if issubclass(kind, CataloguePage):
        return redirect("courses")
    if issubclass(kind, PolicyIndexPage):
        return redirect("policies")
    if issubclass(kind, ModulePage):
        return redirect(_parent_address(found))
    if issubclass(kind, PolicyPage):
        return policy(request, found)
    if issubclass(kind, LessonPage):
        return lesson(request, found)
    if issubclass(kind, CoursePage):
        return course(request, found.specific)
    return (activity(request, found) if issubclass(kind, ActivityPage) else None) or found.specific.serve(request)


@require_safe
def courses(request: SignedIn) -> HttpResponse:
    """All courses, one's own first; ?q= narrows them down."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = catalogue.find(request.user, language=language.current(), query=query)
    context = {"form": form, "query": query, "has_policies": policies.are_there(), **found}
    return respond(request, "courses/catalogue.html", "courses/_results.html", context)


@require_safe
def course(request: SignedIn, page: CoursePage) -> HttpResponse:
    """A course's overview: what it is good for, how long it takes, and how far this person is."""
    found = get_object_or_404(Course.objects.visible_to(request.user), key=page.translation_key)
    overview = outline.of(found, person=request.user, language=language.current())
    may_renew = overview.enrolment is not None and enrolment.may_start_again(overview.enrolment)
    context = {
        "page": page,
        "outline": overview,
        "outcomes": outline.outcomes(page),
        "may_renew": may_renew,
        **catalogue.standing(request.user, overview),
        "can_read": access.is_trainer(request.user),
    }
    return render(request, "courses/course_page.html", context)


@require_safe
def policies_index(request: SignedIn) -> HttpResponse:
    """All policies, and which of them this person has confirmed."""
    found = policies.for_person(None, request.user, language=language.current())
    return render(request, "courses/policies.html", {"policies": found})


@require_safe
def policy(request: SignedIn, page: Page) -> HttpResponse:
    """A policy to read; below it the confirmation, or when it was confirmed."""
    read = read_policy(request.user, page.translation_key)
    return render(request, POLICY, {"reading": read, "next": way_back_in(request)})


def read_policy(person: User, key: UUID) -> policies.Reading:
    """Today's text of a live policy for this person. Raises Http404 where there is none."""
    try:
        return reading.policy(key, person=person, language=language.current())
    except reading.NoSuchLesson:
        raise Http404 from None


@require_safe
def course_complete(request: SignedIn, slug: str) -> HttpResponse:
    """The record of one's newest completion. It stays, whatever becomes of the course."""
    completion = _completion(request, slug)
    overview = outline.of(completion.enrolment.course, person=request.user, language=language.current())
    context = {"completion": completion, "outline": overview, "lessons": catalogue.kept_lessons(completion, overview)}
    return render(request, "courses/complete.html", context)


@require_safe
def course_read(request: SignedIn, slug: str, activity_key: UUID) -> HttpResponse:
    """A lesson of a finished course whose page is gone, as it was when this person completed it."""
    completion = _completion(request, slug)
    done = get_object_or_404(
        ActivityCompletion.objects.select_related("version__activity__course"),
        enrolment=completion.enrolment, activity=activity_key,
        activity__kind__in=[Activity.Kind.LESSON, Activity.Kind.POLICY],
    )  # fmt: skip
    if done.activity.kind == Activity.Kind.POLICY:
        return render(request, POLICY, {"reading": policies.Reading(done.version, completion=completion)})
    moment = Moment(query=request.GET.dict())
    kept = reading.keep(done.version, completion.enrolment, language=language.current(), moment=moment)
    return render(request, LESSON, {"reading": kept})


@require_safe
def activity(request: SignedIn, page: Page) -> HttpResponse | None:
    """Any other activity opens after Start too; its own room shows it."""
    key = page.translation_key
    is_open = Enrolment.objects.visible_to(request.user).filter(course__activities=key).exists()
    return None if is_open or access.is_trainer(request.user) else redirect(_course_address(page))


@require_safe
def lesson(request: SignedIn, page: Page) -> HttpResponse:
    """A lesson, after Start. Trainers may look at any."""
    try:
        version = reading.version_for(page.translation_key, language.current())
    except reading.NoSuchLesson:
        raise Http404 from None
    target = request.headers.get("HX-Target", "").removeprefix("check-").removeprefix("b-")
    moment = Moment(query=request.GET.dict(), takes_focus=target)
    read = reading.read(version, person=request.user, language=language.current(), moment=moment)
    if read.enrolment is None and not access.is_trainer(request.user):
        return redirect(_course_address(page))
    return render(request, LESSON, {"reading": read})


def _completion(request: SignedIn, slug: str) -> CourseCompletion:
    found = (
        CourseCompletion.objects.filter(
            enrolment__in=Enrolment.objects.visible_to(request.user), enrolment__course__slug=slug
        )
        .select_related("enrolment__course", "certificate")
        .order_by("-enrolment__cycle")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _parent_address(page: Page) -> str:
    return places.address(page.url_path.rstrip("/").rsplit("/", 1)[0] + "/", language.current())


def _course_address(page: Page) -> str:
    return places.address(page.url_path.rstrip("/").rsplit("/", 2)[0] + "/", language.current())
