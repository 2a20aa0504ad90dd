"""Bytes to text: encodings found out or refused with a sentence, and the size of a file."""

import codecs

from django.utils.translation import gettext as _

from lms.questions.exchange.shapes import BadFile, Reading

MOST_BYTES = 2 * 1024 * 1024
MOST_QUESTIONS = 500
_MOST_TRIED = 2000


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8 with or without mark, UTF-16 with mark. Raises BadFile with what to do."""
    measure(content)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        sentence = _(
            "Line %(line)d is not written in UTF-8. Save the file as “UTF-8” or “CSV UTF-8” and choose it again."
        )
        raise BadFile(sentence % {"line": line}) from None
    if "\x00" in text:
        raise BadFile(_("This is not a text file. Save it as “UTF-8” and choose it again."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def measure(content: bytes) -> None:
    """Raises BadFile for a file that is empty or too big."""
    if not content.strip():
        raise BadFile(_("The file is empty. Choose one with questions."))
    if len(content) > MOST_BYTES:
        raise BadFile(
            _("The file has more than %(size)d MB. Split it and import the parts one after the other.")
            % {"size": MOST_BYTES // 1024 // 1024}
        )


def count(reading: Reading, tried: int = 0) -> None:
    """Raises BadFile when there are too many questions; also when too many cannot be read, or are left out."""
    if not reading.items and reading.problems.total > MOST_QUESTIONS:
        raise BadFile(
            _("More than %(count)d places in the file cannot be read. Is this the right format?")
            % {"count": MOST_QUESTIONS}
        )
    if len(reading.items) + reading.problems.total > MOST_QUESTIONS or tried > _MOST_TRIED:
        raise BadFile(
            _("The file has more than %(count)d questions. Split it and import the parts one after the other.")
            % {"count": MOST_QUESTIONS}
        )
