"""What a lesson is made of: the groups Say, Show, Try and Connect, in the order of the block picker."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from courses.blocks.connect import ContactBlock, DownloadBlock, PolicyBlock, RelatedBlock
from courses.blocks.exercise import CheckBlock, ChecklistBlock, CommitmentBlock, DetailsBlock, ReflectionBlock
from courses.blocks.layouts import OrgChartBlock, TableBlock
from courses.blocks.media import AudioBlock, VideoBlock
from courses.blocks.say import CalloutBlock, KeyPointBlock, QuoteBlock, TextBlock
from courses.blocks.scenario import ScenarioBlock
from courses.blocks.show import DialogueBlock, DoAvoidBlock, DrawingBlock, PictureBlock, WorkedExampleBlock

SAY, SHOW, TRY, CONNECT = _("Say"), _("Show"), _("Try"), _("Connect")


class LessonBody(StreamBlock):
    """The body of a lesson. A block's name is its type in the compiled version, so names are for ever."""

    text = TextBlock(group=SAY)
    key_point = KeyPointBlock(group=SAY)
    callout = CalloutBlock(group=SAY)
    quote = QuoteBlock(group=SAY)
    do_avoid = DoAvoidBlock(group=SHOW)
    scenario = ScenarioBlock(group=SHOW)
    dialogue = DialogueBlock(group=SHOW)
    worked_example = WorkedExampleBlock(group=SHOW)
    image = PictureBlock(group=SHOW)
    video = VideoBlock(group=SHOW)
    audio = AudioBlock(group=SHOW)
    drawing = DrawingBlock(group=SHOW)
    table = TableBlock(group=SHOW)
    org_chart = OrgChartBlock(group=SHOW)
    check = CheckBlock(group=TRY)
    checklist = ChecklistBlock(group=TRY)
    details = DetailsBlock(group=TRY)
    reflection = ReflectionBlock(group=TRY)
    commitment = CommitmentBlock(group=TRY)
    contact = ContactBlock(group=CONNECT)
    download = DownloadBlock(group=CONNECT)
    policy = PolicyBlock(group=CONNECT)
    related = RelatedBlock(group=CONNECT)

    class Meta:
        block_counts = {"reflection": {"max_num": 1}, "commitment": {"max_num": 1}}


__all__ = ["LessonBody"]
