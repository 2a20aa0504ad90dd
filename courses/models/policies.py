"""Policies: texts that people read and confirm. They stand beside the courses, each on one page (D31)."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import CharBlock
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks.markup import FEATURES
from courses.models.identities import Course
from courses.models.pages import CONTACT, CompiledPage

POINTS = 5


class PolicyIndexPage(Page):
    """All policies of one language. Readers are led to /policies/."""

    preview_modes: ClassVar[list[Any]] = []
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["courses.HomePage"]
    max_count_per_parent = 1
    promote_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("policies")


class PolicyPage(CompiledPage):
    """A policy in one language. Raising its version asks everybody to confirm again."""

    version = models.PositiveSmallIntegerField(
        _("version"),
        default=1,
        help_text=_("Raise it when everybody should read and confirm again. Leave it when you correct a word."),
    )
    what_changed = models.TextField(
        _("what changed"),
        max_length=600,
        blank=True,
        help_text=_("From version 2 on: what is new, in a few sentences. People read this first."),
    )
    summary = StreamField(
        [("point", CharBlock(max_length=160, label=_("Point")))], verbose_name=_("in short"), max_num=POINTS,
        help_text=_("Up to five short points. They stand above the full text."),
    )  # fmt: skip
    body = RichTextField(_("full text"), features=FEATURES)
    document = models.ForeignKey(
        get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("as a file"), help_text=_("The same text as a PDF, for those who want to keep it."),
    )  # fmt: skip
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_role = models.CharField(_("role"), max_length=120, blank=True)
    contact_when = models.CharField(_("when to contact them"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        HelpPanel(content=_("People read the points and the text, and confirm that they have read it.")),
        FieldPanel("version"),
        FieldPanel("what_changed"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("document"),
        MultiFieldPanel([FieldPanel(name) for name in CONTACT], heading=_("Contact for questions")),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar = ["courses.PolicyIndexPage"]
    activity_kind = "policy"

    class Meta:
        verbose_name = _("policy")

    def clean(self) -> None:
        """A later version says what changed; a version never goes back."""
        super().clean()
        if self.version < 1:
            raise ValidationError({"version": _("Versions are counted from 1.")})
        if self.version > 1 and not self.what_changed.strip():
            raise ValidationError({"what_changed": _("Say what changed since the last version.")})
        known = Course.objects.filter(key=self.translation_key).first()
        if known and known.source_language != self.locale.language_code:
            if self.version > known.version:
                raise ValidationError({"version": _("A translation follows the original. Publish that version first.")})
        elif known and self.version < known.version:
            raise ValidationError(
                {"version": _("Version %(version)d was published already. Choose that or a higher one.")
                 % {"version": known.version}}
            )  # fmt: skip
