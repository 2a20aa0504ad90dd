"""The kinds of question: pure Python, one file each. `kinds.get(code)` is the way in."""

from lms.questions.kinds.base import Kind, Mark, NoSuchKind
from lms.questions.kinds.cloze import Cloze
from lms.questions.kinds.match import Match
from lms.questions.kinds.multiple import Multiple
from lms.questions.kinds.numeric import Numeric
from lms.questions.kinds.order import Order
from lms.questions.kinds.posts import BadAnswer, Rearranged
from lms.questions.kinds.reflection import Reflection
from lms.questions.kinds.short import Short
from lms.questions.kinds.single import Single
from lms.questions.kinds.situation import Situation
from lms.questions.kinds.written import Written

__all__ = ["BadAnswer", "Kind", "Mark", "NoSuchKind", "Rearranged", "codes", "get", "register", "unregister"]

_REGISTRY: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known by its code; the last one wins."""
    _REGISTRY[kind.code] = kind


def unregister(code: str) -> None:
    """Forget a kind."""
    del _REGISTRY[code]


def get(code: str) -> Kind:
    """The kind with this code. Raises NoSuchKind."""
    try:
        return _REGISTRY[code]
    except KeyError:
        raise NoSuchKind(code) from None


def codes() -> list[str]:
    """All codes, in the order authors choose from."""
    return list(_REGISTRY)


for _kind in (
    Single(), Multiple(), Situation(), Order(), Match(), Cloze(), Short(), Numeric(), Written(), Reflection(),
):  # fmt: skip
    register(_kind)
