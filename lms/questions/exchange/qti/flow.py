"""The body of an item as a text: what stands around an interaction, with something in its place."""

from collections.abc import Callable
from html import escape

from lms.questions.exchange import phrases
from lms.questions.exchange.shapes import Reading
from lms.questions.exchange.xml_tree import Node

INTERACTIONS = (
    "choiceInteraction", "orderInteraction", "matchInteraction", "inlineChoiceInteraction", "textEntryInteraction",
    "extendedTextInteraction", "associateInteraction", "gapMatchInteraction", "hotspotInteraction",
    "hottextInteraction",
    "selectPointInteraction", "graphicOrderInteraction", "graphicAssociateInteraction", "graphicGapMatchInteraction",
    "positionObjectInteraction", "sliderInteraction", "mediaInteraction", "drawingInteraction", "uploadInteraction",
    "endAttemptInteraction", "customInteraction", "portableCustomInteraction",
)  # fmt: skip
_ASIDE = (
    "rubricBlock",
    "feedbackBlock",
    "feedbackInline",
    "templateBlock",
    "templateInline",
    "infoControl",
    "stylesheet",
)
# Elements of QTI whose content is simply part of the text.
_OPEN = ("itemBody", "prompt", "simpleChoice", "inlineChoice", "simpleAssociableChoice", "modalFeedback")


def text(node: Node, reading: Reading, put: Callable[[Node], str] = lambda node: "") -> str:
    """The words in an element; `put` says what stands for an interaction."""
    return phrases.text(_html(node, put), reading, node.line)


def _html(node: Node, put: Callable[[Node], str]) -> str:
    return "".join(
        escape(child, quote=False) if isinstance(child, str) else _element(child, put) for child in node.content
    )


def _element(node: Node, put: Callable[[Node], str]) -> str:
    if node.name in _ASIDE:
        return ""
    if node.name in INTERACTIONS:
        prompt = node.first("prompt")
        asked = f"<p>{_html(prompt, put)}</p>" if prompt else ""
        return asked + escape(put(node), quote=False)
    inside = _html(node, put)
    if node.name in _OPEN:
        return f"<p>{inside}</p>"
    if node.name == "br":
        return "<br>"
    return f"<{node.name}>{inside}</{node.name}>"
