"""What a correction of a question does to each attempt whose learner was asked it: worked out, never written here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from quizzes import grading, papers
from quizzes.grading import Basis, Grade
from quizzes.models import Attempt, Correction, PaperItem

BLOCK = 500


@dataclass(frozen=True)
class Change:
    """What a correction would do to one attempt that has a result."""

    attempt: Attempt
    grade: Grade

    @property
    def is_higher(self) -> bool:
        return not self.is_lower and ((self.grade.right or 0) > (self.attempt.right or 0) or self.wins)

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


def reached(question_key: UUID) -> QuerySet[Attempt]:
    """Every attempt whose learner was asked this question, oldest first."""
    rows = Attempt.objects.filter(pk__in=_asked(question_key).values("attempt"))
    return rows.select_related("enrolment", "activity", "version").order_by("pk")


def _asked(question_key: UUID) -> QuerySet[PaperItem]:
    """Where it stands on papers, without those that carried it over."""
    return PaperItem.objects.filter(question_version__question_key=question_key, carried_value__isnull=True)


def better_key(question_key: UUID) -> QuestionVersion | None:
    """The newest version, if an answer is marked by another key than its own; None when there is nothing to mend.

    What counts is by which key each answer is marked today. So a correction can be corrected: where the second version
    had the wrong key and its correction made results worse, the third is a better key, though it equals the first.
    """
    newest = versions.newest(question_key)
    if newest is None:
        return None
    older = QuestionVersion.objects.filter(pk__in=marked_by(question_key), number__lt=newest.number)
    texts = {
        pk: one.texts for pk, one in versions.wordings([newest.pk, *older.values_list("pk", flat=True)], "").items()
    }
    keys = [kinds.get(one.kind).decided_by(one.body, texts[one.pk]) for one in older]
    present = kinds.get(newest.kind).decided_by(newest.body, texts[newest.pk])
    return newest if any(key != present for key in keys) else None


def marked_by(question_key: UUID) -> set[int]:
    """By which versions of the question the answers to it are marked today: those of papers, or of corrections.

    Of a result that is there its marks say so; a paper that is still open or waits for a mark will be marked by what
    holds then. Credited answers are marked by none. Two queries.
    """
    made = list(Correction.objects.filter(question_key=question_key).select_related("version"))
    asked = _asked(question_key).order_by()
    if not made:
        return set(asked.values_list("question_version", flat=True).distinct())
    found = set()
    columns = ("slot", "question_version", "question_version__number", "attempt__right", "attempt__marks",
               "attempt__started_at")  # fmt: skip
    for slot, own, number, right, marks, started_at in asked.values_list(*columns):
        mark = marks.get(str(slot), {}) if right is not None else {}
        held = None if right is not None else grading.holding(made, number, started_at=started_at)
        if not mark.get("credited") and (held is None or held.kind == Correction.Kind.KEY):
            found.add(mark.get("version") or (held.version_id if held else None) or own)
    return found


def changes(attempts: list[Attempt], correction: Correction) -> Iterator[Change]:
    """The attempts that would get another result. Three queries for every 500 of them."""
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
    """What holds for this paper once the correction does; the preview's is not stored.

    It is the newest, so it holds over what earlier corrections say (grading.holding).
    """
    asked = (one for one in items if one.carried_value is None)
    mine = {one.slot for one in asked if one.question_version.question_key == correction.question_key}
    if correction.kind == Correction.Kind.WITHDRAWN or correction.version is None:
        return replace(basis, credited=basis.credited | mine)
    older = {one.slot for one in items if one.slot in mine and one.question_version.number < correction.version.number}
    return replace(basis, keys={**basis.keys, **dict.fromkeys(older, correction.version)})
