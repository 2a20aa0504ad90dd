"""Writing Moodle XML."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lms.questions.exchange import marks, phrases, plain
from lms.questions.exchange.moodle import gaps
from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.shapes import Item, Note, Written
from lms.questions.exchange.xml_tree import escape

_FULL, _NONE = Decimal(100), Decimal(0)


def write(items: Sequence[Item]) -> Written:
    """The questions as a Moodle XML file, and what of them it cannot say."""
    parts: list[str] = []
    left_out: list[Note] = []
    objective = None
    for item in items:
        written = _Writer(item).question()
        if written is None:
            left_out.append(Note(0, str(phrases.NO_FORMAT), item.code))
            continue
        if item.objective != objective:
            objective = item.objective
            parts.append(_category(f"$course$/top/{plain.safe(objective)}" if objective else "$course$/top"))
        if item.sources:
            left_out.append(Note(0, str(phrases.NO_SOURCES), item.code))
        parts.append(written)
    body = "\n".join(parts)
    return Written(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'.encode(), left_out)


def _category(path: str) -> str:
    return f'  <question type="category">\n    <category>{_text(path)}</category>\n  </question>'


def _text(value: str) -> str:
    return f"<text>{escape(value)}</text>"


def _html(name: str, value: Any, extra: str = "", inside: str = "") -> str:
    """An element with a text in HTML."""
    said = plain.as_html(to_text(value))
    return f'    <{name} format="html"{extra}>{_text(said)}{inside}</{name}>'


class _Writer:
    """Writes one question."""

    def __init__(self, item: Item) -> None:
        self.item, self.own, self.stem = item, list[str](), item.stem

    def question(self) -> str | None:
        kind = self.item.kind
        lines = getattr(self, f"_{kind}", lambda: None)()
        if lines is None:
            return None
        typed, *lines = lines
        hint = [_html("hint", self.item.hint)] if self.item.hint else []
        tags = [f"      <tag>{_text(plain.safe(tag))}</tag>" for tag in marks.tags_of(self.item, *self.own)]
        head = [
            f'  <question type="{typed}">',
            f"    <name>{_text(self.item.code)}</name>",
            _html("questiontext", self.stem),
            _html("generalfeedback", self.item.explanation),
            *([] if kind == "written" else ["    <defaultgrade>1</defaultgrade>"]),
            "    <penalty>0</penalty>",
            "    <hidden>0</hidden>",
            f"    <idnumber>{escape(self.item.code)}</idnumber>",
        ]
        shown = ["    <tags>", *tags, "    </tags>"] if tags else []
        return "\n".join([*head, *lines, *hint, *shown, "  </question>"])

    def _answer(self, text: Any, weight: Decimal, why: Any = "", extra: str = "") -> str:
        fraction = f' fraction="{phrases.number_text(weight)}"'
        feedback = f'<feedback format="html">{_text(plain.as_html(to_text(why)))}</feedback>'
        return _html("answer", text, fraction, feedback + extra)

    def _plain_answer(self, text: Any, weight: Decimal = _FULL, extra: str = "") -> str:
        """Typed answers are compared as they stand, so they are no HTML."""
        said = _text(plain.safe(to_text(text)))
        fraction = phrases.number_text(weight)
        return f'    <answer fraction="{fraction}" format="plain_text">{said}{extra}</answer>'

    def _choice(self, *, is_single: bool, weights: list[Decimal]) -> list[str]:
        options = [option or {} for option in self.item.answers.get("options") or []]
        answers = [
            self._answer(one.get("text"), weight, one.get("why")) for one, weight in zip(options, weights, strict=True)
        ]
        mixed = "false" if self.item.answers.get("fixed_order") else "true"
        single = f"    <single>{'true' if is_single else 'false'}</single>"
        shuffle = f"    <shuffleanswers>{mixed}</shuffleanswers>"
        return ["multichoice", single, shuffle, "    <answernumbering>none</answernumbering>", *answers]

    def _right(self) -> list[bool]:
        return [bool((option or {}).get("right")) for option in self.item.answers.get("options") or []]

    def _single(self) -> list[str]:
        return self._choice(is_single=True, weights=[_FULL if right else _NONE for right in self._right()])

    def _multiple(self) -> list[str]:
        right = self._right()
        share = (_FULL / max(sum(right), 1)).quantize(Decimal("0.00001"))
        return self._choice(
            is_single=False, weights=[share if one else -share if any(right) else _NONE for one in right]
        )

    def _situation(self) -> list[str]:
        self.own.append("situation")
        worth = {"best": _FULL, "acceptable": Decimal(50)}
        options = self.item.answers.get("options") or []
        return self._choice(
            is_single=True, weights=[worth.get((option or {}).get("quality") or "", _NONE) for option in options]
        )

    def _match(self) -> list[str]:
        subs = [
            _html(
                "subquestion",
                (pair or {}).get("term"),
                "",
                f"<answer>{_text(plain.safe(to_text((pair or {}).get('match'))))}</answer>",
            )
            for pair in self.item.answers.get("pairs") or []
        ]
        return ["matching", "    <shuffleanswers>true</shuffleanswers>", *subs]

    def _order(self) -> list[str]:
        settings = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", "<selectcount>0</selectcount>"]
        steps = [
            self._answer(step, Decimal(number))
            for number, step in enumerate(self.item.answers.get("items") or [], start=1)
        ]
        return ["ordering", *(f"    {line}" for line in settings), *steps]

    def _short(self) -> list[str]:
        if self.item.answers.get("typo"):
            self.own.append("typo")
        accepted = [self._plain_answer(answer) for answer in self.item.answers.get("accepted") or []]
        return ["shortanswer", "    <usecase>0</usecase>", *accepted]

    def _numeric(self) -> list[str] | None:
        value, around = (phrases.number(str(self.item.answers.get(name) or "0")) for name in ("value", "tolerance"))
        if value is None or around is None or self.item.answers.get("value") in (None, ""):
            return None
        tolerance = f"<tolerance>{phrases.number_text(around)}</tolerance>"
        lines = ["numerical", self._plain_answer(phrases.number_text(value), extra=tolerance)]
        if unit := to_text(self.item.answers.get("unit")):
            name = f"<multiplier>1</multiplier><unit_name>{escape(plain.safe(unit))}</unit_name>"
            lines += ["    <units>", f"      <unit>{name}</unit>", "    </units>", "    <showunits>3</showunits>"]
        return lines

    def _cloze(self) -> list[str] | None:
        text = gaps.write(to_text(self.item.answers.get("text")))
        if text is None or "{" in self.item.stem:
            return None
        stem = to_text(self.item.stem)
        self.own.append(f"stem-{stem.count(chr(10)) + 1 if stem else 0}")
        self.stem = f"{stem}\n{text}" if stem else text
        return ["cloze"]

    def _written(self) -> list[str]:
        answers = self.item.answers
        if answers.get("needed") is not None:
            self.own.append(f"needed-{answers['needed']}")
        return [
            "essay",
            f"    <defaultgrade>{answers.get('points') or 1}</defaultgrade>",
            "    <responseformat>plain</responseformat>",
            "    <attachments>0</attachments>",
            _html("graderinfo", answers.get("guide")),
        ]

    def _reflection(self) -> list[str]:
        self.own.append("reflection")
        return [
            "essay",
            "    <responseformat>plain</responseformat>",
            _html("graderinfo", self.item.answers.get("note")),
        ]
