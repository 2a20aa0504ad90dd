"""Each kind: what it takes from a form, what it is worth, what keeps it from being published."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from lms.questions import kinds
from lms.questions.kinds.base import opaque
from tests.lms.questions.bank import AUTHORED, KEY, listed, option, reply


def shaped(code: str, **changes: Any) -> tuple[kinds.Kind, dict[str, Any], dict[str, Any]]:
    kind = kinds.get(code)
    body, texts = kind.shape({**AUTHORED[code], **changes}, KEY)
    return kind, body, texts


def ids(*numbers: int) -> list[str]:
    return [opaque(KEY, f"b{number}") for number in numbers]


def match_id(number: int) -> str:
    return opaque(KEY, f"match of b{number}")


ONE, TWO, THREE, FOUR = ids(1, 2, 3, 4)


@pytest.mark.parametrize(
    ("code", "post", "value"),
    [
        ("single", {"answer": TWO}, TWO),
        ("single", {"answer": [TWO]}, TWO),
        ("single", {}, None),
        ("single", {"answer": ""}, None),
        ("multiple", {"answer": [THREE, ONE, ONE]}, [ONE, THREE]),
        ("multiple", {"answer": []}, None),
        ("situation", {"answer": ONE}, ONE),
        ("order", {f"item-{ONE}": "2", f"item-{TWO}": "1", f"item-{THREE}": "3", f"item-{FOUR}": "4"},
         [TWO, ONE, THREE, FOUR]),
        ("order", {f"item-{ONE}": ""}, None),
        ("match", {f"item-{ONE}": match_id(2), f"item-{TWO}": match_id(2), f"item-{THREE}": match_id(1)},
         {ONE: match_id(2), TWO: match_id(2), THREE: match_id(1)}),
        ("match", {}, None),
        ("short", {"answer": "  Front desk \x00 "}, "Front desk"),
        ("short", {"answer": "   "}, None),
        ("reflection", {"answer": "First\r\nSecond"}, "First\nSecond"),
        ("reflection", {"csrf": "x"}, None),
    ],
)  # fmt: skip
def test_read_takes_what_was_answered(code: str, post: dict[str, Any], value: Any) -> None:
    kind, body, _texts = shaped(code)

    assert kind.read(post, body) == value


def test_read_takes_a_real_form() -> None:
    kind, body, _texts = shaped("multiple")

    assert kind.read(QueryDict(f"answer={ONE}&answer={TWO}&other=1"), body) == [ONE, TWO]


@pytest.mark.parametrize(
    ("code", "post"),
    [
        ("single", {"answer": opaque(KEY, "another question's")}),
        ("single", {"answer": [ONE, TWO]}),
        ("single", {"answer": 7}),
        ("single", {"answer": {"id": ONE}}),
        ("single", {"answer": "x" * 200_000}),
        ("multiple", {"answer": [ONE, "b2"]}),
        ("multiple", {"answer": [ONE, None]}),
        ("situation", {"answer": [ONE, TWO]}),
        ("order", {f"item-{ONE}": "1"}),
        ("order", {f"item-{ONE}": "1", f"item-{TWO}": "1", f"item-{THREE}": "2", f"item-{FOUR}": "3"}),
        ("order", {f"item-{ONE}": "5"}),
        ("order", {f"item-{ONE}": "-1"}),
        ("order", {f"item-{ONE}": "first"}),
        ("order", {f"item-{ONE}": ["1", "2"]}),
        ("match", {f"item-{ONE}": match_id(1)}),
        ("match", {f"item-{ONE}": ONE}),
        ("match", {f"item-{ONE}": 3}),
        ("short", {"answer": "x" * 201}),
        ("short", {"answer": ["one", "two"]}),
        ("short", {"answer": 5}),
        ("reflection", {"answer": "x" * 2001}),
    ],
)
def test_read_refuses_what_cannot_be_an_answer(code: str, post: dict[str, Any]) -> None:
    kind, body, _texts = shaped(code)

    with pytest.raises(kinds.BadAnswer) as refused:
        kind.read(post, body)

    assert refused.value.sentence.endswith(".")


def test_read_keeps_half_an_order_for_the_form() -> None:
    kind, body, _texts = shaped("order")

    with pytest.raises(kinds.BadAnswer) as refused:
        kind.read({f"item-{ONE}": "2", f"item-{TWO}": "2", "item-other": "1"}, body)

    assert refused.value.kept == {f"item-{ONE}": ["2"], f"item-{TWO}": ["2"]}


RIGHT_MATCHES = {ONE: match_id(1), TWO: match_id(2), THREE: match_id(3)}


@pytest.mark.parametrize(
    ("code", "value", "points", "is_right"),
    [
        ("single", TWO, "1", True),
        ("single", ONE, "0", False),
        ("single", None, "0", False),
        ("single", [TWO], "0", False),
        ("multiple", [ONE, TWO], "1", True),
        ("multiple", [TWO, ONE], "1", True),
        ("multiple", [ONE], "0.50", False),
        ("multiple", [ONE, TWO, THREE], "0.50", False),
        ("multiple", [ONE, THREE], "0", False),
        ("multiple", [THREE, FOUR], "0", False),
        ("multiple", None, "0", False),
        ("multiple", ONE, "0", False),
        ("situation", ONE, "1", True),
        ("situation", TWO, "0.5", True),
        ("situation", THREE, "0", False),
        ("situation", None, "0", False),
        ("situation", {"a": 1}, "0", False),
        ("order", [ONE, TWO, THREE, FOUR], "1", True),
        ("order", [TWO, THREE, FOUR, ONE], "0.67", False),
        ("order", [FOUR, THREE, TWO, ONE], "0", False),
        ("order", [ONE, TWO, ONE, TWO], "0.33", False),
        ("order", None, "0", False),
        ("match", RIGHT_MATCHES, "1", True),
        ("match", {**RIGHT_MATCHES, ONE: match_id(2)}, "0.67", False),
        ("match", {}, "0", False),
        ("match", "text", "0", False),
        ("short", "reception", "1", True),
        ("short", "front-desk.", "1", True),
        ("short", "Frontdesk", "1", True),
        ("short", "recepton", "1", True),
        ("short", "recpetion", "1", True),
        ("short", "recpton", "0", False),
        ("short", "...", "0", False),
        ("short", None, "0", False),
        ("reflection", "thoughts", "0", None),
        ("reflection", None, "0", None),
    ],
)
def test_mark_gives(code: str, value: Any, points: str, is_right: bool | None) -> None:
    kind, body, texts = shaped(code)

    assert kind.mark(body, texts, value) == (Decimal(points), is_right)


@pytest.mark.parametrize(
    ("accepted", "typo", "given", "is_right"),
    [
        ("Straße", False, "STRASSE", True),
        ("зелёный", False, "Зеленый", True),
        ("１２", False, "12", True),
        ("ﬁle", False, "FILE", True),
        ("1,5", False, "1.5", True),
        ("1.5", False, "15", False),
        ("-5", False, "5", False),
        ("-5", False, "−5", True),
        ("24 hours", False, "24hours!", True),
        ("5 %", False, "5", True),
        ("email", False, "e-mail", True),
        ("email", True, "emial", False),
        ("planet", True, "planets", True),
        ("planet", True, "plant", True),
        ("planet", True, "planit", True),
        ("planet", True, "palnet", True),
        ("planet", True, "planetary", False),
        ("planet", False, "planets", False),
        ("1234567", True, "1234568", False),
        ("café au lait", False, "cafe\u0301 au lait", True),
        ("zero\u200bwidth", False, "zerowidth", True),
    ],
)
def test_short_answers_are_compared_without_how_they_are_typed(
    accepted: str, typo: bool, given: str, is_right: bool
) -> None:
    kind, body, texts = shaped("short", accepted=listed(accepted), typo=typo)

    assert kind.mark(body, texts, given).is_right is is_right


@pytest.mark.parametrize(
    ("code", "changes", "problems"),
    [
        *[(code, {}, []) for code in AUTHORED],
        ("single", {"options": []}, ["Write at least two answers.", "Mark exactly one answer as right."]),
        ("single", {"options": listed(option("A", right=True), option("B", right=True))},
         ["Mark exactly one answer as right."]),
        ("single", {"options": listed(option("A", right=True), option("B", why=" "))},
         ["Every answer needs a reason: one sentence about what happens."]),
        ("single", {"options": listed(option("A", right=True), option(" A "))},
         ["Two answers have the same text. Change or remove one."]),
        ("single", {"options": listed(option("A", right=True), option(""))},
         ["One answer has no text. Write it or remove the answer."]),
        ("multiple", {"options": listed(option("A"), option("B"))}, ["Mark at least one answer as right."]),
        ("situation", {"options": listed(reply("A", "acceptable"), reply("B", "poor"))},
         ["Mark exactly one reply as the best."]),
        ("order", {"items": listed("A", "B")}, ["Write at least three steps."]),
        ("order", {"items": listed("A", "B", "B")}, ["Two steps have the same text. Change or remove one."]),
        ("order", {"items": listed("A", "B", None)}, ["One step has no text. Write it or remove the step."]),
        ("match", {"pairs": listed({"term": "A", "match": "1"})}, ["Write at least two pairs."]),
        ("match", {"pairs": listed({"term": "A", "match": "1"}, {"term": "B", "match": "1"})},
         ["Two pairs have the same text on one side. Then nobody can tell which is meant."]),
        ("match", {"pairs": listed({"term": "A", "match": "1"}, {"term": "", "match": "2"})},
         ["One pair has an empty side. Write it or remove the pair."]),
        ("short", {"accepted": []}, ["Write at least one accepted answer."]),
        ("short", {"accepted": listed("…")},
         ["One accepted answer has no letter and no digit. Change or remove it."]),
    ],
)  # fmt: skip
def test_problems_say_what_is_missing(code: str, changes: dict[str, Any], problems: list[str]) -> None:
    found = kinds.get(code).problems({**AUTHORED[code], **changes})

    assert [str(sentence) for sentence in found] == problems


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("single", TWO, "Green"),
        ("single", None, ""),
        ("multiple", [THREE, ONE], "One; Three"),
        ("situation", ONE, "At three"),
        ("order", [TWO, ONE, THREE, FOUR], "1. Repeat; 2. Listen; 3. Agree; 4. Write"),
        ("match", RIGHT_MATCHES, "Laptop – Service desk; Holiday – People team; Invoice – Finance"),
        ("short", "desk", "desk"),
        ("reflection", "Hm", "Hm"),
    ],
)
def test_in_words_says_the_answer(code: str, value: Any, words: str) -> None:
    kind, body, texts = shaped(code)

    assert kind.in_words(body, texts, value) == words


@pytest.mark.parametrize("code", [code for code in AUTHORED if code != "reflection"])
@pytest.mark.parametrize("is_right", [True, False])
def test_examples_are_what_they_say(code: str, is_right: bool) -> None:
    kind, body, texts = shaped(code)

    assert kind.mark(body, texts, kind.example(body, texts, is_right=is_right)).is_right is is_right


@pytest.mark.parametrize("code", AUTHORED)
def test_entered_fields_are_read_as_the_same_answer(code: str) -> None:
    kind, body, texts = shaped(code)
    value = kind.example(body, texts, is_right=True)

    assert kind.read(kind.entered(value), body) == value


@pytest.mark.parametrize("code", AUTHORED)
def test_a_half_done_draft_is_shaped_without_an_error(code: str) -> None:
    kind = kinds.get(code)

    body, texts = kind.shape({}, KEY)

    assert kind.mark(body, texts, None).points == 0


def test_answered_single_says_which_was_chosen_and_which_is_better() -> None:
    kind, body, texts = shaped("single")

    rows = kind.answered(body, texts, [ONE, TWO, THREE], ONE)["options"]

    assert [(row["text"], row["look"], row["label"]) for row in rows] == [
        ("Red", "chosen", "Your answer"),
        ("Green", "right", "Better answer"),
        ("Blue", "", ""),
    ]


def test_answered_situation_shows_the_better_reply_beside_an_acceptable_one() -> None:
    kind, body, texts = shaped("situation")

    rows = kind.answered(body, texts, [ONE, TWO, THREE], TWO)["options"]

    assert [(row["label"], row["is_right"]) for row in rows] == [
        ("Better answer", True),
        ("Your answer, acceptable", True),
        ("", False),
    ]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(kinds.NoSuchKind, match="drawing"):
        kinds.get("drawing")
