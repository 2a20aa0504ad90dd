"""From somebody's HTML to our plain text: tags go, words stay, what is lost is named (R16).

Every text of every file passes here. In formats that mean HTML every tag goes; in those that mean plain text only tags
that HTML has, so that <Name>, <Enter> and x<y stay words. What we write is escaped where it would be read as a tag, so
our own files come back as they were.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.translation import gettext_lazy as _

MEDIA = _("A picture, sound, film or formula was left out. The words are kept.")
SCRIPT = _("A script or style was left out.")
MARKUP = _("Formatting was left out: %(tags)s. The words are kept.")

_MOST_NAMED = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_PICTURES = {
    "img", "picture", "audio", "video", "source", "track", "object", "embed", "iframe", "svg", "math", "canvas",
}  # fmt: skip
_SCRIPTS = {"script", "style"}
_BREAKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
# Tags that are no loss, or that a sentence of their own names.
_NAMED = {"p", "br", "div", "span", *_PICTURES, *_SCRIPTS}
_HTML = {
    *nh3.ALLOWED_TAGS, *_NAMED, *_BREAKS, "address", "applet", "base", "basefont", "body", "button", "datalist",
    "dialog", "dir", "fieldset", "font", "footer", "form", "frame", "frameset", "head", "html", "input", "label",
    "legend", "link", "main", "marquee", "menu", "meta", "meter", "nobr", "noembed", "noframes", "noscript", "optgroup",
    "option", "output", "param", "plaintext", "portal", "progress", "search", "section", "select", "slot", "template",
    "textarea", "title", "xmp",
}  # fmt: skip
_LONE = re.compile(r"<(?![a-z/!])", re.I)
# A tag, or a < that begins none. What is in quotes may hold any sign. Nothing here is looked at twice (*+).
_MARKUP_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9:-]*+)(?:[\s/](?:[^<>"']|"[^"]*"|'[^']*')*+)?>|<!--|<""", re.I
)
# In a plain text only what HTML knows: a name of it, and attributes with a value or those that need none.
_PLAIN_TAG = re.compile(
    rf"""<(?P<end>/?)(?P<name>{"|".join(sorted(_HTML))})(?:[\s/]+(?:[a-z][\w:.@-]*+\s*+=\s*+"""
    r"""(?:"[^"]*"|'[^']*'|[^\s"'<>]+)|async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|open|required"""
    r"""|reversed|selected))*+[\s/]*>|<""",
    re.I,
)
_MEDIA = re.compile(rf"""<(?:{"|".join(sorted(_PICTURES))})\b|@@PLUGINFILE@@""", re.I)
# Keeps a hard space from being read as the &nbsp; that editors sprinkle.
_HARD_SPACE = "\ue0a0"


@dataclass(frozen=True)
class Words:
    """Plain text, and a sentence for everything that was more than that."""

    text: str
    lost: tuple[Any, ...] = ()


def words(source: str, *, is_plain: bool = False) -> Words:
    """The plain words of a text that is HTML, where line ends are only spaces; or that is plain and may hold HTML."""
    text = clean(source) if is_plain else clean(source).replace("\n", " ")
    if "<" not in text and "&" not in text and "@@" not in text:
        return Words(tidy(text))
    names: dict[str, None] = {}

    def seen(found: re.Match[str]) -> str:
        """What stands there instead: nothing, a line end, or the sign itself. What nh3 takes out stays for it."""
        name = (found["name"] or "").lower()
        if not name:
            return "&lt;" if found[0] == "<" else found[0]
        names[name] = None
        if name in _SCRIPTS:
            return found[0]
        return "\n" if name == "br" or (found["end"] and name in _BREAKS) else ""

    text = _LONE.sub("&lt;", text.replace("&nbsp;", " ").replace("\xa0", _HARD_SPACE))
    text = (_PLAIN_TAG if is_plain else _MARKUP_TAG).sub(seen, text)
    if "<" in text:  # scripts, styles and comments, which go with what is in them
        text = nh3.clean(text, tags=set(), clean_content_tags=_SCRIPTS)
    return Words(tidy(html.unescape(text).replace(_HARD_SPACE, "\xa0")), tuple(_lost(source, names)))


def _lost(source: str, names: dict[str, None]) -> list[Any]:
    lost: list[Any] = [MEDIA] if _MEDIA.search(source) else []
    if names.keys() & _SCRIPTS:
        lost.append(SCRIPT)
    if marks := [name[:20] for name in names if name not in _NAMED]:
        more = ["…"] if len(marks) > _MOST_NAMED else []
        lost.append(MARKUP % {"tags": ", ".join([*marks[:_MOST_NAMED], *more])})
    return lost


def tidy(text: str) -> str:
    """One space between words, no space around line ends, at most one empty line; no control characters."""
    if not text:
        return ""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """The same words in one line."""
    return re.sub(r"[ \t\n]+", " ", tidy(text)).strip()


def clean(text: str) -> str:
    """Without control characters, with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))


def safe(text: str) -> str:
    """The text for a format that means plain text, so that `words` gives it back: escaped only where it must be."""
    text = tidy(text)
    return text if words(text, is_plain=True) == Words(text) else html.escape(text, quote=False)


def as_html(text: str) -> str:
    """The text for a format that means HTML."""
    return html.escape(tidy(text), quote=False).replace("\n", "<br>")
