"""YAML that remembers its lines, and typed reading of it: fields are asked for by name, any other is a mistake."""

from collections.abc import Iterable
from typing import Any

import yaml

from courses.curriculum.problems import Place, Problems

_NOT_TEXT = "Write “{name}” as text; put it in quotes."


class Lines(dict[str, Any]):
    """A mapping that knows the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


def load(text: str, place: Place, problems: Problems) -> Any:
    """The content of a YAML text that starts at this place; None when it cannot be read (then a problem is noted)."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        # What is never closed is noticed at the end of the file; its beginning is where to look.
        is_open = (error.context or "").startswith(("while scanning", "while parsing a flow"))
        mark = error.context_mark if is_open else error.problem_mark
        line = mark.line if mark else 0
        problems.add(
            place.at(place.line + line), f"This cannot be read: {error.problem}. Check quotes, colons and indentation."
        )
        return None
    return _value(node, place, problems) if node else Lines()


def _value(node: yaml.Node, place: Place, problems: Problems) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(inner, place, problems) for inner in node.value]
    if not isinstance(node, yaml.MappingNode):
        return yaml.SafeLoader("").construct_object(node)
    found = Lines()
    for key, value in node.value:
        name, line = str(key.value), place.line + key.start_mark.line
        if name in found:
            problems.add(place.at(line), f"“{name}” stands here twice. Keep one.")
        found[name] = _value(value, place, problems)
        found.lines[name] = line
    return found


class Fields:
    """One mapping, read by name. Whatever is missing, of the wrong kind or unknown becomes a problem at its line."""

    def __init__(self, mapping: Any, place: Place, problems: Problems, *, what: str) -> None:
        # What could not be read at all is named once, not once more for every field in it.
        self.is_read = mapping is not None
        self.problems, self.what = problems if self.is_read else Problems(), what
        self.mapping = mapping if isinstance(mapping, Lines) else Lines()
        self.place = place.at(min(self.mapping.lines.values(), default=place.line))
        self.asked: set[str] = {"sources"}
        if self.is_read and not isinstance(mapping, Lines):
            problems.add(place, f"Write {what} as “name: value” lines.")

    def place_of(self, name: str) -> Place:
        return self.place.at(self.mapping.lines.get(name, self.place.line))

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.add(self.place_of(name), sentence)

    def get(self, name: str) -> Any:
        self.asked.add(name)
        return self.mapping.get(name)

    def text(self, name: str, *, optional: bool = False, longest: int | None = None) -> str:
        value = self.get(name)
        if value is None:
            if not optional:
                self.wrong(name, f"“{name}” is missing in {self.what}. Add it.")
            return ""
        if isinstance(value, bool | list | dict):
            self.wrong(name, _NOT_TEXT.format(name=name))
            return ""
        text = str(value).strip()
        if not text and not optional:
            self.wrong(name, f"“{name}” in {self.what} is empty. Fill it in.")
        if longest and len(text) > longest:
            self.wrong(name, f"“{name}” has {len(text)} characters; {longest} are allowed. Shorten it.")
        return text

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, f"“{name}” is either true or false.")
            return default
        return value

    def number(self, name: str, *, optional: bool = False) -> int | None:
        value = self.get(name)
        if value is None and optional:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.wrong(name, f"“{name}” in {self.what} has to be a whole number from 1.")
            return None
        return value

    def choice(self, name: str, options: Iterable[str], *, default: str = "") -> str:
        allowed = list(options)
        value = self.get(name)
        if value is None and default:
            return default
        if value not in allowed:
            self.wrong(name, f"“{name}” in {self.what} has to be one of: {', '.join(allowed)}.")
            return default or allowed[0]
        return str(value)

    def words(self, name: str, *, optional: bool = False) -> list[str]:
        """A list of texts."""
        value = self.get(name)
        if value is None and optional:
            return []
        if not isinstance(value, list) or any(isinstance(word, bool | list | dict) or word is None for word in value):
            self.wrong(name, f"“{name}” in {self.what} has to be a list of texts; put each in quotes.")
            return []
        return [str(word).strip() for word in value]

    def row(self, name: str, *, what: str) -> "Fields | None":
        value = self.get(name)
        return None if value is None else Fields(value, self.place_of(name), self.problems, what=what)

    def rows(self, name: str, *, what: str) -> list["Fields"]:
        value = self.get(name)
        if not isinstance(value, list) or not value:
            self.wrong(name, f"“{name}” in {self.what} has to be a list with at least one entry.")
            return []
        return [Fields(entry, self.place_of(name), self.problems, what=what) for entry in value]

    def close(self) -> None:
        """Names every field that nobody asked for."""
        for name in self.mapping.keys() - self.asked:
            self.wrong(name, f"There is no “{name}” in {self.what}. Known here: {', '.join(sorted(self.asked))}.")
