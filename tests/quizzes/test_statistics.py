"""The figures of a question, checked against the literature, and what they never tell. No database."""

from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import fmean, pstdev
from typing import Any

import pytest

from lms.questions import kinds
from lms.questions.kinds.base import Part
from lms.questions.models import QuestionVersion, QuestionWording
from quizzes.statistics import figures, flags, series, words
from quizzes.statistics.figures import Answer, Draw, Figures
from quizzes.statistics.flags import Flag, Raised
from tests.lms.questions import bank

# R. D. Bock and M. Lieberman, Fitting a response model for n dichotomously scored items, Psychometrika 35 (1970),
# pages 179-197: sections 6 and 7 of the Law School Admission Test, five questions each, a thousand people. How many
# people had each pattern of wrong and right answers, from 00000 to 11111.
SECTION_6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
SECTION_7 = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"
# Share right and correlation with the total without the question. Section 6 as printed by descript() of D. Rizopoulos,
# ltm (Journal of Statistical Software 17, 5, 2006), column "Excluded"; section 7 as printed by itemstats() in the
# documentation of R. P. Chalmers, mirt (Journal of Statistical Software 48, 6, 2012), column "total.r_if_rm".
PUBLISHED = [
    (SECTION_6, 4, [(0.924, 0.1128), (0.709, 0.1532), (0.553, 0.1728), (0.763, 0.1444), (0.870, 0.1216)]),
    (SECTION_7, 3, [(0.828, 0.246), (0.658, 0.247), (0.772, 0.313), (0.606, 0.223), (0.843, 0.175)]),
]

RED, GREEN, BLUE = Part("r", "Red", False), Part("g", "Green", True), Part("b", "Blue", False)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def people(section: str) -> list[tuple[int, ...]]:
    """One row of wrong and right per person."""
    counts = enumerate(section.split())
    return [tuple(int(digit) for digit in f"{n:05b}") for n, count in counts for _ in range(int(count))]


def column(section: str, question: int) -> list[Answer]:
    return [
        Answer(bool(row[question]), value=row[question], rest=(sum(row) - row[question]) / 4) for row in people(section)
    ]


def told(answers: list[Answer], **how: Any) -> Figures:
    found = figures.of(answers, **how)
    assert found is not None
    return found


def chose(part: Part, count: int, *, rest: float | None = None) -> list[Answer]:
    return [Answer(part.is_right, part.id, rest)] * count


def of_colours(answers: list[Answer]) -> Figures | None:
    return figures.of(answers, parts=[RED, GREEN, BLUE], picked=lambda value: [value])


@pytest.mark.parametrize(("section", "places", "published"), PUBLISHED)
def test_figures_are_those_of_the_literature(section: str, places: int, published: list[tuple[float, float]]) -> None:
    found = [told(column(section, question)) for question in range(5)]
    assert [(one.facility, round(one.discrimination or 0, places)) for one in found] == published
    assert {one.asked for one in found} == {1000}


def test_discrimination_is_the_point_biserial_correlation() -> None:
    """By its textbook formula: the distance of the two means in standard deviations, times √(share right · wrong)."""
    for question in range(5):
        answers = column(SECTION_7, question)
        right = [one.rest or 0 for one in answers if one.is_right]
        wrong = [one.rest or 0 for one in answers if not one.is_right]
        share = len(right) / len(answers)
        by_hand = (fmean(right) - fmean(wrong)) / pstdev(right + wrong) * sqrt(share * (1 - share))
        assert told(answers).discrimination == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("rights", "rests"),
    [
        ([True, False] * 9, [0.1, 0.2] * 9),  # eighteen people
        ([True] * 20, [0.1, 0.2] * 10),  # all right
        ([True, False] * 10, [0.5] * 20),  # all the same in the rest
    ],
)
def test_no_discrimination_where_nothing_can_be_said(rights: list[bool], rests: list[float]) -> None:
    assert figures.discrimination(rights, rests) is None


def test_nothing_is_told_below_five_answers() -> None:
    four = [*chose(RED, 2), *chose(GREEN, 2)]
    assert of_colours(four) is None
    assert of_colours([*four, Answer(False), Answer(False)]) is None, "who left it empty has not answered"
    five = told([*four, *chose(BLUE, 1), Answer(False)], parts=[RED, GREEN, BLUE], picked=lambda value: [value])
    assert (five.asked, five.answered, five.right) == (6, 5, 2)
    assert [(one.part.words, one.everyone) for one in five.draws] == [("Red", 2), ("Green", 2), ("Blue", 1)]


@pytest.mark.parametrize(
    ("top", "others", "shown"), [(4, 9, (0, 0)), (9, 4, (0, 0)), (5, 9, (5, 9)), (9, 5, (9, 5)), (14, 0, (0, 0))]
)
def test_neither_group_is_told_when_one_is_smaller_than_five(top: int, others: int, shown: tuple[int, int]) -> None:
    """The other one could be had from the whole."""
    found = of_colours([*chose(GREEN, top, rest=1.0), *chose(RED, others, rest=0.5)])
    assert found is not None
    assert (found.top, found.others, found.has_groups) == (*shown, bool(shown[0]))
    assert [(one.top, one.others) for one in found.draws] == [(0, shown[1]), (shown[0], 0), (0, 0)]


def test_an_answer_that_chose_several_counts_for_each() -> None:
    answers = [Answer(False, ["r", "g"])] * 5 + [Answer(True, ["g"])]
    found = told(answers, parts=[RED, GREEN, BLUE], picked=list)
    assert found.draws == (Draw(RED, 5, 0, 0), Draw(GREEN, 6, 0, 0), Draw(BLUE, 0, 0, 0))


def test_wrong_answers_in_words_are_told_from_five_people_on() -> None:
    given = ["Cellar", "cellar ", "CELLAR", "Cellar", " cellar", "attic", "attic", "attic", "attic"]
    answers = [Answer(False, one) for one in given] + [Answer(True, "Reception")] * 6
    assert told(answers, counted=str).wrong == (("Cellar", 5),)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("short", "cellar", "cellar"),
        ("order", ["Listen"], ""),
        ("single", "b1", ""),
        ("reflection", "I am afraid.", ""),
    ],
)
def test_only_kinds_that_say_so_tell_whole_answers(code: str, value: Any, expected: str) -> None:
    """A reflection is its writer's; what was chosen from a list is counted by part."""
    kind = kinds.get(code)
    body, texts = kind.shape(bank.AUTHORED[code], bank.KEY)
    assert kind.counted(body, texts, value) == expected
    assert kinds.get("reflection").parts(body, texts) == []


def test_every_choice_is_counted_by_its_parts() -> None:
    found = {}
    for code in ("single", "multiple", "situation", "cloze", "match"):
        kind = kinds.get(code)
        body, texts = kind.shape(bank.AUTHORED[code], bank.KEY)
        rights = {part.id for part in kind.parts(body, texts) if part.is_right}
        found[code] = [(part.words, part.is_right) for part in kind.parts(body, texts)]
        assert set(kind.picked(kind.example(body, texts, is_right=True))) <= rights
    assert found == {
        "single": [("Red", False), ("Green", True), ("Blue", False)],
        "multiple": [("One", True), ("Two", True), ("Three", False), ("Four", False)],
        "situation": [("At three", True), ("Soon", True), ("No", False)],
        "cloze": [
            ("Gap 1: ask", True), ("Gap 1: tell", False), ("Gap 1: leave", False),
            ("Gap 2: a time", True), ("Gap 2: a form", False),
        ],
        "match": [
            ("Laptop – Service desk", True), ("Laptop – People team", False), ("Laptop – Finance", False),
            ("Holiday – Service desk", False), ("Holiday – People team", True), ("Holiday – Finance", False),
            ("Invoice – Service desk", False), ("Invoice – People team", False), ("Invoice – Finance", True),
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told", "unpicked"),
    [
        (
            "cloze",
            {
                "Gap 1: ask": 15, "Gap 1: tell": 0, "Gap 1: leave": 10, "Gap 2: a time": 15, "Gap 2: a form": 10,
            },
            ["Gap 1: tell"],
        ),
        (
            "match",
            {
                "Laptop – Service desk": 15, "Laptop – People team": 10, "Holiday – People team": 15,
                "Holiday – Finance": 10, "Invoice – Service desk": 10, "Invoice – Finance": 15,
            },
            [],
        ),
    ],
)  # fmt: skip
def test_each_gap_and_each_line_says_what_it_draws(code: str, told: dict[str, int], unpicked: list[str]) -> None:
    """What belongs to another line cannot be left out there, so nobody is told that nobody picks it here."""
    kind = kinds.get(code)
    body, texts = kind.shape(bank.AUTHORED[code], bank.KEY)
    given = [(True, kind.example(body, texts, is_right=True))] * 15
    given += [(False, kind.example(body, texts, is_right=False))] * 10
    answers = [Answer(is_right, value) for is_right, value in given]

    found = figures.of(answers, parts=kind.parts(body, texts), picked=kind.picked)

    assert found is not None
    assert {draw.part.words: draw.everyone for draw in found.draws} == told
    assert [one.words for one in flags.raised(found) if one.flag == Flag.UNPICKED] == unpicked
    assert figures.of(answers[:4], parts=kind.parts(body, texts), picked=kind.picked) is None


def test_time_runs_from_save_to_first_save() -> None:
    def at(seconds: int) -> datetime:
        return NOW + timedelta(seconds=seconds)

    saves = [(1, at(30)), (3, at(50)), (1, at(90)), (2, at(100)), (4, at(100 + 601)), (5, at(100 + 601 + 600))]
    assert figures.pace(NOW, saves) == {1: 30, 3: 20, 2: 10, 5: 600}, "a change adds nothing, a long gap is no time"


def test_time_is_told_when_five_people_have_one() -> None:
    timed = [Answer(True, "g", seconds=float(second)) for second in (10, 20, 30, 40)]
    assert told([*timed, Answer(True, "g")]).seconds is None
    assert told([*timed, Answer(True, "g", seconds=600.0)]).seconds == 30


def made(**changes: Any) -> Figures:
    plain = {"asked": 40, "answered": 40, "right": 20, "compared": 40, "discrimination": 0.3, "seconds": None}
    return Figures(**{**plain, "draws": (), "top": 0, "others": 0, "wrong": (), **changes})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, []),
        (made(), []),
        (made(discrimination=-0.27), [Raised(Flag.WRONG_WAY)]),  # −0.27 · √39 = −1.69
        (made(discrimination=-0.26), []),  # −1.62: as good as chance
        (made(discrimination=-0.19, compared=2000), []),  # surely so, and hardly so
        (made(right=9), [Raised(Flag.HARD)]),
        (made(right=10), []),
        (made(right=38), [Raised(Flag.EASY)]),
        (made(right=37), []),
        (made(draws=(Draw(RED, 0, 0, 0), Draw(GREEN, 0, 0, 0), Draw(BLUE, 1, 0, 0))), [Raised(Flag.UNPICKED, "Red")]),
        (made(right=40, draws=(Draw(RED, 0, 0, 0),)), [Raised(Flag.EASY)]),
        (made(asked=19, answered=19, right=0, draws=(Draw(RED, 0, 0, 0),)), []),  # chance could do all of it
    ],
)
def test_flags(found: Figures | None, expected: list[Raised]) -> None:
    assert flags.raised(found) == expected


@pytest.mark.parametrize(
    ("raised", "sentence", "is_urgent"),
    [
        (Raised(Flag.WRONG_WAY), "People who do well miss this one: is the key right?", True),
        (Raised(Flag.UNPICKED, "Red"), "Nobody picks “Red”: write a better wrong answer or remove it.", True),
        (Raised(Flag.UNPICKED, "100 %"), "Nobody picks “100 %”: write a better wrong answer or remove it.", True),
        (
            Raised(Flag.EASY),
            "Almost everybody gets it right: keep it if everyone must know it, or ask something harder.",
            False,
        ),
    ],
)
def test_flags_say_what_to_do(raised: Raised, sentence: str, is_urgent: bool) -> None:
    assert (words.said(raised), raised.is_urgent) == (sentence, is_urgent)


@pytest.mark.parametrize(
    ("discrimination", "compared", "said"),
    [
        (0.4, 40, "clearly more often"),
        (0.2, 40, "somewhat more often"),
        (0.1, 40, "about as often as others"),
        (-0.3, 40, "less often than others"),
        (None, 40, "nothing can be said"),
        (None, 19, "From 20 people on"),
    ],
)
def test_discrimination_in_words(discrimination: float | None, compared: int, said: str) -> None:
    assert said in words.telling(made(discrimination=discrimination, compared=compared))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (1, "half took less than about 5 seconds"),
        (33, "half took less than about 35 seconds"),
        (57, "half took less than about 55 seconds"),
        (58, "half took less than about 1 minute"),
        (170, "half took less than about 3 minutes"),
    ],
)
def test_time_in_words(seconds: float | None, said: str) -> None:
    assert words.pace(made(seconds=seconds)) == said


def version(number: int, **changes: Any) -> QuestionVersion:
    plain = {"kind": "single", "body": {"options": ["a", "b"], "right": "a"}, "objective_key": bank.KEY}
    when = NOW + timedelta(days=number)
    return QuestionVersion(pk=number, question_key=bank.KEY, number=number, created_at=when, **{**plain, **changes})


def counted_together(*found: QuestionVersion, texts: list[dict[str, Any]] | None = None) -> list[list[int]]:
    said = texts or [{}] * len(found)
    wordings = {one.pk: QuestionWording(version=one, texts=text) for one, text in zip(found, said, strict=True)}
    return [[one.number for one in run.versions] for run in series.of(list(found), wordings)]


def test_a_changed_answer_starts_a_new_series_and_new_words_do_not() -> None:
    other = {"options": ["a", "b"], "right": "b"}
    assert counted_together(version(1), version(2), version(3, body=other)) == [[1, 2], [3]]
    assert counted_together(version(1), version(2, body=other), version(3)) == [[1], [2], [3]]
    assert counted_together(version(2), version(1, objective_key=None)) == [[1, 2]]


def test_a_short_answer_that_is_accepted_now_starts_a_new_series() -> None:
    asked = [version(n, kind="short", body={"typo": True}) for n in (1, 2, 3)]
    one, two = ["Reception"], ["Desk", "Reception"]
    texts = [{"accepted": one}, {"accepted": one, "stem": "New words"}, {"accepted": two}]
    assert counted_together(*asked, texts=texts) == [[1, 2], [3]]


def test_series_say_from_when_to_when() -> None:
    first, second = version(1), version(2, body={"options": ["a", "b"], "right": "b"})
    wordings = {one.pk: QuestionWording(version=one, texts={}) for one in (first, second)}
    found = series.of([second, first], wordings)
    assert [(one.since, one.until, one.is_current, one.is_first) for one in found] == [
        (first.created_at, second.created_at, False, True),
        (second.created_at, None, True, False),
    ]
