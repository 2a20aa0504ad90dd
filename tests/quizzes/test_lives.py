"""Random lives of attempts, against a model in plain Python that knows nothing of the database (I1-I7, I10-I12).

Two learners start, save, save from an old tab, clear, run out of time, get more of it, hand in and come back, while a
trainer corrects keys and withdraws questions, in any order. After each step everything that is stored has to be what
the model says. To add an act, write a rule that says what it does to the model.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courses.models import ActivityCompletion, CourseCompletion, Enrolment
from lms.ledger.models import Act, Event
from lms.people.models import User
from lms.questions import kinds, versions
from lms.questions.models import Question, QuestionVersion
from lms.questions.publishing import fingerprint
from quizzes import attempts, correcting, deadlines, invariants
from quizzes.models import Attempt, Correction, Mode, PaperItem, Response
from tests.nightly import figure
from tests.quizzes.conftest import Quiz, sheet, turn_key

pytestmark = pytest.mark.slow
LIVES, STEPS = figure(100, nightly=2000), figure(30, nightly=60)
LIMIT = 20  # minutes
BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass
class Slot:
    """One question on a paper. `right` and `wrong` are answers to it; `saved` are those that were acknowledged."""

    question: UUID
    version: int
    is_must_know: bool
    right: Any
    wrong: Any
    carried: Any = None
    saved: list[Any] = field(default_factory=list)
    is_withdrawn: bool = False  # after the paper was drawn

    @property
    def value(self) -> Any:
        return self.carried if self.carried is not None else self.saved[-1] if self.saved else None

    @property
    def is_right(self) -> bool:
        return self.is_withdrawn or self.carried is not None or (self.value is not None and self.value == self.right)


@dataclass
class Try:
    """One attempt as its learner was told about it."""

    pk: int
    slots: dict[int, Slot]
    needed: int
    mode: str
    deadline: datetime | None = None
    more: int = 0  # how often the learner took more time
    submitted_at: datetime | None = None
    marks: dict[int, bool] = field(default_factory=dict)  # the result, as it was handed in or corrected since
    kept: Any = None  # what is stored of it, from the moment on at which it was handed in or corrected

    def close(self, now: datetime) -> None:
        """Handed in: by its learner, or by its deadline if that has passed."""
        if self.submitted_at is None:
            self.submitted_at = self.deadline if self.is_over(now) else now
            self.marks = self.marked()

    def is_over(self, now: datetime) -> bool:
        return self.deadline is not None and now > self.deadline + deadlines.GRACE

    def marked(self) -> dict[int, bool]:
        return {number: slot.is_right for number, slot in self.slots.items()}

    def passes(self, marks: dict[int, bool]) -> bool:
        knows = all(marks[number] for number, slot in self.slots.items() if slot.is_must_know)
        return sum(marks.values()) >= self.needed and knows

    def correct(self, question: UUID) -> None:
        """What a correction makes of a result: better, or nothing. Other questions stay as they were marked."""
        mine = {number: slot.is_right for number, slot in self.slots.items() if slot.question == question}
        marks = self.marks | mine
        is_lower = sum(marks.values()) < self.right or (self.is_passed and not self.passes(marks))
        if self.submitted_at and not is_lower:
            self.marks, self.kept = marks, None

    @property
    def right(self) -> int:
        return sum(self.marks.values())

    @property
    def is_passed(self) -> bool:
        return self.submitted_at is not None and self.passes(self.marks)


@dataclass
class Model:
    """One learner: their tries, the oldest first."""

    enrolment: Enrolment
    tries: list[Try] = field(default_factory=list)

    @property
    def open(self) -> Try | None:
        return self.tries[-1] if self.tries and self.tries[-1].submitted_at is None else None

    @property
    def is_passed(self) -> bool:
        return any(one.is_passed for one in self.tries)

    def carried(self) -> dict[int, Any]:
        """By version, what the next try need not ask again (D24)."""
        if not self.tries or self.is_passed:
            return {}
        last = self.tries[-1]
        return {
            slot.version: slot.value
            for number, slot in last.slots.items()
            if last.marks[number] and not slot.is_withdrawn
        }


class Lives(RuleBasedStateMachine):
    """One world, made once; each life begins in it anew and is rolled back at its end."""

    quiz: ClassVar[Quiz]
    people: ClassVar[list[User]]
    trainer: ClassVar[User]
    mode: ClassVar[str]
    is_limited: ClassVar[bool]
    is_one_withdrawn = False

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.now, self.shuffle = BEGIN, Random(0)
        self.learners = [Model(Enrolment.objects.get(person=person)) for person in self.people]
        self.corrected: set[UUID] = set()

    def teardown(self) -> None:
        """At the end of a life the product's own checker has to agree."""
        try:
            assert list(invariants.violations()) == []
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.shuffle = Random(seed)
        for who in (0, 1):
            self.start(who)

    # --- Acts ---

    who = st.integers(0, 1)
    number = st.integers(1, 5)  # the paper has four

    @rule(who=who)
    def start(self, who: int) -> None:
        learner, now = self.learners[who], self.tick()
        made = attempts.start(learner.enrolment, self.quiz.activity, now=now, shuffle=self.shuffle)
        if learner.open:
            assert made.pk == learner.open.pk
            if learner.open.is_over(now):
                learner.open.close(now)
            return
        expected = learner.carried()
        slots = {
            one.number: Slot(
                one.item.question_version.question_key, one.item.question_version_id, one.item.is_must_know,
                one.asked.example(is_right=True),
                one.asked.example(is_right=False), one.item.carried_value,
            )
            for one in sheet(made)
        }  # fmt: skip
        assert {slot.version: slot.carried for slot in slots.values() if slot.carried is not None} == expected
        assert (made.number, made.total, made.needed, made.mode) == (len(learner.tries) + 1, 4, 3, self.mode)
        limit = now + timedelta(minutes=LIMIT) if self.is_limited else None
        assert made.deadline_at == limit
        learner.tries.append(Try(made.pk, slots, made.needed, made.mode, limit))

    @rule(who=who, number=number, is_right=st.booleans(), seen=st.sampled_from(["newest", "anything", "old"]))
    def save(self, who: int, number: int, is_right: bool, seen: str) -> None:
        """`seen` is what the tab knows: the newest answer, an older one, or it does not say."""
        life = self.learners[who].tries[-1]
        slot = life.slots.get(number)
        value = (slot.right if is_right else slot.wrong) if slot else "x"
        count = len(slot.saved) if slot else 0
        seq, now = {"newest": count, "anything": None, "old": count - 1 if count else 3}[seen], self.tick()
        with self.refused(self.refusal(life, slot, value, now, is_stale=seen == "old")) as is_taken:
            saved = attempts.save(self.stored(life), number, value, seq=seq, now=now)
        if is_taken and slot:
            if not slot.saved or slot.saved[-1] != value:
                slot.saved.append(value)
            assert (saved.seq, saved.value) == (len(slot.saved), value)

    @precondition(lambda self: len(self.tries()) < 6)
    @rule(who=who, misses=st.sets(number, max_size=2))
    def take_the_quiz(self, who: int, misses: set[int]) -> None:
        """A whole try: start, answer what is asked, hand in."""
        self.start(who)
        for number in range(1, 5):
            self.save(who, number, number not in misses, "anything")
        self.submit(who, 1)

    @rule(who=who, number=number, is_on_purpose=st.booleans())
    def clear(self, who: int, number: int, is_on_purpose: bool) -> None:
        """A blank never replaces an answer, unless it was meant."""
        life = self.learners[who].tries[-1]
        slot = life.slots.get(number)
        now = self.tick()
        refusal = self.refusal(life, slot, None, now)
        if not is_on_purpose and refusal in (None, attempts.Settled):
            refusal = attempts.NothingAnswered
        with self.refused(refusal) as is_taken:
            attempts.save(self.stored(life), number, None, is_clear=is_on_purpose, now=now)
        if is_taken and slot and not (slot.saved and slot.saved[-1] is None):
            slot.saved.append(None)

    @rule(who=who, again=st.integers(1, 2))
    def submit(self, who: int, again: int) -> None:
        life, when = self.learners[who].tries[-1], self.tick()
        for _ in range(again):
            told = attempts.submit(self.stored(life), now=when)
            life.close(when)
            assert (told.submitted_at, told.right, told.is_passed) == (life.submitted_at, life.right, life.is_passed)

    @rule(minutes=st.integers(1, LIMIT))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        now = self.tick()
        overdue = [one for one in self.tries() if one.submitted_at is None and one.is_over(now)]
        assert attempts.close_overdue(now=now) == len(overdue)
        for one in overdue:
            one.close(now)

    @rule(who=who, is_own=st.booleans())
    def extend(self, who: int, is_own: bool) -> None:
        life, now = self.learners[who].tries[-1], self.tick()
        may = life.submitted_at is None and life.deadline is not None and now <= life.deadline
        if is_own:
            may = may and life.more < deadlines.OWN_EXTENSIONS
        with self.refused(None if may else deadlines.NoMoreTime):
            if is_own:
                deadlines.take_more(self.stored(life), now=now)
            else:
                deadlines.extend(self.stored(life), 7, by=self.trainer, reason="Fire alarm", now=now)
        if may and life.deadline:
            life.deadline += timedelta(minutes=deadlines.OWN_MINUTES if is_own else 7)
            life.more += is_own

    @rule(code=st.sampled_from(["w1", "w4", "w5"]), is_withdrawn=st.booleans())
    def correct(self, code: str, is_withdrawn: bool) -> None:
        """A trainer finds the key of a question wrong, or withdraws it; once for each question, and one withdrawal."""
        question, now = Question.objects.get(code=code), self.tick()
        key = question.translation_key
        if key in self.corrected or (is_withdrawn and self.is_one_withdrawn):
            return
        met = [
            one for one in self.tries() for slot in one.slots.values() if slot.question == key and slot.carried is None
        ]
        kind = Correction.Kind.WITHDRAWN if is_withdrawn else Correction.Kind.KEY
        if not is_withdrawn:
            if not any(slot.question == key for one in self.tries() for slot in one.slots.values()):
                return
            turn_key(question)
        self.corrected.add(key)
        self.is_one_withdrawn = self.is_one_withdrawn or is_withdrawn
        correcting.correct(key, kind, reason="It was wrong", by=self.trainer, now=now)
        newest = versions.newest(key)
        for one in met:
            for slot in one.slots.values():
                if slot.question == key and is_withdrawn:
                    slot.is_withdrawn = True
                elif slot.question == key and newest:
                    slot.right = kinds.get(newest.kind).example(newest.body, {}, is_right=True)
            one.correct(key)

    # --- What the model says about an act ---

    def refusal(
        self, life: Try, slot: Slot | None, value: Any, now: datetime, *, is_stale: bool = False
    ) -> type[Exception] | None:
        """Why this answer is not taken, None when it is. The order is that of the rules."""
        if life.is_over(now):
            life.close(now)
        if life.submitted_at:
            return attempts.Closed
        if slot is None:
            return attempts.NoSuchQuestion
        if slot.saved and slot.saved[-1] == value:
            return None  # the same again is harmless
        if slot.carried is not None or (slot.saved and life.mode == Mode.PRACTICE) or slot.is_withdrawn:
            return attempts.Settled
        return attempts.Stale if is_stale else None

    @contextmanager
    def refused(self, by: type[Exception] | None) -> Iterator[bool]:
        if by is None:
            yield True
        else:
            with pytest.raises(by):
                yield False

    def stored(self, life: Try) -> Attempt:
        return Attempt.objects.get(pk=life.pk)

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    # --- What must hold after each step ---

    @invariant()
    def everything_acknowledged_is_stored_and_nothing_else(self) -> None:
        """I1 durability, I2 numbers without gaps, I3 no phantom."""
        stored: dict[tuple[int, int], list[Any]] = {}
        for pk, slot, seq, value in Response.objects.order_by("seq").values_list("attempt_id", "slot", "seq", "value"):
            rows = stored.setdefault((pk, slot), [])
            rows.append(value)
            assert seq == len(rows)
        known = {(one.pk, n): slot.saved for one in self.tries() for n, slot in one.slots.items() if slot.saved}
        assert stored == known

    @invariant()
    def tries_are_as_their_learners_were_told(self) -> None:
        """I5 one result, I6 numbers without gaps, I7 one open, I10 the score, I12 a pass is a completion."""
        columns = ("pk", "enrolment_id", "number", "submitted_at", "right", "is_passed")
        stored = list(Attempt.objects.order_by("pk").values_list(*columns))
        told = [
            (one.pk, learner.enrolment.pk, number, one.submitted_at)
            + ((one.right, one.is_passed) if one.submitted_at else (None, None))
            for learner in self.learners
            for number, one in enumerate(learner.tries, 1)
        ]
        assert stored == sorted(told)
        done = {learner.enrolment.pk for learner in self.learners if learner.is_passed}
        passes = ActivityCompletion.objects.filter(activity=self.quiz.activity)
        assert sorted(passes.values_list("enrolment", flat=True)) == sorted(done)
        assert sorted(CourseCompletion.objects.values_list("enrolment", flat=True)) == sorted(done)
        for one in self.tries():
            assert Attempt.objects.get(pk=one.pk).deadline_at == one.deadline
        counts = {act: Event.objects.filter(act=act).count() for act in (Act.ATTEMPT_STARTED, Act.ATTEMPT_SUBMITTED)}
        tries = self.tries()
        assert list(counts.values()) == [len(tries), sum(one.submitted_at is not None for one in tries)]

    @invariant()
    def what_was_handed_in_never_changes(self) -> None:
        """I4 frozen: the row, the paper and the answers, to the last column."""
        closed = {one.pk: one for one in self.tries() if one.submitted_at}
        if not closed:
            return
        kept: dict[int, list[Any]] = {pk: [] for pk in closed}
        for model, name in ((Attempt, "pk"), (PaperItem, "attempt_id"), (Response, "attempt_id")):
            for row in model.objects.filter(**{f"{name.removesuffix('_id')}__in": closed}).order_by("pk").values():
                kept[row["id" if name == "pk" else name]].append(row)
        for pk, one in closed.items():
            one.kept = one.kept or kept[pk]
            assert kept[pk] == one.kept

    def tries(self) -> list[Try]:
        return [one for learner in self.learners for one in learner.tries]


@pytest.mark.parametrize(("mode", "is_limited"), [(Mode.STANDARD, True), (Mode.PRACTICE, False)])
def test_lives_go_as_the_model_says(quiz: Quiz, lena: User, max: User, ada: User, mode: str, is_limited: bool) -> None:
    quiz.change(mode=mode, minutes_limit=LIMIT if is_limited else None, limit_reason="The line is answered at once.")
    for person in (lena, max):
        quiz.enrolled(person)
    world = type("Lives", (Lives,), {
        "quiz": quiz, "people": [lena, max], "trainer": ada, "mode": mode, "is_limited": is_limited
    })  # fmt: skip
    run_state_machine_as_test(
        world,
        settings=settings(
            max_examples=LIVES // 2, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert [one for one in QuestionVersion.objects.all() if fingerprint(one) != one.sha256] == []  # I11
