"""What publishing a page means: the plain rows that records point at are written here, and only here (D1, D3, D29)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, get_page_models
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses import compiling
from courses.models import Activity, ActivityPage, ActivityVersion, Course, CoursePage, LessonPage, PolicyPage
from lms import edition

Asked = tuple[UUID, str, bool]


class NoCourse(Exception):
    """This page does not stand in a course."""


def listen() -> None:
    """Take up every page that goes live or is taken back. Copies and aliases announce themselves in the same way."""
    page_published.connect(_published, sender=CoursePage, dispatch_uid="courses.course")
    page_published.connect(_published, sender=LessonPage, dispatch_uid="courses.lesson")
    page_unpublished.connect(_taken_back, dispatch_uid="courses.taken_back")
    edition.follow(Course, *get_page_models())
    post_page_move.connect(edition.begin, dispatch_uid="courses.moved")


def _published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    # Wagtail says "published" for a first publish on a later date as well, with live=False (D29).
    # An alias that stands in for a translation still says what its source says: nothing to settle.
    if not instance.live or stands_in(instance):
        return
    if isinstance(instance, CoursePage):
        settle_course(instance)
    elif isinstance(instance, LessonPage):
        settle_lesson(instance)


def stands_in(page: Page) -> bool:
    """Whether this is an alias in the place of a translation that is still to come."""
    return page.alias_of is not None and page.alias_of.translation_key == page.translation_key


def _taken_back(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, CoursePage | PolicyPage):
        withdraw_course(instance)
    elif isinstance(instance, ActivityPage):
        for course in Course.objects.filter(activities__key=instance.translation_key):
            _count_minutes(course)


@transaction.atomic
def settle_course(page: CoursePage, *, now: datetime | None = None) -> Course:
    """Writes what all languages of a course share. Every publish of the source page is a new version of the course.

    The slug is set once, at the first publish; addresses, certificates and assignments hang on it. What must not differ
    by language (validity, sensitivity, certificate) counts from the source page; a translation adds title, promise and
    what managers may talk about.
    """
    course = identity(page)
    language = page.locale.language_code
    course.titles[language] = page.title
    course.promises[language] = page.promise
    course.companions[language] = [point.value for point in page.talking_points]
    if language == course.source_language:
        if course.first_published_at is None:
            course.first_published_at = now or timezone.now()
            course.slug = _free_slug(page)
        course.is_live = True
        course.is_sensitive = page.is_sensitive
        course.has_certificate = page.has_certificate
        course.validity_months = page.validity_months
        course.version += 1
    course.save()
    _count_minutes(course)
    return course


@transaction.atomic
def withdraw_course(page: CoursePage | PolicyPage) -> None:
    """Without its source page a course or policy is not offered any more. Nothing that people did in it changes."""
    Course.objects.filter(key=page.translation_key, source_language=page.locale.language_code).update(is_live=False)
    edition.begin()


def settle_lesson(page: LessonPage, *, now: datetime | None = None) -> ActivityVersion:
    """Compiles a lesson and keeps it as a version, unless nothing has changed."""
    compiled = compiling.lesson(page)
    return settle_activity(page, minutes=compiled.minutes, body=compiled.body, questions=compiled.questions, now=now)


@transaction.atomic
def settle_activity(
    page: ActivityPage | PolicyPage,
    *,
    minutes: int,
    body: Any,
    questions: Iterable[Asked],
    now: datetime | None = None,
    course: Course | None = None,
) -> ActivityVersion:
    """Writes an activity in all its languages and adds a version when title, length or body of this language changed.

    `questions` are (question key, block id, is required); membership counts from the source language (D1). `course` is
    given for a page that is its own course. Raises NoCourse for any other page outside a course.
    """
    course = course or _course_of(page)
    language = page.locale.language_code
    activity, is_new = Activity.objects.select_for_update().get_or_create(
        key=page.translation_key,
        defaults={"course": course, "kind": page.activity_kind, "slug": page.slug, "minutes": minutes},
    )
    activity.course = course
    activity.titles[language] = page.title
    if language == course.source_language or is_new:
        activity.minutes = minutes
        _settle_questions(activity, questions)
    activity.save()
    version = _version(activity, language=language, title=page.title, minutes=minutes, body=body, now=now)
    _count_minutes(course)
    return version


def fingerprint(title: str, minutes: int, body: Any) -> str:
    """SHA-256 of what a version says; the same content always gives the same print."""
    content = json.dumps([title, minutes, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def obstacles(page: CoursePage) -> list[str]:
    """What keeps a course from being published, one sentence each."""
    if page.is_sensitive and not (
        page.contact_name and page.contact_when and (page.contact_email or page.contact_phone)
    ):
        return [_("A sensitive course needs a contact: name, when to contact them, and e-mail or phone.")]
    return []


def take_up(page: Page) -> None:
    """Settles the live aliases from this page on down: Wagtail makes them without saying that they are published."""
    aliases = Page.objects.descendant_of(page, inclusive=True).live().exclude(alias_of=None)
    for alias in aliases.specific().order_by("path"):
        page_published.send(sender=type(alias), instance=alias, revision=alias.live_revision)


def latest(activity_key: UUID, language: str) -> ActivityVersion | None:
    """The newest version in a language."""
    return ActivityVersion.objects.filter(activity_id=activity_key, language=language).order_by("-number").first()


def identity(page: CoursePage | PolicyPage, *, kind: str = Course.Kind.COURSE) -> Course:
    """The row that all languages of this page share, locked; made here at the first publish."""
    course = Course.objects.select_for_update().filter(key=page.translation_key).first()
    return course or Course.objects.create(
        key=page.translation_key,
        kind=kind,
        slug=_free_slug(page),
        source_language=page.locale.language_code,
        titles={page.locale.language_code: page.title},
        promises={page.locale.language_code: getattr(page, "promise", "")},
    )


def _course_of(page: ActivityPage) -> Course:
    """The course a page stands in. One whose own page was never published is made from its draft and is not live."""
    course_page = CoursePage.objects.ancestor_of(page).order_by("-depth").first()
    if course_page is None:
        raise NoCourse(f"“{page.title}” does not stand in a course.")
    return identity(course_page)


def _free_slug(page: CoursePage | PolicyPage) -> str:
    """The page's slug, with a number when another course has it: trees of two languages may both use a slug."""
    taken = set(
        Course.objects.filter(slug__startswith=page.slug)
        .exclude(key=page.translation_key)
        .values_list("slug", flat=True)
    )
    slug, number = page.slug, 1
    while slug in taken:
        number += 1
        slug = f"{page.slug}-{number}"
    return slug


def _version(
    activity: Activity, *, language: str, title: str, minutes: int, body: Any, now: datetime | None
) -> ActivityVersion:
    sha256 = fingerprint(title, minutes, body)
    newest = latest(activity.key, language)
    if newest and newest.sha256 == sha256:
        return newest
    number = activity.versions.aggregate(newest=Max("number"))["newest"] or 0
    return activity.versions.create(
        number=number + 1,
        language=language,
        title=title,
        minutes=minutes,
        body=body,
        sha256=sha256,
        created_at=now or timezone.now(),
    )


def _settle_questions(activity: Activity, questions: Iterable[Asked]) -> None:
    wanted = {(key, block): (position, required) for position, (key, block, required) in enumerate(questions)}
    for row in activity.questions.all():
        if (row.question_key, row.block_id) not in wanted:
            row.delete()
    for (key, block), (position, required) in wanted.items():
        activity.questions.update_or_create(
            question_key=key, block_id=block, defaults={"position": position, "is_required": required}
        )


def _count_minutes(course: Course) -> None:
    """The length of a course is the sum of its live activities in the source language."""
    source = Locale.objects.filter(language_code=course.source_language).first()
    page = Page.objects.filter(translation_key=course.key, locale=source).first()
    keys = Page.objects.descendant_of(page, inclusive=True).live().values_list("translation_key") if page else []
    total = Activity.objects.filter(key__in=keys).aggregate(total=Sum("minutes"))["total"] or 0
    Course.objects.filter(key=course.key).exclude(minutes=total).update(minutes=total)
    edition.begin()
