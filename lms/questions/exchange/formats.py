"""The formats there are, and which one a file is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.exchange import aiken, gift, moodle, qti, table
from lms.questions.exchange.shapes import BadFile, Item, Reading, Written


@dataclass(frozen=True)
class Format:
    code: str
    name: Any
    about: Any
    ending: str
    content_type: str
    read: Callable[[bytes], Reading]
    write: Callable[[Sequence[Item]], Written]


_TEXT = "text/plain; charset=utf-8"
_TABLE = _("Every kind of question; for Excel and LibreOffice.")
_GIFT = _("Moodle's text format. No steps to order and no gaps.")
_MOODLE = _("Every kind of question, for Moodle.")
_QTI = _("Every kind of question, for other systems: an item, or a package as zip.")
_AIKEN = _("Only questions with one right answer, and nothing but question and answers.")
_CSV = "text/csv; charset=utf-8"

FORMATS = {
    one.code: one
    for one in (
        Format("csv", _("Table (CSV)"), _TABLE, "csv", _CSV, table.read, table.write),
        Format("gift", "GIFT", _GIFT, "gift.txt", _TEXT, gift.read, gift.write),
        Format("moodle", "Moodle XML", _MOODLE, "xml", "application/xml", moodle.read, moodle.write),
        Format("qti", "QTI 2.1", _QTI, "zip", "application/zip", qti.read, qti.write),
        Format("aiken", "Aiken", _AIKEN, "txt", _TEXT, aiken.read, aiken.write),
    )
}


def detect(content: bytes, name: str = "") -> Format:
    """The format of a file, by what stands in it; its name only decides between texts. Raises BadFile."""
    start = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if (
        start.startswith(b"PK")
        or b"<assessmentItem" in start
        or b":assessmentItem" in start
        or b"<questestinterop" in start
    ):
        return FORMATS["qti"]
    if start.startswith(b"<"):
        return FORMATS["moodle"]
    first = start.split(b"\n", 1)[0].replace(b"\0", b"").lower()
    if name.lower().endswith((".csv", ".tsv")) or (b"kind" in first and b"question" in first and b"answer_1" in first):
        return FORMATS["csv"]
    bare = content.replace(b"\0", b"")
    if b"{" in bare and b"}" in bare:
        return FORMATS["gift"]
    if b"ANSWER" in bare.upper():
        return FORMATS["aiken"]
    raise BadFile(_gettext("It is not clear which format this is. Choose it from the list."))
