"""What a paper is worth: every slot is marked from the version it names, and a count decides (D23)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.questions import kinds, versions
from lms.questions.kinds import Mark
from quizzes.models import PaperItem

NO_ANSWER = Mark(Decimal(0), False)


@dataclass(frozen=True)
class Grade:
    """The result of a paper. `marks` says per slot how many points and whether it counts as right."""

    right: int
    is_passed: bool
    marks: dict[str, dict[str, Any]]


def grade(items: Iterable[PaperItem], answers: Mapping[int, Any], *, needed: int, language: str) -> Grade:
    """Marks all slots. Passed means: at least `needed` right, and every must-know among them.

    The same paper and answers always give the same grade: an unanswered slot is worth nothing, and a short answer may
    be given in any language of its question, so `language` only says whose words to read. One query.
    """
    paper = list(items)
    wordings = versions.wordings([item.question_version_id for item in paper], language)
    return computed(paper, answers, {pk: wording.texts for pk, wording in wordings.items()}, needed=needed)


def computed(
    paper: list[PaperItem], answers: Mapping[int, Any], texts: Mapping[int, dict[str, Any]], *, needed: int
) -> Grade:
    """The grade from what is given here alone: `texts` are the words of each question version. No query."""
    marks = {item.slot: _mark(item, texts[item.question_version_id], answers.get(item.slot)) for item in paper}
    right = sum(bool(mark.is_right) for mark in marks.values())
    knows = all(marks[item.slot].is_right for item in paper if item.is_must_know)
    kept = {str(slot): {"points": str(mark.points), "right": bool(mark.is_right)} for slot, mark in marks.items()}
    return Grade(right, right >= needed and knows, kept)


def _mark(item: PaperItem, texts: dict[str, Any], value: Any) -> Mark:
    if value is None:
        return NO_ANSWER
    version = item.question_version
    return kinds.get(version.kind).mark(version.body, texts, value)
