"""What Moodle has no place for and we want back: said in tags of our own, which are taken out again on reading."""

from lms.questions.exchange.shapes import DIFFICULTIES, Item

OWN = "lateral-"


def tags_of(item: Item, *more: str) -> list[str]:
    """The tags of a question with ours behind them."""
    level = [item.difficulty] if item.difficulty and item.difficulty != "medium" else []
    return [*item.tags, *(OWN + name for name in [*level, *more])]


def split(tags: list[str]) -> tuple[tuple[str, ...], set[str]]:
    """(tags of the author, what our own ones say)."""
    own = {tag.removeprefix(OWN) for tag in tags if tag.startswith(OWN)}
    return tuple(dict.fromkeys(tag for tag in tags if tag and not tag.startswith(OWN))), own


def apply(item: Item, tags: list[str]) -> set[str]:
    """Give a question its tags and what our own ones say of every kind. Returns the rest of ours."""
    item.tags, own = split(tags)
    item.difficulty = next((level for level in DIFFICULTIES if level in own), item.difficulty)
    return own - set(DIFFICULTIES)


def number(own: set[str], name: str) -> int | None:
    """The number in a mark such as `needed-3`."""
    for mark in own:
        if mark.startswith(f"{name}-") and mark.removeprefix(f"{name}-").isdecimal():
            return int(mark.removeprefix(f"{name}-")[:6])
    return None
