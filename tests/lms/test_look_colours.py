"""Every pair of colours that pages put together is readable, for every brand hue, in light and in dark."""

import re
from itertools import product

import pytest

from lms.look import bundle, colour
from lms.people.models import Hue

TEXTS = ["text", "text-2", "text-3"]
GROUNDS = ["canvas", "surface", "surface-2", "surface-3"]
STATES = ["success", "warning", "danger", "info"]

# What is read needs 4.5:1 (WCAG 1.4.3), what only shows where something is needs 3:1 (1.4.11).
READ = [
    *product(TEXTS, GROUNDS),
    *product(["text", "text-2"], ["brand-soft", *(f"{state}-soft" for state in STATES)]),
    *((f"{state}-text", f"{state}-soft") for state in STATES),
    *product([f"{state}-text" for state in STATES], ["canvas", "surface"]),
    *product(["brand-text"], [*GROUNDS, "brand-soft"]),
    *product(["on-brand"], ["brand", "brand-hover", "brand-active"]),
]
SEEN = [
    *product(["border-strong", "brand", "focus"], GROUNDS),
    *product(STATES, ["canvas", "surface"]),
    *((state, f"{state}-soft") for state in STATES),
    ("brand", "brand-soft"),
    ("border-strong", "brand-soft"),
]


def test_oklch_gives_known_screen_colours() -> None:
    assert colour.hex_of(colour.Oklch(1, 0, 0)) == "#ffffff"
    assert colour.hex_of(colour.Oklch(0.627955, 0.257683, 29.2339)) == "#ff0000"
    assert colour.hex_of(colour.Oklch(0.452014, 0.313214, 264.052)) == "#0000ff"
    assert colour.contrast(colour.Oklch(1, 0, 0), colour.Oklch(0, 0, 0)) == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_is_readable_at_every_hue(scheme: colour.Scheme) -> None:
    too_faint = [
        f"hue {hue}: {first} on {second} is {ratio:.2f}, needs {need}"
        for need, pairs in ((4.5, READ), (3.0, SEEN))
        for hue in range(360)
        for first, second in pairs
        if (ratio := colour.contrast(colour.palette(hue, scheme)[first], colour.palette(hue, scheme)[second])) < need
    ]
    assert too_faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_brand_colours_exist_on_every_screen_at_every_hue(scheme: colour.Scheme) -> None:
    outside = [
        (hue, name)
        for hue in range(360)
        for name, value in colour.palette(hue, scheme).items()
        if "brand" in name and not all(-0.002 <= channel <= 1.002 for channel in colour.to_srgb(value))
    ]
    assert outside == []


def test_old_browsers_get_the_same_light_colours() -> None:
    _, _, fallback = colour.TOKENS.read_text(encoding="utf-8").partition("@supports not")
    written = dict(re.findall(r"--c-([a-z0-9-]+): (#[0-9a-f]{6});", fallback))
    assert written == {name: colour.hex_of(value) for name, value in colour.palette().items()}


def test_every_swatch_that_can_be_chosen_has_its_rule() -> None:
    ruled = {int(hue) for hue in re.findall(r'data-hue="(\d+)"', colour.TOKENS.read_text(encoding="utf-8"))}
    assert ruled | {colour.DEFAULT_HUE} == set(Hue.values)


def test_the_served_stylesheet_is_the_one_of_the_parts() -> None:
    assert bundle.TARGET.read_text(encoding="utf-8") == bundle.stylesheet(), "run: python -m lms.look.bundle"


def test_stylesheet_asks_nobody_else_and_knows_every_value_it_uses() -> None:
    text = bundle.stylesheet()
    assert re.findall(r"(?:https?:)?//[a-z]|@import", text) == []
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) - set(re.findall(r"(--[a-z0-9-]+):", text)) == set()
