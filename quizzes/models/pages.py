"""The quiz page as authors write it: what is asked and what is needed to pass."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin

from courses.models import ActivityPage
from lms.questions.models import Difficulty, Objective, Question
from lms.questions.tags import TagsField


class Mode(models.TextChoices):
    """When the reasons come and how often one may try (D22)."""

    PRACTICE = "practice", _("Practice: reasons after each answer")
    STANDARD = "standard", _("Standard: reasons after handing in")
    EXAM = "exam", _("Exam: a few tries, reasons at the end")


class Counting(models.TextChoices):
    """Which try counts when there are several."""

    BEST = "best", _("The best")
    LAST = "last", _("The last")
    FIRST = "first", _("The first")


class PassByCheck(models.TextChoices):
    """Who may pass the course by a short check instead of reading it again (experience.md 4.4)."""

    NEVER = "never", _("Nobody")
    RENEWAL = "renewal", _("Whoever renews")
    ALWAYS = "always", _("Everybody")


class QuizPage(ActivityPage):
    """A quiz in one language. Its rules count from the source language; publishing compiles them."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    mode = models.CharField(
        _("mode"),
        max_length=12,
        choices=Mode.choices,
        default=Mode.STANDARD,
        help_text=_("Standard is right for nearly every quiz. An exam is for what a law or a contract demands."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("right answers needed"),
        default=7,
        validators=[MinValueValidator(1)],
        help_text=_("A count, for example 7 of 8."),
    )
    exam_reason = models.CharField(
        _("why an exam"), max_length=300, blank=True, help_text=_("Learners read it before they start.")
    )
    tries = models.PositiveSmallIntegerField(
        _("tries in an exam"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("hours between two tries of an exam"), default=0, validators=[MaxValueValidator(720)]
    )
    counting = models.CharField(
        _("which try counts"),
        max_length=8,
        choices=Counting.choices,
        default=Counting.BEST,
        help_text=_("A pass is never taken away by a later try."),
    )
    minutes_limit = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(480)],
        help_text=_("Leave it empty unless speed itself must be shown."),
    )
    limit_reason = models.CharField(
        _("why a time limit"), max_length=300, blank=True, help_text=_("Learners read it before they start.")
    )
    is_limit_fixed = models.BooleanField(
        _("learners may not give themselves more time"),
        default=False,
        help_text=_("Only where the limit itself is what is tested. Personal extra time always holds."),
    )
    test_out = models.CharField(
        _("who may pass the course by a short check"),
        max_length=8,
        choices=PassByCheck.choices,
        default=PassByCheck.RENEWAL,
        help_text=_("Five to eight questions about everything. Whoever knows it all is done; others see what to read."),
    )
    content_panels: ClassVar = [
        *ActivityPage.content_panels,
        HelpPanel(
            content=_(
                "The paper is drawn anew for each try: the fixed questions, then so many for each rule. "
                "A rule names an objective, a tag or both, and a difficulty if you like."
            )
        ),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("mode"), FieldPanel("pass_mark"), FieldPanel("test_out")], heading=_("Passing")),
        InlinePanel("draw_rules", heading=_("Draw from the bank"), label=_("rule")),
        InlinePanel("fixed_questions", heading=_("Always asked"), label=_("question")),
        InlinePanel(
            "bands",
            heading=_("What the result says"),
            label=_("sentence"),
            help_text=_("The sentence with the highest count that was reached is shown with the result."),
        ),
        MultiFieldPanel(
            [FieldPanel("exam_reason"), FieldPanel("tries"), FieldPanel("wait_hours"), FieldPanel("counting")],
            heading=_("Exam"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("minutes_limit"), FieldPanel("limit_reason"), FieldPanel("is_limit_fixed")],
            heading=_("Time limit"),
            classname="collapsed",
        ),
    ]
    activity_kind = "quiz"

    class Meta:
        verbose_name = _("quiz")


class DrawRule(TranslatableMixin, Orderable):
    """So many questions of one objective, with a tag, of a difficulty: of whatever is filled in."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draw_rules")
    count = models.PositiveSmallIntegerField(_("how many"), default=2, validators=[MinValueValidator(1)])
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="+", verbose_name=_("objective"), null=True, blank=True
    )
    tag = TagsField(
        _("with the tag"), max_length=80, blank=True, help_text=_("As written in the questions, for example phone.")
    )
    difficulty = models.CharField(_("of the difficulty"), max_length=10, choices=Difficulty.choices, blank=True)
    panels: ClassVar = [
        FieldRowPanel([FieldPanel("count"), FieldPanel("objective")]),
        FieldRowPanel([FieldPanel("tag"), FieldPanel("difficulty")]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(objective__isnull=False) | ~models.Q(tag=""),
                name="draw_rule_by_objective_or_tag",
                violation_error_message=_("Choose an objective or write a tag."),
            )
        ]

    def __str__(self) -> str:
        """For example: treat colleagues as customers · phone · Hard."""
        parts = [self.objective.text if self.objective else "", self.tag, self.get_difficulty_display()]
        return " · ".join(str(part) for part in parts if part)


class FixedQuestion(TranslatableMixin, Orderable):
    """A question that is on every paper; a must-know has to be right to pass."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    is_must_know = models.BooleanField(_("must be right to pass"), default=False)
    panels: ClassVar = [FieldPanel("question"), FieldPanel("is_must_know")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass


class Band(TranslatableMixin, Orderable):
    """What the result page says from so many right answers on."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="bands")
    least = models.PositiveSmallIntegerField(_("from how many right answers"), default=0)
    text = models.CharField(_("sentence"), max_length=300)
    panels: ClassVar = [FieldPanel("least"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass
