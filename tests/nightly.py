"""How often a trial is repeated: a little with every change, a lot with `make nightly`."""

import os
from typing import TypeVar

Figure = TypeVar("Figure")

NIGHTLY = os.environ.get("LATERAL_NIGHTLY") == "1"


def figure(with_every_change: Figure, *, nightly: Figure) -> Figure:
    return nightly if NIGHTLY else with_every_change
