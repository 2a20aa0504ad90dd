"""What every kind of question has in common in the editor."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from lms.questions import kinds


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
