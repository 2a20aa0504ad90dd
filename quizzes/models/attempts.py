"""Attempts as they were: each keeps its paper, its rules and every answer that was saved."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from courses.models import Activity, ActivityVersion, Enrolment
from lms.people import access
from lms.people.models import User
from lms.questions.models import QuestionVersion
from lms.sql import Given
from quizzes.ladder import Confidence
from quizzes.models.pages import Mode


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User | Given) -> "AttemptQuerySet":
        """Answers belong to the learner who gave them (D28)."""
        return self.filter(enrolment__person=user)

    def for_help(self, user: User) -> "AttemptQuerySet":
        """All tries for a trainer who helps with one: its times and rules, never an answer (D28). Nobody else's."""
        return self.all() if access.is_trainer(user) else self.none()

    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None)

    def tries(self) -> "AttemptQuerySet":
        """Tries at the quiz itself, without warm-ups."""
        return self.filter(purpose=Attempt.Purpose.QUIZ)

    def with_asked(self) -> "AttemptQuerySet":
        """Adds `asked`: how many slots are asked this time. They stand first; what was carried over follows."""
        asked = PaperItem.objects.filter(attempt=OuterRef("pk"), carried_value__isnull=True).order_by()
        count = asked.values("attempt").annotate(count=Count("pk")).values("count")
        return self.annotate(asked=Coalesce(Subquery(count), 0))


class Attempt(models.Model):
    """One try at a quiz. The paper and the rules are frozen with it; what was handed in never changes.

    The result comes with the hand-in, or with the last mark of a trainer where a written answer waits for one; a
    correction of a question (see marking.py) is the only act that changes it later.
    """

    class Purpose(models.TextChoices):
        QUIZ = "quiz"
        WARM_UP = "warm_up"

    class ClosedBy(models.TextChoices):
        PERSON = "person"
        DEADLINE = "deadline"

    asked: int  # what with_asked() adds

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    version = models.ForeignKey(
        ActivityVersion, models.PROTECT, related_name="+", help_text="The rules it was drawn by."
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.QUIZ)
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.STANDARD)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(
        null=True, help_text="Set once at the start; later only a recorded extension moves it. Empty: no limit."
    )
    submitted_at = models.DateTimeField(null=True, help_text="At the deadline where that handed it in.")
    closed_by = models.CharField(max_length=8, choices=ClosedBy.choices, blank=True)
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(help_text="Questions on the paper.")
    needed = models.PositiveSmallIntegerField(help_text="Pass mark: right answers needed.")
    is_passed = models.BooleanField(null=True)
    marks = models.JSONField(default=dict, help_text="Points per slot, and by which version they were marked.")
    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "purpose", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "activity", "purpose"], condition=Q(submitted_at=None), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, closed_by="", right=None, is_passed=None)
                | (
                    Q(submitted_at__isnull=False, closed_by__in=["person", "deadline"])
                    & (Q(right=None, is_passed=None) | Q(right__isnull=False, is_passed__isnull=False))
                ),
                name="attempt_result_with_submission",
            ),
            models.CheckConstraint(
                condition=~Q(closed_by="deadline") | Q(submitted_at=models.F("deadline_at")),
                name="attempt_closed_at_deadline",
            ),
            models.CheckConstraint(
                condition=Q(right=None) | Q(right__lte=models.F("total")), name="attempt_right_range"
            ),
            models.CheckConstraint(condition=Q(needed__lte=models.F("total")), name="attempt_pass_mark_reachable"),
        ]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(submitted_at=None), name="attempt_open_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} try {self.number}"

    @property
    def is_warm_up(self) -> bool:
        return self.purpose == self.Purpose.WARM_UP

    @property
    def is_waiting(self) -> bool:
        """Handed in, and a written answer still waits for a trainer's mark."""
        return self.submitted_at is not None and self.right is None


class PaperItem(models.Model):
    """One question on the paper of an attempt: version, order of options, and whether it was carried over (D24)."""

    is_withdrawn: bool  # what papers.listed() and answered() add

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="items")
    slot = models.PositiveSmallIntegerField(help_text="1, 2, 3 … as shown.")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    option_order = models.JSONField(default=list, help_text="Option ids in the order shown.")
    is_must_know = models.BooleanField(default=False)
    carried_value = models.JSONField(null=True, help_text="Right in the last try: the answer it had there.")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot"], name="paper_item_slot_once"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="paper_item_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}"


class Response(models.Model):
    """One saved answer. Rows are only added, numbered per slot; the highest number counts (R7)."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    slot = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    value = models.JSONField(null=True, help_text="As the kind reads it; null = cleared on purpose.")
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True, help_text="Warm-ups only.")
    saved_at = models.DateTimeField(help_text="When it was received, before it waited for any lock.")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slot", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot", "seq"], name="response_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="response_seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}#{self.seq}"
