"""What people keep for themselves in a lesson. Nobody but its writer ever reads it; never graded, never counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models.identities import Activity
from courses.models.records import Enrolment
from lms.people.models import User


class Reflection(models.Model):
    """A note below a question for oneself."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="reflections")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    block_id = models.CharField(max_length=64)
    text = models.TextField(max_length=4000)
    saved_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "activity", "block_id"], name="reflection_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.block_id}"


class Checklist(models.Model):
    """Which entries of a checklist a person has ticked, by their ids."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="checklists")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    block_id = models.CharField(max_length=64)
    ticked = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "activity", "block_id"], name="checklist_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.block_id}"


def if_then(when: str, will: str) -> str:
    """Both halves of a plan as one sentence, in the language of the moment."""
    return _("When %(when)s, I will %(will)s.") % {"when": when, "will": will}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> "CommitmentQuerySet":
        """Only the person who made it."""
        return self.filter(enrolment__person=user)


class Commitment(models.Model):
    """An if-then plan: “When … happens, I will …”. It comes back to its writer after seven days."""

    class Outcome(models.TextChoices):
        OPEN = ""
        DID = "did"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="commitments")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    block_id = models.CharField(max_length=64)
    when = models.CharField(max_length=200)
    will = models.CharField(max_length=200)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    made_at = models.DateTimeField()
    ask_on = models.DateField(help_text="From this day on home asks whether it worked.")
    objects = CommitmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["ask_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "block_id"], name="commitment_once"),
            models.CheckConstraint(condition=~Q(when="") & ~Q(will=""), name="commitment_has_both_halves"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.block_id}"

    @property
    def sentence(self) -> str:
        return if_then(self.when, self.will)
