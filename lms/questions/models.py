"""What is asked: objectives, questions as authors write them, and the immutable versions that people answer."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from lms.questions.blocks import InteractionBlock
from lms.questions.tags import TagsField


class Difficulty(models.TextChoices):
    """How hard a question is, as its author judges it."""

    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class Objective(TranslatableMixin, index.Indexed, models.Model):
    """One thing people can do after a course. Its identity over all languages is the translation key (D7)."""

    code = models.SlugField(_("code"), max_length=60, help_text=_("Short and lasting, for example respect-words."))
    text = models.CharField(_("You will be able to …"), max_length=200)
    certificate_text = models.CharField(
        _("on the certificate"), max_length=200, blank=True, help_text=_("For example: Treats colleagues as customers.")
    )
    panels: ClassVar = [FieldPanel("code"), FieldPanel("text"), FieldPanel("certificate_text")]
    search_fields: ClassVar = [index.SearchField("text"), index.AutocompleteField("text"), index.SearchField("code")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "locale"], name="objective_code_once_per_language")]

    def __str__(self) -> str:
        return self.text


class Question(DraftStateMixin, RevisionMixin, PreviewableMixin, TranslatableMixin, index.Indexed, models.Model):
    """A question as an author writes it. Publishing compiles it; learners only ever meet a compiled version."""

    code = models.SlugField(_("code"), max_length=80, help_text=_("Short and lasting; authors find it by this."))
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="questions", verbose_name=_("objective"))
    stem = models.TextField(
        _("question"), max_length=600, help_text=_("Ask what they would do, not what the rule is called.")
    )
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    interaction = StreamField(InteractionBlock(), min_num=1, max_num=1, verbose_name=_("how it is answered"))
    explanation = models.TextField(
        _("explanation"), max_length=800, help_text=_("Why. Shown after answering; it speaks about the situation.")
    )
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    tags = TagsField(
        _("tags"),
        max_length=200,
        blank=True,
        help_text=_("Words to find and draw it by, with commas between them, for example: phone, first week."),
    )
    sources = models.CharField(_("sources"), max_length=200, blank=True, help_text=_("For authors only."))

    panels: ClassVar = [
        HelpPanel(content=_("A question stands on its own, names a situation and has one reason per answer.")),
        FieldPanel("stem"),
        FieldPanel("hint"),
        FieldPanel("interaction"),
        FieldPanel("explanation"),
        MultiFieldPanel([FieldPanel("objective"), FieldPanel("code"), FieldPanel("sources")], heading=_("Place")),
        MultiFieldPanel(
            [
                HelpPanel(content=_("Quizzes can draw by these. The original decides for all languages.")),
                FieldPanel("difficulty"),
                FieldPanel("tags"),
            ],
            heading=_("Difficulty and tags"),
        ),
    ]
    search_fields: ClassVar = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.SearchField("code"),
        index.SearchField("tags"),
        index.FilterField("objective"),
        index.FilterField("difficulty"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "locale"], name="question_code_once_per_language")]

    def __str__(self) -> str:
        return self.stem

    # What must be true to be published is asked by forms.QuestionForm and publishing.compile; a draft may be half done.

    @property
    def kind(self) -> str:
        """The code of its kind; empty while the author has not chosen one."""
        return str(self.interaction[0].block_type) if self.interaction else ""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("asked", _("As asked")), ("right", _("Answered right")), ("wrong", _("Answered wrong"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "questions/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"request": request, "question": self, "mode": mode_name}


class QuestionVersion(models.Model):
    """What is marked: kind, option ids, key and points, frozen at publishing (D2). The same in all languages."""

    question_key = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    objective_key = models.UUIDField()
    body = models.JSONField(help_text="Option ids, key and points, as the kind defines them.")
    source_language = models.CharField(
        max_length=8, help_text="The language that decides the body: the first published."
    )
    sha256 = models.CharField(max_length=64, help_text="Of kind, objective and body.")
    created_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_key", "number"], name="question_version_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="question_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.question_key} v{self.number}"


class QuestionWording(models.Model):
    """The texts of a version in one language: stem, hint, options, reasons, accepted short answers. Immutable."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=8)
    texts = models.JSONField()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="question_wording_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"
