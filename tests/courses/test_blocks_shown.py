"""The blocks that show something: what publishing refuses, and what a learner gets."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courses import compiling, places
from courses.blocks import LessonBody
from courses.blocks.show import DRAWINGS
from courses.models import LessonPage
from lms.people.models import Organisation
from tests import factories
from tests.courses.test_blocks import items, refused


def html(kind: str, value: Any) -> str:
    """The lines of a block in a compiled lesson."""
    page = LessonPage(title="Lesson", slug="lesson", message="m", locale=factories.locale())
    page.body = LessonPage.body.field.stream_block.to_python([{"type": kind, "value": value, "id": "b"}])
    found: str = compiling.lesson(page).body["blocks"][0]["html"]
    return found


def half_done(kind: str, value: Any) -> None:
    """A draft takes it as it is; publishing does not."""
    block = LessonBody()
    raw = [{"type": kind, "value": value}]
    assert len(block.clean_deferred(block.to_python(raw))) == 1
    assert refused(*raw) != []


QUOTE = {"text": "I can wait.", "name": "Gwen Pritchard", "role": "Ward clerk", "consent": True}


def test_quote_is_refused_without_consent() -> None:
    assert refused({"type": "quote", "value": QUOTE}) == []
    assert refused({"type": "quote", "value": QUOTE | {"consent": False}}) == [
        "1 consent: Ask them whether they agree to be quoted, then tick this."
    ]
    half_done("quote", {"text": "", "name": "", "role": "", "consent": False})


def test_quote_has_at_most_300_characters() -> None:
    assert refused({"type": "quote", "value": QUOTE | {"text": "x" * 301}}) == [
        "1 text: Ensure this value has at most 300 characters (it has 301)."
    ]


def test_quote_names_who_said_it_and_nothing_of_the_consent(house: Organisation) -> None:
    assert html("quote", QUOTE) == (
        '<figure class="quote">\n'
        "<blockquote><p>I can wait.</p></blockquote>\n"
        "<figcaption><b>Gwen Pritchard</b>, Ward clerk</figcaption>\n"
        "</figure>"
    )


def example(steps: int) -> dict[str, Any]:
    step = {"do": "She asks.", "why": "He knows."}
    return {"title": "A price list", "request": "Send it.", "steps": items(*[step] * steps), "result": "It helped."}


def test_worked_example_has_two_to_six_steps() -> None:
    for count, expected in [
        (1, ["1 steps: The minimum number of items is 2"]),
        (2, []),
        (6, []),
        (7, ["1 steps: The maximum number of items is 6"]),
    ]:
        assert refused({"type": "worked_example", "value": example(count)}) == expected
    half_done("worked_example", {"title": "", "request": "", "steps": [], "result": ""})


def test_worked_example_wants_a_reason_for_each_step() -> None:
    value = example(2) | {"steps": items({"do": "Ask.", "why": ""}, {"do": "Write.", "why": "So."})}
    assert refused({"type": "worked_example", "value": value}) == ["1 steps 1 why: This field is required."]


def test_worked_example_says_the_reason_beside_each_step(house: Organisation) -> None:
    step = (
        '<li>\n<div class="stack-s"><p>She asks.</p></div>\n'
        '<div class="why stack-s"><span class="vh">Why: </span><p>He knows.</p></div>\n</li>\n'
    )
    assert html("worked_example", example(2)) == (
        '<section class="worked stack">\n<h2 class="h3">A price list</h2>\n<p>Send it.</p>\n'
        f'<ol class="steps">\n{step}{step}</ol>\n'
        '<div class="result stack-s">\n<h3 class="meta">Result</h3>\n<p>It helped.</p>\n</div>\n</section>'
    )


def table(*rows: list[str], columns: tuple[str, ...] = ("Way", "Good for"), caption: str = "Ways") -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"type": "text", "heading": heading} for heading in columns],
        "rows": [{"values": row} for row in rows],
    }


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (table(["Phone", "Now"]), ""),
        (table(["Phone", ""]), ""),
        (table(*[["Phone", "Now"]] * 12), ""),
        (table(["a", "b", "c", "d"], columns=("A", "B", "C", "D")), ""),
        (table(["Phone", "Now"], caption=" "), "1: Give the table a caption that says what it shows."),
        (table(["Phone", "Now"], columns=("Way", "")), "1: Give every column a heading."),
        (table(["Phone"], columns=("Way",)), "1: A table has two to four columns."),
        (table(list("abcde"), columns=("A", "B", "C", "D", "E")), "1: A table has two to four columns."),
        (table(), "1: A table has one to twelve rows."),
        (table(*[["Phone", "Now"]] * 13), "1: A table has one to twelve rows."),
        (table(["", "Now"]), "1: Begin every row with its name, in the first column."),
        (
            table(["Phone", "x" * 201]),
            "1 row 1 column 2: Ensure this value has at most 200 characters (it has 201).",
        ),
    ],
)
def test_table_can_be_read_row_by_row(value: dict[str, Any], sentence: str) -> None:
    assert refused({"type": "table", "value": value}) == ([sentence] if sentence else [])


def test_table_may_be_half_done_in_a_draft() -> None:
    half_done("table", table(["", ""], columns=("", ""), caption=""))
    half_done("table", {"caption": "", "columns": [], "rows": []})


def test_table_keeps_its_roles_and_names_each_value(house: Organisation) -> None:
    assert html("table", table(["Phone", "Now & here"], ["Mail", ""])) == (
        '<table class="table sheet" role="table">\n<caption>Ways</caption>\n<thead role="rowgroup">\n'
        '<tr role="row"><th role="columnheader" scope="col">Way</th>'
        '<th role="columnheader" scope="col">Good for</th></tr>\n</thead>\n<tbody role="rowgroup">\n'
        '<tr role="row"><th role="rowheader" scope="row">Phone</th>'
        '<td role="cell" data-l="Good for">Now &amp; here</td></tr>\n'
        '<tr role="row"><th role="rowheader" scope="row">Mail</th><td role="cell" data-l="Good for"></td></tr>\n'
        "</tbody>\n</table>"
    )


def unit(level: int, role: str = "Baker", **more: str) -> dict[str, str]:
    return {"level": str(level), "role": role, "person": "", "ask": "", "contact": "", **more}


def chart(*units: dict[str, str]) -> dict[str, Any]:
    return {"title": "The bakery", "units": items(*units)}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1], []),
        ([1, 2, 3, 4, 2, 2, 1], []),
        ([2, 3], ["Begin with a unit on level 1."]),
        ([1, 3], ["Unit 2 is on level 3. After level 1 it can be on level 2 at most."]),
        ([1, 2, 4, 1, 3], [
            "Unit 3 is on level 4. After level 2 it can be on level 3 at most.",
            "Unit 5 is on level 3. After level 1 it can be on level 2 at most.",
        ]),
    ],
)  # fmt: skip
def test_chart_begins_at_the_top_and_skips_no_level(levels: list[int], expected: list[str]) -> None:
    found = refused({"type": "org_chart", "value": chart(*[unit(level) for level in levels])})
    assert found == [f"1 units: {sentence}" for sentence in expected]


def test_chart_may_be_half_done_in_a_draft(house: Organisation) -> None:
    half_done("org_chart", {"title": "", "units": []})
    half_done("org_chart", chart(unit(1), unit(3, role="")))
    shown = html("org_chart", chart(unit(1, "Top"), unit(3, "Far"), unit(3, "Beside"), unit(2, "Near")))
    assert re.findall(r"<b>(\w+)|</?(ul)", shown) == [
        ("", "ul"), ("Top", ""), ("", "ul"), ("Far", ""), ("Beside", ""), ("Near", ""), ("", "ul"), ("", "ul"),
    ]  # fmt: skip


def test_chart_is_a_list_in_a_list(house: Organisation) -> None:
    units = [unit(1, "Manager", person="Helen"), unit(2, "IT", ask="Tills", contact="extension 31"), unit(1, "Owner")]
    shown = re.sub(r"<svg.*?</svg>", "*", html("org_chart", chart(*units)))
    assert shown.replace("\n", "") == (
        '<section class="stack-s"><h2 class="h3">The bakery</h2><ul class="org" role="list">'
        '<li><div class="unit"><p><b>Manager</b><br>Helen</p></div>'
        '<ul class="below" role="list">'
        '<li><div class="unit"><p><b>IT</b></p><p class="meta">Ask about: Tills</p>'
        '<p class="meta">* extension 31</p></div></li></ul></li>'
        '<li><div class="unit"><p><b>Owner</b></p></div></li></ul></section>'
    )


def test_drawing_is_one_of_ours_with_words_for_it() -> None:
    drawn = {"name": "snowball", "alt": "A ball that grows.", "caption": ""}
    assert refused({"type": "drawing", "value": drawn}) == []
    assert refused({"type": "drawing", "value": drawn | {"alt": ""}}) == ["1 alt: This field is required."]
    assert refused({"type": "drawing", "value": drawn | {"alt": "x" * 251}}) == [
        "1 alt: Ensure this value has at most 250 characters (it has 251)."
    ]
    assert refused({"type": "drawing", "value": drawn | {"name": "house"}}) == [
        "1 name: Select a valid choice. house is not one of the available choices."
    ]
    half_done("drawing", {"name": "", "alt": "", "caption": ""})


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_is_one_picture_to_those_who_cannot_see_it(house: Organisation, name: str) -> None:
    shown = html("drawing", {"name": name, "alt": 'Say "so" & so', "caption": "All in one"})
    assert re.findall(r"<svg[^>]*>", shown) == [
        shown[shown.index("<svg") : shown.index(" role=")] + ' role="img" aria-label="Say &quot;so&quot; &amp; so">'
    ]
    assert shown.startswith('<figure class="figure drawing">\n<svg viewBox=')
    assert shown.endswith("</svg>\n<figcaption>All in one</figcaption>\n</figure>")
    assert re.findall(r'\b(?:style|id|fill)="', shown) == []


def test_words_in_drawings_are_translated() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "courses" / "drawings"
    for name in DRAWINGS:
        words = re.findall(r"<text[^>]*>(.*?)</text>", (folder / f"{name}.html").read_text())
        assert words, name
        assert [word for word in words if not re.fullmatch(r'{% translate "[^"]+" context "[^"]+" %}', word)] == []


def test_related_lesson_has_to_be_published(house: Organisation) -> None:
    factories.course(lessons=1)
    page = LessonPage.objects.get()
    related = {"type": "related", "value": {"lesson": page.pk, "note": "It says more."}}
    assert refused(related) == []
    page.unpublish()
    assert refused(related) == ["1 lesson: Publish this lesson first."]
    half_done("related", {"lesson": None, "note": ""})


def test_related_lesson_is_led_to_when_shown_and_plain_words_when_gone(house: Organisation) -> None:
    factories.course(lessons=1)
    page = LessonPage.objects.get()
    shown = html("related", {"lesson": page.pk, "note": "It says more."})
    assert re.findall(r"<p.*</p>", re.sub(r"<svg.*?</svg>", "*", shown)) == [
        '<p class="meta">* Related lesson</p>',
        f'<p class="h3"><a href="page:{page.pk}">Lesson 1</a></p>',
        "<p>It says more.</p>",
    ]
    assert places.linked([shown])[0].count('<a href="/en/courses/respect/basics/lesson-1/">Lesson 1</a>') == 1
    page.unpublish()
    assert places.linked([shown])[0].count("<a >Lesson 1</a>") == 1
