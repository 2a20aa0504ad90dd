"""What people were asked to do and what they did. Records point at content with PROTECT; content never points back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certificates.models import Certificate
from courses.models.identities import Activity, ActivityVersion, Course
from lms.people.models import Team, User
from lms.questions.models import QuestionVersion
from lms.sql import Given


class Assignment(models.Model):
    """These people must take this course by then: one person, or a team with its subteams."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assignments")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="assignments")
    opens_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days after the first day.")
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["assigned_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="assignment_person_or_team",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, due_days__isnull=False) | Q(due_on__isnull=False, due_days=None),
                name="assignment_date_or_days",
            ),
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="assignment_person_once",
            ),
            models.UniqueConstraint(
                fields=["course", "team"], condition=Q(ended_at=None, team__isnull=False), name="assignment_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} → {self.person_id or f'team {self.team_id}'}"


class Extension(models.Model):
    """A later due date for one person and course, with the reason. The newest counts."""

    person = models.ForeignKey(User, models.PROTECT, related_name="extensions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="extensions")
    due_on = models.DateField()
    reason = models.CharField(max_length=400)
    extended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    extended_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["extended_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} → {self.due_on}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User | Given) -> "EnrolmentQuerySet":
        """A learner's own. Managers see computed statuses, never enrolments."""
        return self.filter(person=user)


class Enrolment(models.Model):
    """One learner taking one course once. Open until the course is completed; a renewal is a new cycle."""

    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    cycle = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")
    last_block = models.CharField(max_length=64, blank=True)
    last_seen_at = models.DateTimeField(null=True, help_text="The last act (a POST), never a page view.")
    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "cycle"], name="enrolment_cycle_once"),
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(closed_at=None), name="enrolment_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}"


class StandingManager(models.Manager["ActivityCompletion"]):
    def get_queryset(self) -> models.QuerySet["ActivityCompletion"]:
        return super().get_queryset().filter(annulled_at=None)


class ActivityCompletion(models.Model):
    """This person did this activity, in this version. Written once; at most one per enrolment and activity stands.

    `objects` are those that stand, `ever` has also those that a correction took back. A join over `completions` knows
    no manager: it has to say `annulled_at=None` itself.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    version = models.ForeignKey(ActivityVersion, models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField()
    right = models.PositiveSmallIntegerField(null=True, help_text="Quiz: questions right.")
    total = models.PositiveSmallIntegerField(null=True, help_text="Quiz: questions on the paper.")
    needed = models.PositiveSmallIntegerField(
        null=True, help_text="Quiz: how many had to be right. Empty = what its version says."
    )
    is_by_check = models.BooleanField(default=False, help_text="Known already: passed by the short check, not read.")
    annulled_at = models.DateTimeField(
        null=True, help_text="It rested on a wrong key. The record stays; the activity is to be done again."
    )
    objects = StandingManager()
    ever: ClassVar[models.Manager["ActivityCompletion"]] = models.Manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["completed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(annulled_at=None), name="activity_completion_once"
            ),
            models.CheckConstraint(
                condition=Q(right=None, total=None) | Q(right__lte=models.F("total")),
                name="activity_completion_right_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} did {self.activity_id}"


class CourseCompletion(models.Model):
    """This person completed this course: a fact with a snapshot that no later edit can change (R12)."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="course_completion")
    course_title = models.CharField(max_length=255)
    course_version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=200, help_text="The person's name for certificates on that day.")
    rule = models.JSONField(help_text="Which activities were required, in which versions.")
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField()
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    valid_until = models.DateField(null=True)
    certificate = models.OneToOneField(Certificate, models.PROTECT, null=True, related_name="course_completion")
    annulled_at = models.DateTimeField(
        null=True, help_text="It was reached by a wrong key. The record stays; the course is asked for again."
    )
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["completed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(right=None, total=None, needed=None)
                | Q(right__lte=models.F("total"), needed__lte=models.F("total")),
                name="course_completion_right_range",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.course_title}"


class CheckResponse(models.Model):
    """An answer to a check in a lesson. Rows are only added; the newest of a block counts."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="check_responses")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    block_id = models.CharField(max_length=64)
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    value = models.JSONField()
    is_right = models.BooleanField(null=True, help_text="Empty where nothing is marked (reflection).")
    answered_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["enrolment", "activity", "block_id"], name="check_response_place")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.block_id}"
