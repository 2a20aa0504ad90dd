"""The cells of a row that hold answers, kind by kind."""

from typing import Any

from django.utils.translation import gettext as _

from lms.questions.exchange import phrases, plain
from lms.questions.exchange.table.columns import MOST_ANSWERS

YES = {"x", "yes", "true", "1", "right", "ja", "richtig", "да", "y", "j", "✓"}
NO = {"", "no", "false", "0", "nein", "nee", "нет", "n", "wrong"}


class Wrong(ValueError):
    """A cell that cannot be read; the message says why."""


class Answers:
    """The cells of a row that hold answers."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells
        numbers = range(1, MOST_ANSWERS + 1)
        rows = [
            tuple(cells.get(f"{name}_{number}", "") for name in ("answer", "right", "reason")) for number in numbers
        ]
        while rows and not any(rows[-1]):
            rows.pop()
        self.rows = rows
        self.first = rows[0][0] if rows else ""

    def flag(self, name: str) -> bool:
        return _yes(self.cells.get(name, ""), name)

    def options(self) -> dict[str, Any]:
        options = [
            {"text": text, "right": _yes(right, f"right_{number}"), "why": why}
            for number, (text, right, why) in enumerate(self.rows, start=1)
        ]
        return {"options": options, "fixed_order": self.flag("fixed_order")}

    def replies(self) -> dict[str, Any]:
        for _text, quality, _why in self.rows:
            if quality.lower() not in ("best", "acceptable", "poor", ""):
                raise Wrong(_("“%(word)s” is no quality. Write best, acceptable or poor.") % {"word": quality[:40]})
        options = [{"text": text, "quality": quality.lower() or "poor", "why": why} for text, quality, why in self.rows]
        return {"options": options, "fixed_order": self.flag("fixed_order")}

    def single_lines(self) -> list[str]:
        return [plain.one_line(text) for text, _right, _why in self.rows]

    def number(self, name: str, otherwise: int) -> int:
        said = self.cells.get(name, "")
        if said and not (said.isdecimal() and len(said) <= 3):
            raise Wrong(
                _("“%(value)s” in the column “%(name)s” is not a whole number.") % {"value": said[:40], "name": name}
            )
        return int(said or otherwise)

    def numeric(self) -> dict[str, Any]:
        told = [self.first, self.cells.get("tolerance") or "0"]
        for value in told:
            if phrases.number(value) is None:
                raise Wrong(phrases.not_a_number(value))
        value, tolerance = (phrases.number_text(phrases.number(one) or phrases.ZERO) for one in told)
        return {"value": value, "tolerance": tolerance.lstrip("-"), "unit": plain.one_line(self.cells.get("unit", ""))}

    def written(self) -> dict[str, Any]:
        points = self.number("points", 4)
        return {"guide": self.first, "points": points, "needed": self.number("needed", max(1, -(-points * 3 // 4)))}


def _yes(word: str, column: str) -> bool:
    if word.lower() in YES:
        return True
    if word.lower() in NO:
        return False
    raise Wrong(
        _("“%(word)s” in the column “%(name)s” means neither yes nor no. Write x for yes, nothing for no.")
        % {"word": word[:40], "name": column}
    )


KINDS: dict[str, Any] = {
    "single": Answers.options,
    "multiple": Answers.options,
    "situation": Answers.replies,
    "order": lambda row: {"items": row.single_lines()},
    "match": lambda row: {"pairs": [{"term": plain.one_line(a), "match": plain.one_line(b)} for a, b, _c in row.rows]},
    "short": lambda row: {"accepted": row.single_lines(), "typo": row.flag("typo")},
    "numeric": Answers.numeric,
    "cloze": lambda row: {"text": row.first},
    "written": Answers.written,
    "reflection": lambda row: {"note": plain.one_line(row.first)},
}
