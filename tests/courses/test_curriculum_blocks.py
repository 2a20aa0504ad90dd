"""The blocks of a lesson file: what each fence becomes, and where a mistake in it is named."""

from typing import Any

import pytest

from courses.curriculum import body
from courses.curriculum.identity import stored
from courses.curriculum.problems import Place, Problems
from courses.curriculum.texts import BlockText, ContactText
from tests.courses.test_blocks import refused


def read(source: str) -> tuple[list[BlockText], list[str]]:
    problems = Problems()
    blocks = body.blocks(source.strip("\n"), Place("a.md"), problems, contact=ContactText())
    return blocks, [str(problem) for problem in problems.found]


def value(source: str) -> tuple[str, Any]:
    """Type and value of the only block, which has no mistake."""
    (block,), mistakes = read(source)
    assert mistakes == []
    return block.type, block.value


def mistakes(source: str) -> list[str]:
    return read(source)[1]


QUOTE = """
:::quote
text: I can wait.
name: Gwen Pritchard
role: Ward clerk
consent: true
:::
"""


def test_quote_is_read() -> None:
    assert value(QUOTE) == (
        "quote",
        {"text": "I can wait.", "name": "Gwen Pritchard", "role": "Ward clerk", "consent": True},
    )


def test_quote_without_consent_is_named_at_its_line() -> None:
    sentence = "Ask them whether they agree to be quoted, then write “consent: true”."
    assert mistakes(QUOTE.replace("consent: true", "consent: false")) == [f"a.md:5: {sentence}"]
    assert mistakes(QUOTE.replace("consent: true\n", "")) == [f"a.md:2: {sentence}"]


EXAMPLE = """
:::worked-example
title: A price list
request: Send it.
steps:
  - do: She asks.
    why: He knows.
  - {do: She writes., why: He reads.}
result: It helped.
:::
"""


def test_worked_example_is_read() -> None:
    assert value(EXAMPLE) == (
        "worked_example",
        {
            "title": "A price list",
            "request": "Send it.",
            "steps": [{"do": "She asks.", "why": "He knows."}, {"do": "She writes.", "why": "He reads."}],
            "result": "It helped.",
        },
    )


def test_step_without_a_reason_is_named_at_its_line() -> None:
    assert mistakes(EXAMPLE.replace("    why: He knows.\n", "")) == ["a.md:5: “why” is missing in a step. Add it."]
    assert mistakes(EXAMPLE.replace("why: He reads.", "reason: He reads.")) == [
        "a.md:7: “why” is missing in a step. Add it.",
        "a.md:7: There is no “reason” in a step. Known here: do, sources, why.",
    ]


TABLE = """
:::table
caption: Which way for what
columns: ["Way", "Good for"]
rows:
  - ["Phone", "Now"]
  - ["7:30", "Later"]
:::
"""


def test_table_is_read_and_can_be_published() -> None:
    kind, table = value(TABLE)
    assert (kind, table) == (
        "table",
        {
            "caption": "Which way for what",
            "columns": ({"type": "text", "heading": "Way"}, {"type": "text", "heading": "Good for"}),
            "rows": ({"values": ["Phone", "Now"]}, {"values": ["7:30", "Later"]}),
        },
    )
    assert stored(table, "a") == table
    assert refused({"type": kind, "value": table}) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('["Phone", "Now"]', '["Phone"]', "a.md:4: Row 1 has 1 texts; there are 2 columns."),
        ('["7:30", "Later"]', "7:30", "a.md:4: Write row 2 as a list of texts; put each in quotes."),
        ('["7:30", "Later"]', "[a, [b]]", "a.md:4: Write row 2 as a list of texts; put each in quotes."),
        ("caption: Which way for what\n", "", "a.md:2: “caption” is missing in the block “table”. Add it."),
        (
            '\n  - ["Phone", "Now"]\n  - ["7:30", "Later"]',
            "",
            "a.md:4: “rows” in the block “table” has to be a list with at least one row.",
        ),
    ],
)
def test_mistake_in_a_table_is_named_at_its_line(old: str, new: str, sentence: str) -> None:
    assert old in TABLE
    assert mistakes(TABLE.replace(old, new)) == [sentence]


CHART = """
:::org-chart
title: The bakery
units:
  - role: General manager
    person: Helen Marsh
    units:
      - role: Head of services
        ask: Contracts
        units:
          - {role: IT, contact: extension 31}
      - role: Head baker
:::
"""


def test_nested_units_become_levels_in_order() -> None:
    kind, chart = value(CHART)
    assert (kind, chart["title"]) == ("org_chart", "The bakery")
    assert [tuple(unit.values()) for unit in chart["units"]] == [
        ("1", "General manager", "Helen Marsh", "", ""),
        ("2", "Head of services", "", "Contracts", ""),
        ("3", "IT", "", "", "extension 31"),
        ("2", "Head baker", "", "", ""),
    ]
    assert refused({"type": kind, "value": stored(chart, "a")}) == []


def test_mistake_in_a_chart_is_named_at_its_line() -> None:
    assert mistakes(CHART.replace("ask: Contracts", "asks: Contracts")) == [
        "a.md:8: There is no “asks” in a unit. Known here: ask, contact, person, role, sources, units."
    ]
    deep = CHART.replace(
        "{role: IT, contact: extension 31}", "{role: IT, units: [{role: Tills, units: [{role: Cables}]}]}"
    )
    assert mistakes(deep) == ["a.md:10: A chart has 4 levels at most. Move these units up, or leave them out."]
    assert mistakes(CHART.replace("units:\n          - {", "units: [] # {")) == [
        "a.md:9: “units” in a unit has to be a list with at least one entry."
    ]


def test_drawing_is_read_and_an_unknown_one_is_named() -> None:
    source = ":::drawing\nname: snowball\nalt: A ball that grows.\n:::\n"
    assert value(source) == ("drawing", {"name": "snowball", "alt": "A ball that grows.", "caption": ""})
    assert mistakes(source.replace("snowball", "house")) == [
        "a.md:2: “name” in the block “drawing” has to be one of: three-phases, snowball, request-loop."
    ]
    assert mistakes(source.replace("alt: A ball that grows.\n", "")) == [
        "a.md:2: “alt” is missing in the block “drawing”. Add it."
    ]


def test_related_lesson_is_named_by_its_three_slugs() -> None:
    source = ":::related\nlesson: respect/difficult/complaints\nnote: What to ask first.\n:::\n"
    (block,), found = read(source)
    assert (block.type, block.value, block.lesson, found) == (
        "related", {"note": "What to ask first."}, "respect/difficult/complaints", [],
    )  # fmt: skip
    for wrong in ("complaints", "respect/02-difficult/complaints.md", "https://example.com"):
        assert mistakes(source.replace("respect/difficult/complaints", wrong)) == [
            "a.md:2: Write the lesson as course/module/lesson, without numbers: respect/difficult/complaints."
        ]
