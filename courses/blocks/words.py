"""The words of a block: one walk through any kind of block, over a form's value or the plain data of a text file."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import Block, CharBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images.blocks import ImageBlock

LINE = CharBlock()
UNSEEN = "alt"  # words for those who do not see a picture
_ENDS_A_PARAGRAPH = re.compile(r"</?(?:p|h2|h3|ul|ol|li|br)\b[^>]*>")


@dataclass(frozen=True)
class Part:
    """One field of a block, at whatever depth: what it is called, what may stand in it, and what does."""

    name: str
    block: Block
    value: Any


def parts(block: Block, value: Any, name: str = "") -> Iterator[Part]:
    """The block and all its fields, in the order of reading. Fields that are not filled in are left out.

    An image is one part, whatever belongs to it.
    """
    if value in (None, ""):
        return
    yield Part(name, block, value)
    if isinstance(block, StructBlock) and not isinstance(block, ImageBlock):
        for inner_name, inner in block.child_blocks.items():
            yield from parts(inner, value.get(inner_name), inner_name)
    elif isinstance(block, ListBlock):
        for entry in value:
            yield from parts(block.child_block, entry, name)
    elif isinstance(block, TypedTableBlock):
        yield from _table(block.normalize(value))


def texts(block: Block, value: Any) -> list[str]:
    """Every text that a learner reads in this block, paragraph by paragraph. Choices, addresses and files are none."""
    return [text for part in parts(block, value) if part.name != UNSEEN for text in said(part)]


def said(part: Part) -> list[str]:
    """The texts of one field; none when it holds something else."""
    if isinstance(part.block, RichTextBlock):
        source = getattr(part.value, "source", part.value)
        pieces = [html.unescape(strip_tags(piece)).strip() for piece in _ENDS_A_PARAGRAPH.split(source)]
        return [piece for piece in pieces if piece]
    if isinstance(part.block, CharBlock | LinesBlock):
        return [str(part.value)]
    return []


def _table(table: TypedTable) -> Iterator[Part]:
    yield from parts(LINE, table.caption, "caption")
    for column in table.columns:
        yield from parts(LINE, column["heading"], "columns")
    for row in table.row_data:
        for column, cell in zip(table.columns, row["values"], strict=True):
            yield from parts(column["block"], cell, "rows")
