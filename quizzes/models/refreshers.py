"""Refreshers as they were: where somebody stands with an objective, the sessions, and every answer for good.

Answers belong to the learner alone (D28). The log of reviews only grows and holds what another algorithm would need to
begin with: person, objective, question version, time, right or not, how sure.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from courses.models import CourseCompletion
from lms.people.models import User
from lms.questions.models import QuestionVersion
from lms.sql import Given
from quizzes.ladder import TOP, Confidence, Place
from quizzes.models.acts import Correction


class RefresherChoice(models.Model):
    """What one person chose about refreshers. Nobody has to take them."""

    person = models.OneToOneField(User, models.PROTECT, related_name="refresher_choice")
    stopped_at = models.DateTimeField(null=True, help_text="Takes no refreshers from here on.")
    snoozed_until = models.DateField(null=True, help_text="Home does not offer one before this day.")
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.person_id} {'stopped' if self.stopped_at else 'takes refreshers'}"


class RefresherStateQuerySet(models.QuerySet["RefresherState"]):
    def visible_to(self, user: User) -> "RefresherStateQuerySet":
        return self.filter(person=user)


class RefresherState(models.Model):
    """Where one person stands on the ladder with one objective. It follows from the reviews since the completion."""

    person = models.ForeignKey(User, models.PROTECT, related_name="refresher_states")
    objective_key = models.UUIDField()
    completion = models.ForeignKey(
        CourseCompletion, models.PROTECT, related_name="refresher_states", help_text="The pass that it begins from."
    )
    is_must_know = models.BooleanField(
        default=False, help_text="The quiz asked something about it that had to be right."
    )
    box = models.PositiveSmallIntegerField(default=0)
    successes = models.PositiveSmallIntegerField(default=0, help_text="In a row, not guessed (D30).")
    lapses = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, help_text="Empty = rests until the course is renewed.")
    is_first = models.BooleanField(default=False, help_text="Sure but wrong: first in the next session.")
    objects = RefresherStateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "objective_key"], name="refresher_state_once"),
            models.CheckConstraint(
                condition=Q(box=F("successes"), box__lt=TOP) | Q(box=TOP, successes__gte=TOP),
                name="refresher_box_counts_successes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.objective_key} box {self.box}"

    @property
    def place(self) -> Place:
        """The same as the ladder knows it."""
        return Place(self.box, self.successes, self.lapses, self.due_on, self.is_first)


class RefresherSessionQuerySet(models.QuerySet["RefresherSession"]):
    def visible_to(self, user: User | Given) -> "RefresherSessionQuerySet":
        """Answers belong to the learner who gave them (D28)."""
        return self.filter(person=user)

    def open(self) -> "RefresherSessionQuerySet":
        return self.filter(finished_at=None, dropped_at=None)


class RefresherSession(models.Model):
    """Up to five questions, drawn and frozen at the start. Left halfway for three days, another takes its place."""

    person = models.ForeignKey(User, models.PROTECT, related_name="refresher_sessions")
    total = models.PositiveSmallIntegerField(help_text="Questions in it.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="When another session took its place.")
    objects = RefresherSessionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(finished_at=None, dropped_at=None), name="refresher_session_one_open"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(dropped_at=None), name="refresher_session_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} refresher {self.pk}"


class RefresherQuestionQuerySet(models.QuerySet["RefresherQuestion"]):
    def with_corrections(self) -> "RefresherQuestionQuerySet":
        """Adds what was corrected since: `better_key`, the version with it, and `was_withdrawn`."""
        made = Correction.objects.filter(question_key=OuterRef("question_version__question_key"))
        better = made.filter(kind=Correction.Kind.KEY, version__number__gt=OuterRef("question_version__number"))
        withdrawn = made.filter(kind=Correction.Kind.WITHDRAWN, at__gte=OuterRef("session__started_at"))
        return self.annotate(
            better_key=Subquery(better.order_by("-at", "-id").values("version")[:1]), was_withdrawn=Exists(withdrawn)
        )


class RefresherQuestion(models.Model):
    """One question of a session: version and order of answers, as shown."""

    session = models.ForeignKey(RefresherSession, models.PROTECT, related_name="questions")
    slot = models.PositiveSmallIntegerField(help_text="1, 2, 3 … as shown.")
    objective_key = models.UUIDField()
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    option_order = models.JSONField(default=list, help_text="Option ids in the order shown.")
    objects = RefresherQuestionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["session", "slot"], name="refresher_slot_once"),
            models.UniqueConstraint(fields=["session", "objective_key"], name="refresher_objective_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.slot}"


class RefresherReview(models.Model):
    """One answer, and how far up or down the ladder it led. Rows are only added, one per question."""

    question = models.OneToOneField(RefresherQuestion, models.PROTECT, related_name="review")
    person = models.ForeignKey(User, models.PROTECT, related_name="refresher_reviews")
    objective_key = models.UUIDField()
    question_version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="+", help_text="It was marked by: as asked, or with a better key."
    )
    completion = models.ForeignKey(CourseCompletion, models.PROTECT, related_name="+", help_text="Of the state then.")
    value = models.JSONField(null=True, help_text="As the kind reads it.")
    is_right = models.BooleanField()
    is_withdrawn = models.BooleanField(
        default=False, help_text="The question was taken back first: nothing was answered, and nothing moved."
    )
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True, default="")
    answered_at = models.DateTimeField()
    box_before = models.PositiveSmallIntegerField()
    box_after = models.PositiveSmallIntegerField()
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["answered_at", "id"]
        indexes = [models.Index(fields=["person", "objective_key", "answered_at"], name="refresher_review_history")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_withdrawn=False, value__isnull=False)
                | Q(is_withdrawn=True, value=None, is_right=False, box_before=F("box_after")),
                name="refresher_review_answered_or_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.objective_key} {'right' if self.is_right else 'wrong'}"
