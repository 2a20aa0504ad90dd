"""Writing GIFT."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lms.questions.exchange import marks, phrases, plain
from lms.questions.exchange.gift.signs import escape
from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.shapes import Item, Note, Written


def write(items: Sequence[Item]) -> Written:
    """The questions as a GIFT file, and what of them GIFT cannot say."""
    parts: list[str] = []
    left_out: list[Note] = []
    objective = None
    for item in items:
        writer = _Writer(item, left_out)
        block = writer.block()
        if block is None:
            left_out.append(Note(0, str(phrases.NO_FORMAT), item.code))
            continue
        if item.objective != objective:
            objective = item.objective
            parts.append(f"$CATEGORY: {plain.safe(objective) or 'top'}")
        parts.append(block)
    return Written(("\n\n".join(parts) + "\n").encode(), left_out)


class _Writer:
    """Writes one question. Where a text could be read as HTML, all of its texts are written as HTML."""

    def __init__(self, item: Item, left_out: list[Note]) -> None:
        self.item, self.left_out, self.own = item, left_out, list[str]()
        said = [item.stem, item.explanation, *_texts(item.answers)]
        self.is_html = any(
            text.lstrip()[:1] in ("[", "%") or "->" in text or "&" in text or "<" in text for text in said
        )

    def block(self) -> str | None:
        answers = getattr(self, f"_{self.item.kind}", lambda: None)()
        if answers is None:
            return None
        if self.item.hint:
            self.left_out.append(Note(0, str(phrases.NO_HINT), self.item.code))
        if self.item.sources:
            self.left_out.append(Note(0, str(phrases.NO_SOURCES), self.item.code))
        tags = [plain.safe(tag).replace("]", ")") for tag in marks.tags_of(self.item, *self.own)]
        comment = "// " + " ".join(f"[tag:{tag}]" for tag in tags) + "\n" if tags else ""
        why = self.item.explanation
        lines = [*answers, *([f"####{self.said(why)}"] if why else [])]
        inside = "\n" + "".join(f"    {line}\n" for line in lines) if lines else ""
        return f"{comment}::{escape(self.item.code)}::{self.said(self.item.stem)} {{{inside}}}"

    def said(self, text: Any) -> str:
        text = to_text(text)
        return f"[html]{escape(plain.as_html(text))}" if self.is_html and text else escape(text)

    def _line(self, sign: str, text: Any, why: Any = "", weight: Decimal | None = None) -> str:
        said = self.said(text)
        if weight is None and said.startswith("%"):
            weight = Decimal(100 if sign == "=" else 0)
        percent = f"%{phrases.number_text(weight)}%" if weight is not None else ""
        return f"{sign}{percent}{said}" + (f" #{self.said(why)}" if to_text(why) else "")

    def _options(self) -> list[dict[str, Any]]:
        if self.item.answers.get("fixed_order"):
            self.own.append("fixed-order")
        return [option or {} for option in self.item.answers.get("options") or []]

    def _single(self) -> list[str]:
        options = self._options()
        if all(one.get("right") for one in options):
            self.own.append("single")  # only right answers would be read as a short answer
        return [self._line("=" if one.get("right") else "~", one.get("text"), one.get("why")) for one in options]

    def _multiple(self) -> list[str]:
        options = self._options()
        right = sum(bool(one.get("right")) for one in options)
        share = (Decimal(100) / max(right, 1)).quantize(Decimal("0.00001"))
        return [
            self._line(
                "~", one.get("text"), one.get("why"), share if one.get("right") else -share if right else Decimal(0)
            )
            for one in options
        ]

    def _situation(self) -> list[str]:
        self.own.append("situation")
        weights = {"best": ("=", None), "acceptable": ("~", Decimal(50))}
        lines = []
        for one in self._options():
            sign, weight = weights.get(one.get("quality") or "", ("~", None))
            lines.append(self._line(sign, one.get("text"), one.get("why"), weight))
        return lines

    def _match(self) -> list[str] | None:
        pairs = [
            (to_text((p or {}).get("term")), to_text((p or {}).get("match")))
            for p in self.item.answers.get("pairs") or []
        ]
        if not pairs or not all(term for term, _match in pairs):
            return None
        return [f"={self.said(term)} -> {self.said(match)}" for term, match in pairs]

    def _short(self) -> list[str] | None:
        accepted = [to_text(answer) for answer in self.item.answers.get("accepted") or []]
        if not accepted:
            return None
        if self.item.answers.get("typo"):
            self.own.append("typo")
        return [self._line("=", answer) for answer in accepted]

    def _numeric(self) -> list[str] | None:
        value, tolerance = (phrases.number(str(self.item.answers.get(name) or "0")) for name in ("value", "tolerance"))
        if value is None or tolerance is None or self.item.answers.get("value") in (None, ""):
            return None
        if self.item.answers.get("unit"):
            self.left_out.append(Note(0, str(phrases.NO_UNIT), self.item.code))
        return [f"#{phrases.number_text(value)}:{phrases.number_text(tolerance)}"]

    def _written(self) -> list[str]:
        self.left_out.append(Note(0, str(phrases.NO_GUIDE), self.item.code))
        return []

    def _reflection(self) -> list[str]:
        self.own.append("reflection")
        if self.item.answers.get("note"):
            self.left_out.append(Note(0, str(phrases.NO_NOTE), self.item.code))
        return []


def _texts(value: Any) -> list[str]:
    """Every text in the answers."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
