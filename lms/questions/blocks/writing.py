"""Kinds that are answered in one's own words: short answer, number, written answer, reflection."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.questions.blocks.kind import KindBlock
from lms.questions.kinds.written import MOST_POINTS


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


class NumericBlock(KindBlock):
    value = blocks.CharBlock(label=_("right number"), max_length=30, help_text=_("In digits, for example 12 or 2.5."))
    tolerance = blocks.CharBlock(
        label=_("how far off still counts"),
        max_length=30,
        default="0",
        required=False,
        help_text=_("0 for exactly this number. With 12 and 0.5 everything from 11.5 to 12.5 is right."),
    )
    unit = blocks.CharBlock(
        label=_("unit"),
        max_length=40,
        default="",
        required=False,
        help_text=_("Shown beside the field, for example minutes. Learners write the number only."),
    )

    class Meta:
        icon = "decimal"
        label = _("A number")
        description = _("A number, exact or nearly so. How it is written does not matter: 1,5 or 1.5, 1000 or 1 000.")
        preview_value = {"value": "24", "tolerance": "0", "unit": _("hours")}


class WrittenBlock(KindBlock):
    guide = blocks.TextBlock(
        label=_("what a full answer contains"),
        max_length=1500,
        rows=5,
        help_text=_("For those who mark, one point in each line. Learners never see it."),
    )
    points = blocks.IntegerBlock(
        label=_("points for a full answer"),
        min_value=1,
        max_value=MOST_POINTS,
        default=4,
        help_text=_("Usually 2 to 6."),
    )
    needed = blocks.IntegerBlock(
        label=_("points to count as right"),
        min_value=1,
        max_value=MOST_POINTS,
        default=3,
        help_text=_("From so many points on the answer counts as right."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Written answer")
        description = _("Some sentences of their own, which a trainer reads and marks. For quizzes only.")
        preview_value = {"guide": _("Names a time."), "points": 4, "needed": 3}


class ReflectionBlock(KindBlock):
    note = blocks.CharBlock(
        label=_("note for authors"), required=False, default="", max_length=200, help_text=_("Learners do not see it.")
    )

    class Meta:
        icon = "edit"
        label = _("Reflection")
        description = _("A thought to write down. Nobody marks or reads it.")
        preview_value = {"note": ""}
