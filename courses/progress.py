"""How far someone is: beginning and completing activities, and finishing a course (D3, D4, D19)."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone

from courses import finishing, offering, outline, policies
from courses.models import (
    Activity,
    ActivityCompletion,
    ActivityQuestion,
    ActivityVersion,
    CheckResponse,
    CourseCompletion,
    Enrolment,
)
from lms import sql
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User
from lms.questions import versions


class MustAnswerFirst(Exception):
    """Required checks have no answer yet, or a policy is not confirmed. `blocks` are their ids, in the order of
    `version`, which is the lesson that has to be done."""

    def __init__(self, blocks: list[str], version: ActivityVersion) -> None:
        super().__init__(", ".join(blocks))
        self.blocks, self.version = blocks, version


def begin(enrolment: Enrolment, activity: Activity, *, block: str = "", now: datetime | None = None) -> None:
    """Remembers where the person is, so that they can go on there. An empty block is the start of the activity."""
    seen = {"last_activity": activity, "last_block": block, "last_seen_at": now or timezone.now()}
    Enrolment.objects.filter(pk=enrolment.pk).update(**seen)
    for field, value in seen.items():
        setattr(enrolment, field, value)


@transaction.atomic
def come_to(enrolment: Enrolment, activity: Activity, *, block: str, now: datetime | None = None) -> None:
    """The same for a reader of a lesson. Raises offering.NotOffered when it is not part of the course any more."""
    offering.require(activity)
    begin(enrolment, activity, block=block, now=now)


@transaction.atomic(savepoint=False)
def complete(
    enrolment: Enrolment,
    activity: Activity,
    *,
    version: ActivityVersion,
    right: int | None = None,
    total: int | None = None,
    needed: int | None = None,
    now: datetime | None = None,
) -> ActivityCompletion:
    """Records that the person did this activity in this version, and finishes the course if it was the last one.

    Locks the enrolment, so that any number of equal requests make one completion, one course completion, one
    certificate and one event each; a repeated call returns the first completion unchanged. `needed` is how many right
    answers the quiz asked for on this paper: a withdrawn question makes it less than its version says. What was taken
    back (see annulling.py) and is done again makes a new completion.
    """
    now = now or timezone.now()
    locked = _locked(enrolment)
    earlier = _completed(enrolment=locked.pk, activity=activity.pk)
    completion = next((one for one in earlier if one.annulled_at is None), None)
    if completion is None:
        completion = ActivityCompletion.objects.create(
            enrolment=locked, activity=activity, version=version, completed_at=now, right=right, total=total,
            needed=needed,
        )  # fmt: skip
        write_down(completion, time=len(earlier) + 1)
    finishing.finish_if_done(locked, now=now)
    enrolment.closed_at = locked.closed_at
    return completion


@transaction.atomic(savepoint=False)
def test_out(enrolment: Enrolment, *, right: int, total: int, now: datetime | None = None) -> CourseCompletion | None:
    """Completes everything that is still open in the course because a short check showed that it is known already.

    `right` and `total` are the result of that check; it stands in the record of each quiz. The completions say that
    they came by the check, and the lessons stay open. Repeated calls change nothing.
    """
    now = now or timezone.now()
    locked = _locked(enrolment)
    open_ones = outline.activity_counts([locked.course])[locked.course_id] - set(
        ActivityCompletion.objects.filter(enrolment=locked).values_list("activity_id", flat=True)
    )
    activities = Activity.objects.filter(pk__in=open_ones) if not locked.closed_at else []
    taken_back = Counter(ActivityCompletion.ever.filter(enrolment=locked).values_list("activity_id", flat=True))
    for activity in activities:
        version = activity.versions.filter(language=locked.course.source_language).order_by("-number").first()
        if version is None:
            return None
        result = {"right": right, "total": total} if activity.kind == Activity.Kind.QUIZ else {}
        done = ActivityCompletion.objects.create(
            enrolment=locked, activity=activity, version=version, completed_at=now, is_by_check=True, **result
        )
        write_down(done, time=taken_back[activity.pk] + 1)
    completion = finishing.finish_if_done(locked, now=now)
    enrolment.closed_at = locked.closed_at
    return completion


@transaction.atomic
def settle(enrolment: Enrolment, *, now: datetime | None = None) -> CourseCompletion | None:
    """Finishes the course if nothing is left to do, for example because the last open lesson was taken out of it."""
    completion = finishing.finish_if_done(_locked(enrolment), now=now)
    enrolment.refresh_from_db(fields=["closed_at"])
    return completion


@transaction.atomic
def finish_lesson(
    enrolment: Enrolment, activity: Activity, shown: ActivityVersion, *, now: datetime | None = None
) -> ActivityCompletion:
    """Done pressed: completes the lesson if every required check has been answered once, rightly or not (L4), and every
    policy in it confirmed. `shown` is the version that was on the page; offering.version_done says which one counts.

    Raises MustAnswerFirst with what is missing and offering.NotOffered when the lesson is not part of the course any
    more; then nothing is written.
    """
    offering.require(activity)
    now = now or timezone.now()
    version = offering.version_done(shown, now=now)
    missing = {*missing_checks(enrolment, activity, version), *missing_policies(enrolment, version)}
    if missing:
        blocks = [block["id"] for block in version.body.get("blocks", []) if block["id"] in missing]
        raise MustAnswerFirst(blocks, version)
    return complete(enrolment, activity, version=version, now=now)


def missing_checks(enrolment: Enrolment, activity: Activity, version: ActivityVersion) -> list[str]:
    """Block ids of required checks without an answer, in the order of the version that has to be done.

    A check that has since been taken out of the lesson, or whose question was withdrawn, cannot be answered any more
    and is not asked for.
    """
    required = [
        block["id"] for block in version.body.get("blocks", []) if block["type"] == "check" and block.get("required")
    ]
    if not required:
        return []
    answered = CheckResponse.objects.filter(enrolment=enrolment, activity=activity, block_id__in=required)
    asked = ActivityQuestion.objects.filter(activity=activity, block_id__in=required)
    open_ones = dict(asked.values_list("block_id", "question_key"))
    for block in answered.values_list("block_id", flat=True):
        open_ones.pop(block, None)
    can_be_asked = versions.asked(open_ones.values()) if open_ones else {}
    return [block for block in required if open_ones.get(block) in can_be_asked]


def missing_policies(enrolment: Enrolment, version: ActivityVersion) -> list[str]:
    """Block ids of policies in the lesson that the person has not confirmed as they are today."""
    keys = {
        block["id"]: UUID(block["policy_key"]) for block in version.body.get("blocks", []) if block.get("policy_key")
    }
    confirmed = policies.confirmed(enrolment, keys.values()) if keys else set()
    return [block for block, key in keys.items() if key not in confirmed]


def write_down(
    completion: ActivityCompletion, *, time: int, by: User | None = None, now: datetime | None = None
) -> None:
    """The event of a completion: by the person and when they did it, unless it says otherwise.

    `time` is how often the activity was completed in this enrolment: again after it was taken back.
    """
    enrolment = completion.enrolment
    facts = {
        "course": str(enrolment.course_id),
        "enrolment": enrolment.pk,
        "activity": str(completion.activity_id),
        "version": completion.version.number,
        **({"time": time} if time > 1 else {}),
        **({"by_check": True} if completion.is_by_check else {}),
    }
    actor, at = by.pk if by else enrolment.person_id, now or completion.completed_at
    chain.record(enrolment.person_id, Act.ACTIVITY_COMPLETED, by=actor, at=at, facts=facts)


def _locked(enrolment: Enrolment) -> Enrolment:
    """The row with its lock; acts on one enrolment come one after the other (R9)."""
    [locked] = _lock(enrolment=enrolment.pk)
    return locked


@sql.once
def _lock() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.order_by().select_for_update(no_key=True, of=("self",))
    return rows.select_related("course", "person").filter(pk=sql.Given("enrolment"))


@sql.once
def _completed() -> QuerySet[ActivityCompletion]:
    """With those that were taken back."""
    activity = sql.Given("activity", UUIDField())
    return ActivityCompletion.ever.order_by().filter(enrolment=sql.Given("enrolment"), activity=activity)
