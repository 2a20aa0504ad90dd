"""Right answers never leave before they may: what a page can know is named by each kind (R22)."""

import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions import asking, kinds
from lms.questions.kinds import base
from lms.questions.kinds.written import Written
from lms.questions.models import QuestionVersion, QuestionWording
from tests.lms.questions.bank import AUTHORED, KEY, listed, option, reply

ALLOWED = {
    "single": {"options": {"id", "text"}},
    "multiple": {"options": {"id", "text"}},
    "situation": {"options": {"id", "text"}},
    "order": {"steps": {"id", "field", "text"}, "positions": None},
    "match": {"terms": {"id", "field", "text"}, "matches": {"id", "text"}},
    "cloze": {"gaps": {"field", "before", "choices"}, "after": None},
    "numeric": {"unit": None},
    "short": {},
    "written": {},
    "reflection": {},
}


@pytest.mark.parametrize("code", ALLOWED)
def test_a_page_before_answering_knows_only_what_is_named(code: str) -> None:
    kind = kinds.get(code)
    body, texts = kind.shape(AUTHORED[code], KEY)

    view = kind.learner(body, texts, kind.order(body, random.Random(1)))

    assert {
        name: set().union(*(entry.keys() for entry in entries)) if isinstance(entries[0], dict) else None
        for name, entries in view.items()
    } == ALLOWED[code]


class _Careless(base.Kind):
    """A kind whose author forgot to say what a page may know."""

    code = "careless"

    def problems(self, authored: base.Authored) -> list[Any]:
        return []

    def shape(self, authored: base.Authored, question_key: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"right": "secret"}, {"stem": "?", "why": "secret"}

    def fits(self, body: Any, texts: Any) -> bool:
        return True

    def read(self, post: Any, body: Any) -> None:
        return None

    def mark(self, body: Any, texts: Any, value: Any) -> kinds.Mark:
        return base.marked(0, 1, is_right=False)

    def example(self, body: Any, texts: Any, *, is_right: bool) -> None:
        return None


@pytest.fixture
def careless() -> Iterator[_Careless]:
    kind = _Careless()
    kinds.register(kind)
    yield kind
    kinds.unregister(kind.code)


def test_a_kind_that_names_nothing_shows_nothing(careless: _Careless) -> None:
    body, texts = careless.shape({}, KEY)
    asked = asking.ask(QuestionVersion(kind="careless", body=body), QuestionWording(language="en", texts=texts))

    assert asked.view == {}
    assert "secret" not in json.dumps({name: str(value) for name, value in vars(asked).items() if name[0] != "_"})


words = st.text("αβγδεζηθ", min_size=1, max_size=8)
lists = st.lists(words, min_size=2, max_size=6, unique=True)


def authored(code: str, texts: list[str]) -> dict[str, Any]:
    if code == "situation":
        return {"options": listed(*(reply(text, "poor" if n else "best", "WHY") for n, text in enumerate(texts)))}
    if code in {"single", "multiple"}:
        return {"options": listed(*(option(text, right=not n, why="WHY") for n, text in enumerate(texts)))}
    if code == "order":
        return {"items": listed(*texts)}
    if code == "match":
        return {"pairs": listed(*({"term": f"term {text}", "match": text} for text in texts))}
    if code == "cloze":
        return {"text": f"first [{'|'.join(texts)}] then [{'|'.join(reversed(texts))}]"}
    if code == "numeric":
        return {"value": "4711.5", "tolerance": "0.25", "unit": texts[0]}
    if code == "written":
        return {"guide": f"WHY {texts[0]}", "points": 4, "needed": 3}
    return {"accepted": listed(*(f"accepted {text}" for text in texts)), "typo": True}


@given(code=st.sampled_from([code for code in ALLOWED if code != "reflection"]), texts=lists, seed=st.integers())
def test_nothing_that_tells_right_from_wrong_is_ever_in_a_page(code: str, texts: list[str], seed: int) -> None:
    kind = kinds.get(code)
    body, wording = kind.shape(authored(code, texts), KEY)
    order = kind.order(body, random.Random(seed))

    view = json.dumps(kind.learner(body, wording, order))

    for secret in (
        '"right"',
        '"why"',
        "WHY",
        '"quality"',
        '"qualities"',
        '"points"',
        '"key"',
        "accepted",
        "4711",
        "guide",
    ):
        assert secret not in view
    flipped = kind.learner(_without_key(code, body), wording, order)
    assert json.dumps(flipped) == view


def _without_key(code: str, body: dict[str, Any]) -> dict[str, Any]:
    """The same body with another key: a page must look the same."""
    if code in {"single", "multiple"}:
        return {**body, "right": None}
    if code == "situation":
        return {**body, "qualities": {}}
    if code == "match":
        return {**body, "key": dict(zip(body["key"], reversed(body["key"].values()), strict=True))}
    if code == "order":
        return {"items": list(reversed(body["items"]))}
    if code == "cloze":
        return {**body, "key": {gap: choices[-1] for gap, choices in body["choices"].items()}}
    if code == "numeric":
        return {"value": "-1", "tolerance": "0"}
    return body


@pytest.mark.parametrize("code", ["order", "match"])
@pytest.mark.parametrize("count", range(2, 9))
def test_order_and_match_never_start_as_they_were_written(code: str, count: int) -> None:
    kind = kinds.get(code)
    texts = [f"text {number}" for number in range(count)]
    body, _texts = kind.shape(authored(code, texts), KEY)
    written = {
        "order": lambda: body["items"],
        "match": lambda: [body["key"][term] for term in body["terms"]],
    }[code]()

    for seed in range(300):
        order = kind.order(body, random.Random(seed))
        assert sorted(order) == sorted(written)
        assert order != written


@pytest.mark.parametrize(("gaps", "place"), [(1, 0), (3, 0), (3, 1), (3, 2)])
def test_the_place_of_the_right_words_in_a_gap_of_two_tells_nothing(gaps: int, place: int) -> None:
    kind = kinds.get("cloze")
    body, _texts = kind.shape({"text": "[yes|no]" * gaps}, KEY)
    right = body["key"][body["gaps"][place]]

    first = sum(kind.order(body, random.Random(seed)).index(right) == 2 * place for seed in range(600))

    assert 200 < first < 400


@pytest.mark.parametrize("text", ["", "[", "[a]", "[a][b][c]", "no gap"])
def test_half_done_gaps_are_mixed_without_an_end_in_sight(text: str) -> None:
    kind = kinds.get("cloze")
    body, texts = kind.shape({"text": text}, KEY)

    assert len(kind.order(body, random.Random(1))) == len(texts["choices"])


def test_the_guide_for_marking_never_reaches_a_learner() -> None:
    kind = Written()
    body, texts = kind.shape(AUTHORED["written"], KEY)
    guide = AUTHORED["written"]["guide"]

    shown = [kind.learner(body, texts, []), kind.answered(body, texts, [], "Hm"), kind.in_words(body, texts, "Hm")]

    assert kind.guide(body, texts) == guide
    assert guide not in json.dumps(shown)
    assert kind.answered(body, texts, [], "Hm") == {"answer": "Hm"}


@given(texts=lists, seed=st.integers())
def test_choices_are_mixed_unless_their_order_is_kept(texts: list[str], seed: int) -> None:
    kind = kinds.get("single")
    mixed, _texts = kind.shape(authored("single", texts), KEY)
    kept, _texts = kind.shape({**authored("single", texts), "fixed_order": True}, KEY)

    assert sorted(kind.order(mixed, random.Random(seed))) == sorted(mixed["options"])
    assert kind.order(kept, random.Random(seed)) == kept["options"]


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20),
                          lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
                          max_leaves=8), code=st.sampled_from(list(ALLOWED)))  # fmt: skip
def test_no_stored_value_breaks_marking_or_showing(code: str, value: Any) -> None:
    kind = kinds.get(code)
    body, texts = kind.shape(AUTHORED[code], KEY)

    assert kind.mark(body, texts, value).is_right is not True
    assert isinstance(kind.in_words(body, texts, value), str)
    kind.answered(body, texts, kind.order(body, random.Random(0)), value)
    kind.entered(value)


@given(answer=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20),
                           lambda inner: st.lists(inner, max_size=4), max_leaves=6),
       code=st.sampled_from(list(ALLOWED)))  # fmt: skip
def test_any_form_is_read_or_refused_with_a_sentence(code: str, answer: Any) -> None:
    kind = kinds.get(code)
    body, texts = kind.shape(AUTHORED[code], KEY)
    fields = ["answer", *(f"item-{item}" for name in ("items", "terms", "gaps") for item in body.get(name, ()))]
    try:
        value = kind.read(dict.fromkeys(fields, answer), body)
    except kinds.BadAnswer as refused:
        assert refused.sentence
    else:
        json.dumps(value)
        kind.mark(body, texts, value)
