"""Which names a certificate can print (D34)."""

import pytest
from django.utils import translation

from certificates import names

PRINTABLE = [
    "Lena Hoffmann",
    "Jürgen Groß",
    "Joost van ’t Hof",
    "Femke ĳsbrand-de Wit",
    "Siân O'Brien",
    "Ёлка Алёшина",
    "Олександра Їжак",
    "Łukasz Żółć",
    "Ștefan Țepeș",
    "Şükrü Iğdır",
    "Νίκος Παπαδόπουλος",
    "Nguyễn Thị Ánh",
]


@pytest.mark.parametrize("name", PRINTABLE)
def test_names_of_europe_are_printable(name: str) -> None:
    assert names.check(name) == name


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("محمد", ["م", "ح", "د"]),
        ("דוד", ["ד", "ו"]),
        ("Lena 😀", ["😀"]),
        ("山田 Taro", ["山", "田"]),
        ("Lena → Max", ["→"]),
    ],
)
def test_uncovered_characters_are_named_once_each(name: str, missing: list[str]) -> None:
    assert names.uncovered(name) == missing


def test_refusal_names_the_characters() -> None:
    with translation.override("en"), pytest.raises(names.NotPrintable) as refusal:
        names.check("山田 Taro")
    assert str(refusal.value) == (
        "Certificates cannot print these characters: \u2068“山”\u2069, \u2068“田”\u2069. "
        "Write the name in Latin, Cyrillic or Greek letters."
    )


def test_refusal_names_at_most_eight_characters() -> None:
    with pytest.raises(names.NotPrintable) as refusal:
        names.check("Taro " + "".join(chr(0x4E00 + step) for step in range(100)))
    assert str(refusal.value).count("“") == 8


@pytest.mark.parametrize("name", ["", "   ", "1234", "---", "\u200b\u200e"])
def test_name_without_a_letter_is_refused(name: str) -> None:
    with pytest.raises(names.NotPrintable):
        names.check(name)


@pytest.mark.parametrize("name", ["a" * 201, "a" * 200_000])
def test_name_beyond_200_characters_is_refused(name: str) -> None:
    with pytest.raises(names.NotPrintable):
        names.check(name)


def test_name_of_200_characters_is_taken() -> None:
    assert names.check("a" * 200) == "a" * 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lena \t Hoffmann\n", "Lena Hoffmann"),
        ("Le\u202ena\u200b Hoff\u00admann\x00", "Lena Hoffmann"),
        ("Ju\u0308rgen", "Jürgen"),
        ("Anna\u2011Lena", "Anna-Lena"),
        ("<b>Lena</b>", "<b>Lena</b>"),
    ],
)
def test_name_is_kept_in_one_normal_form(typed: str, kept: str) -> None:
    assert names.check(typed) == kept
