"""Written answers are marked by a trainer, with the guide beside them; the last mark gives the attempt its result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.people import access
from lms.people.models import User
from lms.questions import kinds, versions
from quizzes import finalising, papers
from quizzes.models import Attempt, Correction, Marking, PaperItem, Response

LONGEST = 1000


class NotMarked(ValueError):
    """The mark is not taken. The message says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One waiting answer in the list: where it was asked, what, and since when it waits."""

    item: PaperItem
    stem: str


@dataclass(frozen=True)
class Written:
    """One written answer. `is_marked`: it waits no more."""

    attempt: Attempt
    slot: papers.Slot
    is_marked: bool

    @property
    def most(self) -> int:
        """Points for a full answer."""
        return int(self.slot.item.question_version.body["points"])

    @property
    def needed(self) -> int:
        """From how many points on it counts as right."""
        return int(self.slot.item.question_version.body["needed"])

    @property
    def guide(self) -> str:
        """What a full answer contains, as its author wrote it for whoever marks."""
        return self.slot.asked.guide


def waiting(marker: User) -> QuerySet[PaperItem]:
    """The answers that wait for a mark, oldest first. Nobody but trainers and administrators sees any.

    Whose answer it is has no part in marking, so nothing here names its writer; one's own is for somebody else to mark.
    """
    waiting = _written(marker).exclude(attempt__enrolment__person=marker).filter(~_is_marked(), attempt__right=None)
    return waiting.order_by("attempt__submitted_at", "attempt", "slot")


def lines(items: Iterable[PaperItem], *, language: str) -> list[Line]:
    """What stands in the list. One query for any number of answers."""
    rows = list(items)
    words = versions.wordings([one.question_version_id for one in rows], language)
    return [Line(one, str(words[one.question_version_id].texts["stem"])) for one in rows]


def one(marker: User, attempt_id: int, slot: int, *, language: str) -> Written | None:
    """One written answer, None when there is no such one."""
    found = _written(marker).annotate(is_marked=_is_marked())
    item = found.filter(attempt=attempt_id, slot=slot).first()
    if item is None:
        return None
    shown = papers.slot(item.attempt, slot, language=language)
    return Written(item.attempt, shown, item.is_marked) if shown else None


def mark(
    attempt: Attempt, slot: int, points: int, *, by: User, comment: str = "", now: datetime | None = None
) -> Attempt:
    """Gives a written answer its points, once. With the last one the attempt gets its result.

    The same mark again changes nothing. Raises NotMarked when another one is there already, when nothing waits in this
    slot, or when there are not so many points to give.
    """
    now = now or timezone.now()
    with transaction.atomic(), chain.together(attempt.enrolment.person_id):
        locks = Attempt.objects.select_for_update(no_key=True, of=("self", "enrolment"))
        locked = locks.select_related("enrolment", "activity__course", "version").get(pk=attempt.pk)
        if locked.enrolment.person_id == by.pk:
            raise NotMarked(_("This is your own answer. Somebody else has to mark it."))
        earlier = Marking.objects.filter(attempt=locked, slot=slot).first()
        if earlier:
            if earlier.points == points and earlier.by_id == by.pk:
                return locked
            raise NotMarked(_("This answer has been marked already."))
        item, given = papers.answered(locked, slot)
        if item is None or not locked.is_waiting or not _needs_mark(item, given):
            raise NotMarked(_("Nothing waits for a mark here."))
        most = int(item.question_version.body["points"])
        if not 0 <= points <= most:
            raise NotMarked(_("Give between 0 and %(most)d points.") % {"most": most})
        comment = comment.strip()[:LONGEST]
        Marking.objects.create(attempt=locked, slot=slot, points=points, comment=comment, by=by, at=now)
        finalising.settle(locked, by=by, now=now)
    return locked


def _needs_mark(item: PaperItem, given: Response | None) -> bool:
    """Whether a person marks it: a written answer that was given, to a question that still counts."""
    if item.is_withdrawn or not kinds.get(item.question_version.kind).is_marked_by_person:
        return False
    return item.carried_value is None and given is not None and given.value is not None


def _is_marked() -> Exists:
    return Exists(Marking.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot")))


def _written(marker: User) -> QuerySet[PaperItem]:
    """Written answers that were handed in. A question that was withdrawn since needs no mark."""
    if not access.is_trainer(marker):
        return PaperItem.objects.none()
    withdrawn = Correction.objects.filter(
        kind=Correction.Kind.WITHDRAWN, question_key=OuterRef("question_version__question_key"),
        at__gte=OuterRef("attempt__started_at"),
    )  # fmt: skip
    later = Response.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"), seq__gt=OuterRef("seq"))
    given = Response.objects.filter(~Exists(later), attempt=OuterRef("attempt"), slot=OuterRef("slot"))
    by_person = [code for code in kinds.codes() if kinds.get(code).is_marked_by_person]
    rows = PaperItem.objects.filter(
        ~Exists(withdrawn), Exists(given.filter(value__isnull=False)), question_version__kind__in=by_person,
        attempt__submitted_at__isnull=False, carried_value__isnull=True,
    )  # fmt: skip
    return rows.select_related("attempt__activity__course", "question_version")
