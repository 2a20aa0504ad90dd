"""What others did to attempts: more time, more tries, marks for written answers, corrections. Rows are only added."""

from django.db import models
from django.db.models import Q

from courses.models import Activity
from lms.people.models import ExtraTime, User
from lms.questions.models import QuestionVersion
from quizzes.models.attempts import Attempt


class MoreTime(models.Model):
    """A running attempt got a later deadline: by the learner themselves, or by someone else with a reason."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="more_time")
    minutes = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=1), name="more_time_from_one")]

    def __str__(self) -> str:
        return f"{self.attempt_id} +{self.minutes}"


class Allowance(models.Model):
    """One person may do more at one quiz than its rules say, with a reason. Tries add up; the newest time counts."""

    person = models.ForeignKey(User, models.PROTECT, related_name="allowances")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="allowances")
    extra_tries = models.PositiveSmallIntegerField(default=0)
    time = models.CharField(max_length=4, choices=ExtraTime.choices, blank=True)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="allowance_has_reason"),
            models.CheckConstraint(condition=Q(extra_tries__gte=1) | ~Q(time=""), name="allowance_allows_something"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.activity_id}"


class Marking(models.Model):
    """A trainer's points for one written answer. Once per slot."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="markings")
    slot = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=1000, blank=True, help_text="The learner reads it with the result.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slot"]
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="marking_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}: {self.points}"


class Correction(models.Model):
    """A trainer found a question wrong: papers are marked by a better key, or everybody gets the question credited."""

    class Kind(models.TextChoices):
        KEY = "key"
        WITHDRAWN = "withdrawn"

    question_key = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.ForeignKey(
        QuestionVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The version with the right key; or the newest one when it was withdrawn (of old empty).",
    )
    may_lower = models.BooleanField(default=False, help_text="Chosen on purpose: passes that were none are taken back.")
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="key", version__isnull=False) | Q(kind="withdrawn"),
                name="correction_key_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["question_key", "version"], condition=Q(kind="withdrawn"), name="correction_withdrawn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_key} {self.kind}"


class Regraded(models.Model):
    """What a correction changed in one attempt that had been handed in."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="regraded")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="regraded")
    right_before = models.PositiveSmallIntegerField(null=True)
    right_after = models.PositiveSmallIntegerField(null=True)
    was_passed = models.BooleanField(null=True)
    is_passed = models.BooleanField(null=True)
    marks_before = models.JSONField()
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["correction", "attempt"], name="regraded_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} by {self.correction_id}"
