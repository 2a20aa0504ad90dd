"""One learner of the demo at work: every act goes through the rule that a real request calls, dated in the past."""

from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses import checklists, checks, commitments, confirming, enrolment, outline, progress, reading
from courses.models import Activity, ActivityVersion, Course, Enrolment
from courses.outline import Item
from lms.management.demo.days import Clock
from lms.people.models import User
from lms.questions import kinds, versions
from lms.questions.models import QuestionVersion
from quizzes import attempts
from quizzes.models import Attempt

PACE = 2


def take(
    person: User, course: Course, clock: Clock, *, lessons: int | None = None, tries: str = "p", dice: Random
) -> Enrolment:
    """Takes a course from the clock's moment on: so many lessons (None: all), then the quiz.

    `tries` has a letter for each try: "f" fails, "p" passes, "o" stays open. A course without a quiz ends with its
    last lesson.
    """
    taken = enrolment.enrol(person, course, language=person.language, now=clock.now)
    items = outline.of(course, person=None, language=person.language).items
    done = 0
    for item in items:
        if item.kind == Activity.Kind.LESSON:
            if done == lessons:
                break
            done += 1
            _read(taken, item, clock, dice)
            if done % PACE == 0:
                clock.next_day()
        elif item.kind == Activity.Kind.POLICY:
            text = reading.version_for(item.activity_key, taken.language)
            confirming.confirm(person, text, language=taken.language, now=clock.after(3))
        else:
            _try(taken, item, clock, tries if lessons is None else "", dice)
    return taken


def _read(taken: Enrolment, item: Item, clock: Clock, dice: Random) -> None:
    """Reads a lesson, answers its checks (most of them rightly), keeps what it offers to keep, and presses Done."""
    version = reading.version_for(item.activity_key, taken.language)
    progress.begin(taken, version.activity, now=clock.after(1))
    for block in version.body.get("blocks", []):
        if block["type"] == "check" and block.get("question_key"):
            post = _form(UUID(block["question_key"]), is_right=dice.random() < 0.8)
            checks.answer(taken, version.activity, block["id"], post, now=clock.after(dice.randint(1, 2)))
        _keep(taken, version, block, clock)
    progress.finish_lesson(taken, version.activity, version, now=clock.after(dice.randint(1, 3)))


def _keep(taken: Enrolment, version: ActivityVersion, block: dict[str, Any], clock: Clock) -> None:
    """Ticks a list but for its last entry, and plans as the first example does. After two weeks the plan has worked."""
    if block["type"] == "checklist":
        checklists.tick(taken, version, block["id"], [item["id"] for item in block["items"][:-1]], now=clock.after(1))
    elif block["type"] == "commitment":
        like = block["examples"][0]
        made = commitments.plan(taken, version, block["id"], when=like["when"], will=like["will"], now=clock.after(1))
        if timezone.now() - made.made_at > 2 * commitments.ASK_AFTER:
            commitments.did(made, today=timezone.localdate())


def _try(taken: Enrolment, item: Item, clock: Clock, tries: str, dice: Random) -> None:
    activity = Activity.objects.select_related("course").get(pk=item.activity_key)
    for how in tries:
        attempt = attempts.start(taken, activity, now=clock.after(3), shuffle=dice)
        _answer(attempt, activity, how, clock, dice)
        if how != "o":
            attempts.submit(attempt, now=clock.after(1))
        clock.next_day()


def _answer(attempt: Attempt, activity: Activity, how: str, clock: Clock, dice: Random) -> None:
    """Answers the paper: enough rightly to pass, too many wrongly to fail, or half of it to leave it open."""
    asked = [item for item in attempt.items.select_related("question_version") if item.carried_value is None]
    wrong = _wrong(attempt, asked, how, dice)
    for item in asked[: len(asked) // 2] if how == "o" else asked:
        value = example(item.question_version, is_right=item.slot not in wrong)
        attempts.save(attempt, item.slot, value, seq=0, now=clock.after(1))


def _wrong(attempt: Attempt, asked: list[Any], how: str, dice: Random) -> set[int]:
    """Which slots are answered wrongly. A must-know is right in a pass."""
    spare = attempt.total - attempt.needed
    may_miss = [item.slot for item in asked if not item.is_must_know]
    dice.shuffle(may_miss)
    return set(may_miss[: spare + dice.randint(1, 2)] if how == "f" else may_miss[: dice.randint(0, spare)])


def example(version: QuestionVersion, *, is_right: bool) -> Any:
    """An answer to this question."""
    return kinds.get(version.kind).example(version.body, _texts(version.pk), is_right=is_right)


def _form(question_key: UUID, *, is_right: bool) -> dict[str, Any]:
    """The form of a check as a browser would send it."""
    version = versions.current([question_key])[question_key]
    return {"version": str(version.pk), **form_of(version, example(version, is_right=is_right))}


def form_of(version: QuestionVersion, value: Any) -> dict[str, Any]:
    """An answer as the fields of a form."""
    return kinds.get(version.kind).entered(value)


def _texts(version_id: int) -> dict[str, Any]:
    return versions.wordings([version_id], "en")[version_id].texts
