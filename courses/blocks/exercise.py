"""Try: check, checklist, details, reflection, commitment."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from lms.questions import kinds
from lms.questions.models import Question


class CheckBlock(StructBlock):
    """One question, asked and not scored. A required one has to be answered once before Done, rightly or not (L4)."""

    question = SnippetChooserBlock(
        "questions.Question", label=_("Question"), help_text=_("Ask what they would do, not what the rule is called.")
    )
    required = BooleanBlock(
        label=_("Has to be answered before “Done”"), required=False, default=True, help_text=_("Once, rightly or not.")
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and (sentence := _not_a_check(value["question"])):
            raise StructBlockValidationError({"question": ValidationError(sentence)})
        return value

    class Meta:
        icon = "help"
        label = _("Check")
        label_format = "{question}"
        description = _("One question from the bank, with the reason right after the answer. Not scored.")
        preview_template = "courses/blocks/check_preview.html"


def _not_a_check(question: Question) -> Any:
    """Why a lesson cannot ask this, or nothing: a check gives its reasons at once, so nobody marks it later."""
    if not question.live:
        return _("Publish this question first.")
    if question.kind and kinds.get(question.kind).is_marked_by_person:
        return _("A trainer marks this question later. Ask it in a quiz, and choose another one here.")
    return ""


class ChecklistBlock(StructBlock):
    """A list to tick for oneself. Ticks are private, never graded and never needed for Done."""

    title = CharBlock(label=_("Title"), max_length=120)
    items = ListBlock(
        CharBlock(label=_("Entry"), max_length=200),
        label=_("Entries"),
        min_num=2,
        max_num=10,
        help_text=_("Things that one can look at or do, one in each entry."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        label_format = "{title}"
        description = _("Two to ten entries to tick for oneself and to print. Nobody else sees the ticks.")
        template = "courses/blocks/checklist.html"
        preview_value = {
            "title": "Before you hand over",
            "items": ["The next step has a name and a time.", "Open promises are written down.", "Keys are in place."],
        }


class CardBlock(StructBlock):
    """What is seen, and what unfolds."""

    front = CharBlock(label=_("Front"), max_length=140)
    back = LinesBlock(label=pgettext_lazy("of a card", "Back"), max_length=500, rows=3)

    class Meta:
        label_format = "{front}"


class DetailsBlock(StructBlock):
    """Cards to unfold."""

    items = ListBlock(CardBlock(label=_("Card")), label=_("Cards"), min_num=1, max_num=6)

    class Meta:
        icon = "collapse-down"
        label = _("More detail")
        description = _("Cards to unfold: a question and its answer, a term and what it means.")
        template = "courses/blocks/details.html"
        preview_value = {
            "items": [{"front": "What if it is my manager?", "back": "Go to the adviser or to HR. You need no proof."}]
        }


class ReflectionBlock(StructBlock):
    """A question for oneself. What is written is private and never graded."""

    prompt = CharBlock(label=_("Prompt"), max_length=200, help_text=_("Their note is private. Nobody else reads it."))

    class Meta:
        icon = "edit"
        label = _("Reflection")
        description = _("A question for oneself with a private note. Nobody else reads it. At most one in a lesson.")
        template = "courses/blocks/reflection.html"
        preview_value = {"prompt": "Whose work makes yours possible? When did you last tell them?"}


class PlanBlock(StructBlock):
    """An if-then plan. The words around it, “When …, I will …”, come from the page."""

    when = CharBlock(label=_("When …"), max_length=200)
    will = CharBlock(label=_("I will …"), max_length=200)

    class Meta:
        label_format = "{when}"


class CommitmentBlock(StructBlock):
    """A plan to make for oneself: when this happens, I will do that. After seven days home asks whether it worked."""

    prompt = CharBlock(
        label=_("Prompt"),
        max_length=200,
        help_text=_("Their plan is private. After 7 days their home asks again."),
    )
    examples = ListBlock(
        PlanBlock(label=_("Example")),
        label=_("Examples"),
        min_num=1,
        max_num=3,
        help_text=_("How others finish “When …, I will …”. Name a moment and one small act."),
    )

    class Meta:
        icon = "calendar-check"
        label = _("Commitment")
        label_format = "{prompt}"
        description = _("A private plan: “When …, I will …”. Asked about after 7 days. At most one in a lesson.")
        template = "courses/blocks/commitment.html"
        preview_value = {
            "prompt": "What will you do the next time?",
            "examples": [
                {
                    "when": "a request arrives that I cannot answer today",
                    "will": "write back within the hour with a time",
                }
            ],
        }
