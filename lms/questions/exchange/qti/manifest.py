"""The manifest of a package: which files are questions, and their keywords, difficulty and objective."""

from collections.abc import Sequence

from lms.questions.exchange import plain
from lms.questions.exchange.shapes import Item
from lms.questions.exchange.xml_tree import escape

_LEVELS = {"easy": "easy", "medium": "medium", "hard": "difficult"}


def write(items: Sequence[tuple[str, Item]]) -> str:
    """For files by their path."""
    resources = "\n".join(_resource(number, path, item) for number, (path, item) in enumerate(items, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
        ' xmlns:imsmd="http://ltsc.ieee.org/xsd/LOM" identifier="questions">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}\n</resources>\n</manifest>\n"
    )


def _resource(number: int, path: str, item: Item) -> str:
    href = escape(path)
    return (
        f'<resource identifier="r{number}" type="imsqti_item_xmlv2p1" href="{href}">'
        f'<metadata>{_described(item)}</metadata><file href="{href}"/></resource>'
    )


def _described(item: Item) -> str:
    words = "".join(
        f"<imsmd:keyword><imsmd:string>{escape(plain.safe(tag))}</imsmd:string></imsmd:keyword>" for tag in item.tags
    )
    level = _LEVELS.get(item.difficulty)
    parts = [
        f"<imsmd:general>{words}</imsmd:general>" if words else "",
        "<imsmd:educational><imsmd:difficulty><imsmd:source>LOMv1.0</imsmd:source>"
        f"<imsmd:value>{level}</imsmd:value></imsmd:difficulty></imsmd:educational>"
        if level
        else "",
        "<imsmd:classification><imsmd:purpose><imsmd:source>LOMv1.0</imsmd:source>"
        "<imsmd:value>educational objective</imsmd:value></imsmd:purpose><imsmd:taxonPath><imsmd:taxon>"
        f"<imsmd:id>{escape(plain.safe(item.objective))}</imsmd:id></imsmd:taxon></imsmd:taxonPath></imsmd:classification>"
        if item.objective
        else "",
    ]
    inside = "".join(parts)
    return f"<imsmd:lom>{inside}</imsmd:lom>" if inside else ""
