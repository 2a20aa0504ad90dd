"""What the blocks of lessons and questions allow: how long a text may be, how many entries a list may have."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, ListBlock

from courses.blocks import LessonBody
from courses.blocks.words import Part, parts, texts
from courses.curriculum.lines import Lines
from courses.curriculum.problems import Place, Problems
from courses.curriculum.texts import CourseText
from lms.questions.blocks import InteractionBlock

BODY = LessonBody()
BLOCKS: dict[str, Block] = BODY.child_blocks
ANSWERS: dict[str, Block] = InteractionBlock().child_blocks


def check(course: CourseText, lines: Lines, problems: Problems) -> None:
    """Names every text that is too long, every list that is too short or too long, every block too many."""
    for block, value, place in _filled_in(course):
        for part in parts(block, value):
            if sentence := _wrong(part):
                first = next(iter(texts(part.block, part.value)), "")
                problems.add(lines.of(first, place), sentence)
    for lesson in course.lessons:
        for kind, count in BODY.meta.block_counts.items():
            for block in [block for block in lesson.blocks if block.type == kind][count["max_num"] :]:
                problems.add(block.place, f"A lesson has one “{kind}” at most. Take this one or the other out.")


def _filled_in(course: CourseText) -> Iterator[tuple[Block, Any, Place]]:
    for lesson in course.lessons:
        for block in lesson.blocks:
            yield BLOCKS[block.type], block.value, block.place
    for question in course.questions:
        yield ANSWERS[question.kind], question.answers, question.place


def _wrong(part: Part) -> str:
    if isinstance(part.block, ListBlock):
        least, most, count = part.block.meta.min_num or 0, part.block.meta.max_num, len(part.value)
        if count < least:
            return f"“{part.name}” has {count} of at least {least} entries. Add what is missing."
        return f"“{part.name}” has {count} entries; {most} are allowed. Shorten it." if most and count > most else ""
    longest = getattr(getattr(part.block, "field", None), "max_length", None)
    if longest and len(str(part.value)) > longest:
        return f"“{part.name}” has {len(str(part.value))} characters; {longest} are allowed. Shorten it."
    return ""
