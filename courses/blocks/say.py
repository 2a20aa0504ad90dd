"""Say: text, key point, callout, quote."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, RichTextBlock, StructBlock
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText

from courses.blocks import markup


class TextBlock(RichTextBlock):
    """Running text. Wagtail prints stored rich text as it is, so this block cleans it whenever it is shown (F7)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": markup.FEATURES, **kwargs})

    def get_context(self, value: RichText, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"html": markup.clean(value.source)}

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, headings, lists and links. About 100 words per block.")
        template = "courses/blocks/text.html"
        preview_value = (
            "<h2>Twenty to three, hotel reception</h2><p>Two guests are waiting for their room. "
            "<b>Grace</b> phones housekeeping.</p><ul><li>Who is the customer in this call?</li></ul>"
        )


class KeyPointBlock(StructBlock):
    """The sentence to remember; collected at the end of the lesson."""

    text = CharBlock(label=_("Key point"), max_length=140, help_text=_("What should they remember in a month?"))

    class Meta:
        icon = "key"
        label = _("Key point")
        description = _("One sentence to remember. It is repeated at the end of the lesson.")
        template = "courses/blocks/key_point.html"
        preview_value = {"text": "A clear no with a next step beats a vague yes."}


class CalloutBlock(StructBlock):
    """Something beside the main text."""

    kind = ChoiceBlock(
        label=_("Kind"),
        choices=[("note", _("Note")), ("careful", _("Careful")), ("help", _("Help"))],
        default="note",
        help_text=_("Note: good to know. Careful: what goes wrong easily. Help: whom to turn to."),
    )
    title = CharBlock(label=_("Title"), max_length=80)
    text = LinesBlock(label=_("Text"), max_length=600, rows=3, help_text=_("At most two callouts in a lesson."))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        label_format = "{title}"
        description = _("A note, a warning or help beside the main text. At most two in a lesson.")
        template = "courses/blocks/callout.html"
        preview_value = {
            "kind": "careful",
            "title": "Rough jokes between friends",
            "text": "The new colleague does not know that you are friends. They only hear the words.",
        }


class QuoteBlock(StructBlock):
    """What a colleague really said. Nobody is quoted who was not asked; learners do not see the tick."""

    text = LinesBlock(
        label=_("Words"), max_length=300, rows=3, help_text=_("Without quotation marks: they come by themselves.")
    )
    name = CharBlock(label=_("Name"), max_length=60)
    role = CharBlock(label=_("Role"), max_length=80, help_text=_("What they do and where, in a few words."))
    consent = BooleanBlock(
        label=_("They agreed to be quoted"),
        required=False,
        help_text=_("Needed before publishing. Learners do not see it."),
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value["consent"]:
            raise StructBlockValidationError(
                {"consent": ValidationError(_("Ask them whether they agree to be quoted, then tick this."))}
            )
        return value

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{name}: {text}"
        description = _("What a real colleague said, with name and role. They have to agree to it.")
        template = "courses/blocks/quote.html"
        preview_value = {
            "text": "I can wait until Thursday. What I can’t do is wait without knowing if anyone has read it.",
            "name": "Gwen Pritchard",
            "role": "Ward clerk",
            "consent": True,
        }
