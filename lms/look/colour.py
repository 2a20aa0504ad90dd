"""What every colour of the house really is: reads tokens.css, so that mails, PDFs and tests show what the pages show.

OKLCH to sRGB after Björn Ottosson's definition; contrast after WCAG 2.2."""

import re
from functools import cache
from math import cos, prod, radians, sin
from pathlib import Path
from typing import Literal, NamedTuple

TOKENS = Path(__file__).parent / "css" / "tokens.css"
DEFAULT_HUE = 205
DEFAULT_CHROMA = 0.076

Scheme = Literal["light", "dark"]


class Oklch(NamedTuple):
    """Lightness 0–1, chroma from 0 to about 0.4, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


class Srgb(NamedTuple):
    """Red, green and blue from 0 to 1; below or above means that a screen cannot show it."""

    red: float
    green: float
    blue: float


def to_srgb(colour: Oklch) -> Srgb:
    """The colour on a screen, not clipped, so that a test can see what lies outside the gamut."""
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return Srgb(
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def contrast(first: Oklch, second: Oklch) -> float:
    """The contrast ratio of two colours, from 1 to 21, whichever of them is lighter."""
    dark, light = sorted((_luminance(to_srgb(first)), _luminance(to_srgb(second))))
    return (light + 0.05) / (dark + 0.05)


def hex_of(colour: Oklch) -> str:
    """`#rrggbb`, for mails and PDFs."""
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in to_srgb(colour))


@cache
def palette(hue: int = DEFAULT_HUE, scheme: Scheme = "light") -> dict[str, Oklch]:
    """Every opaque colour of tokens.css by its name without `--c-`, for one brand hue (0–359) and one scheme."""
    return {name: _evaluated(pair[scheme == "dark"], hue) for name, pair in _declared().items()}


@cache
def _declared() -> dict[str, tuple[str, str]]:
    """Name → what stands between the brackets of oklch(), light and dark."""
    line = re.compile(r"--c-([a-z0-9-]+):\s*light-dark\(oklch\((.+)\), oklch\((.+)\)\);")
    pairs = {match[1]: (match[2], match[3]) for match in line.finditer(TOKENS.read_text(encoding="utf-8"))}
    return {name: pair for name, pair in pairs.items() if "/" not in pair[0]}


def _evaluated(declared: str, hue: int) -> Oklch:
    """`.40 calc(var(--brand-c)*.87) var(--brand-h)` with the numbers put in."""
    known = declared.replace("var(--brand-h)", str(hue)).replace("var(--brand-c)", str(DEFAULT_CHROMA))
    return Oklch(*(_number(part) for part in known.split()))


def _number(part: str) -> float:
    """A number, `calc(a*b)` or `min(a*b,c)`: all that tokens.css uses."""
    inner = re.sub(r"^(calc|min)\((.*)\)$", r"\2", part)
    return min(prod(float(factor) for factor in product.split("*")) for product in inner.split(","))


def _encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _luminance(colour: Srgb) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
