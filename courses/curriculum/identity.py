"""Names that stay: the same part of a course has the same key in every language and at every load."""

import uuid
from typing import Any

_CURRICULUM = uuid.uuid5(uuid.NAMESPACE_URL, "urn:lateral:curriculum")


def key(*path: str) -> uuid.UUID:
    """The key of a part of a course, by the path of slugs and ids that leads to it. Language is no part of it."""
    return uuid.uuid5(_CURRICULUM, "/".join(path))


def stored(value: Any, *path: str) -> Any:
    """A block's value as Wagtail stores it: every entry of a list gets its lasting id. A tuple stays as it is."""
    if isinstance(value, dict):
        return {name: stored(inner, *path, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "value": stored(inner, *path, str(number)), "id": str(key(*path, str(number)))}
            for number, inner in enumerate(value, start=1)
        ]
    return value
