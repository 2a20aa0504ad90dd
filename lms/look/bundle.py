"""One stylesheet from the readable parts: a page asks for one file, and no build tool is needed.

`python -m lms.look.bundle` after a change in lms/look/css/; a test says when it was forgotten."""

import re
from pathlib import Path

PARTS = ["tokens", "base", "frame", "components", "forms", "lesson", "certificate", "print"]
SOURCE = Path(__file__).parent / "css"
TARGET = Path(__file__).parent.parent / "static" / "css" / "site.css"


def stylesheet() -> str:
    """The parts in order, without comments and indentation."""
    text = "\n".join((SOURCE / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line) + "\n"


def write() -> None:
    """Puts the stylesheet where the pages find it."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(stylesheet(), encoding="utf-8")


if __name__ == "__main__":
    write()
