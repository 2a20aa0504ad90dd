"""Which question an interaction of QTI is, and its answers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lms.questions.exchange import cloze_text, marks, phrases, plain
from lms.questions.exchange.cloze_text import Part
from lms.questions.exchange.qti import flow
from lms.questions.exchange.shapes import Item, Reading
from lms.questions.exchange.xml_tree import Node

_GAP = "\ue110"
_BLANK = "_____"
_PARTS = ("simpleChoice", "inlineChoice", "simpleAssociableChoice", "value", "mapEntry", "rubricBlock")


@dataclass
class Asked:
    """An item that is being read: its interactions, what is declared of them, and the question it becomes."""

    root: Node
    body: Node
    interactions: list[Node]
    own: set[str]
    item: Item
    reading: Reading
    reasons: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def first(self) -> Node:
        return self.interactions[0]

    def size(self) -> int:
        """How many choices, gaps or right answers it has, before any is read."""
        counted = Counter(node.name for node in self.root.below(*_PARTS))
        return max(len(self.interactions), *counted.values(), 0)

    def stem(self, put: str = "") -> str:
        return flow.text(self.body, self.reading, lambda node: put)

    def declared(self, node: Node) -> Node:
        """The declaration of what is answered there; an empty one when it is missing."""
        name = node.get("responseIdentifier")
        found = [one for one in self.root.all("responseDeclaration") if one.get("identifier") == name]
        return found[0] if found else Node("responseDeclaration", {}, node.line)

    def right(self, node: Node) -> list[str]:
        """What is named as correct; without that, what is worth most in the mapping."""
        declared = self.declared(node)
        named = [value.text.strip() for one in declared.all("correctResponse") for value in one.all("value")]
        worth = self.worth(node)
        most = max(worth.values(), default=Decimal(0))
        return named or [key for key, value in worth.items() if value == most > 0]

    def worth(self, node: Node) -> dict[str, Decimal]:
        entries = self.declared(node).below("mapEntry")
        return {one.get("mapKey"): phrases.decimal(one.get("mappedValue")) or Decimal(0) for one in entries}

    def fail(self, sentence: str) -> bool:
        self.reading.problem(self.first.line, sentence, self.item.code)
        return False


def reader(found: list[Node]) -> Callable[[Asked], bool] | None:
    """How these interactions are read; None: there is no kind for them."""
    names = {node.name for node in found}
    if names == {"inlineChoiceInteraction"}:
        return _cloze
    if len(found) != 1:
        return None
    return {
        "choiceInteraction": _choice,
        "orderInteraction": _order,
        "matchInteraction": _match,
        "textEntryInteraction": _entry,
        "extendedTextInteraction": _extended,
    }.get(found[0].name)


def _choice(asked: Asked) -> bool:
    node, right, worth = asked.first, asked.right(asked.first), asked.worth(asked.first)
    is_multiple = asked.declared(node).get("cardinality") == "multiple" or node.get("maxChoices", "1") != "1"
    is_situation = "situation" in asked.own
    options: list[dict[str, Any]] = []
    for choice in node.all("simpleChoice"):
        key = choice.get("identifier")
        said = {
            "text": flow.text(choice, asked.reading),
            "why": "\n".join(flow.text(one, asked.reading) for one in choice.below("feedbackInline")),
        }
        if is_situation:
            value = worth.get(key, Decimal(0))
            how = "best" if value >= 1 else "acceptable" if value > 0 else "poor"
            options.append({**said, "quality": how})
        else:
            options.append({**said, "right": key in right})
        asked.reasons[key] = options[-1]
    partial = {value for key, value in worth.items() if value > 0 and (is_multiple or key not in right)}
    if not is_situation and (len(partial) > 1 if is_multiple else partial):
        asked.reading.leave_out(node.line, phrases.PARTIAL)
    asked.item.kind = "situation" if is_situation else "multiple" if is_multiple else "single"
    asked.item.stem = asked.stem()
    asked.item.answers = {"options": options, "fixed_order": node.get("shuffle", "false").lower() != "true"}
    return True


def _order(asked: Asked) -> bool:
    texts = {
        one.get("identifier"): plain.one_line(flow.text(one, asked.reading)) for one in asked.first.all("simpleChoice")
    }
    right = asked.right(asked.first)
    if sorted(right) != sorted(texts):
        return asked.fail(_("The correct order does not name every step once."))
    asked.item.kind, asked.item.stem = "order", asked.stem()
    asked.item.answers = {"items": [texts[key] for key in right]}
    return True


def _match(asked: Asked) -> bool:
    sets = asked.first.all("simpleMatchSet")
    if len(sets) != 2:
        return asked.fail(_("A match needs two lists to choose from."))
    terms, matches = (
        {
            one.get("identifier"): plain.one_line(flow.text(one, asked.reading))
            for one in side.all("simpleAssociableChoice")
        }
        for side in sets
    )
    pairs = [tuple(value.split()) for value in asked.right(asked.first)]
    if any(len(pair) != 2 or pair[0] not in terms or pair[1] not in matches for pair in pairs):
        return asked.fail(_("A correct pair names something that is not in the lists."))
    if len({term for term, _match in pairs}) < len(pairs):
        return asked.fail(_("One term has several matches. Here every term has exactly one."))
    for key in set(matches) - {match for _term, match in pairs}:
        asked.reading.leave_out(asked.first.line, phrases.NO_MATCH % {"match": matches[key][:80]})
    told: dict[str, str] = {pair[0]: pair[1] for pair in pairs}
    asked.item.kind, asked.item.stem = "match", asked.stem()
    asked.item.answers = {
        "pairs": [{"term": text, "match": matches.get(told.get(key, ""), "")} for key, text in terms.items()]
    }
    return True


def _entry(asked: Asked) -> bool:
    stem = asked.stem(_GAP)
    before, _gap, after = stem.partition(_GAP)
    unit = plain.one_line(after) if "unit" in asked.own else ""
    goes_on = any(letter.isalnum() for letter in after) and "unit" not in asked.own
    asked.item.stem = plain.tidy(f"{before}{_BLANK}{after}" if goes_on else before)
    right, worth = asked.right(asked.first), asked.worth(asked.first)
    if asked.declared(asked.first).get("baseType") in ("float", "integer"):
        return _numeric(asked, right, unit)
    most = max(worth.values(), default=Decimal(0))
    more = [key for key, value in worth.items() if value == most > 0 and key not in right]
    if any(0 < value < most for value in worth.values()):
        asked.reading.leave_out(asked.first.line, phrases.PARTIAL)
    asked.item.kind = "short"
    accepted = [plain.one_line(plain.words(answer, is_plain=True).text) for answer in [*right, *more]]
    asked.item.answers = {"accepted": accepted, "typo": "typo" in asked.own}
    return True


def _numeric(asked: Asked, right: list[str], unit: str) -> bool:
    value = phrases.number(right[0]) if right else None
    if value is None:
        return asked.fail(phrases.not_a_number(right[0] if right else ""))
    around = Decimal(0)
    for equal in asked.root.below("equal"):
        mode, said = equal.get("toleranceMode", "exact"), equal.get("tolerance").split()[:2] or ["0"]
        if mode == "exact":
            continue
        told = phrases.number(said[0])
        if told is None:
            asked.reading.problem(equal.line, phrases.not_a_number(said[0]), asked.item.code)
            return False
        if phrases.number(said[-1]) != told:
            sentence = _("Only one of two tolerances was kept: %(kept)s. The other was %(other)s.")
            asked.reading.leave_out(equal.line, sentence % {"kept": said[0], "other": said[1][:40]}, asked.item.code)
        around = abs(told if mode == "absolute" else value * told / 100)
    asked.item.kind = "numeric"
    asked.item.answers = {"value": phrases.number_text(value), "tolerance": phrases.number_text(around), "unit": unit}
    return True


def _extended(asked: Asked) -> bool:
    asked.item.stem = asked.stem()
    rubrics = [
        one for one in asked.body.below("rubricBlock") if {"scorer", "author", "tutor"} & set(one.get("view").split())
    ]
    guide = "\n".join(flow.text(one, asked.reading) for one in rubrics)
    if "reflection" in asked.own:
        asked.item.kind, asked.item.answers = "reflection", {"note": plain.one_line(guide)}
        return True
    most = next(
        (o.get("normalMaximum") for o in asked.root.all("outcomeDeclaration") if o.get("identifier") == "SCORE"), ""
    )
    said = phrases.decimal(most or "4")
    needed = marks.number(asked.own, "needed")
    phrases.written_answer(asked.item, asked.reading, guide=guide, said=said or Decimal(4), needed=needed)
    return True


def _cloze(asked: Asked) -> bool:
    numbers = {id(node): number for number, node in enumerate(asked.interactions)}
    text = flow.text(asked.body, asked.reading, lambda node: f"{_GAP}{numbers[id(node)]}{_GAP}")
    told: list[Part] = []
    for place, part in enumerate(text.split(_GAP)):
        if place % 2 == 0:
            told += [part] if part else []
            continue
        choices = _choices(asked, asked.interactions[int(part)])
        if choices is None:
            return asked.fail(_("One gap has no right choice, or more than one."))
        told.append(choices)
    asked.item.stem, rest = cloze_text.split(told, marks.number(asked.own, "stem"))
    asked.item.kind, asked.item.answers = "cloze", {"text": cloze_text.join(rest)}
    return True


def _choices(asked: Asked, node: Node) -> list[str] | None:
    """The choices of a gap, the right one first."""
    right = asked.right(node)
    texts = {one.get("identifier"): plain.one_line(flow.text(one, asked.reading)) for one in node.all("inlineChoice")}
    if len(right) != 1 or right[0] not in texts or len(texts) < 2:
        return None
    return [texts.pop(right[0]), *texts.values()]
