"""What must hold for enrolments, completions and what follows from them (I12, I13, I15, I24)."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F, Q

from certificates.models import Certificate
from courses.models import ActivityCompletion, ActivityVersion, CourseCompletion, Enrolment
from courses.publishing import fingerprint
from lms.ledger.models import Act, Event


def violations() -> Iterator[str]:
    """One sentence per violation."""
    yield from _completions()
    yield from _closed()
    yield from _certificates()
    yield from _versions()
    yield from _written_down()


def _completions() -> Iterator[str]:
    """A course completion stands on the activity completions that its rule names."""
    done: dict[int, set[str]] = {}
    for enrolment, activity in ActivityCompletion.objects.values_list("enrolment_id", "activity_id").iterator():
        done.setdefault(enrolment, set()).add(str(activity))
    for pk, enrolment, rule in CourseCompletion.objects.values_list("id", "enrolment_id", "rule").iterator():
        wanted = {one["activity"] for one in rule.get("activities", [])}
        if not wanted or wanted - done.get(enrolment, set()):
            yield f"Course completion {pk}: an activity that its rule names was not done."
    strangers = ActivityCompletion.objects.exclude(activity__course=F("enrolment__course"))
    for pk in strangers.values_list("id", flat=True):
        yield f"Activity completion {pk}: the activity belongs to another course."
    for pk in ActivityCompletion.objects.exclude(version__activity=F("activity")).values_list("id", flat=True):
        yield f"Activity completion {pk}: the version belongs to another activity."


def _closed() -> Iterator[str]:
    """An enrolment is closed exactly when its course is completed."""
    odd = Enrolment.objects.filter(
        Q(closed_at=None, course_completion__isnull=False) | Q(closed_at__isnull=False, course_completion=None)
    )
    for pk in odd.values_list("id", flat=True):
        yield f"Enrolment {pk}: closed and completed do not agree."


def _certificates() -> Iterator[str]:
    """Each completion has its own certificate, of the same person with the same words; none is left over."""
    rows = CourseCompletion.objects.filter(certificate__isnull=False).select_related("certificate", "enrolment")
    for row in rows.iterator(chunk_size=5000):
        paper, fact = row.certificate, (row.enrolment.person_id, row.name, row.course_title)
        if paper and (paper.holder_id, paper.words.get("name"), paper.words.get("course")) != fact:
            yield f"Course completion {row.pk}: its certificate says something else."
    for number in Certificate.objects.filter(course_completion=None).values_list("number", flat=True):
        yield f"Certificate {number}: no completion stands behind it."


def _versions() -> Iterator[str]:
    for version in ActivityVersion.objects.iterator(chunk_size=500):
        if version.sha256 != fingerprint(version.title, version.minutes, version.body):
            yield f"Activity version {version.pk}: its text was changed after publishing."


def _written_down() -> Iterator[str]:
    """Every enrolment, completion and certificate is written down exactly once."""
    for act, fact, ids in (
        (Act.ENROLLED, "enrolment", Enrolment.objects.values_list("id", flat=True)),
        (Act.COURSE_COMPLETED, "completion", CourseCompletion.objects.values_list("id", flat=True)),
        (Act.CERTIFICATE_ISSUED, "certificate", Certificate.objects.values_list("id", flat=True)),
    ):
        written = Counter(Event.objects.filter(act=act).values_list(f"facts__{fact}", flat=True).iterator())
        known = set(ids.iterator())
        for pk in known - set(written):
            yield f"{act.label}: {fact} {pk} is not in the ledger."
        for pk, times in written.items():
            if times > 1:
                yield f"{act.label}: {fact} {pk} is in the ledger {times} times."
            if pk not in known:
                yield f"{act.label}: the ledger names {fact} {pk}, which does not exist."
