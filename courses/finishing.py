"""The last activity is done: the course completion with its snapshot and certificate, in one transaction (D4, R13)."""

import calendar
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField, QuerySet, UUIDField
from django.utils import timezone

from certificates import issuing
from courses import outline
from courses.models import ActivityCompletion, Course, CourseCompletion, CourseObjective, Enrolment
from lms import sql
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import Organisation


@transaction.atomic(savepoint=False)
def finish_if_done(enrolment: Enrolment, *, now: datetime | None = None) -> CourseCompletion | None:
    """Finishes the course if every activity of its live outline is done. The caller holds the enrolment's row lock.

    Writes once: the completion with everything a record needs (titles, versions, result, name), the certificate if the
    course gives one, the event, and the end of the enrolment. Nothing that happens to the course later changes or
    reopens it. Returns the completion, also when it was there before; None while something is left to do.
    """
    if enrolment.closed_at:
        return CourseCompletion.objects.filter(enrolment=enrolment).first()
    required = outline.activity_counts([enrolment.course])[enrolment.course_id]
    done = _done(enrolment=enrolment.pk, activities=list(required))
    if not required or len(done) < len(required):
        return None
    return _finish(enrolment, done, now or timezone.now())


@sql.once
def _done() -> QuerySet[ActivityCompletion]:
    required = sql.Given("activities", UUIDField(), many=True)
    rows = ActivityCompletion.objects.filter(enrolment=sql.Given("enrolment"), activity__in=required)
    return rows.select_related("activity", "version").order_by("completed_at", "id")


def _finish(enrolment: Enrolment, done: list[ActivityCompletion], now: datetime) -> CourseCompletion:
    course, person = enrolment.course, enrolment.person
    language = person.language if person.language in course.titles else course.source_language
    completion = CourseCompletion(
        enrolment=enrolment,
        course_title=course.title_in(language),
        course_version=course.version,
        language=language,
        name=person.name_for_certificates,
        rule={"activities": [_required(one) for one in done], **_by_check(done)},
        started_at=enrolment.started_at,
        completed_at=now,
        minutes=sum(one.version.minutes for one in done),
        valid_until=valid_until(course, timezone.localdate(now), before=_valid_before(enrolment)),
        **_result(done),
    )
    if course.has_certificate:
        completion.certificate = issuing.issue(
            person, _words(completion, course), language=language, valid_until=completion.valid_until, now=now
        )
    completion.save(force_insert=True)
    enrolment.closed_at = now
    enrolment.save(update_fields=["closed_at"])
    facts = {"course": str(course.pk), "enrolment": enrolment.pk, "completion": completion.pk}
    chain.record(person.pk, Act.COURSE_COMPLETED, by=person.pk, at=now, facts=facts)
    return completion


def valid_until(course: Course, completed_on: date, *, before: date | None = None) -> date | None:
    """The last valid day of a certificate completed on this day; None when it does not run out.

    `before` is the last valid day of what is renewed. While that is still to come the months are counted from it, so
    that nobody loses time by renewing early (4.7).
    """
    if course.validity_months is None:
        return None
    since = max(completed_on, before or completed_on)
    years, month = divmod(since.month - 1 + course.validity_months, 12)
    year, month = since.year + years, month + 1
    return date(year, month, min(since.day, calendar.monthrange(year, month)[1]))


def _valid_before(enrolment: Enrolment) -> date | None:
    """The last valid day that earlier cycles of the person reached; what was annulled does not count.

    One query in a renewal of a course whose certificate runs out, none otherwise.
    """
    if enrolment.cycle == 1 or enrolment.course.validity_months is None:
        return None
    return next(iter(_reached(person=enrolment.person_id, course=enrolment.course_id)), None)


@sql.once
def _reached() -> QuerySet[CourseCompletion, date | None]:
    of_course = {"enrolment__person": sql.Given("person"), "enrolment__course": sql.Given("course", UUIDField())}
    rows = CourseCompletion.objects.filter(**of_course, annulled_at=None, valid_until__isnull=False)
    return rows.order_by("-valid_until").values_list("valid_until", flat=True)[:1]


def _required(completion: ActivityCompletion) -> dict[str, str | int]:
    return {
        "activity": str(completion.activity_id),
        "kind": completion.activity.kind,
        "title": completion.version.title,
        "version": completion.version.number,
    }


def _by_check(done: list[ActivityCompletion]) -> dict[str, bool]:
    """States that (part of) the course was not read again, because a short check showed that it was known."""
    return {"by_check": True} if any(one.is_by_check for one in done) else {}


def _result(done: list[ActivityCompletion]) -> dict[str, int | None]:
    """Right, total and needed over all quizzes of the course; empty for a course without one."""
    quizzes = [one for one in done if one.total is not None]
    if not quizzes:
        return {"right": None, "total": None, "needed": None}
    return {
        "right": sum(one.right or 0 for one in quizzes),
        "total": sum(one.total or 0 for one in quizzes),
        "needed": sum(needed(one) for one in quizzes),
    }


def needed(quiz: ActivityCompletion) -> int:
    """How many right answers the quiz asked for, of those on the paper."""
    if quiz.needed is not None:
        return quiz.needed
    return min(quiz.version.body.get("pass_mark", 0), quiz.total or 0)


def with_result(said: issuing.Words, completion: CourseCompletion) -> issuing.Words:
    """The words of its certificate with the result that the completion has now."""
    return replace(said, right=completion.right, total=completion.total, needed=completion.needed)


def _words(completion: CourseCompletion, course: Course) -> issuing.Words:
    organisation = Organisation.load()
    signer = (organisation.signer_name, organisation.signer_role)
    return issuing.Words(
        name=completion.name,
        organisation=organisation.name,
        course=completion.course_title,
        outcomes=_outcomes(course, completion.language),
        completed_on=timezone.localdate(completion.completed_at),
        right=completion.right,
        total=completion.total,
        needed=completion.needed,
        minutes=completion.minutes,
        signers=[signer] if organisation.signer_name else [],
        hue=organisation.hue,
        mark_key=str(course.pk),
        has_quiz=completion.total is not None,
        is_by_check="by_check" in completion.rule,
    )


def _outcomes(course: Course, language: str) -> list[str]:
    """What the certificate says that its holder can do: the course's objectives, in the language of the completion."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for written_in, words, text in _chosen(course=course.pk, languages=[language, course.source_language]):
        by_language[written_in].append(words or text)
    return by_language.get(language) or by_language.get(course.source_language) or []


@sql.once
def _chosen() -> QuerySet[CourseObjective, tuple[str, str, str]]:
    languages = sql.Given("languages", CharField(), many=True)
    rows = CourseObjective.objects.filter(
        page__translation_key=sql.Given("course", UUIDField()), page__locale__language_code__in=languages
    )
    return rows.order_by("sort_order").values_list(
        "page__locale__language_code", "objective__certificate_text", "objective__text"
    )
