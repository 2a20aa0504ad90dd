"""The number of a certificate (D32)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import numbers


def test_new_number_has_sixteen_characters_that_nobody_confuses() -> None:
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", numbers.new()) for _ in range(1000))


def test_new_numbers_never_repeat() -> None:
    assert len({numbers.new() for _ in range(100_000)}) == 100_000


def test_every_character_stands_in_every_place() -> None:
    drawn = [numbers.new() for _ in range(3000)]
    assert [len({number[place] for number in drawn}) for place in range(16)] == [32] * 16


@pytest.mark.parametrize(
    "typed",
    [
        "7KQ4M2XD9TRW01HN",
        "7KQ4-M2XD-9TRW-01HN",
        "7kq4 m2xd 9trw 01hn",
        " 7kq4–m2xd—9trw−01hn ",
        "7KQ4-M2XD-9TRW-OIHN",
        "7kq4m2xd9trwolhn",
        "7KQ4\u00a0M2XD\t9TRW\n01HN",
    ],
)  # fmt: skip
def test_number_is_read_however_it_is_typed(typed: str) -> None:
    assert numbers.normalise(typed) == "7KQ4M2XD9TRW01HN"


@pytest.mark.parametrize(
    "typed",
    ["", "7KQ4", "7KQ4M2XD9TRW01HNN", "7KQ4M2XD9TRW01HU", "7KQ4M2XD9TRW01H%", "ß" * 8, "７" * 16, "A" * 200_000],
)
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert numbers.normalise(typed) is None


@given(st.text(max_size=80))
def test_normalising_any_text_gives_none_or_a_number_that_stays_as_it_is(typed: str) -> None:
    number = numbers.normalise(typed)
    assert number is None or (re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", number) and numbers.normalise(number) == number)


def test_shown_number_stands_in_groups_of_four() -> None:
    assert numbers.shown("7KQ4M2XD9TRW01HN") == "7KQ4-M2XD-9TRW-01HN"
