"""The text of one question, which still knows its lines."""

import re

from lms.questions.exchange import phrases
from lms.questions.exchange.gift import signs
from lms.questions.exchange.shapes import Reading

_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)


class Source:
    """Lines joined to one text with escaped signs hidden; places in it lead back to lines."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.text = ""
        self._starts: list[tuple[int, int]] = []
        for number, line in lines:
            self._starts.append((len(self.text), number))
            self.text += signs.hide(line) + "\n"

    def line_at(self, place: int) -> int:
        return [number for start, number in self._starts if start <= place][-1] if place >= 0 else self._starts[0][1]

    def words(self, text: str, place: int, reading: Reading) -> str:
        """Plain words of a part of the question, without the mark of its format."""
        said = _FORMAT.sub("", text, count=1) if _FORMAT.match(text) else text
        broken = said.replace("\n", " ")
        where = place + len(text) - len(text.lstrip())
        return phrases.text(signs.show(broken), reading, self.line_at(where), keep_lines=True)
