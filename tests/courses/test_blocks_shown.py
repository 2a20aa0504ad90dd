"""The blocks that show something: what publishing refuses, and what a learner gets."""

from typing import Any

from courses import compiling
from courses.blocks import LessonBody
from courses.models import LessonPage
from lms.people.models import Organisation
from tests import factories
from tests.courses.test_blocks import refused


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
