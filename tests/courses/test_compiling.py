"""What a version keeps of a lesson."""

import json
from typing import Any

import pytest
from django.utils import translation
from wagtail.blocks import CharBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses import compiling
from courses.models import Course, LessonPage
from lms.people.models import Organisation
from tests import factories
from tests.courses.test_blocks import items, scene


def compiled(*body: dict[str, Any]) -> compiling.CompiledLesson:
    return compiling.lesson(lesson(*body))


def lesson(*body: dict[str, Any]) -> LessonPage:
    page = LessonPage(title="Lesson", slug="lesson", message="One message.", locale=factories.locale())
    page.body = LessonPage.body.field.stream_block.to_python(list(body))
    return page


@pytest.mark.parametrize(
    ("words", "checks", "minutes"),
    [(0, 0, 1), (1, 0, 1), (180, 0, 1), (269, 0, 1), (270, 0, 2), (540, 0, 3), (540, 1, 4), (540, 2, 4), (90, 3, 2)],
)
def test_minutes_are_words_by_180_and_half_a_minute_per_check(words: int, checks: int, minutes: int) -> None:
    assert compiling.minutes(words, checks) == minutes


def test_lesson_counts_the_words_that_are_read(house: Organisation) -> None:
    text = {"type": "text", "value": "<p>" + "word " * 200 + "</p><p>end</p>"}
    question = factories.question("thanks")
    assert compiled(text).minutes == 1
    assert compiled(text, text, text).minutes == 3
    assert compiled(text, text, text, factories.check_block(question, block_id="a")).minutes == 4


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "text", "value": "<h2>One two</h2><p>three <b>four</b>. <a href='mailto:a@b.c'>five</a></p>"}, 5),
        ({"type": "callout", "value": {"kind": "careful", "title": "One two", "text": "Three"}}, 3),
        (
            {
                "type": "details",
                "value": {"items": items({"front": "One", "back": "Two"}, {"front": "3", "back": "4"})},
            },
            4,
        ),
        (
            {
                "type": "contact",
                "value": {"name": "Ines", "when": "Now", "email": "i@demo.example", "phone": "112"},
            },
            3,
        ),
    ],
)
def test_words_are_what_authors_wrote_without_labels_choices_and_addresses(block: dict[str, Any], words: int) -> None:
    child = LessonPage.body.field.stream_block.to_python([block])[0]
    assert compiling.words(child.block, child.value) == words


def test_words_of_a_table_are_caption_headings_and_cells_and_alternative_texts_are_none() -> None:
    table = TypedTableBlock([("text", CharBlock())])
    value = {
        "caption": "One two",
        "columns": [{"type": "text", "heading": "Three"}, {"type": "text", "heading": "Four"}],
        "rows": [{"values": ["Five", "six seven"]}, {"values": ["Eight", ""]}],
    }
    assert (compiling.words(table, value), compiling.words(table, table.to_python(value))) == (8, 8)
    drawing = StructBlock([("alt", CharBlock()), ("caption", CharBlock())])
    assert compiling.words(drawing, {"alt": "A ball rolls.", "caption": "It grows."}) == 2


def test_words_of_a_scenario_are_all_replies_and_what_follows_on_one_way() -> None:
    child = LessonPage.body.field.stream_block.to_python([scene(["2", "end"], ["end", "end", "1"])])[0]
    setting_to_debrief, prompts, replies, consequence_and_why = 5, 2 * 1, 5 * 2, 2 * (2 + 3)
    assert compiling.words(child.block, child.value) == setting_to_debrief + prompts + replies + consequence_and_why


def test_lesson_gives_the_same_result_again(house: Organisation) -> None:
    body = [factories.text_block() | {"id": "t"}, scene(["end", "end"]) | {"id": "s"}]
    assert compiled(*body) == compiled(*body)


def test_check_keeps_its_question_and_no_answer(house: Organisation) -> None:
    question = factories.question("thanks")
    result = compiled(factories.check_block(question, block_id="c", required=False))
    assert result.body["blocks"] == [
        {"id": "c", "type": "check", "question_key": str(question.translation_key), "required": False}
    ]
    assert result.questions == [(question.translation_key, "c", False)]
    assert "better" not in json.dumps(result.body)


def test_scenario_numbers_its_steps_and_replies(house: Organisation) -> None:
    block = compiled(scene(["2", "end"], ["end", "1"]) | {"id": "s"}).body["blocks"][0]
    assert [step["id"] for step in block["steps"]] == ["1", "2"]
    assert [[(reply["id"], reply["next"]) for reply in step["replies"]] for step in block["steps"]] == [
        [("1", "2"), ("2", "end")],
        [("1", "end"), ("2", "1")],
    ]
    assert (block["setting"], block["character"], block["opening"], block["debrief"]) == (
        "Shop", "Bilal", "Hi", "Ask first.",
    )  # fmt: skip


def test_checklist_keeps_the_ids_of_its_entries_and_counts_as_words(house: Organisation) -> None:
    listed = factories.checklist_block(block_id="l", entries={"a": "<b>Ask</b>", "b": "Help"})
    assert compiled(listed).body["blocks"] == [
        {
            "id": "l", "type": "checklist", "title": "Before you start",
            "items": [{"id": "a", "text": "<b>Ask</b>"}, {"id": "b", "text": "Help"}],
        }
    ]  # fmt: skip
    long = factories.checklist_block(block_id="l", entries={"a": "word " * 300, "b": "word " * 240})
    assert compiled(long).minutes == 3


def test_commitment_keeps_prompt_and_examples_and_counts_as_words(house: Organisation) -> None:
    plan = {"when": "it rains", "will": "stay in"}
    value = {"prompt": "word " * 40, "examples": items(plan, plan)}
    result = compiled(factories.text_block("word " * 440), {"type": "commitment", "id": "p", "value": value})
    whole = plan | {"sentence": "When it rains, I will stay in."}
    assert result.body["blocks"][1] == {
        "id": "p", "type": "commitment", "prompt": "word " * 40, "examples": [whole, whole],
    }  # fmt: skip
    assert result.minutes == 3


def test_examples_of_a_plan_are_sentences_in_the_language_of_the_lesson(house: Organisation) -> None:
    """Whoever publishes it in whatever language: never half of one and half of another."""
    with translation.override("de"):
        block = compiled(factories.commitment_block(block_id="p")).body["blocks"][0]
    assert [plan["sentence"] for plan in block["examples"]] == ["When someone new comes, I will show them the lockers."]


def test_key_points_are_collected_in_order(house: Organisation) -> None:
    points = [{"type": "key_point", "value": {"text": text}} for text in ("First", "Second")]
    result = compiled(points[0], factories.text_block(), points[1])
    assert (result.body["message"], result.body["key_points"]) == ("One message.", ["First", "Second"])


def test_static_blocks_are_html_and_authors_words_are_escaped(house: Organisation) -> None:
    blocks = compiled(
        {"type": "text", "value": '<p onclick="x">Hi <a linktype="page" id="7">there</a></p>', "id": "t"},
        {"type": "callout", "value": {"kind": "help", "title": "<b>Ask</b>", "text": "a\n\nb"}, "id": "c"},
        {"type": "details", "value": {"items": items({"front": "F", "back": "B"})}, "id": "d"},
    ).body["blocks"]
    assert blocks[0] == {
        "id": "t",
        "type": "text",
        "html": '<div class="rich"><p>Hi <a href="page:7">there</a></p></div>',
    }
    assert '<section class="callout help">' in blocks[1]["html"]
    assert "&lt;b&gt;Ask&lt;/b&gt;" in blocks[1]["html"]
    assert "<p>a</p>" in blocks[1]["html"]
    assert "<summary>F</summary>" in blocks[2]["html"]


def test_draft_is_a_version_that_is_not_saved(house: Organisation) -> None:
    course: Course = factories.course(lessons=1)
    page = LessonPage.objects.get(slug="lesson-1")
    page.title = "Another title"
    draft = compiling.draft(page)
    assert (draft.pk, draft.title, draft.language) == (None, "Another title", "en")
    assert course.activities.get().versions.count() == 1
