"""What must hold for enrolments, completions and what follows from them (I11, I12, I13, I15, I16, I29)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from certificates.models import Certificate
from courses.models import (
    ActivityCompletion,
    ActivityVersion,
    Assignment,
    Checklist,
    Commitment,
    CourseCompletion,
    Enrolment,
    Extension,
    Reflection,
)
from courses.publishing import fingerprint
from lms.ledger.invariants import unwritten
from lms.ledger.models import Act, Event

BLOCK = 5000
RESULT = ("right", "total", "needed")


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _versions()
    yield from _enrolments()
    yield from _activities()
    yield from _completions()
    yield from _certificates()
    yield from _private()
    yield from _written_down()


def _versions() -> Iterator[str]:
    """What was published stays as it was, numbered without gaps."""
    for version in ActivityVersion.objects.iterator(chunk_size=500):
        if version.sha256 != fingerprint(version.title, version.minutes, version.body):
            yield f"Activity version {version.pk}: its text was changed after publishing."
    for row in ActivityVersion.objects.values("activity_id").annotate(n=Count("id"), last=Max("number")):
        if row["n"] != row["last"]:
            yield f"Activity {row['activity_id']}: its versions have a gap."


def _enrolments() -> Iterator[str]:
    """Cycles are numbered without gaps, only the last one is open, and closed means completed."""
    for row in Enrolment.objects.values("person_id", "course_id").annotate(n=Count("id"), last=Max("cycle")):
        if row["n"] != row["last"]:
            yield f"Person {row['person_id']}: the cycles of course {row['course_id']} have a gap."
    later = Enrolment.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle__gt=OuterRef("cycle"))
    for pk in Enrolment.objects.filter(Exists(later), closed_at=None).values_list("id", flat=True):
        yield f"Enrolment {pk}: it is open, and a later cycle has begun."
    odd = Enrolment.objects.filter(
        Q(closed_at=None, course_completion__isnull=False)
        | Q(closed_at__isnull=False, course_completion=None)
        | ~Q(closed_at=F("course_completion__completed_at"))
        & Q(closed_at__isnull=False, course_completion__isnull=False)
    )
    for pk in odd.values_list("id", flat=True):
        yield f"Enrolment {pk}: closed and completed do not agree."


def _activities() -> Iterator[str]:
    """What was done belongs to the course that is taken, in a version of its own, after the start."""
    of_course = ActivityCompletion.ever.exclude(activity__course=F("enrolment__course"))
    for pk in of_course.values_list("id", flat=True):
        yield f"Activity completion {pk}: the activity belongs to another course."
    for pk in ActivityCompletion.ever.exclude(version__activity=F("activity")).values_list("id", flat=True):
        yield f"Activity completion {pk}: the version belongs to another activity."
    early = ActivityCompletion.ever.filter(completed_at__lt=F("enrolment__started_at"))
    for pk in early.values_list("id", flat=True):
        yield f"Activity completion {pk}: it was done before the course was begun."


def _completions() -> Iterator[str]:
    """A course completion follows from the activity completions that its rule names, and from nothing else (I12).

    As they were on its day; and while it stands, each of these activities is still done.
    """
    done: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    standing: dict[int, set[str]] = defaultdict(set)
    rows = ActivityCompletion.ever.filter(enrolment__course_completion__isnull=False).order_by("completed_at", "id")
    columns = ("version__number", "right", "total", "completed_at")
    ends = ("annulled_at", "enrolment__course_completion__completed_at")
    for enrolment, key, annulled_at, end, *told in rows.values_list(
        "enrolment_id", "activity_id", *ends, *columns
    ).iterator(chunk_size=BLOCK):
        activity = str(key)
        if annulled_at is None:
            standing[enrolment].add(activity)
        if activity not in done[enrolment] or told[3] <= end:
            done[enrolment][activity] = tuple(told)
    for one in CourseCompletion.objects.select_related("enrolment__course").iterator(chunk_size=BLOCK):
        if problem := _completion(one, done.get(one.enrolment_id, {}), standing.get(one.enrolment_id, set())):
            yield f"Course completion {one.pk}: {problem}"


def _completion(one: CourseCompletion, done: dict[str, tuple[Any, ...]], standing: set[str]) -> str:
    required = one.rule.get("activities", [])
    if not required or any(activity["activity"] not in done for activity in required):
        return "an activity that its rule names was not done."
    if one.annulled_at is None and any(activity["activity"] not in standing for activity in required):
        return "an activity that its rule names was taken back."
    named = [(activity["version"], done[activity["activity"]]) for activity in required]
    if any(version != told[0] for version, told in named):
        return "its rule names another version than was done."
    if one.completed_at < max(told[3] for _, told in named):
        return "it was completed before its last activity."
    tried = [told for _, told in named if told[2] is not None]
    result = (sum(told[1] for told in tried), sum(told[2] for told in tried)) if tried else (None, None)
    if (one.right, one.total) != result:
        return "its result is not that of its quizzes."
    course = one.enrolment.course
    if one.course_version == course.version and course.has_certificate and one.certificate_id is None:
        return "its certificate was not issued."
    return ""


def _certificates() -> Iterator[str]:
    """Each completion has its own certificate, of the same person with the same words; none is left over (I13).

    One that was withdrawn with its completion is left over rightly, where the ledger says which one replaced it.
    """
    rows = CourseCompletion.objects.filter(certificate__isnull=False).select_related("certificate", "enrolment")
    for row in rows.iterator(chunk_size=BLOCK):
        paper, fact = row.certificate, (row.enrolment.person_id, row.name, row.course_title, row.valid_until)
        if paper and (paper.holder_id, paper.words.get("name"), paper.words.get("course"), paper.valid_until) != fact:
            yield f"Course completion {row.pk}: its certificate says something else."
        elif paper and paper.revoked_at is None and [paper.words.get(one) for one in RESULT] != _result(row):
            yield f"Course completion {row.pk}: its certificate says another result."
    told = Event.objects.filter(act=Act.COMPLETION_RESTORED).values_list("facts", flat=True)
    replaced = {facts["replaced"] for facts in told if "replaced" in facts}
    alone = Certificate.objects.filter(course_completion=None).exclude(pk__in=replaced, revoked_at__isnull=False)
    for number in alone.values_list("number", flat=True):
        yield f"Certificate {number}: no completion stands behind it."


def _result(completion: CourseCompletion) -> list[int | None]:
    return [getattr(completion, one) for one in RESULT]


def _private() -> Iterator[str]:
    """What people keep for themselves stands in the course they take, and no plan comes back before it was made."""
    for model in (Reflection, Checklist, Commitment):
        name = str(model._meta.verbose_name).capitalize()
        astray = model._default_manager.exclude(activity__course=F("enrolment__course"))
        for pk in astray.values_list("id", flat=True):
            yield f"{name} {pk}: the activity belongs to another course."
    for pk in Commitment.objects.filter(made_at__date__gt=F("ask_on")).values_list("id", flat=True):
        yield f"Commitment {pk}: it is asked about before it was made."


def _written_down() -> Iterator[str]:
    """Every enrolment, completion, assignment and extension is written down exactly once (I16)."""
    begun = Enrolment.objects.values_list("person_id", "id")
    enrolled = {(who, pk): f"Enrolment {pk}" for who, pk in begun.iterator(chunk_size=BLOCK)}
    yield from unwritten(Act.ENROLLED, lambda who, facts: (who, facts.get("enrolment")), enrolled)
    finished = CourseCompletion.objects.values_list("enrolment__person_id", "id")
    completed = {(who, pk): f"Course completion {pk}" for who, pk in finished.iterator(chunk_size=BLOCK)}
    yield from unwritten(Act.COURSE_COMPLETED, lambda who, facts: (who, facts.get("completion")), completed)
    did = ActivityCompletion.ever.values_list("enrolment__person_id", "enrolment_id", "activity_id", "id")
    done: dict[tuple[Any, ...], str] = {}
    times: Counter[tuple[Any, ...]] = Counter()
    for who, enrolment, activity, pk in did.order_by("id").iterator(chunk_size=BLOCK):
        times[enrolment, activity] += 1
        done[who, enrolment, str(activity), times[enrolment, activity]] = f"Activity completion {pk}"
    yield from unwritten(Act.ACTIVITY_COMPLETED, _which_time, done)
    yield from _duties()


def _which_time(who: int, facts: dict[str, Any]) -> tuple[Any, ...]:
    """Whose, and of what it was the first completion, or a later one after it was taken back."""
    return (who, facts.get("enrolment"), facts.get("activity"), facts.get("time", 1))


def _duties() -> Iterator[str]:
    given, ended = {}, {}
    for pk, ended_at in Assignment.objects.values_list("id", "ended_at"):
        given[pk] = f"Assignment {pk}"
        if ended_at:
            ended[pk] = f"Assignment {pk}"
    yield from unwritten(Act.ASSIGNED, lambda who, facts: facts.get("assignment"), given)
    yield from unwritten(Act.ASSIGNMENT_ENDED, lambda who, facts: facts.get("assignment"), ended)
    longer = {
        (person, str(course), due_on.isoformat()): f"Extension {pk}"
        for pk, person, course, due_on in Extension.objects.values_list("id", "person_id", "course_id", "due_on")
    }
    yield from unwritten(Act.EXTENDED, lambda who, facts: (who, facts.get("course"), facts.get("due_on")), longer)
