"""Kinds with answers to choose from: single, multiple, situation."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.questions.blocks.kind import KindBlock

_WHY = _("One sentence about the case: what happens if somebody does this. Shown after answering.")
_FIXED = _("For answers with an order of their own, such as numbers. Otherwise they are mixed for everyone.")


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
