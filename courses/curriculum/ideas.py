"""The ideas behind the starter courses: which lesson teaches each, in which words, and which question asks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from wagtail.blocks import Block, ListBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses.blocks.words import Part, said
from courses.curriculum import FOLDER, length, reading
from courses.curriculum.limits import BLOCKS
from courses.curriculum.problems import NotLoadable, Problems
from courses.curriculum.texts import BlockText, CourseText, LessonText, QuestionText

LONG = 300  # words; of a longer block the page shows the frame and leaves out what is in its lists
_NAMED = ("do", "avoid", "why", "note", "result")
_HEAD = """# Where each idea is taught and asked

Made by `manage.py load_curriculum --ideas`; do not edit it by hand. Below each idea stand the exact words of the blocks
that teach it and the questions that ask it, with the right answer. Read both and ask: does it?
"""


@dataclass(frozen=True)
class Idea:
    """One idea, and the courses that have to teach and ask it. Others may as well."""

    code: str
    text: str
    courses: list[str]


def known() -> list[Idea]:
    """All ideas, in their order."""
    rows = yaml.safe_load((FOLDER / "ideas.yaml").read_text(encoding="utf-8"))
    return [Idea(code, row["idea"], row["courses"]) for code, row in rows.items()]


def courses(names: list[str] | None = None, *, root: Path = FOLDER) -> list[CourseText]:
    """The courses with these slugs, by default all, in the language they are written in. Raises NotLoadable."""
    problems = Problems()
    folders = [one for one in reading.folders(names, root=root) if one.parent.name == settings.LANGUAGE_CODE]
    found = [reading.read(folder, problems, root=root) for folder in folders]
    if problems.found:
        raise NotLoadable(problems.found)
    return found


def gaps(found: list[CourseText]) -> list[str]:
    """What is missing in these courses: an idea that a course has to carry and does not, a tag that is no idea."""
    ideas, missing = known(), []
    for idea, course in ((idea, course) for idea in ideas for course in found if course.slug in idea.courses):
        if not _taught(course, idea):
            missing.append(f"{idea.code}: No block of “{course.slug}” teaches it.")
        if not _asked(course, idea):
            missing.append(f"{idea.code}: No question of “{course.slug}” asks it.")
    codes = {idea.code for idea in ideas}
    unknown = [
        f"{place}: There is no idea “{code}”."
        for course in found
        for place, tags in _tags(course)
        for code in tags
        if code not in codes
    ]
    return missing + unknown


def page(found: list[CourseText]) -> str:
    """All ideas as one Markdown page."""
    return "\n".join([_HEAD, *[line for idea in known() for line in _section(idea, found)]])


def _section(idea: Idea, found: list[CourseText]) -> Iterator[str]:
    yield f"## {idea.code} · {idea.text}\n"
    taught = [(course, lesson, block) for course in found for lesson, block in _taught(course, idea)]
    for course, lesson, block in taught:
        yield f"**{course.title} · {lesson.title}** ({block.type.replace('_', ' ')})\n"
        yield from (f"> {line}" for line in _words(block))
        yield ""
    asked = [(course, question) for course in found for question in _asked(course, idea)]
    for course, question in asked:
        yield f"- {course.title}, {question.use} `{question.id}`: {_one_line(question.stem)}{_answer(question)}"
    if not taught:
        yield "Not taught yet."
    if not asked:
        yield "Not asked yet."
    yield ""


def _taught(course: CourseText, idea: Idea) -> list[tuple[LessonText, BlockText]]:
    return [
        (lesson, block)
        for lesson in course.lessons
        for block in lesson.blocks
        if idea.code in block.sources and block.type != "check"  # a check asks
    ]


def _asked(course: CourseText, idea: Idea) -> list[QuestionText]:
    return [question for question in course.questions if idea.code in question.sources]


def _tags(course: CourseText) -> Iterator[tuple[object, list[str]]]:
    for lesson in course.lessons:
        yield lesson.place, lesson.sources
        for block in lesson.blocks:
            yield block.place, block.sources
    for question in course.questions:
        yield question.place, question.sources


def _words(block: BlockText) -> list[str]:
    """The texts of a block, one line each: the fields of the block itself, and one line for each entry of its lists."""
    shape, is_long = BLOCKS[block.type], length.words(block) > LONG
    if isinstance(shape, TypedTableBlock):
        table = shape.normalize(block.value)
        rows = [[column["heading"] for column in table.columns], *[row["values"] for row in table.row_data]]
        return [table.caption, *[f"- {' | '.join(row)}" for row in rows]]
    fields = shape.child_blocks.items()  # plain text has none, and no sources either
    return [line for name, inner in fields for line in _lines(inner, block.value.get(name), is_long)]


def _lines(block: Block, value: Any, is_long: bool) -> list[str]:
    if isinstance(block, ListBlock):
        entries = value or []
        return ["- …"] if is_long else [f"- {line}" for one in entries if (line := _entry(block.child_block, one))]
    return [line] if (line := _entry(block, value)) else []


def _entry(block: Block, value: Any) -> str:
    """A field or one entry of a list, in one line."""
    if value in (None, ""):
        return ""
    if isinstance(block, ListBlock):
        return " | ".join(_entry(block.child_block, entry) for entry in value)
    if not isinstance(block, StructBlock):
        return _one_line(" ".join(said(Part("", block, value))))
    texts = []
    for name, inner in block.child_blocks.items():
        if text := _entry(inner, value.get(name)):
            texts.append(f"*{name.capitalize()}:* {text}" if name in _NAMED else text)
    return " · ".join(texts)


def _answer(question: QuestionText) -> str:
    answers = question.answers
    right = [one["text"] for one in answers.get("options", []) if one.get("right") or one.get("quality") == "best"]
    right += [*answers.get("items", []), *answers.get("accepted", [])[:1]]
    right += [f"{pair['term']} – {pair['match']}" for pair in answers.get("pairs", [])]
    return f" → {_one_line('; '.join(right))}" if right else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
