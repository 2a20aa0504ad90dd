"""The two halves of a Markdown file: fields between two lines “---”, and the text below."""

from pathlib import Path

from courses.curriculum import fields
from courses.curriculum.fields import Fields
from courses.curriculum.problems import Place, Problems

FENCE = "---"


def split(source: str) -> tuple[list[str], str]:
    """(lines of the fields, the text below). Without two fences there are no fields and no text."""
    lines = source.splitlines()
    if lines[:1] != [FENCE] or FENCE not in lines[1:]:
        return [], ""
    end = lines.index(FENCE, 1)
    return lines[1:end], "\n".join(lines[end + 1 :])


def read(
    path: Path, place: Place, problems: Problems, *, what: str, has_text: bool = True
) -> tuple[Fields, tuple[str, Place]]:
    """The fields of a file, and (text below, its place). A missing file or fence is noted."""
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines, text = split(source)
    if not path.is_file():
        problems.add(place, "This file is missing. Add it.")
    elif not lines:
        problems.add(place, f"Begin the file with a line “{FENCE}”, the fields, and another line “{FENCE}”.")
    below = place.at(len(lines) + 3)
    if text.strip() and not has_text:
        problems.add(below, f"Nothing may stand below the fields of {what}. Move it into a lesson.")
    form = Fields(fields.load("\n".join(lines), place.at(2), problems), place, problems, what=what)
    return form, (text, below)
