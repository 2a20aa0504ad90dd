"""Kinds with parts to put in their place: order, match, gaps."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.questions.blocks.kind import KindBlock


class PairBlock(blocks.StructBlock):
    """A term and what belongs to it."""

    term = blocks.CharBlock(label=_("term"), max_length=200)
    match = blocks.CharBlock(label=_("what belongs to it"), max_length=200)

    class Meta:
        icon = "table"
        label = _("pair")
        label_format = "{term}"


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


class ClozeBlock(KindBlock):
    text = blocks.TextBlock(
        label=_("text with gaps"),
        max_length=1500,
        rows=4,
        help_text=_(
            "Put each gap in square brackets, the right words first and a line between the choices: "
            "Listen first, then [ask|tell|leave]. You can copy the line from here: | The choices are mixed when asked."
        ),
    )

    class Meta:
        icon = "form"
        label = _("Fill the gaps")
        description = _("A text with up to eight gaps. Each gap is filled by choosing from two to six words.")
        preview_value = {"text": _("Listen first, then [ask|tell|leave]. Agree on [a time|a reason|a form].")}
