"""The kinds of question: pure Python, one file each. `kinds.get(code)` is the only way in."""

from lms.questions.kinds.base import BadAnswer, Kind, Mark, NoSuchKind

_REGISTRY: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known by its code; the last one wins."""
    _REGISTRY[kind.code] = kind


def get(code: str) -> Kind:
    """The kind with this code. Raises NoSuchKind."""
    try:
        return _REGISTRY[code]
    except KeyError:
        raise NoSuchKind(code) from None
