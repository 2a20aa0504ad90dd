"""One question of Moodle on its way from XML to plain data: what every kind needs of it."""

from dataclasses import dataclass
from decimal import Decimal

from lms.questions.exchange import marks, phrases, plain
from lms.questions.exchange.shapes import Item, Reading
from lms.questions.exchange.xml_tree import Node

FULL = Decimal(100)
ZERO = Decimal(0)
ONE = Decimal(1)
_PARTS = ("answer", "subquestion", "hint")


@dataclass
class Answer:
    text: str
    why: str
    weight: Decimal
    node: Node


def raw(node: Node | None) -> str:
    """The text inside a <text> of an element, as it stands there."""
    inner = node.first("text") if node else None
    return (inner or node).text.strip() if node else ""


def line(node: Node | None) -> str:
    """A name: one line of plain words."""
    return plain.one_line(plain.words(raw(node), is_plain=True).text)


class Asked:
    """The question and its element; what is lost is noted on the way."""

    def __init__(self, node: Node, category: str, reading: Reading) -> None:
        self.node, self.reading = node, reading
        self.item = Item(line=node.line, objective=category)
        self.item.code = raw(node.first("idnumber")) or plain.words(raw(node.first("name")), is_plain=True).text
        tags = (node.first("tags") or node).all("tag")[: phrases.MOST_ANSWERS]
        self.own = marks.apply(self.item, [line(tag) for tag in tags])

    def size(self) -> int:
        """How many answers or tags it has, before any is read."""
        tags = (self.node.first("tags") or self.node).all("tag")
        return max(len(tags), sum(len(self.node.all(name)) for name in _PARTS))

    def words(self, node: Node | None) -> str:
        """The plain words of a text. Files that belong to it are named."""
        if node is None:
            return ""
        if node.first("file"):
            self.reading.leave_out(node.line, plain.MEDIA)
        is_html = node.get("format", "html") in ("html", "moodle_auto_format")
        inner = node.first("text")
        return phrases.text(
            (inner or node).text if inner or not node.all("file") else "",
            self.reading,
            node.line,
            is_plain=not is_html,
        )

    def line_of(self, name: str) -> int:
        found = self.node.first(name)
        return found.line if found else self.node.line

    def is_set(self, name: str) -> bool:
        return raw(self.node.first(name)).lower() in ("1", "true")

    def answers(self, *, are_typed: bool = False) -> list[Answer]:
        """Answers that learners type are compared as they stand, so they are no HTML."""
        return [
            Answer(
                phrases.text(raw(one), self.reading, one.line, is_plain=True) if are_typed else self.words(one),
                self.words(one.first("feedback")),
                phrases.decimal(one.get("fraction") or "0") or ZERO,
                one,
            )
            for one in self.node.all("answer")
        ]

    def remarks(self, answers: list[Answer], right: list[Answer]) -> None:
        """Feedback where we keep none per answer: that of the right one explains, if nothing else does."""
        for answer in answers:
            if answer.why and not self.item.explanation and answer in right:
                self.item.explanation = answer.why
            elif answer.why and answer.why != self.item.explanation:
                self.reading.leave_out(answer.node.line, phrases.REMARK, self.item.code)
