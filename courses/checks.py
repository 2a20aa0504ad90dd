"""Checks in a lesson: unscored questions, answered as often as one likes, and the private note of a reflection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import offering, parts, progress
from courses.models import Activity, ActivityQuestion, ActivityVersion, CheckResponse, Enrolment, Reflection
from lms.language import current as current_language
from lms.questions import asking, versions
from lms.questions.kinds import BadAnswer
from lms.questions.models import QuestionVersion

NOTE_LENGTH = 4000


class NoSuchCheck(LookupError):
    """This activity has no check (or reflection) with this block id."""


class TakenBack(Exception):
    """The question of this check was withdrawn: it is neither asked nor marked any more (R11)."""


@transaction.atomic
def answer(
    enrolment: Enrolment,
    activity: Activity,
    block_id: str,
    post: QueryDict | Mapping[str, Any],
    *,
    now: datetime | None = None,
) -> CheckResponse:
    """Marks and stores an answer to the check in this block; it also marks the place where the person is.

    Answers are only added, the newest counts; the same answer again adds nothing. Raises NoSuchCheck for a block that
    is not a check of this activity, TakenBack for a question that is not asked any more, BadAnswer (with a sentence for
    the person) for an empty or impossible answer, offering.NotOffered when the lesson is not part of the course any
    more.
    """
    response = mark(activity, block_id, post, now=now)
    newest = latest(enrolment, activity).get(block_id)
    progress.begin(enrolment, activity, block=block_id, now=now)
    if newest and (newest.question_version_id, newest.value) == (response.question_version_id, response.value):
        return newest
    response.enrolment = enrolment
    response.save(force_insert=True)
    return response


def mark(
    activity: Activity, block_id: str, post: QueryDict | Mapping[str, Any], *, now: datetime | None = None
) -> CheckResponse:
    """The marked answer, not stored and nobody's: what a trainer gets who tries a lesson out. Raises like `answer`."""
    offering.require(activity)
    version = _asked_version(activity, block_id, post.get("version", ""))
    asked = asking.ask(version, versions.wordings([version.pk], current_language())[version.pk], order=())
    value = asked.read(post)
    if value is None:
        raise BadAnswer(asked.nothing_chosen)
    return CheckResponse(
        activity=activity,
        block_id=block_id,
        question_version=version,
        value=value,
        is_right=asked.mark(value).is_right,
        answered_at=now or timezone.now(),
    )


def latest(enrolment: Enrolment, activity: Activity) -> dict[str, CheckResponse]:
    """The newest answer to each check of the activity, by block id. One query."""
    return parts.responses(enrolment, activity.pk)


@transaction.atomic
def keep_note(
    enrolment: Enrolment, version: ActivityVersion, block_id: str, text: str, *, now: datetime | None = None
) -> Reflection:
    """Keeps the person's private note for a reflection in this lesson; a later one replaces it. Nobody else reads it.

    Raises NoSuchCheck when this version has no reflection in this block, BadAnswer when the note is too long,
    offering.NotOffered when the lesson is not part of the course any more.
    """
    offering.require(version.activity)
    if not any(block["id"] == block_id and block["type"] == "reflection" for block in version.body.get("blocks", [])):
        raise NoSuchCheck(block_id)
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > NOTE_LENGTH:
        raise BadAnswer(_("Write at most %(count)d characters.") % {"count": NOTE_LENGTH}, {"note": [text]})
    now = now or timezone.now()
    progress.begin(enrolment, version.activity, block=block_id, now=now)
    note, _is_new = Reflection.objects.update_or_create(
        enrolment=enrolment, activity=version.activity, block_id=block_id, defaults={"text": text, "saved_at": now}
    )
    return note


def _asked_version(activity: Activity, block_id: str, version_id: str) -> QuestionVersion:
    """The version that the form showed, if it belongs to the question asked here; otherwise the newest."""
    asked = ActivityQuestion.objects.filter(activity=activity, block_id=block_id).exclude(block_id="").first()
    if asked is None:
        raise NoSuchCheck(block_id)
    newest = versions.asked([asked.question_key]).get(asked.question_key)
    if newest is None:
        raise TakenBack
    if version_id.isascii() and version_id.isdecimal() and len(version_id) < 10:
        shown = QuestionVersion.objects.filter(question_key=asked.question_key, pk=int(version_id)).first()
        return shown or newest
    return newest
