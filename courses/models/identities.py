"""What a course and an activity are in every language: plain rows that records point at. Nothing deletes them (D1)."""

from typing import Any

from django.db import models
from django.db.models import Q

from lms.people.models import User
from lms.sql import Given


class CourseQuerySet(models.QuerySet["Course"]):
    def live(self) -> "CourseQuerySet":
        return self.filter(is_live=True)

    def visible_to(self, user: User | Given) -> "CourseQuerySet":
        """Live courses are open to everyone signed in; a course one has taken stays visible for ever."""
        return self.filter(Q(is_live=True) | Q(enrolments__person=user)).distinct()


class Course(models.Model):
    """One course in all its languages. The key is the translation key of its pages; written by publishing only.

    A policy to read and confirm is taken like a course of one activity, so that plan, status and records are the same.
    """

    class Kind(models.TextChoices):
        COURSE = "course"
        POLICY = "policy"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COURSE)
    key = models.UUIDField(primary_key=True)
    slug = models.SlugField(max_length=80, unique=True, help_text="Set once, at the first publish.")
    source_language = models.CharField(max_length=8, help_text="The language whose page tree is the outline.")
    titles = models.JSONField(default=dict, help_text="Title per language.")
    promises = models.JSONField(default=dict, help_text="Promise per language.")
    companions = models.JSONField(default=dict, help_text="Talking points for managers: a list per language.")
    is_live = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False, help_text="Managers see the status only.")
    has_certificate = models.BooleanField(default=True)
    validity_months = models.PositiveSmallIntegerField(null=True, help_text="Months; empty = no expiry.")
    minutes = models.PositiveSmallIntegerField(default=0, help_text="Sum over its activities.")
    version = models.PositiveIntegerField(
        default=0, help_text="Grows with every publish of the course page; of a policy the version its author gave it."
    )
    version_since = models.DateTimeField(null=True, help_text="When this version of a policy was first published.")
    first_published_at = models.DateTimeField(null=True)
    objects = CourseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title_in(self.source_language)

    def title_in(self, language: str) -> str:
        return self.titles.get(language) or self.titles.get(self.source_language) or self.slug

    @property
    def is_policy(self) -> bool:
        return self.kind == self.Kind.POLICY

    def companion_in(self, language: str) -> list[str]:
        """Talking points for managers in this language; empty where there are none."""
        return self.companions.get(language) or self.companions.get(self.source_language) or []

    def promise_in(self, language: str) -> str:
        return self.promises.get(language) or self.promises.get(self.source_language) or ""


class Activity(models.Model):
    """One thing to do in a course (lesson, quiz), in all its languages. Written by publishing only."""

    class Kind(models.TextChoices):
        LESSON = "lesson"
        QUIZ = "quiz"
        POLICY = "policy"

    key = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=80)
    titles = models.JSONField(default=dict, help_text="Title per language.")
    minutes = models.PositiveSmallIntegerField(default=0)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["course", "slug"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.title_in(self.course.source_language)

    def title_in(self, language: str) -> str:
        return self.titles.get(language) or next(iter(self.titles.values()), self.slug)


class ActivityVersion(models.Model):
    """What an activity said on a day, compiled and immutable (D3). Records name the version something was done in."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts per activity, over all languages.")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=255)
    minutes = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(help_text="Lesson: a list of compiled blocks. Quiz: its rules and introduction.")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="activity_version_once")]
        indexes = [models.Index(fields=["activity", "language", "-number"], name="activity_version_latest")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    def block(self, block_id: str, kind: str) -> dict[str, Any] | None:
        """The compiled block of a lesson with this id, if it is of this kind."""
        blocks: list[dict[str, Any]] = self.body.get("blocks", [])
        return next((block for block in blocks if block["id"] == block_id and block["type"] == kind), None)


class ActivityQuestion(models.Model):
    """Which questions an activity asks by name. Compiled at publishing, so that nobody searches pages."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="questions")
    question_key = models.UUIDField(db_index=True)
    block_id = models.CharField(max_length=64, blank=True, help_text="The check's block in a lesson; empty in a quiz.")
    is_required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "question_key", "block_id"], name="activity_question_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.question_key}"
