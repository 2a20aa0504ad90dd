"""A pass by a wrong key is taken back, and given back when that was the mistake; each for a stated reason (R11)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from certificates import issuing, words
from certificates.models import Certificate
from courses import finishing
from courses.models import Activity, ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User


@transaction.atomic(savepoint=False)
def annul(
    enrolment: Enrolment, activity: Activity, *, by: User, reason: str, now: datetime | None = None
) -> ActivityCompletion | None:
    """Takes back that this person did this activity, and the course completion that names it, with its certificate.

    The records stay and say so. An activity of an open enrolment is to be done again in it; a course that was completed
    is asked for again, with two weeks to do it. Twice changes nothing.
    """
    now = now or timezone.now()
    _lock(enrolment)
    done = ActivityCompletion.objects.filter(enrolment=enrolment, activity=activity).first()
    if done is None:
        return None
    done.annulled_at = now
    done.save(update_fields=["annulled_at"])
    completion = _completions(enrolment).filter(annulled_at=None).first()
    facts = _facts(enrolment, activity)
    with chain.together(enrolment.person_id):
        if completion and str(activity.pk) in _named(completion):
            completion.annulled_at = now
            completion.save(update_fields=["annulled_at"])
            facts["completion"] = completion.pk
            if completion.certificate:
                issuing.withdraw(completion.certificate, reason=reason, by=by, now=now)
        said = {"reason": reason}
        chain.record(enrolment.person_id, Act.COMPLETION_ANNULLED, by=by.pk, at=now, facts=facts, words=said)
    return done


@transaction.atomic(savepoint=False)
def restore(
    enrolment: Enrolment,
    activity: Activity,
    *,
    is_by_check: bool,
    by: User,
    reason: str,
    now: datetime | None = None,
) -> ActivityCompletion | None:
    """Gives back what `annul` took, because a later correction says that the person was right after all.

    The activity counts as done again, as it was done then. Once everything that the course completion names is done
    again, the completion stands again too, so the course is not asked for any more; but not for who completed it in a
    later cycle since: that one counts. A cycle that was begun meanwhile stays open, and what was done in it stays. A
    certificate that fell with the completion stays withdrawn for ever; a new one says the same words. Returns None
    where there is nothing to give back.
    """
    now = now or timezone.now()
    _lock(enrolment)
    taken_back = ActivityCompletion.ever.filter(enrolment=enrolment, activity=activity, is_by_check=is_by_check)
    done = taken_back.exclude(annulled_at=None).order_by("id").last()
    if done is None:
        return None
    facts = _facts(enrolment, activity)
    is_done_since = ActivityCompletion.objects.filter(enrolment=enrolment, activity=activity).exists()
    if not is_done_since:
        done.annulled_at = None
        done.save(update_fields=["annulled_at"])
    completion = _completions(enrolment).exclude(annulled_at=None).first()
    with chain.together(enrolment.person_id):
        if completion and _stands_again(completion):
            facts |= _give_back(completion, now)
        elif is_done_since:
            return None
        said = {"reason": reason}
        chain.record(enrolment.person_id, Act.COMPLETION_RESTORED, by=by.pk, at=now, facts=facts, words=said)
    return done


def _stands_again(completion: CourseCompletion) -> bool:
    """Whether all that it names is done, and the person has not completed the course in a later cycle."""
    enrolment = completion.enrolment
    done = ActivityCompletion.objects.filter(enrolment=enrolment).values_list("activity_id", flat=True)
    since = CourseCompletion.objects.filter(
        enrolment__person=enrolment.person_id, enrolment__course=enrolment.course_id,
        enrolment__cycle__gt=enrolment.cycle, annulled_at=None,
    )  # fmt: skip
    return _named(completion) <= {str(pk) for pk in done} and not since.exists()


def _give_back(completion: CourseCompletion, now: datetime) -> dict[str, int]:
    """A certificate that was withdrawn for another reason is not given back."""
    fell_at, completion.annulled_at = completion.annulled_at, None
    facts, old = {"completion": completion.pk}, completion.certificate
    if old and old.revoked_at == fell_at:
        completion.certificate = _again(completion, old, now)
        facts |= {"certificate": completion.certificate.pk, "replaced": old.pk}
    completion.save(update_fields=["annulled_at", "certificate"])
    return facts


def _again(completion: CourseCompletion, old: Certificate, now: datetime) -> Certificate:
    """The same words; but what was put right while it was withdrawn is right here."""
    said = finishing.with_result(words.read(old.words), completion)
    return issuing.issue(old.holder, said, language=old.language, valid_until=old.valid_until, now=now)


def _lock(enrolment: Enrolment) -> None:
    """Acts on one enrolment come one after the other (R9)."""
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk=enrolment.pk).values_list("pk"))


def _completions(enrolment: Enrolment) -> QuerySet[CourseCompletion]:
    rows = CourseCompletion.objects.filter(enrolment=enrolment)
    return rows.select_related("enrolment", "certificate__holder")


def _named(completion: CourseCompletion) -> set[str]:
    """The activities that it rests on."""
    return {one["activity"] for one in completion.rule.get("activities", [])}


def _facts(enrolment: Enrolment, activity: Activity) -> dict[str, str | int]:
    return {"course": str(enrolment.course_id), "enrolment": enrolment.pk, "activity": str(activity.pk)}
