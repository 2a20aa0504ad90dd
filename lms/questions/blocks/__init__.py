"""How a question is answered, as authors fill it in: one block per kind. What is complete is decided by the kind."""

from typing import Any

from django.utils.functional import Promise
from wagtail import blocks

from lms.questions.blocks.arranging import ClozeBlock, MatchBlock, OrderBlock
from lms.questions.blocks.choosing import MultipleBlock, SingleBlock, SituationBlock
from lms.questions.blocks.writing import NumericBlock, ReflectionBlock, ShortBlock, WrittenBlock


class InteractionBlock(blocks.StreamBlock):
    """Exactly one of these stands in a question."""

    single = SingleBlock()
    multiple = MultipleBlock()
    situation = SituationBlock()
    order = OrderBlock()
    match = MatchBlock()
    cloze = ClozeBlock()
    short = ShortBlock()
    numeric = NumericBlock()
    written = WrittenBlock()
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
