"""Course marks, icons and small shapes of text."""

import re
from hashlib import sha256

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lms.look import mark, words
from lms.look.icons import ICONS
from lms.templatetags import lms_tags


def test_mark_is_the_same_for_ever() -> None:
    """Certificates carry it: this fails when somebody changes the drawing, and then old marks would change too."""
    drawn = "".join(mark.paths("respect")).encode()
    assert sha256(drawn).hexdigest()[:16] == "804230e920f07bb4"


def test_marks_of_two_courses_differ() -> None:
    assert mark.paths("respect") != mark.paths("service")


@given(key=st.uuids(), lines=st.integers(2, 40), digits=st.integers(0, 2))
def test_mark_stays_in_its_square_and_closes(key: object, lines: int, digits: int) -> None:
    drawn = mark.paths(key, lines=lines, digits=digits)
    assert len(drawn) == lines
    assert all(path.startswith("M") and path.endswith("Z") for path in drawn)
    numbers = [float(number) for path in drawn for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    assert min(numbers) >= 0
    assert max(numbers) <= mark.SIZE


def test_course_mark_is_decoration_without_styles() -> None:
    html = lms_tags.course_mark("respect", 64)
    assert 'aria-hidden="true"' in html
    assert "style=" not in html
    assert len(html) < 4000


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_hidden_from_readers(name: str) -> None:
    assert 'aria-hidden="true"' in lms_tags.icon(name)


def test_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        lms_tags.icon("unicorn")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0, ""), (1, "1 minute"), (8, "8 minutes"), (59, "59 minutes"), (60, "1 h"), (80, "1 h 20 min")],
)
def test_minutes_say_how_long(value: int | None, shown: str) -> None:
    with translation.override("en"):
        assert words.minutes(value).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_nbsp_keeps_what_belongs_together() -> None:
    spaced = lms_tags.nbsp("Сказать о сроке и не ждать – это 5 минут").replace("\N{NO-BREAK SPACE}", "~")
    assert spaced == "Сказать о~сроке и~не ждать~– это 5~минут"


def test_nbsp_escapes_what_is_not_safe() -> None:
    assert lms_tags.nbsp("<b>a b</b>") == "&lt;b&gt;a b&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Calls are short too", "Calls are short too."),
        (" It is the law. ", "It is the law."),
        ("Ready?", "Ready?"),
        ("", ""),
    ],
)
def test_a_sentence_ends(text: str, ended: str) -> None:
    assert lms_tags.sentence(text) == ended


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Elena Petrova", "EP"), ("Jan de Boer", "JB"), ("Миша Ковалёв", "МК"), ("Ada", "A"), ("", "")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert lms_tags.initials(name) == letters
