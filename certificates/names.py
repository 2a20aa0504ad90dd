"""Which names a certificate can print. Asked when a name is saved, so that no PDF ever shows an empty box (D34)."""

import re
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import NAME_LENGTH

FONTS = Path(__file__).parent / "fonts"
# The order is the order in which a character is looked for. One family name per file: see pdf.py.
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
# The weights that lie in fonts/. Fixed ones: cutting one out of a variable font takes longer than a whole page.
WEIGHTS = {"literata": (500, 600), "inter": (400, 600)}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_VARIANTS = re.compile("[\ufe00-\ufe0f]")
_MOST_NAMED = 8


class NotPrintable(ValueError):
    """This name cannot stand on a certificate; the message tells its owner why."""


def tidy(text: str) -> str:
    """The text in one normal form: composed characters, single blanks, nothing invisible, a plain hyphen for U+2011."""
    visible = "".join(
        char for char in _VARIANTS.sub("", text) if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    composed = unicodedata.normalize("NFC", visible).replace("\N{NON-BREAKING HYPHEN}", "-")
    return " ".join(composed.split())


def uncovered(text: str) -> list[str]:
    """The characters of a text that the certificate's fonts lack, each once, in the order of the text."""
    return list(dict.fromkeys(char for char in tidy(text) if ord(char) not in _covered()))


def check(name: str) -> str:
    """The name as it will be printed. Raises NotPrintable with a sentence in the reader's language."""
    if len(name) > 4 * NAME_LENGTH or len(tidy(name)) > NAME_LENGTH:
        raise NotPrintable(_("The name is longer than %(most)d characters.") % {"most": NAME_LENGTH})
    printed = tidy(name)
    if not any(char.isalpha() for char in printed):
        raise NotPrintable(_("Enter the name as it should be printed on certificates."))
    if missing := uncovered(printed):
        raise NotPrintable(_sentence(missing))
    return printed


def named(characters: list[str]) -> str:
    """The characters in a list for a sentence. Each stands in quotes of its own, so that writing direction stays."""
    more = " …" if len(characters) > _MOST_NAMED else ""
    return ", ".join(f"\u2068“{char}”\u2069" for char in characters[:_MOST_NAMED]) + more


def _sentence(missing: list[str]) -> str:
    return ngettext(
        "Certificates cannot print this character: %(characters)s. Write the name in Latin, Cyrillic or Greek letters.",
        "Certificates cannot print these characters: %(characters)s. "
        "Write the name in Latin, Cyrillic or Greek letters.",
        len(missing),
    ) % {"characters": named(missing)}


@cache
def _covered() -> frozenset[int]:
    """The characters that both families have: what one prints, the other shows on the page."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  slow to import, needed in few requests

    covered = []
    for family, (weight, *_others) in WEIGHTS.items():
        files = [BytesIO((FONTS / f"{family}-{subset}-{weight}.woff2").read_bytes()) for subset in SUBSETS]
        covered.append({code for file in files for code in TTFont(file).getBestCmap()})
    return frozenset(set.intersection(*covered))
