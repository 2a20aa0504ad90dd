"""Refreshers: two minutes now and then with what was passed. Voluntary; no completion or certificate ever changes.

The grammar is that of attempts: a session is started once, each of its questions is answered once, and whatever is sent
twice or from two windows gives the first answer back.
"""

from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Course, CourseCompletion
from lms.language import current as current_language
from lms.people.models import User
from lms.questions import asking, kinds, versions
from lms.questions.kinds.posts import BadAnswer, Post
from lms.questions.models import QuestionVersion
from quizzes import ladder, picking, recall
from quizzes.ladder import Confidence, Place
from quizzes.models import (
    RefresherChoice,
    RefresherQuestion,
    RefresherReview,
    RefresherSession,
    RefresherState,
)
from quizzes.offers import Known, Offer

SNOOZE = timedelta(days=7)
LINK_LASTS = timedelta(days=14)
SALT = "quizzes.refreshers.link"
AT_ONCE = 200  # people whom one `tick` takes up


class NotOffered(Exception):
    """There is nothing to refresh now. Carries how the person stands."""

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer


class NoSuchQuestion(Exception):
    """The session has no such slot."""


class Dropped(Exception):
    """The session was left for too long and another one took its place."""


class NothingAnswered(Exception):
    """The form came without an answer."""


class BadLink(Exception):
    """The link is not ours, is somebody else's, or is too old."""


@transaction.atomic
def start(person: User, *, now: datetime | None = None, shuffle: Random | None = None) -> RefresherSession:
    """The open session of this person; a new one with newly drawn questions when one is offered.

    A session left halfway can be gone on with for three days; after that its answers stay, and a new one takes its
    place. However often it is called at once, one session is open (the person's row is locked). Raises NotOffered.
    """
    now = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    offer = recall.due(person, now=now)
    running = RefresherSession.objects.filter(person=person).open().first()
    if running and offer.is_open:
        return running
    asked = picking.pick(person, offer, shuffle=shuffle or SystemRandom()) if offer.is_offered else []
    if not asked:
        raise NotOffered(offer)
    if running:
        running.dropped_at = now
        running.save(update_fields=["dropped_at"])
    _keep(person, offer.known)
    session = RefresherSession.objects.create(person=person, total=len(asked), started_at=now)
    for slot, question in enumerate(asked, start=1):
        question.session, question.slot = session, slot
    RefresherQuestion.objects.bulk_create(asked)
    return session


@transaction.atomic
def answer(
    session: RefresherSession, slot: int, post: Post, *, confidence: str = "", now: datetime | None = None
) -> RefresherReview:
    """Reads, marks and stores the answer to one question, and moves its objective on the ladder; the last one ends the
    session.

    The first answer counts: a slot that has one gives it back unchanged, also to another window. A question whose key
    was corrected since the session began is marked by the better one; one that was withdrawn takes no answer, and its
    objective stays where it was (R11). Only states and sessions of refreshers change here. Raises NoSuchQuestion,
    Dropped, NothingAnswered, and BadAnswer for what was never on offer.
    """
    now = now or timezone.now()
    # The question never changes, so one statement finds it and locks its session. Answers are read after that lock.
    rows = RefresherQuestion.objects.with_corrections().select_for_update(no_key=True, of=("session",))
    question = rows.select_related("session", "question_version").filter(session=session, slot=slot).first()
    if question is None:
        raise NoSuchQuestion
    locked = question.session
    given = {review.question_id: review for review in RefresherReview.objects.filter(question__session=locked)}
    if question.pk in given:
        return given[question.pk]
    if locked.dropped_at:
        raise Dropped
    if question.was_withdrawn:  # type: ignore[attr-defined]
        review = _pass_over(locked, question, now)
    else:
        value = _read(question.question_version, post, confidence)
        review = _review(locked, question, value, confidence, now)
    if len(given) + 1 == locked.total:
        locked.finished_at = session.finished_at = now
        locked.save(update_fields=["finished_at"])
    return review


def snooze(person: User, *, now: datetime | None = None) -> RefresherChoice:
    """Not now: home shows no refresher for a week. Nothing else changes."""
    return _choose(person, snoozed_until=timezone.localdate(now or timezone.now()) + SNOOZE)


def stop(person: User, *, now: datetime | None = None) -> RefresherChoice:
    """No refreshers from here on. What was answered stays, and everything waits where it is."""
    return _choose(person, stopped_at=now or timezone.now())


def start_again(person: User) -> RefresherChoice:
    """Refreshers are offered again."""
    return _choose(person, stopped_at=None, snoozed_until=None)


def take_up(*, now: datetime | None = None) -> int:
    """Stores where people stand with what they passed, for those with a new pass. Pages are faster with it, and as
    right without it. Returns how many objectives were taken up."""
    now = now or timezone.now()
    later = CourseCompletion.objects.filter(
        enrolment__person=OuterRef("enrolment__person"), enrolment__course=OuterRef("enrolment__course"),
        enrolment__cycle__gt=OuterRef("enrolment__cycle"),
    )  # fmt: skip
    passed = CourseCompletion.objects.filter(
        ~Exists(later), ~Exists(RefresherState.objects.filter(completion=OuterRef("pk"))),
        enrolment__course__kind=Course.Kind.COURSE, enrolment__course__is_sensitive=False,
        enrolment__course__is_live=True, total__isnull=False, annulled_at=None,
    ).order_by()  # fmt: skip
    people = passed.values_list("enrolment__person", flat=True).distinct()[:AT_ONCE]
    return sum(_take_up(person, now) for person in User.objects.filter(pk__in=list(people)))


@transaction.atomic
def _take_up(person: User, now: datetime) -> int:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return _keep(person, recall.due(person, now=now).known)


def link(person: User, *, now: datetime | None = None) -> str:
    """An address for a mail to this person: for two weeks it leads to the refresher, after sign-in."""
    until = (now or timezone.now()) + LINK_LASTS
    token = signing.dumps({"person": person.pk, "until": int(until.timestamp())}, salt=SALT, compress=True)
    return settings.BASE_URL + reverse("refresher_from", args=[token])


def check_link(person: User, token: str, *, now: datetime | None = None) -> None:
    """Raises BadLink unless this link was made for this person and is not too old. It signs nobody in."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise BadLink from None
    if said["person"] != person.pk or said["until"] < (now or timezone.now()).timestamp():
        raise BadLink


def _choose(person: User, **what: Any) -> RefresherChoice:
    return RefresherChoice.objects.update_or_create(person=person, defaults=what)[0]


def _keep(person: User, known: tuple[Known, ...]) -> int:
    """Stores the places that are not stored yet; a new pass begins anew where there was an older one."""
    new = [
        RefresherState(person=person, objective_key=one.objective, completion_id=one.completion,
                       is_must_know=one.is_must_know, **_columns(one.place))
        for one in known if not one.is_stored
    ]  # fmt: skip
    RefresherState.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["person", "objective_key"],
        update_fields=["completion", "is_must_know", *_columns(ladder.NOWHERE)],
    )  # fmt: skip
    return len(new)


def _columns(place: Place) -> dict[str, Any]:
    return {"box": place.box, "successes": place.successes, "lapses": place.lapses, "due_on": place.due_on,
            "is_first": place.is_first}  # fmt: skip


def _read(version: QuestionVersion, post: Post, confidence: str) -> Any:
    if confidence and confidence not in Confidence.values:
        raise BadAnswer(_("Say how sure you are by one of the three choices, or leave it open."))
    value = kinds.get(version.kind).read(post, version.body)
    if value is None:
        raise NothingAnswered
    return value


def _review(
    session: RefresherSession, question: RefresherQuestion, value: Any, confidence: str, now: datetime
) -> RefresherReview:  # fmt: skip
    """Marked by the better key, where one came since the session was drawn."""
    better: int | None = question.better_key  # type: ignore[attr-defined]
    version = QuestionVersion.objects.get(pk=better) if better else question.question_version
    wording = versions.wordings([version.pk], current_language())[version.pk]
    is_right = bool(asking.ask(version, wording, order=question.option_order).mark(value).is_right)
    state = _state(session, question)
    before = state.place
    after = ladder.next_review(
        before, is_right=is_right, confidence=confidence, today=timezone.localdate(now), person=session.person_id,
        valid_until=state.completion.valid_until,
    )  # fmt: skip
    RefresherState.objects.filter(pk=state.pk).update(**_columns(after))
    return _log(
        question, state, after, question_version=version, value=value, is_right=is_right, confidence=confidence,
        answered_at=now,
    )  # fmt: skip


def _pass_over(session: RefresherSession, question: RefresherQuestion, now: datetime) -> RefresherReview:
    state = _state(session, question)
    return _log(
        question, state, state.place, question_version=question.question_version, is_right=False, is_withdrawn=True,
        answered_at=now,
    )  # fmt: skip


def _state(session: RefresherSession, question: RefresherQuestion) -> RefresherState:
    """Where the person stands with what the question is about, with its lock."""
    states = RefresherState.objects.select_for_update(of=("self",)).select_related("completion")
    return states.get(person=session.person_id, objective_key=question.objective_key)


def _log(question: RefresherQuestion, state: RefresherState, after: Place, **answer: Any) -> RefresherReview:
    return RefresherReview.objects.create(
        question=question, person_id=state.person_id, objective_key=question.objective_key, completion=state.completion,
        box_before=state.box, box_after=after.box, due_before=state.due_on, due_after=after.due_on, **answer,
    )  # fmt: skip
