"""The quiz page as authors write it: what is asked and what is needed to pass."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin

from courses.models import ActivityPage
from lms.questions.models import Objective, Question


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
