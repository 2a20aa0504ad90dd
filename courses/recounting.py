"""A count that followed from a wrong key is put right: in the record of the course, and on its certificate (R11)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from certificates import issuing, words
from courses import finishing, progress
from courses.models import ActivityCompletion, ActivityVersion, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User


@transaction.atomic(savepoint=False)
def recount(
    told: ActivityCompletion, *, version: ActivityVersion, right: int, total: int, needed: int | None, by: User,
    reason: str, now: datetime | None = None,
) -> ActivityCompletion | None:  # fmt: skip
    """The record of a quiz says another result from here on, and so does what follows from it.

    The completion of before stays, as taken back; one of the same day takes its place. The course completion that names
    it adds up again, and its certificate is revised: same number, new count (one that was withdrawn stays as it is).
    Returns None where it does not stand any more, or says all that already.
    """
    now = now or timezone.now()
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk=told.enrolment_id).values_list("pk"))  # R9
    rows = ActivityCompletion.objects.select_related("enrolment", "activity", "version")
    before = rows.filter(pk=told.pk).first()
    if before is None or (before.version, before.right, before.total) == (version, right, total):
        return None
    before.annulled_at = now
    before.save(update_fields=["annulled_at"])
    done = ActivityCompletion.objects.create(
        enrolment=before.enrolment, activity=before.activity, version=version, right=right, total=total,
        needed=needed, completed_at=before.completed_at, is_by_check=before.is_by_check,
    )  # fmt: skip
    person = done.enrolment.person_id
    with chain.together(person):
        progress.write_down(done, time=_how_often(done), by=by, now=now)
        facts = _facts(before, done)
        if completion := _counted_in(done):
            _add_up(completion, before, done)
            facts["completion"] = completion.pk
            if completion.certificate:
                said = finishing.with_result(words.read(completion.certificate.words), completion)
                issuing.revise(completion.certificate, said, reason=reason, by=by, now=now)
        said_why = {"reason": reason}
        chain.record(person, Act.COMPLETION_RECOUNTED, by=by.pk, at=now, facts=facts, words=said_why)
    return done


def _how_often(done: ActivityCompletion) -> int:
    return ActivityCompletion.ever.filter(enrolment=done.enrolment, activity=done.activity).count()


def _facts(before: ActivityCompletion, done: ActivityCompletion) -> dict[str, str | int | None]:
    return {
        "course": str(done.enrolment.course_id), "enrolment": done.enrolment_id, "activity": str(done.activity_id),
        "before": before.right, "right": done.right, "total": done.total,
    }  # fmt: skip


def _counted_in(done: ActivityCompletion) -> CourseCompletion | None:
    """The course completion that this one is part of."""
    found = CourseCompletion.objects.filter(enrolment=done.enrolment, completed_at__gte=done.completed_at)
    completion = found.select_related("certificate__holder").first()
    return completion if completion and _entry(completion, done) else None


def _entry(completion: CourseCompletion, done: ActivityCompletion) -> dict[str, str | int] | None:
    """What its rule says of this activity."""
    named = completion.rule.get("activities", [])
    return next((one for one in named if one["activity"] == str(done.activity_id)), None)


def _add_up(completion: CourseCompletion, before: ActivityCompletion, done: ActivityCompletion) -> None:
    """The result is the sum over its quizzes: one of them goes out of it, the new one comes in."""
    completion.right = (completion.right or 0) - (before.right or 0) + (done.right or 0)
    completion.total = (completion.total or 0) - (before.total or 0) + (done.total or 0)
    completion.needed = (completion.needed or 0) - finishing.needed(before) + finishing.needed(done)
    entry = _entry(completion, done)
    if entry:
        entry |= {"title": done.version.title, "version": done.version.number}
    completion.save(update_fields=["right", "total", "needed", "rule"])
