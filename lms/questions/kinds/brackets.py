"""How authors write a text with gaps: each in square brackets, the right words first.

“Listen first, then [ask|tell|leave].” A backslash before a bracket or a line makes it an ordinary character.
"""

import re
from typing import Any, NamedTuple

_PARTS = re.compile(r"\\[\[\]|]|[\[\]|]|[^\\\[\]|]+|\\")


class Parsed(NamedTuple):
    """A text with gaps: the pieces around them, one more than gaps; the choices of each gap, the right one first."""

    pieces: list[str]
    gaps: list[list[str]]
    is_closed: bool


def parsed(text: Any) -> Parsed:
    """Reads a text as its author wrote it. What is not closed is read as far as it goes."""
    pieces, gaps = [list[str]()], list[list[list[str]]]()
    is_inside, is_closed = False, True
    for found in _PARTS.findall(str(text or "").replace("\r\n", "\n")):
        if found in "[]" and is_inside == (found == "["):
            is_closed = False
        elif found == "[":
            is_inside = True
            gaps.append([[]])
        elif found == "]":
            is_inside = False
            pieces.append([])
        elif found == "|" and is_inside:
            gaps[-1].append([])
        else:
            words = found[1:] if len(found) == 2 and found[0] == "\\" else found
            (gaps[-1] if is_inside else pieces)[-1].append(words)
    if is_inside:
        pieces.append([])
    choices = [[" ".join("".join(choice).split()) for choice in gap] for gap in gaps]
    texts = ["".join(piece) for piece in pieces]
    texts[0], texts[-1] = texts[0].lstrip(), texts[-1].rstrip()
    return Parsed(texts, choices, is_closed and not is_inside)
