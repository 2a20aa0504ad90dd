"""A bare Wagtail page: a title and rich text, nothing of ours but the root that finds it."""

from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class BareBody(StreamBlock):
    text = RichTextBlock()


class BarePage(Page):
    body = StreamField(BareBody(), blank=True)
    template = "bench/page.html"
