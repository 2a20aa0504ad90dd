"""Home as one person sees it: one next step by a fixed rule, then the whole plan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import commitments, outline
from courses.models import Commitment, CourseCompletion, Enrolment
from courses.outline import Outline
from courses.status import Code
from lms import sql
from lms.look.words import minutes as minutes_words
from lms.overview import standing
from lms.overview.standing import Item
from lms.people.models import User
from quizzes import recall
from quizzes.models import Attempt
from quizzes.offers import Offer

FIRST_DAYS = 30


@dataclass(frozen=True)
class Step:
    """One course of the plan with everything that its row says."""

    item: Item
    outline: Outline

    @property
    def is_done(self) -> bool:
        return self.item.status.code is Code.DONE

    @property
    def url(self) -> str:
        return "" if self.item.status.code is Code.OPENS else self.outline.url

    @property
    def continues(self) -> bool:
        return self.outline.state == "in_progress"

    @property
    def row_id(self) -> str:
        return f"step-{self.item.course.slug}"

    @property
    def look(self) -> str:
        return "ok" if self.is_done else self.item.status.look

    @property
    def meta(self) -> str:
        """What the row says below its title: where one is and how long it takes."""
        if self.is_done and self.item.completion:
            words = _("Confirmed on %(day)s") if self.item.course.is_policy else _("Completed on %(day)s")
            return words % {
                "day": date_format(timezone.localdate(self.item.completion.completed_at), "MONTH_DAY_FORMAT")
            }
        if self.continues:
            done = {"done": self.outline.done, "total": self.outline.total}
            return " · ".join([_("%(done)d of %(total)d done") % done, minutes_words(self.outline.minutes_left)])
        if self.item.course.is_policy:
            return " · ".join([_("Read and confirm"), minutes_words(self.outline.minutes), *self._due])
        count = len(self.outline.lessons)
        lessons = ngettext("%(n)d lesson", "%(n)d lessons", count) % {"n": count}
        return " · ".join([lessons, minutes_words(self.outline.minutes), *self._due])

    @property
    def _due(self) -> list[str]:
        duty = self.item.duty
        if duty is None or self.item.status.code is not Code.NOT_STARTED:
            return []
        return [_("due %(day)s") % {"day": date_format(duty.due_on, "MONTH_DAY_FORMAT")}]


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now: what, how long, and where the button leads."""

    step: Step
    label: str
    url: str
    minutes: int
    attempt: Attempt | None = None


@dataclass(frozen=True)
class Planned:
    """What somebody planned in a lesson and is asked about now. `url` is where to change it; empty if that is gone."""

    commitment: Commitment
    url: str


@dataclass(frozen=True)
class Home:
    """What home shows."""

    greeting: str
    next_step: NextStep | None
    steps: list[Step]
    day: int | None
    planned: Planned | None = None
    refresher: Offer | None = None

    @property
    def done(self) -> int:
        return sum(step.item.status.code in (Code.DONE, Code.RENEW) for step in self.steps)

    @property
    def sentence(self) -> str:
        """The same numbers as the bar shows."""
        count = {"done": self.done, "total": len(self.steps)}
        said = [ngettext("%(done)d of %(total)d step done", "%(done)d of %(total)d steps done", count["total"]) % count]
        if self.minutes_left:
            said.append(_("about %(time)s left") % {"time": minutes_words(self.minutes_left)})
        if self.day:
            said.append(_("day %(n)d") % {"n": self.day})
        return " · ".join(said)

    @property
    def last_certificate(self) -> CourseCompletion | None:
        earned = [
            step.item.completion for step in self.steps if step.item.completion and step.item.completion.certificate_id
        ]
        return max(earned, key=lambda completion: completion.completed_at, default=None)

    @property
    def minutes_left(self) -> int:
        return sum(step.outline.minutes_left for step in self.steps if not step.is_done)

    @property
    def upcoming(self) -> Step | None:
        """What opens next, for someone who has nothing to do now."""
        waiting = [step for step in self.steps if step.item.status.code is Code.OPENS]
        return min(waiting, key=lambda step: step.item.status.days_left, default=None)


def of(person: User, *, language: str, now: datetime | None = None) -> Home:
    """The person's home. At most 12 queries with the frame of the page (D36)."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    mine = standing.of([person], today=today)[0]
    courses = [item.course for item in mine.items]
    outlines = outline.many(courses, person=person, language=language, enrolments=mine.enrolments)
    steps = [Step(item, outlines[item.course.pk]) for item in mine.items]
    attempt, plan, refresher = _waiting(person, now)
    next_step, day = _next_step(attempt, steps), day_of(person, today=today)
    planned = _planned(plan, steps) if plan else None
    return Home(_greeting(now), next_step, steps, day, planned, refresher)


def day_of(person: User, *, today: date) -> int | None:
    """Which of their first 30 days it is; None before and after."""
    day = (today - person.first_day).days + 1 if person.first_day else 0
    return day if 1 <= day <= FIRST_DAYS else None


def _waiting(person: User, now: datetime) -> tuple[Attempt | None, Commitment | None, Offer]:
    """The attempt that is open, the plan to ask about and what there is to refresh. One query for all three."""
    rows = _under_way(person=person.pk, today=timezone.localdate(now))
    tried = [row.tried for row in rows if getattr(row, "tried", None) and row.closed_at is None]
    planned = [row.planned for row in rows if getattr(row, "planned", None)]
    open_attempt = min(tried, key=lambda attempt: attempt.number, default=None)
    return open_attempt, commitments.first(planned), recall.offer(rows, now=now)


@sql.once
def _under_way() -> QuerySet[Any]:
    person, due = sql.Given("person"), commitments.due(sql.Given("today", DateField()), at="commitments__")
    mine: Any = Enrolment.objects.visible_to(person).annotate(
        tried=FilteredRelation("attempts", condition=Q(attempts__submitted_at=None)),
        planned=FilteredRelation("commitments", condition=due),
    )
    is_waiting = Q(tried__isnull=False, closed_at=None) | Q(planned__isnull=False) | Q(closed_at__isnull=False)
    beside: Any = recall.alongside(mine, person)
    return beside.filter(is_waiting).select_related("tried", "planned")


def _planned(commitment: Commitment, steps: list[Step]) -> Planned:
    """The plan with the way to where it was made, while that lesson belongs to the present cycle of its course."""
    for step in steps:
        mine = step.outline.enrolment
        if mine and mine.pk == commitment.enrolment_id and (item := step.outline.item(commitment.activity_id)):
            return Planned(commitment, f"{item.url}#b-{commitment.block_id}")
    return Planned(commitment, "")


def _next_step(open_attempt: Attempt | None, steps: list[Step]) -> NextStep | None:
    """1 an unsubmitted attempt, 2 the oldest late course, 3 a renewal, 4 what is begun and due soonest, 5 the next."""
    if open_attempt:
        for step in steps:
            if step.item.enrolment and step.item.enrolment.pk == open_attempt.enrolment_id:
                return _continue_attempt(step, open_attempt)
    waiting = sorted((step for step in steps if step.item.status.is_open), key=_rank)
    return _start(waiting[0]) if waiting else None


def _rank(step: Step) -> tuple[int, int, int, int]:
    status = step.item.status
    if status.code is Code.LATE:
        return (0, -status.days_late, 0, 0)
    if status.code in (Code.EXPIRED, Code.RENEW):
        return (1, -status.days_late, status.days_left, 0)
    return (2, 0 if step.continues else 1, status.days_left, 0)


def _continue_attempt(step: Step, attempt: Attempt) -> NextStep:
    url = reverse("attempt_review", args=[attempt.pk])
    return NextStep(step, _("Continue the quiz"), url, step.outline.minutes_left, attempt)


def _start(step: Step) -> NextStep:
    following = step.outline.next_item
    if step.item.status.code in (Code.EXPIRED, Code.RENEW) and not step.continues:
        return NextStep(step, _("Renew now"), step.outline.url, step.outline.minutes)
    if step.item.course.is_policy:
        return NextStep(step, _("Read now"), step.outline.url, step.outline.minutes)
    if not step.continues or following is None:
        return NextStep(step, _("Start course"), step.outline.url, step.outline.minutes)
    label = _("Go to the quiz") if following.kind == "quiz" else _("Continue lesson %(n)d") % {"n": following.number}
    return NextStep(step, label, step.outline.resume_url, step.outline.minutes_left)


def _greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
