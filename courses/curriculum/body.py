"""The body of a lesson file: Markdown between fenced blocks, each fence a small YAML text."""

import re
from collections.abc import Callable
from typing import Any

from courses.blocks import scenario
from courses.curriculum import fields, markdown, showing
from courses.curriculum.fields import Fields
from courses.curriculum.problems import Place, Problems
from courses.curriculum.texts import BlockText, ContactText

_OPENS = re.compile(r":::([a-z-]+)\s*$")
_CLOSES = re.compile(r":::\s*$")
_LESSON = re.compile(r"[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+$")


def blocks(source: str, place: Place, problems: Problems, *, contact: ContactText) -> list[BlockText]:
    """The blocks of a body that starts at this place. Mistakes are noted; what can be read is returned."""
    found: list[BlockText] = []
    for name, start, lines in _pieces(source, place, problems):
        here = place.at(start)
        text = "\n".join(lines)
        if name:
            found += _fenced(name, text, here, problems, contact=contact)
        elif text.strip():
            found.append(BlockText("text", markdown.rich_text(text, here, problems), here))
    return found


def _pieces(source: str, place: Place, problems: Problems) -> list[tuple[str, int, list[str]]]:
    """(name of the fence or "", first line of the content, lines) in order."""
    pieces: list[tuple[str, int, list[str]]] = [("", place.line, [])]
    for number, line in enumerate(source.splitlines(), start=place.line):
        opens, inside = _OPENS.match(line), pieces[-1][0]
        if opens and inside:
            problems.add(place.at(number), f"The block “{inside}” is still open here. Close it with a line “:::”.")
        if opens:
            pieces.append((opens.group(1), number + 1, []))
        elif _CLOSES.match(line) and inside:
            pieces.append(("", number + 1, []))
        elif line.startswith(":::"):
            problems.add(place.at(number), "A block opens with “:::name” and closes with “:::”, each on its own line.")
        else:
            pieces[-1][2].append(line)
    if pieces[-1][0]:
        problems.add(place.at(pieces[-1][1] - 1), f"The block “{pieces[-1][0]}” is never closed. Add a line “:::”.")
    return pieces


def _fenced(name: str, text: str, place: Place, problems: Problems, *, contact: ContactText) -> list[BlockText]:
    if name not in READERS:
        problems.add(place.at(place.line - 1), f"There is no block “{name}”. Known: {', '.join(sorted(READERS))}.")
        return []
    form = Fields(fields.load(text, place, problems), place, problems, what=f"the block “{name}”")
    block_type, value = READERS[name](form)
    if name == "contact" and form.flag("course", default=False):
        value = vars(contact)
        if not contact.name:
            form.wrong("course", "The course has no contact. Add “contact:” to course.md or write the person here.")
    form.close()
    return [
        BlockText(
            block_type,
            value,
            place,
            question=str(form.mapping.get("question", "")) if name == "check" else "",
            policy=str(form.mapping.get("slug", "")) if name == "policy" else "",
            file=str(form.mapping.get("file", "")) if name in ("image", "download") else "",
            played=showing.played(form) if name in ("video", "audio") else [],
            lesson=str(form.mapping.get("lesson", "")) if name == "related" else "",
            sources=form.words("sources", optional=True),
        )
    ]


def _key_point(form: Fields) -> tuple[str, Any]:
    return "key_point", {"text": form.text("text")}


def _callout(form: Fields) -> tuple[str, Any]:
    kind = form.choice("kind", ("note", "careful", "help"), default="note")
    return "callout", {"kind": kind, "title": form.text("title"), "text": form.text("text")}


def _quote(form: Fields) -> tuple[str, Any]:
    if not form.flag("consent", default=False):
        form.wrong("consent", "Ask them whether they agree to be quoted, then write “consent: true”.")
    return "quote", {**{name: form.text(name) for name in ("text", "name", "role")}, "consent": True}


def _do_avoid(form: Fields) -> tuple[str, Any]:
    pairs = [_texts(row, "do", "avoid", "why") for row in form.rows("pairs", what="a pair")]
    return "do_avoid", {"situation": form.text("situation"), "pairs": pairs}


def _dialogue(form: Fields) -> tuple[str, Any]:
    lines = [_texts(row, "speaker", "text", optional=("note",)) for row in form.rows("lines", what="a line")]
    return "dialogue", {"title": form.text("title", optional=True), "lines": lines}


def _scenario(form: Fields) -> tuple[str, Any]:
    rows = form.rows("steps", what="a step")
    numbers = {row.text("id"): str(number) for number, row in enumerate(rows, start=1)}
    before = len(form.problems.found)
    steps = [_step(row, numbers) for row in rows]
    edges = [[reply["next"] for reply in step["replies"]] for step in steps]
    if len(form.problems.found) == before:  # a misspelt goal would be named again as a step that nobody reaches
        for number, sentence in scenario.problems(edges):
            rows[number - 1].wrong("id", sentence)
    return "scenario", {
        **{name: form.text(name) for name in ("setting", "character", "opening")},
        "steps": steps,
        "debrief": form.text("debrief"),
    }


def _step(form: Fields, numbers: dict[str, str]) -> dict[str, Any]:
    replies = [_reply(row, numbers) for row in form.rows("replies", what="a reply")]
    step = {"prompt": form.text("prompt", optional=True), "replies": replies}
    form.close()
    return step


def _reply(form: Fields, numbers: dict[str, str]) -> dict[str, Any]:
    goal = form.text("next")
    if goal and goal != scenario.END and goal not in numbers:
        form.wrong("next", f"No step is called “{goal}”. Use one of: {', '.join(numbers)}, {scenario.END}.")
    reply = {
        **{name: form.text(name) for name in ("text", "consequence", "why")},
        "quality": form.choice("quality", ("best", "ok", "poor")),
        "next": numbers.get(goal, scenario.END),
    }
    form.close()
    return reply


def _image(form: Fields) -> tuple[str, Any]:
    form.text("file")
    alt = form.text("alt", optional=True)
    decorative = form.flag("decorative", default=False)
    if not alt and not decorative:
        form.wrong("alt", "Say in “alt” what the picture shows, or write “decorative: true”.")
    return "image", {
        "image": {"alt_text": alt, "decorative": decorative},
        "caption": form.text("caption", optional=True),
    }


def _check(form: Fields) -> tuple[str, Any]:
    form.text("question")
    return "check", {"required": form.flag("required", default=True)}


def _checklist(form: Fields) -> tuple[str, Any]:
    return "checklist", {"title": form.text("title"), "items": form.words("items")}


def _details(form: Fields) -> tuple[str, Any]:
    return "details", {"items": [_texts(row, "front", "back") for row in form.rows("items", what="a card")]}


def _reflection(form: Fields) -> tuple[str, Any]:
    return "reflection", {"prompt": form.text("prompt")}


def _commitment(form: Fields) -> tuple[str, Any]:
    examples = [_texts(row, "when", "will") for row in form.rows("examples", what="an example")]
    return "commitment", {"prompt": form.text("prompt"), "examples": examples}


def _contact(form: Fields) -> tuple[str, Any]:
    is_course = form.mapping.get("course") is True
    required = {name: form.text(name, optional=is_course) for name in ("name", "when")}
    rest = {name: form.text(name, optional=True) for name in ("role", "email", "phone", "hours")}
    return "contact", required | rest


def _policy(form: Fields) -> tuple[str, Any]:
    form.text("slug")
    return "policy", {}


def _download(form: Fields) -> tuple[str, Any]:
    form.text("file")
    return "download", {name: form.text(name) for name in ("title", "description", "language")}


def _related(form: Fields) -> tuple[str, Any]:
    lesson = form.text("lesson")
    if lesson and not _LESSON.match(lesson):
        form.wrong("lesson", "Write the lesson as course/module/lesson, without numbers: respect/difficult/complaints.")
    return "related", {"note": form.text("note")}


def _texts(form: Fields, *required: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    found = {name: form.text(name) for name in required}
    found |= {name: form.text(name, optional=True) for name in optional}
    form.close()
    return found


READERS: dict[str, Callable[[Fields], tuple[str, Any]]] = {
    "key-point": _key_point,
    "callout": _callout,
    "quote": _quote,
    "do-avoid": _do_avoid,
    "dialogue": _dialogue,
    "scenario": _scenario,
    "image": _image,
    "check": _check,
    "checklist": _checklist,
    "details": _details,
    "reflection": _reflection,
    "commitment": _commitment,
    "contact": _contact,
    "download": _download,
    "policy": _policy,
    "related": _related,
    **showing.READERS,
}
