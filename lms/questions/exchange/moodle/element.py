"""One question of Moodle on its way from XML to plain data: what every kind needs of it."""

from dataclasses import dataclass
from decimal import Decimal

from lms.questions.exchange import marks, phrases, plain
from lms.questions.exchange.shapes import Item, Reading
from lms.questions.exchange.xml_tree import Node

FULL = Decimal(100)
ZERO = Decimal(0)


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
    return plain.one_line(plain.words(raw(node)).text)


class Asked:
    """The question and its element; what is lost is noted on the way."""

    def __init__(self, node: Node, category: str, reading: Reading) -> None:
        self.node, self.reading = node, reading
        self.item = Item(line=node.line, objective=category)
        self.item.code = raw(node.first("idnumber")) or plain.words(raw(node.first("name"))).text
        tags = [line(tag) for tag in (node.first("tags") or node).all("tag")]
        self.own = marks.apply(self.item, tags)

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
            keep_lines=not is_html,
        )

    def line_of(self, name: str) -> int:
        found = self.node.first(name)
        return found.line if found else self.node.line

    def is_set(self, name: str) -> bool:
        return raw(self.node.first(name)).lower() in ("1", "true")

    def answers(self) -> list[Answer]:
        return [
            Answer(
                self.words(one),
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
