"""What a learner reads before starting a quiz: how long it is, what is needed, and where they stand."""

from dataclasses import dataclass

from courses import outline
from courses.models import Activity
from courses.outline import Item, Outline
from lms.people.models import User
from quizzes import opening, papers, rules
from quizzes.models import Attempt, QuizPage


@dataclass(frozen=True)
class Introduction:
    """The start page's picture. `state` is preview, not_enrolled, locked, gone, in_progress, passed, retry or ready."""

    state: str
    total: int
    needed: int
    must_know: int
    activity: Activity | None = None
    course: Outline | None = None
    missing: tuple[Item, ...] = ()
    tries: tuple[Attempt, ...] = ()
    resume_at: int | None = None

    @property
    def missed(self) -> int:
        """What a retry asks: everything that was not right in the last try."""
        last = self.tries[-1]
        return last.total - (last.right or 0)

    @property
    def results(self) -> list[Attempt]:
        """Tries that were handed in, newest first."""
        return [one for one in reversed(self.tries) if one.submitted_at]


def of(page: QuizPage, person: User, *, language: str, is_preview: bool = False) -> Introduction:
    """The picture for this person. A preview shows the page as it is written and knows nobody."""
    activity = Activity.objects.select_related("course").filter(pk=page.translation_key).first()
    if is_preview or activity is None:
        return _written(page)
    course = outline.of(activity.course, person=person, language=language)
    version = rules.newest(activity)
    rule = rules.of(version) if version else None
    tries = list(Attempt.objects.filter(enrolment=course.enrolment, activity=activity)) if course.enrolment else []
    state, missing = _state(course, activity, tries)
    return Introduction(
        state=state,
        total=rule.planned if rule else 0,
        needed=rule.needed if rule else 0,
        must_know=sum(one.is_must_know for one in rule.fixed) if rule else 0,
        activity=activity,
        course=course,
        missing=missing,
        tries=tuple(tries),
        resume_at=papers.first_unanswered(tries[-1]) if state == "in_progress" else None,
    )


def _state(course: Outline, activity: Activity, tries: list[Attempt]) -> tuple[str, tuple[Item, ...]]:
    if course.enrolment is None:
        return "not_enrolled", ()
    if tries and tries[-1].submitted_at is None:
        return "in_progress", ()
    if any(one.is_passed for one in tries):
        return "passed", ()
    try:
        missing = tuple(opening.missing(course, activity))
    except opening.NotOpen:
        return "gone", ()
    return ("locked" if missing else "retry" if tries else "ready"), missing


def _written(page: QuizPage) -> Introduction:
    fixed = list(page.fixed_questions.all())
    total = len(fixed) + sum(rule.count or 0 for rule in page.draw_rules.all())
    return Introduction("preview", total, page.pass_mark, sum(one.is_must_know for one in fixed))
