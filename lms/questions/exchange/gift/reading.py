"""Reading GIFT: blocks of lines to questions."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, marks, naming, phrases
from lms.questions.exchange.gift import answers, signs
from lms.questions.exchange.gift.source import Source
from lms.questions.exchange.shapes import Item, Reading

_CATEGORY = re.compile(r"^\s*\$CATEGORY:(.*)$")
_GAP = "_____"


@dataclass
class _Block:
    """The lines of one question, and what the comments above it say."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    tags: list[tuple[int, str]] = field(default_factory=list)
    id: str = ""


def read(content: bytes) -> Reading:
    """All questions of a GIFT file. Raises BadFile."""
    reading, category, block = Reading(), "", _Block()
    tried = 0
    for number, line in enumerate(decoding.text_of(content).split("\n"), start=1):
        if found := _CATEGORY.match(line):
            category = phrases.category(phrases.text(found[1], reading, number, is_plain=True))
        elif line.lstrip().startswith("//"):
            block.tags += [(number, tag) for tag in _marks(line, "[tag:")]
            block.id = next(iter(_marks(line, "[id:")), block.id).strip()
        elif line.strip():
            block.lines.append((number, line))
        elif block.lines:
            tried += 1
            decoding.count(reading, tried)
            _question(block, category, reading)
            block = _Block()
    if block.lines:
        _question(block, category, reading)
    decoding.count(reading)
    naming.settle(reading)
    return reading


def _question(block: _Block, category: str, reading: Reading) -> None:
    source = Source(block.lines)
    text, item = source.text, Item(line=source.line_at(0), objective=category, code=block.id)
    if phrases.is_too_much(len(block.tags), reading, item.line):
        return
    own = marks.apply(item, [phrases.text(tag, reading, number, is_plain=True) for number, tag in block.tags])
    start = len(text) - len(text.lstrip())
    if named := re.compile(r"::(.*?)::", re.S).match(text, start):
        item.code, start = item.code or signs.show(named[1]).strip(), named.end()
    opening = text.find("{", start)
    closing = text.find("}", max(opening, start))
    if opening < 0 and closing < 0:
        reading.leave_out(item.line, phrases.NOT_A_QUESTION)
        return
    if opening < 0 or (0 <= text.find("}", start) < opening):
        reading.problem(
            source.line_at(text.find("}", start)),
            _("Here is a } without a { before it. Write \\} if you mean the sign."),
        )
        return
    if closing < 0:
        reading.problem(
            source.line_at(opening),
            _("The answers begin here with { and do not end. Write } behind the last one; no empty line between."),
        )
        return
    if (second := text.find("{", opening + 1)) >= 0:
        where = source.line_at(second)
        reading.problem(
            where,
            _("Here is a second { in one question. Write \\{ for the sign, or an empty line between questions."),
        )
        return
    stem, after = text[start:opening], text[closing + 1 :].strip()
    item.stem = source.words(_with_gap(stem, after), start, reading)
    if answers.fill(item, source, opening + 1, closing, own, reading):
        reading.items.append(item)


def _marks(line: str, opening: str) -> list[str]:
    """What stands in brackets behind such an opening."""
    return [part.partition("]")[0] for part in line.split(opening)[1:] if "]" in part]


def _with_gap(stem: str, after: str) -> str:
    """A sentence that goes on behind the answers has a gap where they stood; after a question a full stop is none."""
    if not after or (stem.rstrip()[-1:] in (".", "?", "!") and not any(letter.isalnum() for letter in after)):
        return stem
    return f"{stem.rstrip()} {_GAP}{'' if after[0] in '.,;:!?' else ' '}{after}"
