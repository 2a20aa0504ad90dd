"""The signs of GIFT: what a backslash takes the meaning from."""

import re

_SIGNS = "\\~=#{}:"
_HIDDEN = {sign: chr(0xE100 + number) for number, sign in enumerate(_SIGNS)} | {"n": "\ue10f"}
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")


def hide(text: str) -> str:
    """Every escaped sign as a letter that means nothing, so that the others can be looked for."""
    return _ESCAPED.sub(lambda found: _HIDDEN[found[1]], text)


def show(text: str) -> str:
    """The signs that were hidden, as what they are."""
    return "".join(_SHOWN.get(letter, letter) for letter in text)


def escape(text: str) -> str:
    """A text that GIFT reads as only a text."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")
