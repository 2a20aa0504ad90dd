"""What a correction of a question does to each attempt whose learner was asked it: worked out, never written here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from lms.questions import versions
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
    asked = PaperItem.objects.filter(question_version__question_key=question_key, carried_value__isnull=True)
    rows = Attempt.objects.filter(pk__in=asked.values("attempt"))
    return rows.select_related("enrolment", "activity", "version").order_by("pk")


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
    """What holds for this paper once the correction does; the preview's is not stored."""
    asked = (one for one in items if one.carried_value is None)
    mine = {one.slot for one in asked if one.question_version.question_key == correction.question_key}
    if correction.version is None:
        return replace(basis, credited=basis.credited | mine)
    older = {one.slot for one in items if one.slot in mine and one.question_version.number < correction.version.number}
    return replace(basis, keys={**basis.keys, **dict.fromkeys(older, correction.version)})
