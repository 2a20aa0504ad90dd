"""How long a lesson takes, by the count that its compiled version will have."""

from courses import compiling
from courses.curriculum.limits import BLOCKS
from courses.curriculum.texts import BlockText, LessonText


def minutes(lesson: LessonText) -> int:
    """Whole minutes, as learners will see them."""
    blocks = [(BLOCKS[block.type], block.value) for block in lesson.blocks]
    return compiling.length(blocks, checks=sum(block.type == "check" for block in lesson.blocks))


def words(block: BlockText) -> int:
    """Words that are read in a block."""
    return compiling.words(BLOCKS[block.type], block.value)
