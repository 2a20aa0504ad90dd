"""What a certificate's number looks like, and how people may write it (D32)."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_FORM = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_READ_AS = str.maketrans("OIL", "011")
_LONGEST_INPUT = 64


def new() -> str:
    """16 random characters of Crockford's alphabet: 80 bits that say nothing about person, course or time."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(text: str) -> str | None:
    """The stored form of a number as somebody typed it; None when it cannot be one.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1, as the alphabet has none of them.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    typed = re.sub(r"[\s\-‐-―−]", "", text)
    number = typed.upper().translate(_READ_AS)
    return number if typed.isascii() and _FORM.fullmatch(number) else None


def shown(number: str) -> str:
    """The number in groups of four, as it is printed."""
    return "-".join(number[start : start + 4] for start in range(0, LENGTH, 4))
