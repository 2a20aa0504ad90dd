"""What the ledger remembers: one chain of events per person, and the words that may be erased later."""

from django.db import models


class Act(models.TextChoices):
    """Everything that is written down. Codes never change their meaning."""

    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_MOVED = "person_moved"
    PERSON_ENDED = "person_ended"
    PERSON_RETURNED = "person_returned"
    ROLE_CHANGED = "role_changed"
    NAME_CHANGED = "name_changed"
    TEAM_ADDED = "team_added"
    TEAM_CHANGED = "team_changed"
    TEAM_ENDED = "team_ended"
    ASSIGNED = "assigned"
    ASSIGNMENT_ENDED = "assignment_ended"
    EXTENDED = "extended"
    ENROLLED = "enrolled"
    ACTIVITY_COMPLETED = "activity_completed"
    ATTEMPT_STARTED = "attempt_started"
    ATTEMPT_SUBMITTED = "attempt_submitted"
    ATTEMPT_EXTENDED = "attempt_extended"
    ATTEMPT_MARKED = "attempt_marked"
    ATTEMPT_REGRADED = "attempt_regraded"
    ALLOWED = "allowed"
    QUESTION_CORRECTED = "question_corrected"
    COMPLETION_ANNULLED = "completion_annulled"
    COMPLETION_RESTORED = "completion_restored"
    COMPLETION_RECOUNTED = "completion_recounted"
    COURSE_COMPLETED = "course_completed"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_REVISED = "certificate_revised"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    EXPORTED = "exported"


class Chain(models.Model):
    """The head of one subject's chain. Locked while an event is added, so that numbers have no gap."""

    subject_id = models.BigIntegerField(primary_key=True)
    n = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.subject_id} up to {self.n}"


class Event(models.Model):
    """One act on one subject. Holds ids, codes and times only; never a name or a reason (D5)."""

    subject_id = models.BigIntegerField(help_text="The person's id; 0 is the organisation.")
    n = models.PositiveBigIntegerField()
    act = models.CharField(max_length=32, choices=Act.choices)
    actor_id = models.BigIntegerField(null=True, help_text="Who did it; empty when the system did.")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    words_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["subject_id", "n"]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "n"], name="event_subject_n_unique"),
            models.CheckConstraint(condition=models.Q(n__gte=1), name="event_n_from_one"),
        ]
        indexes = [models.Index(fields=["act", "at"], name="event_act_at")]

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.n} {self.act}"


class EventWords(models.Model):
    """Names, reasons and words of an event. May be erased; the event keeps their salted hash."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32)
    words = models.JSONField()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Words of {self.event_id}"
