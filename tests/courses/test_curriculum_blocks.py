"""The blocks of a lesson file: what each fence becomes, and where a mistake in it is named."""

from typing import Any

from courses.curriculum import body
from courses.curriculum.problems import Place, Problems
from courses.curriculum.texts import BlockText, ContactText


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
