"""In which order courses are loaded: a lesson that another course points at is there before it."""

from collections.abc import Iterator

from courses.curriculum.identity import key
from courses.curriculum.problems import Problems
from courses.curriculum.texts import BlockText, CourseText
from courses.models import LessonPage

Known = dict[str, CourseText]


def in_order(texts: list[CourseText], problems: Problems) -> list[CourseText]:
    """The same courses, each after those that its related lessons name; otherwise the order stays as it is.

    A related lesson that neither these files nor the database have is noted, and so are courses that name each other
    in a circle: none of them could come first.
    """
    ordered: list[CourseText] = []
    for language in dict.fromkeys(text.language for text in texts):
        known = {text.slug: text for text in texts if text.language == language}
        for text in known.values():
            for block in _related(text):
                _check(block, text, known, problems)
        for text in known.values():
            _visit(text, [], known, ordered, problems)
    return ordered


def path_of(block: BlockText) -> tuple[str, ...]:
    """(course, module, lesson) that a related block names."""
    return tuple(block.lesson.split("/"))


def _related(text: CourseText) -> Iterator[BlockText]:
    for module in text.modules:
        for lesson in module.lessons:
            yield from (block for block in lesson.blocks if block.type == "related" and len(path_of(block)) == 3)


def _check(block: BlockText, text: CourseText, known: Known, problems: Problems) -> None:
    path = path_of(block)
    target = known.get(path[0])
    if target is None:
        is_there = LessonPage.objects.filter(translation_key=key(*path), locale__language_code=text.language).exists()
    else:
        is_there = path in _lessons(target)
    if not is_there:
        problems.add(
            block.place,
            f"There is no lesson “{block.lesson}” in “{text.language}”. Change the name, or load its course too.",
        )
    elif target is text and not _comes_before(path, block, text):
        problems.add(
            block.place, f"“{block.lesson}” comes by itself later in this course. Name a lesson before this one."
        )


def _lessons(text: CourseText) -> list[tuple[str, ...]]:
    return [(text.slug, module.slug, lesson.slug) for module in text.modules for lesson in module.lessons]


def _comes_before(path: tuple[str, ...], block: BlockText, text: CourseText) -> bool:
    lessons = [lesson for module in text.modules for lesson in module.lessons]
    here = next(place for place, lesson in enumerate(lessons) if block in lesson.blocks)
    return _lessons(text).index(path) < here


def _visit(
    text: CourseText, above: list[CourseText], known: Known, ordered: list[CourseText], problems: Problems
) -> None:
    if text in ordered:
        return
    for block in _related(text):
        target = known.get(path_of(block)[0], text)
        if target in above:
            names = " → ".join(f"“{one.slug}”" for one in [*above[above.index(target) :], text, target])
            problems.add(
                block.place, f"These courses point at each other: {names}. Take one of the related lessons out."
            )
        elif target is not text:
            _visit(target, [*above, text], known, ordered, problems)
    ordered.append(text)
