"""Connect: contact card, download, policy, related lesson."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, EmailBlock, PageChooserBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock


def languages() -> list[tuple[str, str]]:
    """The languages of content, read when they are needed, so that adding one needs no migration."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


class ContactBlock(StructBlock):
    """A person or a team one can turn to, and when. An e-mail address or a phone number is needed to reach them."""

    name = CharBlock(label=_("Person or team"), max_length=120)
    role = CharBlock(label=_("Role"), max_length=120, required=False, default="")
    when = CharBlock(label=_("When to contact them"), max_length=300)
    email = EmailBlock(label=_("E-mail"), required=False, default="")
    phone = CharBlock(label=_("Phone"), max_length=40, required=False, default="")
    hours = CharBlock(label=_("Hours"), max_length=120, required=False, default="")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not (value["email"] or value["phone"]):
            raise StructBlockValidationError(
                {"email": ValidationError(_("Enter an e-mail address or a phone number."))}
            )
        return value

    class Meta:
        icon = "user"
        label = _("Contact")
        label_format = "{name}"
        description = _("Whom to turn to, when and how. Sensitive courses need one.")
        template = "courses/blocks/contact.html"
        preview_value = {
            "name": "Ines Carvalho",
            "role": "Confidential adviser",
            "when": "When something at work hurts you or a colleague.",
            "email": "ines.carvalho@demo.example",
            "phone": "+44 20 7946 0142",
            "hours": "Weekdays 9:00–16:00",
        }


class PolicyBlock(StructBlock):
    """A policy to read and confirm. It belongs to being done with the lesson."""

    policy = PageChooserBlock("courses.PolicyPage", label=_("Policy"))

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value["policy"].live:
            raise StructBlockValidationError({"policy": ValidationError(_("Publish this policy first."))})
        return value

    class Meta:
        icon = "form"
        label = _("Read and confirm")
        label_format = "{policy}"
        description = _("A policy that has to be read and confirmed before “Done”. Whoever has confirmed it goes on.")
        preview_template = "courses/blocks/policy_preview.html"


class DownloadBlock(StructBlock):
    """A file to keep. Kind and size are shown by themselves."""

    document = DocumentChooserBlock(label=_("File"))
    title = CharBlock(label=_("Title"), max_length=120)
    description = CharBlock(label=_("Description"), max_length=200, help_text=_("What is it good for?"))
    language = ChoiceBlock(label=_("Language"), choices=languages, default=settings.LANGUAGE_CODE)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        names = dict(languages())
        return context | {"language_name": names.get(value["language"], "")}

    class Meta:
        icon = "download"
        label = _("Download")
        label_format = "{title}"
        description = _("A file to keep or to print, with what it is good for.")
        template = "courses/blocks/download.html"
        preview_template = "courses/blocks/download_preview.html"


class RelatedBlock(StructBlock):
    """Another lesson, and why read it. Its address is looked up when this one is shown."""

    lesson = PageChooserBlock(page_type="courses.LessonPage", label=_("Lesson"))
    note = CharBlock(
        label=_("Why read it"), max_length=200, help_text=_("What does it answer that this one leaves open?")
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value["lesson"].live:
            raise StructBlockValidationError({"lesson": ValidationError(_("Publish this lesson first."))})
        return value

    class Meta:
        icon = "link"
        label = _("Related lesson")
        label_format = "{lesson}"
        description = _("A lesson of this or another course, with the reason to read it.")
        template = "courses/blocks/related.html"
        preview_template = "courses/blocks/related_preview.html"
