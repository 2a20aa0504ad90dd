"""The text of one question, which still knows its lines."""

import re
from bisect import bisect_right
from itertools import accumulate

from lms.questions.exchange import phrases
from lms.questions.exchange.gift import signs
from lms.questions.exchange.shapes import Reading

_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)


class Source:
    """Lines joined to one text with escaped signs hidden; places in it lead back to lines."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        hidden = [signs.hide(line) + "\n" for _number, line in lines]
        self.text = "".join(hidden)
        self._numbers = [number for number, _line in lines]
        self._starts = [0, *accumulate(len(line) for line in hidden[:-1])]

    def line_at(self, place: int) -> int:
        return self._numbers[max(bisect_right(self._starts, place) - 1, 0)]

    def words(self, text: str, place: int, reading: Reading) -> str:
        """Plain words of a part of the question, without the mark of its format."""
        if not text:
            return ""
        form = _FORMAT.match(text)
        said = signs.show((text[form.end() :] if form else text).replace("\n", " "))
        where = place + len(text) - len(text.lstrip())
        is_html = form is not None and form[1].lower() == "html"
        return phrases.text(said, reading, self.line_at(where), is_plain=not is_html)
