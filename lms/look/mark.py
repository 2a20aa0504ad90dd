"""The course mark: a rosette of thin lines drawn from a course's key. The same key gives the same rosette for ever,
so a course is recognised on its card, its page and its certificate without anybody drawing a cover."""

from hashlib import sha256
from math import cos, pi, sin
from typing import NamedTuple

SIZE = 200  # the side of the square the rosette stands in: viewBox="0 0 200 200"
_HALF = SIZE / 2
# Where the handles of a cubic curve stand so that half a wave looks like a sine, as a share of its length.
_SINE = 0.3642


class Shape(NamedTuple):
    """What differs between rosettes."""

    petals: int
    twist: float  # how far the outermost line is turned against the innermost, in petals
    hollow: float  # radius of the empty middle, as a share of the whole
    swing: float  # height of the waves, as a share of the whole
    swell: float  # how much higher the waves are outside than inside
    turn: float  # of the whole rosette, in radians


def shape(key: object) -> Shape:
    """The rosette that belongs to this key (a UUID, a slug: its text counts)."""
    digest = sha256(str(key).encode()).digest()
    share = [byte / 255 for byte in digest]
    return Shape(
        petals=5 + digest[0] % 7,
        twist=(0.35 + 0.75 * share[1]) * (1 if digest[2] % 2 else -1),
        hollow=0.16 + 0.16 * share[3],
        swing=0.10 + 0.09 * share[4],
        swell=0.2 + 0.8 * share[5],
        turn=2 * pi * share[6],
    )


def paths(key: object, *, lines: int = 8, digits: int = 0) -> list[str]:
    """One closed SVG path per line, from the inside out, within a square of SIZE. `lines` is at least 2.

    `digits` after the point: 0 is enough on a screen and half as long, 1 is for paper."""
    drawn = shape(key)
    return [_line(drawn, step / (lines - 1), digits) for step in range(lines)]


class _Crest(NamedTuple):
    """A crest or a trough of the wave, with the handles of the curve before and after it."""

    before: complex
    at: complex
    after: complex


def _line(drawn: Shape, outward: float, digits: int) -> str:
    """A wave around the middle; `outward` runs from 0 (inside) to 1 (outside)."""
    swing = drawn.swing * (1 - drawn.swell * (1 - outward)) * _HALF
    inmost = drawn.hollow * _HALF + swing
    radius = inmost + ((0.96 - drawn.swing) * _HALF - inmost) * outward
    gap = pi / drawn.petals
    start = drawn.turn + 2 * drawn.twist * gap * outward
    first, second, *others = (
        _crest(start + index * gap, radius + swing * (-1) ** index, gap) for index in range(2 * drawn.petals + 1)
    )
    text = "M" + _points(digits, first.at) + "C" + _points(digits, first.after, second.before, second.at)
    return text + "".join("S" + _points(digits, crest.before, crest.at) for crest in others) + "Z"


def _crest(angle: float, radius: float, gap: float) -> _Crest:
    direction = complex(cos(angle), sin(angle))
    at = complex(_HALF, _HALF) + radius * direction
    along = radius * gap * _SINE * direction * 1j
    return _Crest(at - along, at, at + along)


def _points(digits: int, *points: complex) -> str:
    return " ".join(f"{point.real:.{digits}f} {point.imag:.{digits}f}" for point in points)
