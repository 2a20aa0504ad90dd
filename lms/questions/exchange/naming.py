"""The code of a question that has only a name, or none: the same every time the same file is read."""

import hashlib
import re
from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.questions.exchange.shapes import Item, Reading

LONGEST = 80
_ROOM = 70
# Signs with many accents take long to sort, so of a long name only its beginning makes the code.
_LOOKED_AT = 200
_CODE = re.compile(rf"[-a-zA-Z0-9_]{{1,{LONGEST}}}")


def code(name: str, stem: str = "") -> str:
    """A code from the name, else from the first words of the question and what makes it the only one."""
    if _CODE.fullmatch(name):
        return name
    if slug := slugify(name.strip()[:_LOOKED_AT]):
        return slug[:_ROOM].strip("-_") if len(slug) > LONGEST else slug
    said = name or stem
    digest = hashlib.sha256(" ".join(said.split()).encode()).hexdigest()[:6]
    start = slugify(" ".join(stem[:_LOOKED_AT].split()[:8]))[:50].strip("-_") if not name else ""
    return f"{start or 'question'}-{digest}"


def settle(reading: Reading) -> None:
    """Gives every question a code. The same question twice is kept once; another one of the same name gets a number."""
    taken: dict[str, Item] = {}
    named: dict[str, list[Item]] = {}
    kept = []
    for item in reading.items:
        name = item.code = code(item.code, item.stem)
        others = named.setdefault(name, [])
        if same := next((other for other in others if _says(other) == _says(item)), None):
            sentence = _("This is the same question as in line %(line)d. It is imported once.")
            reading.leave_out(item.line, sentence % {"line": same.line}, item.code)
            continue
        if item.code in taken:
            item.code = _next(name, taken)
            sentence = _("Line %(line)d has a question “%(old)s” too. This one gets the code “%(new)s”.")
            told = {"line": taken[name].line, "old": name, "new": item.code}
            reading.advise(item.line, sentence % told, item.code)
        others.append(item)
        taken[item.code] = item
        kept.append(item)
    reading.items = kept
    for notes in (reading.problems, reading.left_out, reading.advice):
        notes.sort(key=lambda note: note.line)


def _says(item: Item) -> tuple[object, ...]:
    return item.kind, item.stem, item.hint, item.explanation, item.answers


def _next(base: str, taken: Iterable[str]) -> str:
    number = 2
    while f"{base[: LONGEST - 4]}-{number}" in taken:
        number += 1
    return f"{base[: LONGEST - 4]}-{number}"
