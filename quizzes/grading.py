"""What a paper is worth: every slot is marked from the version it names, and a count decides (D23)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from lms import sql
from lms.questions import kinds, versions
from lms.questions.kinds import Mark
from lms.questions.models import QuestionVersion
from quizzes.models import Attempt, Correction, Marking, PaperItem

NO_ANSWER = Mark(Decimal(0), False)
CREDITED = Mark(Decimal(1), True)


@dataclass(frozen=True)
class Grade:
    """The result of a paper. `marks` says per slot how many points, whether it counts as right, and by what.

    While a written answer waits for its trainer there is no result: `right` and `is_passed` are None.
    """

    right: int | None
    is_passed: bool | None
    marks: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Basis:
    """What slots are marked by besides their own version: a better key, credit for a withdrawn question, a trainer."""

    credited: frozenset[int] = frozenset()
    keys: Mapping[int, QuestionVersion] = field(default_factory=dict)
    points: Mapping[int, int] = field(default_factory=dict)


NOTHING_ELSE = Basis()


def grade(
    items: Iterable[PaperItem], answers: Mapping[int, Any], *, needed: int, language: str, basis: Basis = NOTHING_ELSE
) -> Grade:
    """Marks all slots. Passed means: at least `needed` right, and every must-know among them.

    The same paper, answers and basis always give the same grade: an unanswered slot is worth nothing, and a short
    answer may be given in any language of its question, so `language` only says whose words to read. One query.
    """
    paper = list(items)
    wanted = {item.question_version_id for item in paper} | {version.pk for version in basis.keys.values()}
    wordings = versions.wordings(wanted, language)
    texts = {pk: wording.texts for pk, wording in wordings.items()}
    return computed(paper, answers, texts, needed=needed, basis=basis)


def computed(
    paper: list[PaperItem],
    answers: Mapping[int, Any],
    texts: Mapping[int, dict[str, Any]],
    *,
    needed: int,
    basis: Basis = NOTHING_ELSE,
) -> Grade:
    """The grade from what is given here alone: `texts` are the words of each question version. No query."""
    marks = {item.slot: _mark(item, texts, answers.get(item.slot), basis) for item in paper}
    kept = {str(slot): _kept(slot, mark, basis) for slot, mark in marks.items()}
    if any(mark.is_right is None for mark in marks.values()):
        return Grade(None, None, kept)
    right = sum(bool(mark.is_right) for mark in marks.values())
    knows = all(marks[item.slot].is_right for item in paper if item.is_must_know)
    return Grade(right, right >= needed and knows, kept)


def basis_of(attempt: Attempt, items: Iterable[PaperItem]) -> Basis:
    """What holds for this paper today: corrections of its questions and marks of its written answers.

    What was carried over as right stays right (D24). At most two queries.
    """
    paper = [item for item in items if item.carried_value is None]
    by_key: dict[UUID, list[Correction]] = defaultdict(list)
    for one in _corrections(questions=[item.question_version.question_key for item in paper]):
        by_key[one.question_key].append(one)
    credited: set[int] = set()
    keys: dict[int, QuestionVersion] = {}
    for item in paper:
        held = holding(
            by_key[item.question_version.question_key], item.question_version.number, started_at=attempt.started_at
        )
        if held is not None and held.kind == Correction.Kind.WITHDRAWN:
            credited.add(item.slot)
        elif held is not None and held.version is not None:
            keys[item.slot] = held.version
    written = any(kinds.get(item.question_version.kind).is_marked_by_person for item in paper)
    points = dict(Marking.objects.filter(attempt=attempt).values_list("slot", "points")) if written else {}
    return Basis(frozenset(credited), keys, points)


def holding(made: Iterable[Correction], number: int, *, started_at: datetime) -> Correction | None:
    """Which of a question's corrections, oldest first, holds for a paper that asks version `number`; None for none.

    The newest better key holds for every version older than itself, also over the key of an earlier correction: it may
    be that one which was wrong. A paper that was drawn before a withdrawal has the question credited, whatever the
    keys say.
    """
    held = None
    for one in made:
        if one.kind == Correction.Kind.WITHDRAWN and one.at >= started_at:
            return one
        if one.kind == Correction.Kind.KEY and one.version is not None and one.version.number > number:
            held = one
    return held


@sql.once
def _corrections() -> QuerySet[Correction]:
    questions = sql.Given("questions", UUIDField(), many=True)
    return Correction.objects.filter(question_key__in=questions).select_related("version")


def basis_as_marked(marks: Mapping[str, Mapping[str, Any]], known: Mapping[int, QuestionVersion]) -> Basis:
    """What a stored result says it was marked by; `known` are the versions by id. No query."""
    return Basis(
        credited=frozenset(int(slot) for slot, mark in marks.items() if mark.get("credited")),
        keys={int(slot): known[mark["version"]] for slot, mark in marks.items() if "version" in mark},
        points={int(slot): mark["given"] for slot, mark in marks.items() if "given" in mark},
    )


def _mark(item: PaperItem, texts: Mapping[int, dict[str, Any]], value: Any, basis: Basis) -> Mark:
    if item.slot in basis.credited:
        return CREDITED
    if value is None:
        return NO_ANSWER
    version = basis.keys.get(item.slot, item.question_version)
    kind = kinds.get(version.kind)
    if kind.is_marked_by_person and item.slot in basis.points:
        return kind.marked_by_person(version.body, basis.points[item.slot])
    mark = kind.mark(version.body, texts[version.pk], value)
    # What was right in the last try is carried over as right (D24), also by a trainer's mark or a better key.
    return CREDITED if item.carried_value is not None and not mark.is_right else mark


def _kept(slot: int, mark: Mark, basis: Basis) -> dict[str, Any]:
    kept: dict[str, Any] = {"points": str(mark.points), "right": mark.is_right}
    if slot in basis.credited:
        return kept | {"credited": True}
    if slot in basis.keys:
        kept["version"] = basis.keys[slot].pk
    if slot in basis.points:
        kept["given"] = basis.points[slot]
    return kept
