"""A question was wrong: results are marked again by a better key, or everybody gets the question credited (R11).

Answers and papers stay as they were. Nothing gets worse for anybody unless a trainer chooses that on purpose.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User
from lms.questions import versions
from lms.questions.models import Question, QuestionVersion
from quizzes import finalising, following, regrading, warming_up
from quizzes.models import Correction, Regraded
from quizzes.regrading import Change


class NotCorrected(ValueError):
    """Nothing is corrected. The message says why and what to do."""


@dataclass(frozen=True)
class Preview:
    """Whom a correction would reach, in numbers; `changes` names them, for administrators only (D28)."""

    answered: int = 0
    asked: frozenset[int] = frozenset()
    changes: list[Change] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Of how many people this tells."""
        return len(self.asked)

    @property
    def higher(self) -> int:
        return sum(change.is_higher for change in self.changes)

    @property
    def lower(self) -> int:
        return sum(change.is_lower for change in self.changes)

    @property
    def wins(self) -> list[Change]:
        return [change for change in self.changes if change.wins]

    @property
    def losses(self) -> list[Change]:
        return [change for change in self.changes if change.loses]


def still_to_correct(question_key: UUID) -> bool:
    """Whether an answer is marked by another key than today's, and nobody has corrected the results by this one yet."""
    found = regrading.better_key(question_key)
    made = Correction.objects.filter(question_key=question_key, kind=Correction.Kind.KEY, version=found)
    return found is not None and not made.exists()


def is_withdrawn(question_key: UUID) -> bool:
    """Whether the question was withdrawn as it is published now. Mended and published again it may be wrong again."""
    newest = versions.newest(question_key)
    withdrawn = Correction.objects.filter(question_key=question_key, kind=Correction.Kind.WITHDRAWN)
    # What was withdrawn before each withdrawal named its version says so by its time.
    since = Q(version=newest) | Q(version=None, at__gte=newest.created_at) if newest else Q()
    return withdrawn.filter(since).exists()


def preview(question_key: UUID, kind: str) -> Preview:
    """What the correction would change today. Writes nothing. Three queries for every 500 attempts."""
    correction = Correction(question_key=question_key, kind=kind, version=_version(question_key, kind))
    reached = regrading.reached(question_key).exclude(right=None)
    attempts = list(reached.select_related("enrolment__person", "activity__course"))
    asked = frozenset(one.enrolment.person_id for one in attempts)
    return Preview(len(attempts), asked, list(regrading.changes(attempts, correction)))


def correct(
    question_key: UUID, kind: str, *, reason: str, by: User, may_lower: bool = False, seen: int | None = None,
    now: datetime | None = None,
) -> Correction:  # fmt: skip
    """Corrects a question for everybody who was asked it, in one transaction.

    `key`: papers drawn from older versions are marked by the newest one, whatever an earlier correction said.
    `withdrawn`: it counts as right for all, and is asked no more; once for each version that was published. Results
    that get better change, results that would get worse stay, unless `may_lower`; completions and certificates follow
    (following.py). Papers that are still open are marked the same way when they are handed in; one that waited for a
    mark of nothing but the withdrawn question gets its result. Each change is written down with who, when and why.
    `seen` is the newest correction that the page had listed, 0 for none: the same press sent twice corrects once.
    Raises NotCorrected without a reason, or when there is nothing to correct.
    """
    now, reason = now or timezone.now(), " ".join(reason.split())[:400]
    if not reason:
        raise NotCorrected(_("Say what was wrong. It is kept with every result that changes."))
    with transaction.atomic():
        # All papers first, and before anything that belongs to a person: nobody waits for us in the other order.
        attempts = list(regrading.reached(question_key).select_for_update(no_key=True, of=("self",)))
        list(Question.objects.select_for_update(no_key=True).filter(translation_key=question_key).values_list("pk"))
        newest = Correction.objects.filter(question_key=question_key).last()
        if seen is not None and newest and newest.pk != seen:
            if (newest.by_id, newest.kind, newest.reason, newest.may_lower) == (by.pk, kind, reason, may_lower):
                return newest
            raise NotCorrected(_("This question was corrected meanwhile. Look at the numbers again."))
        if kind == Correction.Kind.WITHDRAWN and is_withdrawn(question_key):
            raise NotCorrected(_("This question is withdrawn already."))
        correction = Correction.objects.create(
            question_key=question_key, kind=kind, version=_version(question_key, kind), may_lower=may_lower,
            reason=reason, by=by, at=now,
        )  # fmt: skip
        facts = {"question": str(question_key), "kind": str(kind), "correction": correction.pk, "may_lower": may_lower}
        words = {"reason": reason}
        chain.record(chain.ORGANISATION, Act.QUESTION_CORRECTED, by=by.pk, at=now, facts=facts, words=words)
        changes = regrading.changes([one for one in attempts if one.right is not None], correction)
        for change in sorted(changes, key=_place):
            if may_lower or not change.is_lower:
                _regrade(change, correction)
        if kind == Correction.Kind.WITHDRAWN:
            for question in Question.objects.filter(translation_key=question_key, live=True):
                question.unpublish(user=by)
            for attempt in attempts:
                finalising.settle(attempt, by=by, now=now)
    return correction


def _version(question_key: UUID, kind: str) -> QuestionVersion | None:
    if kind == Correction.Kind.WITHDRAWN:
        return versions.newest(question_key)
    found = regrading.better_key(question_key) if kind == Correction.Kind.KEY else None
    if found is None:
        raise NotCorrected(_("Nobody answered an older version. Change the key and publish the question first."))
    return found


def _place(change: Change) -> tuple[int, int, bool]:
    """Person by person, and of one enrolment what passes first: then nothing is taken back that is given at once."""
    enrolment = change.attempt.enrolment
    return (enrolment.person_id, enrolment.pk, change.loses)


def _regrade(change: Change, correction: Correction) -> None:
    attempt, grade, person = change.attempt, change.grade, change.attempt.enrolment.person_id
    Regraded.objects.create(
        correction=correction, attempt=attempt, right_before=attempt.right, right_after=grade.right,
        was_passed=attempt.is_passed, is_passed=grade.is_passed, marks_before=attempt.marks, at=correction.at,
    )  # fmt: skip
    facts = {
        "attempt": attempt.pk, "correction": correction.pk, "before": attempt.right, "right": grade.right,
        "total": attempt.total, "was_passed": attempt.is_passed, "passed": grade.is_passed,
    }  # fmt: skip
    attempt.right, attempt.is_passed, attempt.marks = grade.right, grade.is_passed, grade.marks
    attempt.save(update_fields=["right", "is_passed", "marks"])
    chain.record(person, Act.ATTEMPT_REGRADED, by=correction.by_id, at=correction.at, facts=facts)
    following.follow(attempt, correction, was_right=facts["before"], was_passed=bool(facts["was_passed"]))
    if attempt.is_warm_up and grade.is_passed and not facts["was_passed"]:
        warming_up.complete_if_known(attempt, now=correction.at)
