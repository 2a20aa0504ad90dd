"""No idea of the curriculum was lost: each is taught in a block and asked in a question; docs/ideas.md shows where."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from courses.curriculum import ideas
from courses.curriculum.ideas import Idea
from tests.courses import test_curriculum as tea

IN_EACH_SOURCE = {"S1": range(15), "S2": range(1, 7), "S3": range(1, 9), "S4": range(9), "S5": range(11)}
POINT = ":::key-point\ntext: Boil it.\nsources: [S1.1]\n:::\n\n:::check"


def test_list_holds_every_idea_once_and_in_order() -> None:
    wanted = [f"{source}.{number}" for source, numbers in IN_EACH_SOURCE.items() for number in numbers]
    assert [idea.code for idea in ideas.known()] == wanted


def test_every_idea_is_taught_and_asked_in_its_courses() -> None:
    assert ideas.gaps(ideas.courses()) == []


def test_every_course_that_owns_an_idea_is_there() -> None:
    owners = {course for idea in ideas.known() for course in idea.courses}
    assert owners <= {text.slug for text in ideas.courses()}


def test_page_of_ideas_is_up_to_date() -> None:
    out = StringIO()
    call_command("load_curriculum", "--ideas", stdout=out)
    written = (Path(settings.BASE_DIR) / "docs" / "ideas.md").read_text()
    assert written == out.getvalue(), "Run `manage.py load_curriculum --ideas > docs/ideas.md`."


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small course that has to carry two ideas: one taught and asked, one neither."""
    known = [Idea("S1.1", "A colleague is a customer.", ["tea"]), Idea("S1.2", "Show respect.", ["tea", "coffee"])]
    monkeypatch.setattr(ideas, "known", lambda: known)
    root = tea.write_course(tmp_path / "curriculum")
    tea.edit(root, "01-start/01-water.md", ":::check", POINT)
    tea.edit(root, "questions.yaml", "  stem: Is hot right?", "  sources: [S1.1]\n  stem: Is hot right?")
    return root


def test_gap_is_an_idea_that_is_not_taught_or_not_asked(root: Path) -> None:
    assert ideas.gaps(ideas.courses(root=root)) == [
        "S1.2: No block of “tea” teaches it.",
        "S1.2: No question of “tea” asks it.",
    ]


def test_lesson_that_only_names_an_idea_does_not_teach_it(root: Path) -> None:
    tea.edit(root, "01-start/01-water.md", "sources: [S1.1]\n:::", ":::")
    assert ideas.gaps(ideas.courses(root=root))[0] == "S1.1: No block of “tea” teaches it."


def test_tag_that_is_no_idea_is_named_at_its_line(root: Path) -> None:
    tea.edit(root, "questions.yaml", "sources: [S1.1]", "sources: [S1.1, S9.9]")
    assert ideas.gaps(ideas.courses(root=root))[-1] == "en/tea/questions.yaml:10: There is no idea “S9.9”."


def test_page_shows_the_words_that_teach_and_the_question_with_its_answer(root: Path) -> None:
    assert ideas.page(ideas.courses(root=root)).split("## ")[1:] == [
        "S1.1 · A colleague is a customer.\n\n**Tea · Water first** (key point)\n\n> Boil it.\n\n"
        "- Tea, quiz `hot`: Is hot right? → Yes to it\n\n",
        "S1.2 · Show respect.\n\nNot taught yet.\nNot asked yet.\n",
    ]


def test_lists_are_shown_with_what_to_do_and_why(root: Path) -> None:
    pair = "{do: Ask., avoid: Guess., why: It saves a walk.}"
    block = f":::do-avoid\nsituation: You do not know.\nsources: [S1.2]\npairs:\n  - {pair}\n:::\n\n:::check"
    tea.edit(root, "01-start/01-water.md", ":::check", block)
    page = ideas.page(ideas.courses(root=root))
    assert (
        "> You do not know.\n> - *Do:* Ask. · *Avoid:* Guess. · *Why:* It saves a walk.\n" in page.split("## S1.2")[1]
    )
