"""What would make a course better: short and plain lessons, questions that give nothing away. Refuses nothing."""

from collections.abc import Iterator

from courses.blocks.words import texts
from courses.curriculum import asking, giveaways, length, phrases
from courses.curriculum.limits import BLOCKS
from courses.curriculum.lines import Lines
from courses.curriculum.problems import Place, Problem
from courses.curriculum.texts import CourseText, LessonText, QuizText

SHORT, LONG = 3, 6  # minutes of a lesson
WORDS_BEFORE_A_CHECK = 350
MOST_CALLOUTS = 2
WORDS_IN_A_SENTENCE = 30

Advice = Iterator[tuple[Place, str]]


def of(course: CourseText) -> list[Problem]:
    """Everything worth another look, sorted by file and line. The course has to be without problems."""
    lines = Lines(course.root)
    found = [*_quiz(course, course.quiz)] if course.quiz else []
    for lesson in course.lessons:
        found += [*_frame(lesson, course.language), *_pace(lesson), *_sentences(lesson, lines)]
    found += [*giveaways.of(course)]
    return sorted(Problem(place, sentence) for place, sentence in found)


def _frame(lesson: LessonText, language: str) -> Advice:
    """What every lesson has: a key point, one thing to do, a source; and what it has little of."""
    kinds = [block.type for block in lesson.blocks]
    if "key_point" not in kinds:
        yield lesson.place, "No key point. Add the sentence to remember, “:::key-point”."
    heading = phrases.THIS_WEEK.get(language)
    if heading and not any(block.type == "text" and f"<h2>{heading}</h2>" in block.value for block in lesson.blocks):
        yield lesson.place, f"No “## {heading}”. End with one thing to do."
    if not lesson.sources:
        yield lesson.place, "No sources. Name the ideas that this lesson teaches, “sources: [S1.1]”."
    callouts = [block for block in lesson.blocks if block.type == "callout"]
    for callout in callouts[MOST_CALLOUTS:]:
        yield callout.place, f"{len(callouts)} callouts; {MOST_CALLOUTS} stand out better. Make text of the others."


def _pace(lesson: LessonText) -> Advice:
    """How long it takes, and how long nothing is asked."""
    minutes = length.minutes(lesson)
    if not SHORT <= minutes <= LONG:
        what = "Shorten it or make two of it" if minutes > LONG else "Show more of what it says"
        yield lesson.place, f"{minutes} minutes; {SHORT} to {LONG} are read between two tasks. {what}."
    read = 0
    for block in lesson.blocks:
        if block.type == "check":
            if read > WORDS_BEFORE_A_CHECK:
                yield (
                    block.place,
                    f"{read} words stand before this check; {WORDS_BEFORE_A_CHECK} are enough. Ask earlier or cut.",
                )
            read = 0
        read += length.words(block)


def _sentences(lesson: LessonText, lines: Lines) -> Advice:
    for block in lesson.blocks:
        for text in texts(BLOCKS[block.type], block.value):
            for sentence in phrases.sentences(text):
                if (count := len(sentence.split())) > WORDS_IN_A_SENTENCE:
                    yield (
                        lines.of(sentence, block.place),
                        f"This sentence has {count} words; {WORDS_IN_A_SENTENCE} are enough. Make two of it.",
                    )


def _quiz(course: CourseText, quiz: QuizText) -> Advice:
    """A second paper should ask other questions. What is always asked is not drawn."""
    for draw in quiz.draws:
        bank = asking.pool(course, quiz, draw)
        if bank < 2 * draw.count:
            yield (
                draw.place,
                f"{draw.count} of {bank} questions of “{draw.name}” are drawn, so a second try repeats some. "
                f"Write {2 * draw.count - bank} more.",
            )
