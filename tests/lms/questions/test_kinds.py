"""Each kind: what it takes from a form, what it is worth, what keeps it from being published."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from lms.questions import kinds
from lms.questions.blocks import InteractionBlock
from lms.questions.kinds import brackets
from lms.questions.kinds.base import opaque
from lms.questions.kinds.written import NotInRange, Written
from tests.lms.questions.bank import AUTHORED, KEY, listed, option, reply


def shaped(code: str, **changes: Any) -> tuple[kinds.Kind, dict[str, Any], dict[str, Any]]:
    kind = kinds.get(code)
    body, texts = kind.shape({**AUTHORED[code], **changes}, KEY)
    return kind, body, texts


def ids(*numbers: int) -> list[str]:
    return [opaque(KEY, f"b{number}") for number in numbers]


def side_id(side: str, number: int) -> str:
    return opaque(KEY, f"{side}: {AUTHORED['match']['pairs'][number - 1]['value'][side]}")


def match_id(number: int) -> str:
    return side_id("match", number)


def choice_id(gap: int, number: int) -> str:
    words = brackets.parsed(AUTHORED["cloze"]["text"]).gaps[gap - 1][number - 1]
    return opaque(KEY, f"{opaque(KEY, f'gap {gap}')}: {words}")


ONE, TWO, THREE, FOUR = ids(1, 2, 3, 4)
TERM_1, TERM_2, TERM_3 = (side_id("term", number) for number in (1, 2, 3))
GAP_1, GAP_2 = opaque(KEY, "gap 1"), opaque(KEY, "gap 2")


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
        ("match", {f"item-{TERM_1}": match_id(2), f"item-{TERM_2}": match_id(2), f"item-{TERM_3}": match_id(1)},
         {TERM_1: match_id(2), TERM_2: match_id(2), TERM_3: match_id(1)}),
        ("match", {}, None),
        ("short", {"answer": "  Front desk \x00 "}, "Front desk"),
        ("short", {"answer": "   "}, None),
        ("cloze", {f"item-{GAP_1}": choice_id(1, 3), f"item-{GAP_2}": choice_id(2, 1)},
         {GAP_1: choice_id(1, 3), GAP_2: choice_id(2, 1)}),
        ("cloze", {f"item-{GAP_1}": "", "other": "x"}, None),
        ("numeric", {"answer": " 12,5 "}, "12,5"),
        ("numeric", {"answer": "1\xa0000"}, "1\xa0000"),
        ("numeric", {"answer": ""}, None),
        ("written", {"answer": "First\r\nSecond"}, "First\nSecond"),
        ("written", {"answer": "x" * 4000}, "x" * 4000),
        ("written", {"answer": " \n "}, None),
        ("reflection", {"answer": "First\r\nSecond"}, "First\nSecond"),
        ("reflection", {"csrf": "x"}, None),
    ],
)  # fmt: skip
def test_read_takes_what_was_answered(code: str, post: dict[str, Any], value: Any) -> None:
    kind, body, _texts = shaped(code)

    assert kind.read(post, body) == value


NOT_CLOSED = "A square bracket stands alone. Each gap begins with [ and ends with ]."
NO_NUMBER = "Write the right number in digits, for example 12 or 2.5."
NO_TOLERANCE = "Write in digits how far off still counts, for example 0.5. It is 0 or more."


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
        ("match", {f"item-{TERM_1}": match_id(1)}),
        ("match", {f"item-{TERM_1}": TERM_1}),
        ("match", {f"item-{TERM_1}": 3}),
        ("short", {"answer": "x" * 201}),
        ("short", {"answer": ["one", "two"]}),
        ("short", {"answer": 5}),
        ("cloze", {f"item-{GAP_1}": choice_id(1, 1)}),
        ("cloze", {f"item-{GAP_1}": choice_id(2, 1), f"item-{GAP_2}": choice_id(2, 1)}),
        ("cloze", {f"item-{GAP_1}": ["", choice_id(1, 1), choice_id(1, 2)]}),
        ("cloze", {f"item-{GAP_1}": "ask"}),
        *[("numeric", {"answer": wrong}) for wrong in
          ("nan", "inf", "-Infinity", "1e309", "1e3", "twelve", "12 minutes", "1 2", "1.2.3", "--3", "½", "١٢", "-",
           ".", "1" * 41)],
        ("numeric", {"answer": 12}),
        ("written", {"answer": "x" * 4001}),
        ("written", {"answer": ["one", "two"]}),
        ("reflection", {"answer": "x" * 2001}),
    ],
)  # fmt: skip
def test_read_refuses_what_cannot_be_an_answer(code: str, post: dict[str, Any]) -> None:
    kind, body, _texts = shaped(code)

    with pytest.raises(kinds.BadAnswer) as refused:
        kind.read(post, body)

    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("places", "move", "order", "focus"),
    [
        ("----", "up:TWO", "BACD", "item"),
        ("----", "up:THREE", "ACBD", "button"),
        ("----", "down:THREE", "ABDC", "item"),
        ("----", "down:ONE", "BACD", "button"),
        ("----", "up:ONE", "ABCD", "item"),
        ("----", "down:FOUR", "ABCD", "item"),
        ("4321", "up:ONE", "DCAB", "button"),
        ("4321", "down:FOUR", "CDBA", "button"),
        ("-1--", "down:TWO", "ABCD", "button"),
        ("4---", "up:ONE", "BCAD", "button"),
        ("2222", "up:FOUR", "BADC", "button"),
    ],
)
def test_a_moved_step_changes_the_form_and_is_no_answer(places: str, move: str, order: str, focus: str) -> None:
    """A to D stand on the page one below the other, with these places chosen."""
    kind, body, _texts = shaped("order")
    steps, (way, name) = dict(zip("ABCD", (ONE, TWO, THREE, FOUR), strict=True)), move.split(":")
    item = dict(zip(("ONE", "TWO", "THREE", "FOUR"), steps.values(), strict=True))[name]
    form = {f"item-{step}": place.strip("-") for step, place in zip(steps.values(), places, strict=True)}

    with pytest.raises(kinds.Rearranged) as moved:
        kind.read({**form, "move": f"{way}:{item}"}, body)

    assert moved.value.kept == {
        **{f"item-{steps[letter]}": [str(place)] for place, letter in enumerate(order, 1)},
        "moved": [f"item-{item}" if focus == "item" else f"{way}:{item}"],
    }


def test_a_moved_step_follows_the_page_and_never_the_right_order() -> None:
    kind, body, _texts = shaped("order")

    with pytest.raises(kinds.Rearranged) as moved:
        kind.read({f"item-{FOUR}": "", f"item-{TWO}": "", f"item-{THREE}": "", "move": f"up:{THREE}"}, body)

    assert moved.value.kept == {
        f"item-{FOUR}": ["1"], f"item-{THREE}": ["2"], f"item-{TWO}": ["3"], "moved": [f"up:{THREE}"],
    }  # fmt: skip


@pytest.mark.parametrize("move", ["up", f"left:{ONE}", "up:another", f"up:{TWO}", "\x00", ["up", "down"]])
def test_a_move_that_the_page_did_not_offer_is_refused(move: Any) -> None:
    kind, body, _texts = shaped("order")

    with pytest.raises(kinds.BadAnswer) as refused:
        kind.read({f"item-{ONE}": "1", "move": move}, body)

    assert (type(refused.value), refused.value.kept) == (kinds.BadAnswer, {})


def test_read_keeps_half_an_order_for_the_form() -> None:
    kind, body, _texts = shaped("order")

    with pytest.raises(kinds.BadAnswer) as refused:
        kind.read({f"item-{ONE}": "2", f"item-{TWO}": "2", "item-other": "1"}, body)

    assert refused.value.kept == {f"item-{ONE}": ["2"], f"item-{TWO}": ["2"]}


FILLED = {GAP_1: choice_id(1, 1), GAP_2: choice_id(2, 1)}
RIGHT_MATCHES = {TERM_1: match_id(1), TERM_2: match_id(2), TERM_3: match_id(3)}


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
        ("match", {**RIGHT_MATCHES, TERM_1: match_id(2)}, "0.67", False),
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
        ("cloze", FILLED, "1", True),
        ("cloze", {**FILLED, GAP_2: choice_id(2, 2)}, "0.50", False),
        ("cloze", {GAP_1: choice_id(1, 1)}, "0.50", False),
        ("cloze", {GAP_1: choice_id(2, 1), GAP_2: choice_id(1, 1)}, "0", False),
        ("cloze", None, "0", False),
        ("cloze", ["x"], "0", False),
        ("numeric", "12.5", "1", True),
        ("numeric", "12", "1", True),
        ("numeric", "13,0", "1", True),
        ("numeric", "11.99", "0", False),
        ("numeric", "13.000001", "0", False),
        ("numeric", None, "0", False),
        ("numeric", 12.5, "0", False),
        ("numeric", "nan", "0", False),
        ("written", "A time and a person.", "0", None),
        ("written", None, "0", None),
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
        ("Strasse", False, "straße", True),
        ("Grüße", True, "Grüsse", True),
        ("Елка", False, "ёлка", True),
        ("Ёлка", False, "елка", True),
        ("зелёный", True, "зеленыи\u0306", True),
        ("зелёный", True, "зелёнй", True),
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
    ("value", "tolerance", "given", "is_right"),
    [
        ("1.5", "0", "1,5", True),
        ("1,5", "0", "1.5", True),
        ("1.5", "0", "1.50", True),
        ("0.5", "0", ".5", True),
        ("-3", "0", "−3", True),
        ("-3", "0", "– 3", True),
        ("-3", "0", "3", False),
        ("3", "0", "+3", True),
        ("3", "0", "３", True),
        ("1000", "0", "1 000", True),
        ("1000", "0", "1\xa0000", True),
        ("1000", "0", "1\u202f000", True),
        ("1000", "0", "1'000", True),
        ("1000", "0", "1’000", True),
        ("1000", "0", "1,000", True),
        ("1000", "0", "1.000", True),
        ("1", "0", "1,000", True),
        ("125", "0", "0.125", False),
        ("1234567.5", "0", "1,234,567.5", True),
        ("1234567.5", "0", "1.234.567,5", True),
        ("1234567.5", "0", "1 234 567,5", True),
        ("0.3", "0", "0.30000000000000000000000000000000001", False),
        ("0.1", "0.2", "0.3", True),
        ("0.1", "0.2", "0.30000000000000000000000000000000001", False),
        ("99999999999999999999", "1", "99999999999999999997", False),
        ("99999999999999999999", "1", "99999999999999999998", True),
        (12, 0, "12", True),
        (Decimal("12.50"), Decimal("0.1"), "12.6", True),
        ("12", None, "12", True),
        ("12", "", "12.1", False),
    ],
)
def test_numbers_are_compared_exactly_however_they_are_written(
    value: Any, tolerance: Any, given: str, is_right: bool
) -> None:
    kind, body, texts = shaped("numeric", value=value, tolerance=tolerance)

    assert kind.problems({"value": value, "tolerance": tolerance}) == []
    assert kind.read({"answer": given}, body) == given
    assert kind.mark(body, texts, given).is_right is is_right


@pytest.mark.parametrize(
    ("points", "share", "is_right"),
    [(0, "0.00", False), (1, "0.25", False), (2, "0.50", False), (3, "0.75", True), (4, "1.00", True)],
)
def test_a_written_answer_is_right_from_the_needed_points_on(points: int, share: str, is_right: bool) -> None:
    _kind, body, _texts = shaped("written")

    assert Written().marked_by_person(body, points) == (Decimal(share), is_right)


def test_points_of_a_written_answer_are_shares_with_two_places() -> None:
    _kind, body, _texts = shaped("written", points=3, needed=3)

    assert [str(Written().marked_by_person(body, points).points) for points in range(4)] == [
        "0.00", "0.33", "0.67", "1.00",
    ]  # fmt: skip


@pytest.mark.parametrize("points", [-1, 5, 2.5, True, "3", None])
def test_points_out_of_range_are_refused_with_a_sentence(points: Any) -> None:
    _kind, body, _texts = shaped("written")

    with pytest.raises(NotInRange) as refused:
        Written().marked_by_person(body, points)

    assert refused.value.sentence == "Give 0 to 4 points."


def test_only_a_written_answer_waits_for_a_person() -> None:
    assert [code for code in kinds.codes() if kinds.get(code).is_marked_by_person] == ["written"]


@pytest.mark.parametrize(
    ("text", "pieces", "gaps"),
    [
        ("Say [yes|no].", ["Say ", "."], [["yes", "no"]]),
        ("[a|b][c|d]", ["", "", ""], [["a", "b"], ["c", "d"]]),
        (r"Press \[Enter\] or \| and [wait \[a bit\]|go\|run].", ["Press [Enter] or | and ", "."],
         [["wait [a bit]", "go|run"]]),
        ("C:\\x is [a  drive| path ]", ["C:\\x is ", ""], [["a drive", "path"]]),
        ("One | two\r\n[a|b]", ["One | two\n", ""], [["a", "b"]]),
        ("", [""], []),
        ("Half [done|", ["Half ", ""], [["done", ""]]),
    ],
)  # fmt: skip
def test_gaps_are_read_from_the_text(text: str, pieces: list[str], gaps: list[list[str]]) -> None:
    written = brackets.parsed(text)

    assert (written.pieces, written.gaps) == (pieces, gaps)


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
        ("cloze", {"text": ""},
         ["Write at least one gap in square brackets, the right words first: [ask|tell|leave]."]),
        ("cloze", {"text": "Say [yes|no"}, [NOT_CLOSED]),
        ("cloze", {"text": "Say yes|no]"}, [NOT_CLOSED]),
        ("cloze", {"text": "Say [yes|[no]]"}, [NOT_CLOSED]),
        ("cloze", {"text": "[a|b]" * 9}, ["Write at most 8 gaps."]),
        ("cloze", {"text": "[a|b] [a]"}, ["Gap 2 has to have 2 to 6 choices, with a line “|” between them."]),
        ("cloze", {"text": "[a|b|c|d|e|f|g]"}, ["Gap 1 has to have 2 to 6 choices, with a line “|” between them."]),
        ("cloze", {"text": "[a|b] [a| |c]"}, ["Gap 2 has an empty choice. Write it or remove a line “|”."]),
        ("cloze", {"text": "[a|b|a ]"}, ["Gap 1 has the same choice twice. Change or remove one."]),
        ("cloze", {"text": f"[a|{'b' * 61}]"},
         ["Gap 1 has a choice that is too long. Write at most 60 characters."]),
        ("numeric", {"value": ""}, [NO_NUMBER]),
        ("numeric", {"value": "twelve"}, [NO_NUMBER]),
        ("numeric", {"value": "1,250"}, [NO_NUMBER]),
        ("numeric", {"value": "nan"}, [NO_NUMBER]),
        ("numeric", {"tolerance": "-1"}, [NO_TOLERANCE]),
        ("numeric", {"tolerance": "a bit"}, [NO_TOLERANCE]),
        ("written", {"guide": " "}, ["Write what a full answer contains. Trainers mark by it."]),
        ("written", {"points": 0}, ["Give a full answer 1 to 20 points."]),
        ("written", {"points": 21}, ["Give a full answer 1 to 20 points."]),
        ("written", {"points": None}, ["Give a full answer 1 to 20 points."]),
        ("written", {"needed": 5}, ["An answer counts as right from 1 to 4 points on."]),
        ("written", {"needed": 0}, ["An answer counts as right from 1 to 4 points on."]),
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
        ("cloze", {GAP_1: choice_id(1, 2), GAP_2: choice_id(2, 1)}, "Listen first, then tell. Agree on a time."),
        ("cloze", {GAP_1: choice_id(1, 2)}, "Listen first, then tell. Agree on …."),
        ("cloze", None, ""),
        ("numeric", "12,5", "12,5 minutes"),
        ("numeric", None, ""),
        ("written", "Hm", "Hm"),
        ("reflection", "Hm", "Hm"),
    ],
)
def test_in_words_says_the_answer(code: str, value: Any, words: str) -> None:
    kind, body, texts = shaped(code)

    assert kind.in_words(body, texts, value) == words


@pytest.mark.parametrize("code", [code for code in AUTHORED if code not in {"reflection", "written"}])
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


def test_answered_gaps_say_what_belongs_there_and_what_was_chosen() -> None:
    kind, body, texts = shaped("cloze")

    parts = kind.answered(body, texts, [], {GAP_1: choice_id(1, 2), GAP_2: choice_id(2, 1)})

    assert parts == {
        "gaps": [
            {"before": "Listen first, then ", "better": "ask", "chosen": "tell", "is_right": False},
            {"before": ". Agree on ", "better": "a time", "chosen": "a time", "is_right": True},
        ],
        "after": ".",
    }


def test_an_answered_number_says_what_counts_in_the_readers_language() -> None:
    kind, body, texts = shaped("numeric")

    with translation.override("de"):
        parts = kind.answered(body, texts, [], "11")

    assert parts == {
        "answer": "11 minutes",
        "better": "12,5 minutes",
        "least": "12",
        "most": "13 minutes",
        "is_right": False,
    }


@pytest.mark.parametrize("text", ["Hör zu, dann [frag|sag]. [Zeit|Form].", "Hör zu, dann [frag|sag|geh].", "Hör zu."])
def test_a_translation_of_gaps_has_as_many_gaps_and_choices(text: str) -> None:
    kind, body, _texts = shaped("cloze")

    def german(text: str) -> dict[str, Any]:
        return kind.translated(*kind.shape({"text": text}, KEY), body, None)

    assert kind.fits(body, german("Erst [fragen|sagen|gehen], dann [eine Zeit|ein Formular] nennen."))
    assert not kind.fits(body, german(text))


@pytest.mark.parametrize("count", [2, 4])
def test_a_translation_of_pairs_has_as_many_pairs(count: int) -> None:
    kind, body, _texts = shaped("match")

    def german(count: int) -> dict[str, Any]:
        pairs = ({"term": f"Fall {n}", "match": f"Stelle {n}"} for n in range(count))
        return kind.translated(*kind.shape({"pairs": listed(*pairs)}, KEY), body, None)

    assert kind.fits(body, german(3))
    assert not kind.fits(body, german(count))


@pytest.mark.parametrize(
    ("code", "changes", "is_same"),
    [
        ("cloze", {"text": "Listen first, then [ask|leave|tell]. Agree on [a time|a form]!"}, True),
        ("cloze", {"text": "Listen first, then [tell|ask|leave]. Agree on [a time|a form]."}, False),
        ("cloze", {"text": "Listen first, then [ask|tell|leave]. Agree on [a day|a form]."}, False),
        ("match", {"pairs": list(reversed(AUTHORED["match"]["pairs"]))}, True),
    ],
)
def test_the_order_of_choices_and_pairs_decides_nothing(code: str, changes: dict[str, Any], is_same: bool) -> None:
    kind, body, texts = shaped(code)
    _kind, other, said = shaped(code, **changes)

    assert (kind.decided_by(body, texts) == kind.decided_by(other, said)) is is_same


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(kinds.NoSuchKind, match="drawing"):
        kinds.get("drawing")


def test_authors_can_choose_every_kind() -> None:
    assert list(InteractionBlock().child_blocks) == kinds.codes()
