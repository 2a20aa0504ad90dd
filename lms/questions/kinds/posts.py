"""Reading a posted form, whatever somebody put into it."""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

Post = Mapping[str, Any]
Kept = dict[str, list[str]]


class BadAnswer(ValueError):
    """The answer cannot be taken. `sentence` tells the learner what to do; `kept` refills the form."""

    def __init__(self, sentence: str, kept: Kept | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.kept = kept or {}


class Rearranged(BadAnswer):
    """No answer yet, and nothing is wrong: a button in the form changed it. It comes back as it is in `kept`."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("", kept)


def posted(post: Post, name: str) -> list[str]:
    """All values of a field, without blanks. Raises BadAnswer for anything that is not text."""
    found = post.getlist(name) if hasattr(post, "getlist") else post.get(name)
    values = found if isinstance(found, list) else [] if found is None else [found]
    if not all(isinstance(value, str) for value in values):
        raise BadAnswer(_("This answer cannot be read. Answer again."))
    return [value for value in values if value]


def chosen(post: Post, name: str, allowed: Container[str]) -> list[str]:
    """The chosen ids of a field, each once. Raises BadAnswer for an id that was not offered."""
    values = list(dict.fromkeys(posted(post, name)))
    if not all(value in allowed for value in values):
        raise BadAnswer(_("This answer does not belong to the question. Choose from the answers shown."))
    return values


def selected(post: Post, ids: Iterable[str], allowed: Sequence[str]) -> dict[str, str]:
    """What was selected per item (fields "item-<id>"), items left open omitted. Raises BadAnswer."""
    picks = {item: chosen(post, f"item-{item}", allowed) for item in ids}
    if any(len(values) > 1 for values in picks.values()):
        raise BadAnswer(_("Choose one answer for each line."))
    return {item: values[0] for item, values in picks.items() if values}


def written(post: Post, name: str, *, longest: int) -> str | None:
    """A written answer, trimmed, without characters that no database keeps. Raises BadAnswer when it is too long."""
    values = posted(post, name)
    if len(values) > 1:
        raise BadAnswer(_("This answer cannot be read. Answer again."))
    text = _storable(values[0]).strip() if values else ""
    if len(text) > longest:
        sentence = _("Your answer is too long. Write at most %(count)d characters.") % {"count": longest}
        raise BadAnswer(sentence, {name: [text[: longest * 5]]})
    return text or None


def _storable(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
