"""What the checks advise authors to do: short lessons, plain sentences, questions that give nothing away."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.curriculum import advice, length, phrases, reading
from courses.curriculum.problems import Place, Problem, Problems
from courses.models import Activity
from lms.people.models import Organisation
from tests.courses import test_curriculum as tea

SOUND = """---
title: {title}
objective: {objective}
sources: [S1.1]
message: {title} first.
---
{text}

:::key-point
text: Wait.
:::

## This week

Make tea for a colleague.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small course with lessons and questions that leave nothing to advise."""
    root = tea.write_course(tmp_path / "curriculum")
    course = root / "en" / "tea"
    water = f"{tea.LESSON}\n{tea.READING}{SOUND.split('{text}')[1]}"
    (course / "01-start/01-water.md").write_text(water)
    for name in ("leaves", "time"):
        number = {"leaves": "01", "time": "02"}[name]
        text = SOUND.format(title=name.title(), objective=f"tea-{name}", text=f"{tea.READING}\n\n{tea.READING}")
        (course / f"02-more/{number}-{name}.md").write_text(text)
    bank = tea.BANK + tea.question("d")
    (course / "questions.yaml").write_text(bank.replace("text: No to it", "text: No to this"))
    return root


def advised(root: Path) -> list[str]:
    problems = Problems()
    found = advice.of(reading.read(root / "en" / "tea", problems, root=root))
    assert [str(one) for one in problems.found] == []
    return [str(one).removeprefix("en/tea/") for one in found]


def test_sound_course_gets_no_advice(root: Path) -> None:
    assert advised(root) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "02-more/01-leaves.md",
            ":::key-point\ntext: Wait.\n:::",
            "Wait.",
            "02-more/01-leaves.md:2: No key point. Add the sentence to remember, “:::key-point”.",
        ),
        (
            "02-more/01-leaves.md",
            "## This week",
            "## Next week",
            "02-more/01-leaves.md:2: No “## This week”. End with one thing to do.",
        ),
        (
            "02-more/01-leaves.md",
            "sources: [S1.1]\n",
            "",
            "02-more/01-leaves.md:2: No sources. Name the ideas that this lesson teaches, “sources: [S1.1]”.",
        ),
        (
            "02-more/01-leaves.md",
            tea.READING,
            "",
            "02-more/01-leaves.md:2: 2 minutes; 3 to 6 are read between two tasks. Show more of what it says.",
        ),
        (
            "02-more/01-leaves.md",
            "Make tea",
            "Make **tea**, " + "and coffee, " * 12 + "and milk",
            "02-more/01-leaves.md:17: This sentence has 31 words; 30 are enough. Make two of it.",
        ),
        (
            "02-more/01-leaves.md",
            ":::key-point",
            ":::callout\ntitle: T\ntext: Hot.\n:::\n" * 3 + ":::key-point",
            "02-more/01-leaves.md:20: 3 callouts; 2 stand out better. Make text of the others.",
        ),
        (
            "01-start/01-water.md",
            ":::check",
            "\nSo it is.\n" * 25 + ":::check",
            "01-start/01-water.md:62: 369 words stand before this check; 350 are enough. Ask earlier or cut.",
        ),
        (
            "questions.yaml",
            "Is hot right?",
            "Is hot not right?",
            "questions.yaml:10: “hot” asks what is not so. Ask for what is so, or write NOT in capitals.",
        ),
        (
            "questions.yaml",
            "text: Yes to it",
            "text: Yes to it at once",
            "questions.yaml:1: The right answer of “check-kettle” is 1.7 times as long as the others. "
            "Shorten it or give the others as much to say.",
        ),
        (
            "course.md",
            "count: 2",
            "count: 3",
            "course.md:17: 3 of 4 questions of “tea-water” are drawn, so a second try repeats some. Write 2 more.",
        ),
    ],
)
def test_advice_says_where_and_what_to_do(root: Path, name: str, old: str, new: str, said: str) -> None:
    tea.edit(root, name, old, new)
    assert advised(root) == [said]


def test_longest_answer_may_be_the_right_one_in_two_questions_of_six(root: Path) -> None:
    path = root / "en" / "tea" / "questions.yaml"
    bank = path.read_text()
    path.write_text(bank.replace("text: Yes to it", "text: Yes to all it", 2))
    assert advised(root) == []
    path.write_text(bank.replace("text: Yes to it", "text: Yes to all it", 3))
    assert advised(root) == [
        "questions.yaml:1: In 3 of 6 questions the right answer is the longest. "
        "Even them out, first “check-kettle”, “hot”, “a”."
    ]


@pytest.mark.parametrize(
    ("stem", "language", "is_negative"),
    [
        ("Which of these is not bullying?", "en", True),
        ("Which of these is NOT bullying?", "en", False),
        ("Malik has not written since Tuesday. What do you say?", "en", False),
        ("She says: “Why don’t you help?” What do you answer?", "en", False),
        ("What shouldn’t you say?", "en", True),
        ("Что нельзя говорить?", "ru", True),
        ("Was ist kein Mobbing?", "de", True),
        ("Wat zeg je niet?", "nl", True),
    ],
)
def test_negative_is_the_question_and_not_the_case(stem: str, language: str, is_negative: bool) -> None:
    assert phrases.is_negative(stem, language) == is_negative


@pytest.mark.parametrize(
    ("option", "gathers"),
    [
        ("All of the above.", True),
        ("“None of these”", True),
        ("Both of them are right", True),
        ("Keine davon", True),
        ("Alle bovenstaande antwoorden", True),
        ("Всё вышеперечисленное", True),
        ("All the answers, as one file", False),
        ("“None of these fit me, sorry.”", False),
        ("Keine der Maschinen läuft", False),
    ],
)
def test_answer_for_the_other_answers_is_known_in_every_language(option: str, gathers: bool) -> None:
    assert phrases.gathers_others(option) == gathers


def test_length_of_the_text_is_the_length_of_the_lesson(house: Organisation, root: Path) -> None:
    problems = Problems()
    text = reading.read(root / "en" / "tea", problems, root=root)
    tea.load(root)
    published = dict(Activity.objects.filter(kind="lesson").values_list("slug", "minutes"))
    assert {lesson.slug: length.minutes(lesson) for lesson in text.lessons} == published


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The command, with one piece of advice on every course."""
    monkeypatch.setattr(advice, "of", lambda course: [Problem(Place("en/tea/course.md", 7), "Drink it.")])

    def run(*args: str) -> str:
        out = StringIO()
        try:
            call_command("load_curriculum", "respect", *args, stdout=out, stderr=out)
        except CommandError as error:
            return f"{out.getvalue()}{error} Exit {error.returncode}."
        return out.getvalue()

    return run


@pytest.mark.slow
def test_command_prints_advice_and_fails_on_it_only_when_strict(
    house: Organisation, command: Callable[..., str]
) -> None:
    line = "en/tea/course.md:7: Advice: Drink it.\n"
    assert command("--check").startswith(f"{line}Would be ")
    assert command("--check", "--strict").endswith(" changed.\nAdvice to follow: 1. Exit 1.")
    assert line not in command()
    assert command("--strict") == "--strict goes with --check. Exit 1."
