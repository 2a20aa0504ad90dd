"""Questions that can be answered without knowing: the long answer is the right one, or a small “not” is overlooked."""

from collections.abc import Iterator
from statistics import mean

from courses.curriculum import phrases
from courses.curriculum.problems import Place
from courses.curriculum.texts import CourseText, QuestionText

MUCH_LONGER = 1.4  # times the mean of the other answers
MOSTLY_LONGEST = 0.4  # of the questions with answers to choose from
WORST = 5


def of(course: CourseText) -> Iterator[tuple[Place, str]]:
    """Advice on the questions of a course."""
    for question in course.questions:
        ratio = _ratio(question)
        if ratio > MUCH_LONGER:
            yield (
                question.place,
                f"The right answer of “{question.id}” is {ratio:.1f} times as long as the others. "
                "Shorten it or give the others as much to say.",
            )
        if phrases.is_negative(question.stem, course.language):
            yield (
                question.place,
                f"“{question.id}” asks what is not so. Ask for what is so, or write NOT in capitals.",
            )
    yield from _course(course)


def is_longest(question: QuestionText) -> bool:
    """Whether the right answer, or one of several, is longer than every other one."""
    right, others = lengths(question)
    return bool(right and others) and max(right) > max(others)


def lengths(question: QuestionText) -> tuple[list[int], list[int]]:
    """(characters of the right answers, characters of the others); of replies in a situation the best one is right."""
    options = question.answers.get("options", [])
    right = [option for option in options if option.get("right") or option.get("quality") == "best"]
    others = [option for option in options if option not in right]
    return [len(option["text"]) for option in right], [len(option["text"]) for option in others]


def _ratio(question: QuestionText) -> float:
    right, others = lengths(question)
    return mean(right) / mean(others) if right and others else 0


def _course(course: CourseText) -> Iterator[tuple[Place, str]]:
    choices = [question for question in course.questions if all(lengths(question))]
    longest = sorted((question for question in choices if is_longest(question)), key=_ratio, reverse=True)
    if len(longest) > MOSTLY_LONGEST * len(choices):
        worst = longest[:WORST]
        yield (
            worst[0].place,
            f"In {len(longest)} of {len(choices)} questions the right answer is the longest. "
            f"Even them out, first {', '.join(f'“{question.id}”' for question in worst)}.",
        )
