"""What is written comes back: every kind, through every format, as far as each can say it."""

import dataclasses
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.questions.exchange import phrases, plain
from lms.questions.exchange.formats import FORMATS
from lms.questions.exchange.shapes import Item

AWKWARD = [
    "a<b, c>d", "<script>alert(1)</script>", "Q&A &amp; &lt;", "=1+1", "'=1", "-3", "+4", "@SUM(1)", "1,5", "50% off",
    "~tilde = equal # hash {brace} \\ back \\n :", "%50%half", "[html]x", "[a|b] \\[c\\]", "-> arrow", "// no comment",
    "ANSWER: A", "A) b", "::x::", "$CATEGORY: y", "####", "]]>", "{1:MULTICHOICE:=a~b}", 'quote " and ; and ,',
    "שלום עולם", "مرحبا", "\u200fright to left", "👩‍🚀 Fahrrad", "one\ntwo\n\nthree", "Dear <Name>, <b and b>",
    "x<y and y>z", "\xa0hard\xa0space",
]  # fmt: skip
letters = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"])
texts = st.one_of(st.sampled_from(AWKWARD), st.text(letters, min_size=1, max_size=40)).map(plain.tidy).filter(bool)
lines = texts.map(plain.one_line).filter(bool)
numbers = st.decimals(-1000, 1000, places=3).map(lambda number: plain.tidy(f"{number.normalize():f}"))
tags = st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8})?", fullmatch=True), max_size=3, unique=True).map(tuple)
# A gap's signs are escaped by authors.
bare = (
    st.text(letters.filter(lambda letter: letter not in "[]|\\\xa0"), min_size=1, max_size=20)
    .map(plain.one_line)
    .filter(bool)
)


def listed(entry: Any, least: int, most: int) -> Any:
    return st.lists(entry, min_size=least, max_size=most)


def options(**more: Any) -> Any:
    return listed(st.fixed_dictionaries({"text": texts, "why": st.one_of(st.just(""), texts), **more}), 2, 5)


@st.composite
def cloze(draw: Any) -> str:
    gaps = draw(listed(st.lists(bare, min_size=2, max_size=4, unique=True), 1, 3))
    between = draw(st.lists(bare, min_size=len(gaps) + 1, max_size=len(gaps) + 1))
    return " ".join([between[0], *(f"[{'|'.join(gap)}] {text}" for gap, text in zip(gaps, between[1:], strict=True))])


ANSWERS: dict[str, Any] = {
    "single": st.fixed_dictionaries({"options": options(right=st.booleans()), "fixed_order": st.booleans()}),
    "multiple": st.fixed_dictionaries({"options": options(right=st.booleans()), "fixed_order": st.booleans()}),
    "situation": st.fixed_dictionaries(
        {"options": options(quality=st.sampled_from(["best", "acceptable", "poor"])), "fixed_order": st.booleans()}
    ),
    "order": st.fixed_dictionaries({"items": listed(lines, 3, 7)}),
    "match": st.fixed_dictionaries({"pairs": listed(st.fixed_dictionaries({"term": lines, "match": lines}), 2, 6)}),
    "short": st.fixed_dictionaries(
        {"accepted": st.lists(lines, min_size=1, max_size=5, unique_by=str.lower), "typo": st.booleans()}
    ),
    "numeric": st.fixed_dictionaries(
        {"value": numbers, "tolerance": numbers.map(lambda n: n.lstrip("-")), "unit": st.one_of(st.just(""), lines)}
    ),
    "cloze": st.fixed_dictionaries({"text": cloze()}),
    "written": st.fixed_dictionaries({"guide": texts, "points": st.integers(4, 10), "needed": st.integers(1, 4)}),
    "reflection": st.fixed_dictionaries({"note": lines}),
}


@st.composite
def items(draw: Any) -> Item:
    kind = draw(st.sampled_from(sorted(ANSWERS)))
    return Item(
        code=draw(st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z]", fullmatch=True)),
        kind=kind, stem=draw(texts),
        hint=draw(st.one_of(st.just(""), lines)), explanation=draw(st.one_of(st.just(""), texts)),
        answers=draw(ANSWERS[kind]), difficulty=draw(st.sampled_from(["easy", "medium", "hard"])), tags=draw(tags),
        objective=draw(st.sampled_from(["", "words", "first-steps"])),
        sources=draw(st.one_of(st.just(""), st.just(""), lines)),
    )  # fmt: skip


banks = st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.code)


def bare_of(item: Item, *, difficulty: str = "medium") -> Item:
    """Without what is no part of the question."""
    return dataclasses.replace(item, line=0, difficulty=item.difficulty or difficulty)


@pytest.mark.parametrize("code", ["csv", "qti", "moodle", "gift"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate, Phase.shrink]
)
@given(bank=banks)
def test_what_is_written_is_read_back(code: str, bank: list[Item]) -> None:
    written = FORMATS[code].write(bank)

    if len({note.about for note in written.left_out if note.sentence == str(phrases.NO_FORMAT)}) == len(bank):
        return  # nothing of it can be said

    reading = FORMATS[code].read(written.content)

    assert reading.problems == []
    named = {note.about for note in written.left_out}
    got = {item.code: bare_of(item) for item in reading.items}
    whole = [item for item in bank if item.code not in named]
    assert {item.code: got.get(item.code) for item in whole} == {item.code: bare_of(item) for item in whole}
    assert reading.left_out == []
