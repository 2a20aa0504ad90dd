"""What stands on the page where a question is corrected: what each choice would change, what earlier ones changed.

Trainers read numbers from five people up; administrators read all of them, and who wins or loses a pass (D28).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Activity
from lms.people import access
from lms.people.models import User
from lms.questions import versions
from lms.questions.models import Question
from quizzes import correcting, regrading
from quizzes.correcting import Preview
from quizzes.models import Attempt, Correction, FixedQuestion, PaperItem, QuizPage, Regraded
from quizzes.statistics.figures import FEWEST

KEY, WITHDRAWN = Correction.Kind.KEY, Correction.Kind.WITHDRAWN


@dataclass(frozen=True)
class Move:
    """So many results that go from one count of right answers to another; with whose they are, for administrators."""

    before: int
    after: int
    total: int
    results: int
    names: list[str]


@dataclass(frozen=True)
class Numbers:
    """What a correction changes, as far as its reader may know. Without `is_told` nothing else is filled in."""

    is_told: bool = False
    answered: int = 0
    higher: int = 0
    lower: int = 0
    passes: int = 0
    losses: int = 0
    passing: list[str] = field(default_factory=list)
    losing: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    """From which count to which, the largest gains first."""


@dataclass(frozen=True)
class Past:
    """A correction that was made."""

    correction: Correction
    numbers: Numbers


@dataclass(frozen=True)
class Fixed:
    """A quiz that always asks the question."""

    page: QuizPage
    activity: Activity
    is_must_know: bool


@dataclass(frozen=True)
class Case:
    """One question on its page. `key` is None where no better key is there, `withdrawal` where it is withdrawn."""

    question_key: UUID
    stem: str
    page: int | None
    key: Numbers | None
    withdrawal: Numbers | None
    past: list[Past]
    fixed: list[Fixed]

    @property
    def newest(self) -> int:
        """The newest correction on the page, 0 for none."""
        return self.past[0].correction.pk if self.past else 0


def case(question_key: UUID, reader: User, *, language: str) -> Case | None:
    """All about correcting one question; None for a question that was never published, or for who may not."""
    newest = versions.newest(question_key)
    if newest is None or not access.is_trainer(reader):
        return None
    past = [_past(one, reader) for one in _made(question_key)]
    is_withdrawn = correcting.is_withdrawn(question_key)
    source = Question.objects.filter(translation_key=question_key, locale__language_code=newest.source_language)
    return Case(
        question_key=question_key,
        stem=str(versions.wordings([newest.pk], language)[newest.pk].texts["stem"]),
        page=source.values_list("pk", flat=True).first(),
        key=_would(question_key, KEY, reader) if regrading.better_key(question_key) else None,
        withdrawal=None if is_withdrawn else _would(question_key, WITHDRAWN, reader),
        past=past,
        fixed=[] if is_withdrawn else _fixed(question_key),
    )


def _may_read(reader: User, people: int) -> bool:
    return people >= FEWEST or access.is_administrator(reader)


def _would(question_key: UUID, kind: str, reader: User) -> Numbers:
    seen = correcting.preview(question_key, kind)
    if not _may_read(reader, seen.people):
        return Numbers()
    passes, losses = _in_the_end(seen)
    moved = [(one.attempt, one.attempt.right or 0, one.grade.right or 0) for one in seen.changes]
    return _numbers(
        reader, moved, answered=seen.people, higher=seen.higher, lower=seen.lower, passes=passes, losses=losses
    )  # fmt: skip


def _in_the_end(seen: Preview) -> tuple[list[Attempt], list[Attempt]]:
    """Who would pass and had not, who would have no pass left: another try at the quiz may count. One query."""
    wins, losses = ([one.attempt for one in some if not one.attempt.is_warm_up] for some in (seen.wins, seen.losses))
    lost = {one.pk for one in losses}
    passed = Attempt.objects.tries().filter(is_passed=True, enrolment__in={one.enrolment_id for one in wins + losses})
    known, kept = set(), set()
    for pk, *quiz in passed.values_list("pk", "enrolment_id", "activity_id"):
        known.add(tuple(quiz))
        kept |= set() if pk in lost else {tuple(quiz)}
    return (
        [one for one in wins if (one.enrolment_id, one.activity_id) not in known],
        [one for one in losses if (one.enrolment_id, one.activity_id) not in kept],
    )


def _made(question_key: UUID) -> QuerySet[Correction]:
    """The corrections of a question, newest first. `people`: how many had been asked it by then."""
    asked = PaperItem.objects.filter(
        question_version__question_key=OuterRef("question_key"), carried_value__isnull=True,
        attempt__submitted_at__lte=OuterRef("at"),
    )  # fmt: skip
    grouped = asked.order_by().values("question_version__question_key")
    people = grouped.annotate(people=Count("attempt__enrolment__person", distinct=True)).values("people")
    rows = Correction.objects.filter(question_key=question_key).select_related("by")
    rows = rows.prefetch_related("regraded__attempt__enrolment__person")
    return rows.annotate(people=Coalesce(Subquery(people), 0)).order_by("-at", "-id")


def _past(correction: Correction, reader: User) -> Past:
    people: int = correction.people  # type: ignore[attr-defined]
    if not _may_read(reader, people):
        return Past(correction, Numbers())
    rows = list(correction.regraded.all())
    tries = [one for one in rows if not one.attempt.is_warm_up]
    moved = [(one.attempt, one.right_before or 0, one.right_after or 0) for one in rows]
    numbers = _numbers(
        reader, moved, answered=people,
        higher=sum(_is_higher(one) for one in rows), lower=sum(_is_lower(one) for one in rows),
        passes=(one.attempt for one in tries if one.is_passed and not one.was_passed),
        losses=(one.attempt for one in tries if one.was_passed and not one.is_passed),
    )  # fmt: skip
    return Past(correction, numbers)


def _is_higher(row: Regraded) -> bool:
    return (row.right_after or 0, bool(row.is_passed)) > (row.right_before or 0, bool(row.was_passed))


def _is_lower(row: Regraded) -> bool:
    return (row.right_after or 0, bool(row.is_passed)) < (row.right_before or 0, bool(row.was_passed))


def _numbers(
    reader: User, moved: list[tuple[Attempt, int, int]], *, passes: Iterable[Attempt], losses: Iterable[Attempt],
    **counts: int,
) -> Numbers:  # fmt: skip
    """People are counted once, however many of their tries change."""
    passing = {one.enrolment.person_id: one.enrolment.person.name for one in passes}
    losing = {one.enrolment.person_id: one.enrolment.person.name for one in losses}
    names = access.is_administrator(reader)
    return Numbers(
        is_told=True, passes=len(passing), losses=len(losing), passing=sorted(passing.values()) if names else [],
        losing=sorted(losing.values()) if names else [], moves=_moves(moved, names=names), **counts,
    )  # fmt: skip


def _moves(moved: list[tuple[Attempt, int, int]], *, names: bool) -> list[Move]:
    alike: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for attempt, before, after in moved:
        if before != after:
            alike[before, after, attempt.total].append(attempt.enrolment.person.name)
    order = sorted(alike, key=lambda move: (move[0] - move[1], move))
    return [Move(*move, len(alike[move]), sorted(set(alike[move])) if names else []) for move in order]


def _fixed(question_key: UUID) -> list[Fixed]:
    """The live quizzes that always ask it. Two queries."""
    rows = FixedQuestion.objects.filter(question__translation_key=question_key, page__live=True).select_related("page")
    found = list(rows.order_by("page__path"))
    quizzes = Activity.objects.select_related("course").in_bulk([one.page.translation_key for one in found])
    return [
        Fixed(one.page, quizzes[one.page.translation_key], one.is_must_know)
        for one in found
        if one.page.translation_key in quizzes
    ]
