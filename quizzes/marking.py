"""Written answers are marked by a trainer, with the guide beside them; the last mark gives the attempt its result."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.people import access
from lms.people.models import User
from lms.questions import kinds
from quizzes import finalising, papers
from quizzes.models import Attempt, Marking, PaperItem, Response

LONGEST = 1000


class NotMarked(ValueError):
    """The mark is not taken. The message says why and what to do."""


@dataclass(frozen=True)
class Waiting:
    """One written answer that waits for its mark."""

    attempt: Attempt
    slot: papers.Slot

    @property
    def body(self) -> dict[str, int]:
        return self.slot.item.question_version.body

    @property
    def guide(self) -> str:
        """What a full answer contains, as its author wrote it for whoever marks."""
        return self.slot.asked.guide


def waiting(marker: User) -> QuerySet[PaperItem]:
    """The answers that wait for a mark, oldest first. Nobody but trainers and administrators sees any.

    Whose answer it is has no part in marking, so nothing here names its writer.
    """
    if not access.is_trainer(marker):
        return PaperItem.objects.none()
    marked = Marking.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"))
    later = Response.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"), seq__gt=OuterRef("seq"))
    given = Response.objects.filter(~Exists(later), attempt=OuterRef("attempt"), slot=OuterRef("slot"))
    by_person = [code for code in kinds.codes() if kinds.get(code).is_marked_by_person]
    rows = PaperItem.objects.filter(
        ~Exists(marked), Exists(given.filter(value__isnull=False)), question_version__kind__in=by_person,
        attempt__submitted_at__isnull=False, attempt__right=None, carried_value__isnull=True,
    )  # fmt: skip
    return rows.select_related("attempt__activity__course", "question_version").order_by(
        "attempt__submitted_at", "slot"
    )


def one(marker: User, attempt_id: int, slot: int, *, language: str) -> Waiting | None:
    """One answer that waits for a mark, None when there is no such one (any more)."""
    item = waiting(marker).filter(attempt=attempt_id, slot=slot).first()
    if item is None:
        return None
    shown = papers.slot(item.attempt, slot, language=language)
    return Waiting(item.attempt, shown) if shown and shown.is_answered else None


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
        earlier = Marking.objects.filter(attempt=locked, slot=slot).first()
        if earlier:
            if earlier.points == points and earlier.by_id == by.pk:
                return locked
            raise NotMarked(_("This answer has been marked already."))
        item = locked.items.select_related("question_version").filter(slot=slot).first()
        if item is None or not locked.is_waiting or not kinds.get(item.question_version.kind).is_marked_by_person:
            raise NotMarked(_("Nothing waits for a mark here."))
        most = int(item.question_version.body["points"])
        if not 0 <= points <= most:
            raise NotMarked(_("Give between 0 and %(most)d points.") % {"most": most})
        comment = comment.strip()[:LONGEST]
        Marking.objects.create(attempt=locked, slot=slot, points=points, comment=comment, by=by, at=now)
        finalising.settle(locked, by=by, now=now)
    return locked
