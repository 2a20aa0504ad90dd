"""Policies: what publishing one writes, and what confirming it records (L7, D31).

A policy is taken like a course of one activity. So it is assigned, becomes due, late and done, and stands in every list
and record by the same rules; a version that asks again opens a new cycle, and the earlier confirmation stays.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.signals import page_published

from courses import compiling, enrolment, progress, publishing
from courses.models import ActivityVersion, Course, Enrolment, PolicyPage
from lms.people.models import User


class Outdated(Exception):
    """What the person has read is not what is to be confirmed any more."""


def listen() -> None:
    """Take up every policy that goes live."""
    page_published.connect(_published, sender=PolicyPage, dispatch_uid="courses.policy")


def _published(sender: type[PolicyPage], instance: PolicyPage, **kwargs: Any) -> None:
    if instance.live and not publishing.stands_in(instance):
        settle(instance)


@transaction.atomic
def settle(page: PolicyPage, *, now: datetime | None = None) -> ActivityVersion:
    """Writes a policy with its activity and keeps its text as a version, unless nothing has changed.

    The number its author gave the source page decides who has to confirm (again): a corrected word asks nobody.
    """
    now = now or timezone.now()
    course = publishing.identity(page, kind=Course.Kind.POLICY)
    language = page.locale.language_code
    course.titles[language] = page.title
    if language == course.source_language:
        course.first_published_at = course.first_published_at or now
        course.is_live, course.has_certificate, course.validity_months = True, False, None
        if page.version != course.version:
            course.version, course.version_since = page.version, now
    course.save()
    compiled = compiling.policy(page)
    return publishing.settle_activity(
        page, minutes=compiled.minutes, body=compiled.body, questions=[], now=now, course=course
    )


@transaction.atomic
def confirm(person: User, version: ActivityVersion, *, language: str, now: datetime | None = None) -> Enrolment:
    """Records that the person has read this text: which version, in which language, when. Confirming twice is once.

    Raises Outdated when a newer version is to be confirmed, and enrolment.NotOpen when the policy was taken back.
    """
    # Locked, so that no newer version can be published between reading and recording.
    course = Course.objects.select_for_update(no_key=True).get(pk=version.activity.course_id)
    if version.body["version"] < course.version:
        raise Outdated
    taken = enrolment.enrol(person, course, language=language, now=now)
    progress.complete(taken, version.activity, version=version, now=now)
    return taken
