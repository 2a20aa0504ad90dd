"""Where in a file a text stands: the line that an author has to look at."""

import re
from pathlib import Path

from courses.curriculum.problems import Place

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r'[*_"\\]')


class Lines:
    """The lines of the files below a folder, each file read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, list[str]] = {}

    def of(self, text: str, start: Place) -> Place:
        """The first line from `start` on that holds the first words of the text; `start` itself when none does.

        Marks of Markdown and YAML do not count. Fewer words are tried too, because the text may go on in a new line.
        """
        words = _bare(text).split()
        for count in (6, 2):
            wanted = " ".join(words[:count])
            for number, line in enumerate(self._file(start.path)[start.line - 1 :], start=start.line):
                if wanted and wanted in line:
                    return start.at(number)
        return start

    def _file(self, path: str) -> list[str]:
        if path not in self.files:
            file = self.root / path
            source = file.read_text(encoding="utf-8") if file.is_file() else ""
            self.files[path] = [_bare(line) for line in source.splitlines()]
        return self.files[path]


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())
