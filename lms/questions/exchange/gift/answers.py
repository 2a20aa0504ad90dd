"""What stands in the braces of GIFT, kind by kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lms.questions.exchange import phrases
from lms.questions.exchange.gift.source import Source
from lms.questions.exchange.shapes import Item, Reading

_WEIGHT = re.compile(r"\s*%(-?[\d.,]+)%")
_ENDS = re.compile(r"\.\.|:")


@dataclass
class _Answer:
    """One answer: its sign (= or ~), weight in percent if it has one, text, feedback, and where it begins."""

    sign: str
    weight: Decimal | None
    text: str
    why: str
    line: int
    raw: str
    place: int


@dataclass
class _Braces:
    item: Item
    source: Source
    start: int
    body: str
    own: set[str]
    reading: Reading

    def split(self, at: str) -> list[_Answer]:
        """The answers of the body, which begin with one of these signs."""
        parts = [(found.start(), found[0]) for found in re.finditer(f"[{at}]", self.body)]
        ends = [place for place, _sign in parts[1:]] + [len(self.body)]
        return [self._answer(sign, place + 1, end) for (place, sign), end in zip(parts, ends, strict=False)]

    def whole(self) -> _Answer:
        return self._answer("=", 0, len(self.body))

    def _answer(self, sign: str, start: int, end: int) -> _Answer:
        raw = self.body[start:end]
        weight, line = None, self.source.line_at(self.start + start + len(raw) - len(raw.lstrip()))
        if found := _WEIGHT.match(raw):
            weight, raw, start = phrases.decimal(found[1]), raw[found.end() :], start + found.end()
        text, _sign, why = raw.partition("#")
        place = self.start + start
        said = self.source.words(text, place, self.reading)
        return _Answer(sign, weight, said, self.source.words(why, place + len(text), self.reading), line, text, place)

    def pair(self, answer: _Answer) -> tuple[str, str, str]:
        """Term, arrow and match of an answer to match."""
        term, arrow, match = answer.raw.partition("->")
        behind = answer.place + len(term) + len(arrow)
        return (
            self.source.words(term, answer.place, self.reading),
            arrow,
            self.source.words(match, behind, self.reading),
        )


def fill(item: Item, source: Source, start: int, end: int, own: set[str], reading: Reading) -> bool:
    """Gives the question its kind, answers and explanation; False: a problem keeps it from being read."""
    body, _sign, general = source.text[start:end].partition("####")
    item.explanation = source.words(general, start + len(body), reading)
    if phrases.is_too_much(sum(body.count(sign) for sign in "=~"), reading, item.line):
        return False
    read = _choice if own & {"single", "situation"} and body.strip() else _kind(body)
    if read is None:
        where = source.line_at(start + len(body) - len(body.lstrip()))
        reading.problem(
            where, _("The answers begin neither with = nor with ~. Write = before a right answer, ~ before another.")
        )
        return False
    return read(_Braces(item, source, start, body, own, reading))


def _kind(body: str) -> Callable[[_Braces], bool] | None:
    bare = body.strip()
    if not bare:
        return _essay
    if bare.startswith("#"):
        return _numeric
    if "~" in bare:
        return _choice
    if bare.startswith("="):
        return _match if "->" in bare else _short
    return _true_false if bare.split("#")[0].strip().upper() in ("T", "TRUE", "F", "FALSE") else None


def _essay(braces: _Braces) -> bool:
    if "reflection" in braces.own:
        braces.item.kind, braces.item.answers = "reflection", {"note": ""}
    else:
        phrases.written_answer(braces.item, braces.reading)
    return True


def _numeric(braces: _Braces) -> bool:
    place = braces.body.index("#") + 1
    braces.start, braces.body = braces.start + place, braces.body[place:]
    answers = braces.split("=~") if re.match(r"\s*[=~]", braces.body) else _one_number(braces)
    full = [answer for answer in answers if answer.sign == "=" and answer.weight in (None, Decimal(100))]
    if not full:
        braces.reading.problem(answers[0].line, _("No number earns full points. Write one behind the #."))
        return False
    if len(answers) > 1:
        braces.reading.leave_out(braces.item.line, phrases.OTHER_NUMBERS)
    value = _range(full[0].text)
    if value is None:
        wrong = (end for end in _ENDS.split(full[0].text) if phrases.number(end) is None)
        braces.reading.problem(full[0].line, phrases.not_a_number(next(wrong, full[0].text)))
        return False
    braces.item.kind = "numeric"
    braces.item.answers = {"value": value[0], "tolerance": value[1], "unit": ""}
    _remarks(braces, full[:1], answers)
    return True


def _one_number(braces: _Braces) -> list[_Answer]:
    """A number alone; what follows a ~ is feedback on all others."""
    first = re.search(r"[~=]", braces.body)
    if not first:
        return [braces.whole()]
    others = braces.split("=~")
    braces.body = braces.body[: first.start()]
    return [braces.whole(), *others]


def _range(text: str) -> tuple[str, str] | None:
    """(value, tolerance) of 5, 5:1 or 4..6."""
    if ".." in text:
        low, high = (phrases.number(end) for end in text.split("..", 1))
        if low is None or high is None:
            return None
        return phrases.number_text((low + high) / 2), phrases.number_text(abs(high - low) / 2)
    value, _sign, tolerance = text.partition(":")
    number, around = phrases.number(value), phrases.number(tolerance.strip() or "0")
    if number is None or around is None:
        return None
    return phrases.number_text(number), phrases.number_text(abs(around))


def _choice(braces: _Braces) -> bool:
    if braces.body.strip()[0] not in "=~":
        braces.reading.problem(
            braces.source.line_at(braces.start + len(braces.body) - len(braces.body.lstrip())),
            _("Here is text before the first answer. Write = or ~ before every answer."),
        )
        return False
    answers = braces.split("=~")
    has_best = any(answer.sign == "=" for answer in answers)
    weights = [Decimal(100) if a.sign == "=" and a.weight is None else a.weight or Decimal(0) for a in answers]
    is_multiple = not has_best and any(answer.weight is not None for answer in answers)
    options: list[dict[str, Any]] = []
    for answer, weight in zip(answers, weights, strict=True):
        if "situation" in braces.own:
            how = "best" if weight == 100 else "acceptable" if weight > 0 else "poor"
            options.append({"text": answer.text, "quality": how, "why": answer.why})
        else:
            is_right = weight > 0 if is_multiple else weight == 100
            options.append({"text": answer.text, "right": is_right, "why": answer.why})
    partial = {weight for weight in weights if weight > 0}
    if "situation" not in braces.own and (len(partial) > 1 if is_multiple else partial - {Decimal(100)}):
        braces.reading.leave_out(braces.item.line, phrases.PARTIAL)
    braces.item.kind = "situation" if "situation" in braces.own else "multiple" if is_multiple else "single"
    braces.item.answers = {"options": options, "fixed_order": "fixed-order" in braces.own}
    return True


def _match(braces: _Braces) -> bool:
    pairs = []
    for answer in braces.split("="):
        term, arrow, match = braces.pair(answer)
        if not arrow:
            braces.reading.problem(answer.line, _("This pair has no ->. Write it like: =term -> what belongs to it."))
            return False
        if not term and match:
            braces.reading.leave_out(answer.line, phrases.NO_MATCH % {"match": match[:80]})
        else:
            pairs.append({"term": term, "match": match})
        if answer.why:
            braces.reading.leave_out(answer.line, phrases.REMARK)
    braces.item.kind, braces.item.answers = "match", {"pairs": pairs}
    return True


def _short(braces: _Braces) -> bool:
    answers = braces.split("=")
    full = [answer for answer in answers if answer.weight in (None, Decimal(100))]
    if len(full) < len(answers):
        braces.reading.leave_out(braces.item.line, phrases.PARTIAL)
    if any("*" in answer.text for answer in full):
        braces.reading.advise(braces.item.line, phrases.STAR)
    braces.item.kind = "short"
    braces.item.answers = {
        "accepted": [answer.text.replace("\n", " ") for answer in full],
        "typo": "typo" in braces.own,
    }
    _remarks(braces, full, answers)
    return True


def _true_false(braces: _Braces) -> bool:
    word, *feedback = braces.body.split("#")
    is_true = word.strip().upper() in ("T", "TRUE")
    place = braces.start + len(word)
    # The first feedback is for those who were wrong, the second for those who were right.
    said = [braces.source.words(text, place, braces.reading) for text in feedback[:2]]
    on_wrong, on_right = (*said, "", "")[:2]
    whys = {"why_true": on_right, "why_false": on_wrong} if is_true else {"why_true": on_wrong, "why_false": on_right}
    phrases.true_false(braces.item, is_true=is_true, **whys)
    braces.reading.advise(braces.item.line, phrases.TRUE_FALSE)
    return True


def _remarks(braces: _Braces, right: list[_Answer], answers: list[_Answer]) -> None:
    """Feedback where we keep none per answer: that of the right one explains, if nothing else does."""
    for answer in answers:
        if answer.why and not braces.item.explanation and answer in right:
            braces.item.explanation = answer.why
        elif answer.why and answer.why != braces.item.explanation:
            braces.reading.leave_out(answer.line, phrases.REMARK)
