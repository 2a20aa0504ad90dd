"""What a block of a lesson accepts: everything in a draft, only what is complete when it is published."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from courses.blocks import LessonBody, markup, scenario
from courses.curriculum.pages import sentences
from lms.people.models import Organisation
from tests import factories


def refused(*children: dict[str, Any]) -> list[str]:
    """The sentences that publishing a body with these blocks gives."""
    block = LessonBody()
    try:
        block.clean(block.to_python(list(children)))
    except ValidationError as error:
        return sentences(error)
    return []


def items(*values: Any) -> list[dict[str, Any]]:
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def reply(leads_to: str = "end") -> dict[str, str]:
    return {"text": "Say it", "quality": "best", "consequence": "It helps.", "why": "It is clear.", "next": leads_to}


def scene(*steps: list[str]) -> dict[str, Any]:
    written = [{"prompt": "?", "replies": items(*[reply(goal) for goal in step])} for step in steps]
    value = {
        "setting": "Shop",
        "character": "Bilal",
        "opening": "Hi",
        "steps": items(*written),
        "debrief": "Ask first.",
    }
    return {"type": "scenario", "value": value}


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([["end", "end"]], []),
        ([["2", "2"], ["end", "2"]], []),
        ([["2", "end"], ["1", "end"]], []),
        ([["end", "end"], ["end", "end"]], [(2, "No reply leads to step 2.")]),
        (
            [["2", "2"], ["1", "2"]],
            [(1, "From step 1 no path comes to an end."), (2, "From step 2 no path comes to an end.")],
        ),
        ([["3", "end"]], [(1, "Step 1 leads to step 3, which does not exist.")]),
        (
            [["2", "2"], ["3", "end"], ["3", "3"]],
            [(3, "From step 3 no path comes to an end.")],
        ),
    ],
)
def test_scenario_names_what_is_wrong_with_its_ways(edges: list[list[str]], expected: list[tuple[int, str]]) -> None:
    assert scenario.problems(edges) == expected


def test_scenario_block_is_refused_with_a_dead_end() -> None:
    assert refused(scene(["2", "2"], ["2", "2"])) == [
        "1 steps: From step 1 no path comes to an end.",
        "1 steps: From step 2 no path comes to an end.",
    ]


def test_scenario_block_wants_two_or_three_replies() -> None:
    assert refused(scene(["end"])) == ["1 steps 1 replies: The minimum number of items is 2"]
    assert refused(scene(["end"] * 4)) == ["1 steps 1 replies: The maximum number of items is 3"]
    assert refused(scene(["end"] * 2), scene(["end"] * 3)) == []


def test_do_avoid_wants_a_reason() -> None:
    pair = {"do": "Ask.", "avoid": "Guess.", "why": ""}
    value = {"situation": "You do not know.", "pairs": items(pair)}
    assert refused({"type": "do_avoid", "value": value}) == ["1 pairs 1 why: This field is required."]


def test_dialogue_has_two_to_twelve_lines() -> None:
    line = {"speaker": "Grace", "text": "Hello", "note": ""}
    for count, expected in [
        (1, ["1 lines: The minimum number of items is 2"]),
        (2, []),
        (12, []),
        (13, ["1 lines: The maximum number of items is 12"]),
    ]:
        value = {"title": "", "lines": items(*[line] * count)}
        assert refused({"type": "dialogue", "value": value}) == expected


def test_key_point_has_at_most_140_characters() -> None:
    assert refused({"type": "key_point", "value": {"text": "x" * 140}}) == []
    assert refused({"type": "key_point", "value": {"text": "x" * 141}}) == [
        "1 text: Ensure this value has at most 140 characters (it has 141)."
    ]


def test_contact_wants_a_way_to_reach_them() -> None:
    value = {"name": "Ines", "role": "", "when": "Always", "email": "", "phone": "", "hours": ""}
    assert refused({"type": "contact", "value": value}) == ["1 email: Enter an e-mail address or a phone number."]
    assert refused({"type": "contact", "value": value | {"phone": "112"}}) == []


def test_one_reflection_in_a_lesson() -> None:
    one = {"type": "reflection", "value": {"prompt": "What will you do?"}}
    assert refused(one) == []
    assert refused(one, one) == ["Reflection: The maximum number of items is 1"]


def test_checklist_has_two_to_ten_entries_of_200_characters() -> None:
    for entries, expected in [
        (["x"], ["1 items: The minimum number of items is 2"]),
        (["x" * 200] * 2, []),
        (["x"] * 10, []),
        (["x"] * 11, ["1 items: The maximum number of items is 10"]),
        (["x" * 201, "x"], ["1 items 1: Ensure this value has at most 200 characters (it has 201)."]),
    ]:
        value = {"title": "Before you start", "items": items(*entries)}
        assert refused({"type": "checklist", "value": value}) == expected


def test_one_commitment_in_a_lesson_with_one_to_three_examples() -> None:
    one = {"when": "it rains", "will": "stay in"}
    for examples, expected in [
        ([], ["1 examples: The minimum number of items is 1"]),
        ([one] * 3, []),
        ([one] * 4, ["1 examples: The maximum number of items is 3"]),
        ([one | {"will": ""}], ["1 examples 1 will: This field is required."]),
    ]:
        value = {"prompt": "What will you do?", "examples": items(*examples)}
        assert refused({"type": "commitment", "value": value}) == expected
    whole = factories.commitment_block(block_id="p")
    assert refused(whole, whole | {"id": "q"}) == ["Commitment: The maximum number of items is 1"]
    assert refused({"type": "commitment", "value": {"prompt": "x" * 201, "examples": items(one)}}) == [
        "1 prompt: Ensure this value has at most 200 characters (it has 201)."
    ]


def test_check_wants_a_published_question(house: Organisation) -> None:
    question = factories.question("thanks")
    check = factories.check_block(question, block_id="c")
    assert refused(check) == []
    question.unpublish()
    assert refused(check) == ["1 question: Publish this question first."]


def test_check_refuses_what_a_trainer_marks_later(house: Organisation) -> None:
    guide = {"guide": "Names a time.", "points": 4, "needed": 3}
    question = factories.question("sorry", interaction={"type": "written", "value": guide})
    assert refused(factories.check_block(question, block_id="c")) == [
        "1 question: A trainer marks this question later. Ask it in a quiz, and choose another one here."
    ]


def test_drafts_may_be_half_done() -> None:
    block = LessonBody()
    half = [
        {"type": "key_point", "value": {"text": ""}},
        {"type": "scenario", "value": {"setting": "", "character": "", "opening": "", "steps": [], "debrief": ""}},
        {"type": "check", "value": {"question": None, "required": True}},
        {"type": "contact", "value": {"name": "Ines", "when": "", "role": "", "email": "", "phone": "", "hours": ""}},
        {"type": "image", "value": {"image": {"image": None, "alt_text": "", "decorative": False}, "caption": ""}},
    ]
    assert len(block.clean_deferred(block.to_python(half))) == 5
    assert len(refused(*half)) >= 5


ATTACKS = [
    ("<script>alert(1)</script>", ""),
    ('<p onclick="alert(1)">a</p>', "<p>a</p>"),
    ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
    ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
    ('<p data-hx-get="/x" hx-get="/x" hx-on:click="x">a</p>', "<p>a</p>"),
    ('<p id="done" name="done" class="btn" style="color:red">a</p>', "<p>a</p>"),
    ('<img src="x" onerror="alert(1)">', ""),
    ('<svg onload="alert(1)"><script>x</script></svg>', ""),
    ('<embed embedtype="image" id="1"/>', ""),
    ("<iframe src=//x></iframe>", ""),
    ("<form action=/x><button>a</button></form>", "a"),
    ("<h1>a</h1><h2>b</h2>", "a<h2>b</h2>"),
    ("<!-- note -->a", "a"),
    ('<a linktype="page" id="3&quot; onclick=&quot;x">a</a>', "<a>a</a>"),
    ('<a linktype="page" id="3" onclick="x">a</a>', '<a href="page:3">a</a>'),
    ('<a linktype="document" id="5">a</a>', '<a href="document:5">a</a>'),
    (
        '<a href="https://example.com/?a=1&amp;b=2" target="_blank">a</a>',
        '<a href="https://example.com/?a=1&amp;b=2">a</a>',
    ),
    ("<b>a</b> <i>b</i><ul><li>c</li></ul>", "<b>a</b> <i>b</i><ul><li>c</li></ul>"),
]


@pytest.mark.parametrize(("source", "cleaned"), ATTACKS)
def test_markup_keeps_the_allow_list_and_nothing_else(source: str, cleaned: str) -> None:
    assert markup.clean(source) == cleaned
