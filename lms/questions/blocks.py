"""How a question is answered, as authors fill it in: one block per kind. What is complete is decided by the kind."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from lms.questions import kinds

_WHY = _("One sentence about the case: what happens if somebody does this. Shown after answering.")
_FIXED = _("For answers with an order of their own, such as numbers. Otherwise they are mixed for everyone.")


class KindBlock(blocks.StructBlock):
    """One kind of question. Drafts may be half done; publishing asks the kind what is still missing."""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = kinds.get(self.name).problems(self.get_prep_value(cleaned))
        if problems:
            raise StructBlockValidationError(non_block_errors=[ValidationError(sentence) for sentence in problems])
        return cleaned

    class Meta:
        preview_template = "questions/block_preview.html"


class AnswerBlock(blocks.StructBlock):
    """One answer to choose, with the reason that is shown for it."""

    text = blocks.TextBlock(label=_("answer"), max_length=300, rows=2)
    right = blocks.BooleanBlock(label=_("this is right"), required=False, default=False)
    why = blocks.TextBlock(label=_("reason"), max_length=400, rows=2, help_text=_WHY)

    class Meta:
        icon = "radio-full"
        label = _("answer")
        label_format = "{text}"


class ReplyBlock(blocks.StructBlock):
    """One thing to say or do in a situation, and how good it is."""

    text = blocks.TextBlock(label=_("reply"), max_length=400, rows=2)
    quality = blocks.ChoiceBlock(
        label=_("how good it is"),
        choices=[("best", _("Best")), ("acceptable", _("Acceptable")), ("poor", _("Poor"))],
        default="poor",
        help_text=_("Exactly one reply is the best. An acceptable reply counts as right and shows the better one."),
    )
    why = blocks.TextBlock(label=_("reason"), max_length=400, rows=2, help_text=_WHY)

    class Meta:
        icon = "comment"
        label = _("reply")
        label_format = "{text}"


class PairBlock(blocks.StructBlock):
    """A term and what belongs to it."""

    term = blocks.CharBlock(label=_("term"), max_length=200)
    match = blocks.CharBlock(label=_("what belongs to it"), max_length=200)

    class Meta:
        icon = "table"
        label = _("pair")
        label_format = "{term}"


class SingleBlock(KindBlock):
    options = blocks.ListBlock(AnswerBlock(), min_num=2, max_num=6, label=_("answers"))
    fixed_order = blocks.BooleanBlock(label=_("keep this order"), required=False, default=False, help_text=_FIXED)

    class Meta:
        icon = "radio-full"
        label = _("Choose one")
        description = _("Three answers, one is right. The usual kind of question.")
        preview_value = {
            "options": [
                {"text": _("“I will look at it on Thursday before noon.”"), "right": True, "why": _("They can plan.")},
                {"text": _("“I will do my best.”"), "right": False, "why": _("Nobody knows when.")},
            ]
        }


class MultipleBlock(KindBlock):
    options = blocks.ListBlock(AnswerBlock(), min_num=2, max_num=7, label=_("answers"))
    fixed_order = blocks.BooleanBlock(label=_("keep this order"), required=False, default=False, help_text=_FIXED)

    class Meta:
        icon = "check"
        label = _("Choose all that apply")
        description = _("Several answers, one or more are right. Right only when all and nothing else is chosen.")
        preview_value = {
            "options": [
                {"text": _("The invoice number"), "right": True, "why": _("They find it at once.")},
                {"text": _("By when you need it"), "right": True, "why": _("They can plan.")},
                {"text": _("Who made the mistake"), "right": False, "why": _("It does not help to solve it.")},
            ]
        }


class SituationBlock(KindBlock):
    options = blocks.ListBlock(ReplyBlock(), min_num=2, max_num=5, label=_("replies"))
    fixed_order = blocks.BooleanBlock(label=_("keep this order"), required=False, default=False, help_text=_FIXED)

    class Meta:
        icon = "group"
        label = _("Situation: best reply")
        description = _(
            "A moment from work and what one could say. Make the poor reply something a nice person would say."
        )
        preview_value = {
            "options": [
                {"text": _("“Thank you. I check it and call you at three.”"), "quality": "best", "why": _("Clear.")},
                {"text": _("“I will check it.”"), "quality": "acceptable", "why": _("Kind, but without a time.")},
                {"text": _("“That is not my desk.”"), "quality": "poor", "why": _("They still have no answer.")},
            ]
        }


class OrderBlock(KindBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("step"), max_length=200),
        min_num=3,
        max_num=7,
        label=_("steps"),
        help_text=_("Write them in the right order. They are mixed when asked."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        description = _("Steps of a procedure, to be put in order.")
        preview_value = {"items": [_("Listen"), _("Say it back in your words"), _("Agree on the next step")]}


class MatchBlock(KindBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=6, label=_("pairs"))

    class Meta:
        icon = "table"
        label = _("Match")
        description = _("Terms and what belongs to each of them.")
        preview_value = {
            "pairs": [
                {"term": _("A broken laptop"), "match": _("Service desk")},
                {"term": _("A question about holidays"), "match": _("People team")},
            ]
        }


class ShortBlock(KindBlock):
    accepted = blocks.ListBlock(
        blocks.CharBlock(label=_("accepted answer"), max_length=100),
        min_num=1,
        max_num=12,
        label=_("accepted answers"),
        help_text=_("The first one is shown afterwards. Capitals, spaces and punctuation do not matter."),
    )
    typo = blocks.BooleanBlock(
        label=_("allow one typing mistake"),
        required=False,
        default=True,
        help_text=_("In words of more than five letters."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")
        description = _("One word or number, written from memory.")
        preview_value = {"accepted": [_("24 hours")], "typo": True}


class ReflectionBlock(KindBlock):
    note = blocks.CharBlock(
        label=_("note for authors"), required=False, default="", max_length=200, help_text=_("Learners do not see it.")
    )

    class Meta:
        icon = "edit"
        label = _("Reflection")
        description = _("A thought to write down. Nobody marks or reads it.")
        preview_value = {"note": ""}


class InteractionBlock(blocks.StreamBlock):
    """Exactly one of these stands in a question."""

    single = SingleBlock()
    multiple = MultipleBlock()
    situation = SituationBlock()
    order = OrderBlock()
    match = MatchBlock()
    short = ShortBlock()
    reflection = ReflectionBlock()


def authored(stream: blocks.StreamValue) -> tuple[str, dict[str, Any]]:
    """(kind, what the author filled in) of a question's interaction, as plain data; ("", {}) while it is empty.

    Lists are [{"id", "value"}, …]; the ids stay the same from the first draft on, through copies and translations.
    """
    if not stream:
        return "", {}
    block = stream[0]
    return str(block.block_type), plain(block.block.get_prep_value(block.value))


def plain(value: Any) -> Any:
    """The same data without lazy or safe strings, so that it can be hashed and kept."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, (str, Promise)) else value
