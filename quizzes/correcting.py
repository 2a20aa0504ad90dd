"""A question was wrong: results are marked again by a better key, or everybody gets the question credited (R11).

Answers and papers stay as they were. Nothing gets worse for anybody unless a trainer chooses that on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import progress
from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import User
from lms.questions import kinds, versions
from lms.questions.models import Question, QuestionVersion
from quizzes import finalising, grading, papers
from quizzes.grading import Basis, Grade
from quizzes.models import Attempt, Correction, PaperItem, Regraded

BLOCK = 500


class NotCorrected(ValueError):
    """Nothing is corrected. The message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What a correction would do to one attempt that has a result."""

    attempt: Attempt
    grade: Grade

    @property
    def is_lower(self) -> bool:
        return (self.grade.right or 0) < (self.attempt.right or 0) or self.loses

    @property
    def wins(self) -> bool:
        """It had not passed and now does."""
        return bool(self.grade.is_passed) and not self.attempt.is_passed

    @property
    def loses(self) -> bool:
        """It had passed and would not any more."""
        return bool(self.attempt.is_passed) and not self.grade.is_passed


@dataclass(frozen=True)
class Preview:
    """Whom a correction would reach, in numbers; `changes` names them, for administrators only (D28)."""

    answered: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def higher(self) -> int:
        return sum(not change.is_lower for change in self.changes)

    @property
    def lower(self) -> int:
        return sum(change.is_lower for change in self.changes)

    @property
    def wins(self) -> list[Change]:
        return [change for change in self.changes if change.wins]

    @property
    def losses(self) -> list[Change]:
        return [change for change in self.changes if change.loses]


def better_key(question_key: UUID) -> QuestionVersion | None:
    """The newest version, if people answered an older one whose key was another; None when there is nothing to mend."""
    newest = versions.newest(question_key)
    if newest is None:
        return None
    asked = PaperItem.objects.filter(question_version=OuterRef("pk"))
    older = QuestionVersion.objects.filter(Exists(asked), question_key=question_key, number__lt=newest.number)
    texts = {
        pk: one.texts for pk, one in versions.wordings([newest.pk, *older.values_list("pk", flat=True)], "").items()
    }
    keys = [kinds.get(one.kind).decided_by(one.body, texts[one.pk]) for one in older]
    present = kinds.get(newest.kind).decided_by(newest.body, texts[newest.pk])
    return newest if any(key != present for key in keys) else None


def preview(question_key: UUID, kind: str) -> Preview:
    """What the correction would change today. Writes nothing. Three queries for every 500 attempts."""
    correction = Correction(question_key=question_key, kind=kind, version=_version(question_key, kind))
    attempts = list(_reached(question_key).exclude(right=None).select_related("enrolment__person", "activity__course"))
    return Preview(len(attempts), list(_changes(attempts, correction)))


def correct(
    question_key: UUID, kind: str, *, reason: str, by: User, may_lower: bool = False, now: datetime | None = None
) -> Correction:
    """Corrects a question for everybody who was asked it, in one transaction.

    `key`: papers drawn from older versions are marked by the newest one. `withdrawn`: it counts as right for all, and
    is asked no more. Results that get better change, a new pass completes the quiz, with its certificate. Results that
    would get worse stay, unless `may_lower`; then a pass that is lost takes the completion and its certificate back,
    and both say so. Papers that are still open are marked the same way when they are handed in. Each change is written
    down with who, when and why. Raises NotCorrected without a reason, or when there is nothing to correct.
    """
    now, reason = now or timezone.now(), " ".join(reason.split())[:400]
    if not reason:
        raise NotCorrected(_("Say what was wrong. It is kept with every result that changes."))
    with transaction.atomic():
        # All papers first, and before anything that belongs to a person: nobody waits for us in the other order.
        attempts = list(_reached(question_key).select_for_update(no_key=True, of=("self",)))
        if (
            kind == Correction.Kind.WITHDRAWN
            and Correction.objects.filter(question_key=question_key, kind=kind).exists()
        ):
            raise NotCorrected(_("This question is withdrawn already."))
        correction = Correction.objects.create(
            question_key=question_key, kind=kind, version=_version(question_key, kind), may_lower=may_lower,
            reason=reason, by=by, at=now,
        )  # fmt: skip
        facts = {"question": str(question_key), "kind": str(kind), "correction": correction.pk, "may_lower": may_lower}
        words = {"reason": reason}
        chain.record(chain.ORGANISATION, Act.QUESTION_CORRECTED, by=by.pk, at=now, facts=facts, words=words)
        for change in _changes([one for one in attempts if one.right is not None], correction):
            if may_lower or not change.is_lower:
                _regrade(change, correction)
        if kind == Correction.Kind.WITHDRAWN:
            for question in Question.objects.filter(translation_key=question_key, live=True):
                question.unpublish(user=by)
    return correction


def _version(question_key: UUID, kind: str) -> QuestionVersion | None:
    if kind == Correction.Kind.WITHDRAWN:
        return None
    found = better_key(question_key) if kind == Correction.Kind.KEY else None
    if found is None:
        raise NotCorrected(_("Nobody answered an older version. Change the key and publish the question first."))
    return found


def _reached(question_key: UUID) -> QuerySet[Attempt]:
    """Every attempt whose learner was asked this question, oldest first."""
    asked = PaperItem.objects.filter(question_version__question_key=question_key, carried_value__isnull=True)
    rows = Attempt.objects.filter(pk__in=asked.values("attempt"))
    return rows.select_related("enrolment", "activity", "version").order_by("pk")


def _changes(attempts: list[Attempt], correction: Correction) -> Iterator[Change]:
    for start in range(0, len(attempts), BLOCK):
        block = attempts[start : start + BLOCK]
        items, answers = papers.many(block)
        known = {item.question_version_id: item.question_version for one in block for item in items[one.pk]}
        by_others = {mark["version"] for one in block for mark in one.marks.values() if "version" in mark}
        known |= QuestionVersion.objects.in_bulk(by_others - known.keys())
        known |= {correction.version.pk: correction.version} if correction.version else {}
        texts = {pk: wording.texts for pk, wording in versions.wordings(known, "").items()}
        for one in block:
            # As it was marked, so that what an earlier correction left alone stays so, and then this correction.
            basis = _with(grading.basis_as_marked(one.marks, known), items[one.pk], correction)
            grade = grading.computed(items[one.pk], answers[one.pk], texts, needed=one.needed, basis=basis)
            if grade.marks != one.marks:
                yield Change(one, grade)


def _with(basis: Basis, items: list[PaperItem], correction: Correction) -> Basis:
    """What holds for this paper once the correction does; the preview's is not stored."""
    asked = (one for one in items if one.carried_value is None)
    mine = {one.slot for one in asked if one.question_version.question_key == correction.question_key}
    if correction.version is None:
        return replace(basis, credited=basis.credited | mine)
    older = {one.slot for one in items if one.slot in mine and one.question_version.number < correction.version.number}
    return replace(basis, keys={**basis.keys, **dict.fromkeys(older, correction.version)})


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
    if grade.is_passed:
        finalising.complete_if_passed(attempt, now=correction.at)
    elif facts["was_passed"] and not _passes_otherwise(attempt):
        progress.annul(attempt.enrolment, by=correction.by, reason=correction.reason, now=correction.at)


def _passes_otherwise(attempt: Attempt) -> bool:
    """Whether another try at this quiz in the same enrolment has passed."""
    others = Attempt.objects.tries().filter(enrolment=attempt.enrolment_id, activity=attempt.activity_id)
    return others.exclude(pk=attempt.pk).filter(is_passed=True).exists()
