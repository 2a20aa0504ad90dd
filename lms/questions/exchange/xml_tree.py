"""XML as a small tree that knows its lines. Document types, entities and everything outside the file are refused."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import ContentHandler, SAXException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, plain
from lms.questions.exchange.shapes import BadFile

_DEEPEST = 60
_MOST = 100_000


@dataclass
class Room:
    """How many elements may still come, in all files of a package together."""

    left: int = _MOST


@dataclass(slots=True)
class Node:
    """One element: name and attributes without prefixes, children and texts in their order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list["Node | str"] = field(default_factory=list)

    def all(self, name: str) -> list["Node"]:
        return [child for child in self.content if isinstance(child, Node) and child.name == name]

    def first(self, name: str) -> "Node | None":
        return next(iter(self.all(name)), None)

    def below(self, *names: str) -> Iterator["Node"]:
        """Every element with one of these names, at any depth, in the order of the file."""
        waiting = self.content[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Node):
                if child.name in names:
                    yield child
                waiting.extend(reversed(child.content))

    def get(self, name: str, otherwise: str = "") -> str:
        return self.attributes.get(name, otherwise)

    @property
    def text(self) -> str:
        """All texts in it, one after the other."""
        return "".join(child if isinstance(child, str) else child.text for child in self.content)


def parse(content: bytes, *, where: str = "", room: Room | None = None) -> Node:
    """The root of an XML file. Raises BadFile with the line of what is wrong."""
    decoding.measure(content)
    handler = _Builder(room or Room())
    parser: Any = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException:
        raise _bad(
            handler.line, _("a document type or entity stands here. Take it out: such files are refused."), where
        ) from None
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: handler.line)() or handler.line
        raise _bad(line, _("this is not well-formed XML. Export the file again."), where) from None
    except (UnicodeError, LookupError, ValueError):
        raise _bad(
            handler.line, _("the file is not written in UTF-8. Save it as “UTF-8” and choose it again."), where
        ) from None
    assert handler.root is not None  # noqa: S101  a parsed document has a root
    return handler.root


def escape(text: str) -> str:
    """Text for an element or an attribute."""
    text = plain.clean(text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\t", "&#9;")):
        text = text.replace(sign, name)
    return text


class _TooMuch(SAXException):
    pass


class _Builder(ContentHandler):
    def __init__(self, room: Room) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._room = room
        self._locator: Any = None

    @property
    def line(self) -> int:
        return (self._locator.getLineNumber() if self._locator else 0) or 1

    def setDocumentLocator(self, locator: Any) -> None:
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:
        self._room.left -= 1
        if self._room.left < 0 or len(self._open) >= _DEEPEST:
            raise _TooMuch("too many or too deep")
        node = Node(_bare(name), {_bare(key): value for key, value in attrs.items()}, self.line)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].content.append(content)


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _bad(line: int, sentence: str, where: str) -> BadFile:
    place = _("%(file)s, line %(line)d") if where else _("Line %(line)d")
    return BadFile(place % {"file": where, "line": line} + ": " + sentence)
