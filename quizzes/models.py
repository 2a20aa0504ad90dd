"""How it is checked: the quiz page as authors write it, and attempts that keep their paper."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin

from courses.models import Activity, ActivityPage, ActivityVersion, Enrolment
from lms.people.models import User
from lms.questions.models import Objective, Question, QuestionVersion


class Mode(models.TextChoices):
    """When the reasons come: at once in a practice quiz, after handing in otherwise (D22)."""

    PRACTICE = "practice", _("Practice: reasons after each answer")
    STANDARD = "standard", _("Standard: reasons after handing in")


class QuizPage(ActivityPage):
    """A quiz in one language. Its rules count from the source language; publishing compiles them."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.STANDARD)
    pass_mark = models.PositiveSmallIntegerField(
        _("right answers needed"),
        default=7,
        validators=[MinValueValidator(1)],
        help_text=_("A count, for example 7 of 8."),
    )
    content_panels: ClassVar = [
        *ActivityPage.content_panels,
        HelpPanel(
            content=_("The paper is drawn anew for each try: the fixed questions, then so many of each objective.")
        ),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("mode"), FieldPanel("pass_mark")], heading=_("Passing")),
        InlinePanel("draw_rules", heading=_("Draw from the bank"), label=_("rule")),
        InlinePanel("fixed_questions", heading=_("Always asked"), label=_("question")),
    ]
    activity_kind = "quiz"

    class Meta:
        verbose_name = _("quiz")


class DrawRule(TranslatableMixin, Orderable):
    """So many questions of one objective."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draw_rules")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="+", verbose_name=_("objective"))
    count = models.PositiveSmallIntegerField(_("how many"), default=2, validators=[MinValueValidator(1)])
    panels: ClassVar = [FieldPanel("objective"), FieldPanel("count")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass


class FixedQuestion(TranslatableMixin, Orderable):
    """A question that is on every paper; a must-know has to be right to pass."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    is_must_know = models.BooleanField(_("must be right to pass"), default=False)
    panels: ClassVar = [FieldPanel("question"), FieldPanel("is_must_know")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> "AttemptQuerySet":
        """Answers belong to the learner who gave them (D28)."""
        return self.filter(enrolment__person=user)

    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None)

    def with_asked(self) -> "AttemptQuerySet":
        """Adds `asked`: how many slots are asked this time. They stand first; what was carried over follows."""
        asked = PaperItem.objects.filter(attempt=OuterRef("pk"), carried_value__isnull=True).order_by()
        count = asked.values("attempt").annotate(count=Count("pk")).values("count")
        return self.annotate(asked=Coalesce(Subquery(count), 0))


class Attempt(models.Model):
    """One try at a quiz. The paper and the rules are frozen with it; a submitted attempt never changes."""

    asked: int  # what with_asked() adds

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    version = models.ForeignKey(
        ActivityVersion, models.PROTECT, related_name="+", help_text="The rules it was drawn by."
    )
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.STANDARD)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(help_text="Questions on the paper.")
    needed = models.PositiveSmallIntegerField(help_text="Pass mark: right answers needed.")
    is_passed = models.BooleanField(null=True)
    marks = models.JSONField(default=dict, help_text="Points per slot, as marked at submission.")
    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(submitted_at=None), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, right=None, is_passed=None)
                | Q(submitted_at__isnull=False, right__isnull=False, is_passed__isnull=False),
                name="attempt_result_with_submission",
            ),
            models.CheckConstraint(
                condition=Q(right=None) | Q(right__lte=models.F("total")), name="attempt_right_range"
            ),
            models.CheckConstraint(condition=Q(needed__lte=models.F("total")), name="attempt_pass_mark_reachable"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} try {self.number}"


class PaperItem(models.Model):
    """One question on the paper of an attempt: version, order of options, and whether it was carried over (D24)."""

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
    saved_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["slot", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot", "seq"], name="response_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="response_seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}#{self.seq}"
