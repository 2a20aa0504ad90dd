"""Reading a table."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, naming, phrases, plain
from lms.questions.exchange.shapes import DIFFICULTIES, BadFile, Item, Reading
from lms.questions.exchange.table import columns
from lms.questions.exchange.table.answers import KINDS, Answers, Wrong


def read(content: bytes) -> Reading:
    """All rows of a table. Raises BadFile."""
    text = decoding.text_of(content)
    reading = Reading()
    rows = _rows(text)
    heading = next(rows, (1, []))[1]
    names = [name.strip().lower().replace(" ", "_") for name in heading]
    if missing := [name for name in ("kind", "question", "answer_1") if name not in names]:
        raise BadFile(
            _("The first line has no column “%(name)s”. Name the columns as in the example.") % {"name": missing[0]}
        )
    if twice := [name for name, times in Counter(names).items() if name and times > 1]:
        raise BadFile(_("Two columns are called “%(name)s”. Rename one.") % {"name": plain.one_line(twice[0])[:60]})
    for name in [name for name in names if name and not columns.is_known(name)]:
        reading.leave_out(
            1, _("The column “%(name)s” is not known and was left out.") % {"name": plain.one_line(name)[:60]}
        )
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            _row(line, dict(zip(names, cells, strict=False)), len(cells) > len(names), reading)
    decoding.count(reading)
    _no_code_twice(reading)
    naming.settle(reading)
    return reading


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row. Raises BadFile for quotes that do not end."""
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise BadFile(
            _("Line %(line)d: the quotation marks do not match. Save the table as “CSV UTF-8” again.") % {"line": line}
        ) from None


def _row(line: int, raw: dict[str, str], is_longer: bool, reading: Reading) -> None:
    decoding.count(reading)
    cells = {name: _cell(value, line, reading) for name, value in raw.items() if columns.is_known(name)}
    tags = dict.fromkeys(tag.strip() for tag in cells.get("tags", "").split(",") if tag.strip())
    kind = cells.get("kind", "").lower()
    item = Item(
        line=line,
        code=cells.get("code", ""),
        kind=kind,
        stem=cells.get("question", ""),
        hint=plain.one_line(cells.get("hint", "")),
        explanation=cells.get("explanation", ""),
        difficulty=cells.get("difficulty", "").lower(),
        tags=tuple(tags),
        objective=cells.get("objective", ""),
        sources=plain.one_line(cells.get("sources", "")),
    )
    gaps = cells.get("answer_1", "").count("[") if kind == "cloze" else 0
    if phrases.is_too_much(max(len(tags), gaps), reading, line, item.code):
        return
    if is_longer:
        reading.problem(line, _("This row has more cells than the first line has names."), item.code)
    elif kind not in KINDS:
        told = {"kind": kind[:40], "kinds": ", ".join(KINDS)}
        reading.problem(line, _("There is no kind “%(kind)s”. Write one of these: %(kinds)s") % told, item.code)
    elif item.difficulty and item.difficulty not in DIFFICULTIES:
        reading.problem(line, _("The difficulty is easy, medium or hard."), item.code)
    else:
        try:
            item.answers = KINDS[kind](Answers(cells))
        except Wrong as wrong:
            reading.problem(line, str(wrong), item.code)
        else:
            reading.items.append(item)


def _cell(value: str, line: int, reading: Reading) -> str:
    return phrases.text(columns.bare(value), reading, line, is_plain=True)


def _no_code_twice(reading: Reading) -> None:
    """Here the code was written by somebody who means it, so two rows with one code are a mistake."""
    seen: dict[str, int] = {}
    for item in list(reading.items):
        name = naming.code(item.code) if item.code else ""
        if name and name in seen:
            sentence = _("The code “%(code)s” stands in line %(line)d already. Give each question its own.")
            reading.problem(item.line, sentence % {"code": name, "line": seen[name]}, name)
            reading.items.remove(item)
        elif name:
            seen[name] = item.line
