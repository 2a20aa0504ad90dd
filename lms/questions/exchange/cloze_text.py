"""The text of a cloze as authors write it: gaps in square brackets, the right choice first, `|` between choices."""

import re

from lms.questions.kinds.brackets import parsed

Part = str | list[str]

_BACKSLASH = chr(92)


def parts(text: str) -> list[Part] | None:
    """Texts and gaps (lists of choices) in their order; None when brackets do not match or nothing is a gap."""
    read = parsed(text)
    if not read.is_closed or not read.gaps:
        return None
    told: list[Part] = [read.pieces[0]]
    for gap, piece in zip(read.gaps, read.pieces[1:], strict=True):
        told += [gap, piece]
    return [part for part in told if part != ""]


def join(told: list[Part]) -> str:
    """The text with its gaps, as an author would write it."""
    said = ""
    for part in told:
        if isinstance(part, list):
            choices = "|".join(re.sub(r"([\[\]|])", r"\\\1", choice) for choice in part)
            said += f"{' ' if said.endswith(_BACKSLASH) else ''}[{choices}]"
        else:
            said += re.sub(r"([\[\]])", r"\\\1", part)
    return said


def split(told: list[Part], lines: int | None) -> tuple[str, list[Part]]:
    """(question, text with gaps). The question are the first lines, else all before the one with the first gap."""
    if not told or not isinstance(told[0], str):
        return "", told
    before = told[0].split("\n")
    number = len(before) - 1 if lines is None else min(lines, len(before) - 1)
    rest = "\n".join(before[number:]).lstrip("\n")
    return "\n".join(before[:number]).strip(), [rest, *told[1:]] if rest else list(told[1:])
