"""The blocks of a lesson file that lay something out, draw or play it: from worked example to audio."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from courses.blocks.layouts import MOST_LEVELS
from courses.blocks.media import AUDIO, CAPTIONS, VIDEO
from courses.blocks.show import DRAWINGS
from courses.curriculum import markdown
from courses.curriculum.fields import Fields, Lines
from courses.curriculum.texts import FileText


def _worked_example(form: Fields) -> tuple[str, Any]:
    steps = []
    for row in form.rows("steps", what="a step"):
        steps.append({"do": row.text("do"), "why": row.text("why")})
        row.close()
    return "worked_example", {
        **{name: form.text(name) for name in ("title", "request", "result")},
        "steps": steps,
    }


def _table(form: Fields) -> tuple[str, Any]:
    caption, columns = form.text("caption"), form.words("columns")
    rows = form.get("rows")
    if not isinstance(rows, list) or not rows:
        form.wrong("rows", "“rows” in the block “table” has to be a list with at least one row.")
        rows = []
    values = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or any(isinstance(cell, bool | list | dict) or cell is None for cell in row):
            form.wrong("rows", f"Write row {number} as a list of texts; put each in quotes.")
        elif len(row) != len(columns):
            form.wrong("rows", f"Row {number} has {len(row)} texts; there are {len(columns)} columns.")
        else:
            values.append({"values": [str(cell).strip() for cell in row]})
    return "table", {
        "caption": caption,
        # Wagtail keeps the parts of a table without ids of their own.
        "columns": tuple({"type": "text", "heading": heading} for heading in columns),
        "rows": tuple(values),
    }


def _org_chart(form: Fields) -> tuple[str, Any]:
    return "org_chart", {"title": form.text("title"), "units": _units(form, level=1)}


def _units(form: Fields, *, level: int) -> list[dict[str, str]]:
    """The units of a nested list one after the other, each with its level."""
    if level > MOST_LEVELS:
        form.wrong("units", f"A chart has {MOST_LEVELS} levels at most. Move these units up, or leave them out.")
        return []
    found = []
    for row in form.rows("units", what="a unit"):
        unit = {"level": str(level), "role": row.text("role")}
        found.append(unit | {name: row.text(name, optional=True) for name in ("person", "ask", "contact")})
        if row.get("units") is not None:
            found += _units(row, level=level + 1)
        row.close()
    return found


def _drawing(form: Fields) -> tuple[str, Any]:
    caption = form.text("caption", optional=True)
    return "drawing", {"name": form.choice("name", DRAWINGS), "alt": form.text("alt"), "caption": caption}


def _video(form: Fields) -> tuple[str, Any]:
    languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    captions = []
    for row in form.rows("captions", what="the captions"):
        captions.append({"language": row.choice("language", languages), "file": _file(row, CAPTIONS)})
        row.close()
    poster = form.text("poster", optional=True)
    return "video", {**_spoken(form), "file": _file(form, VIDEO), "poster": poster, "captions": captions}


def _audio(form: Fields) -> tuple[str, Any]:
    return "audio", {**_spoken(form), "file": _file(form, AUDIO)}


def _spoken(form: Fields) -> dict[str, Any]:
    transcript, place = form.text("transcript"), form.place_of("transcript")
    below = place.at(place.line + 1) if "\n" in transcript else place
    return {
        "title": form.text("title"),
        "minutes": form.number("minutes"),
        "transcript": markdown.rich_text(transcript, below, form.problems),
    }


def _file(form: Fields, endings: tuple[str, ...]) -> str:
    name = form.text("file")
    if name and not name.endswith(tuple(f".{ending}" for ending in endings)):
        form.wrong("file", f"“{name}” has to end in {' or '.join(f'.{ending}' for ending in endings)}.")
    return name


def played(form: Fields) -> list[FileText]:
    """The files that a video or audio block names, each with its line."""
    rows = [(form.mapping, name) for name in ("file", "poster")]
    captions = form.mapping.get("captions")
    rows += [(row, "file") for row in captions if isinstance(row, Lines)] if isinstance(captions, list) else []
    return [FileText(str(row[name]), form.place.at(row.lines[name])) for row, name in rows if row.get(name)]


READERS: dict[str, Callable[[Fields], tuple[str, Any]]] = {
    "worked-example": _worked_example,
    "table": _table,
    "org-chart": _org_chart,
    "drawing": _drawing,
    "video": _video,
    "audio": _audio,
}
