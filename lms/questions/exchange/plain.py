"""From somebody's HTML to our plain text: tags go, words stay, what is lost is named (R16).

Every text of every file passes here, also of formats that mean plain text: nothing that looks like a tag gets into the
bank. What we write is escaped where it would be read as a tag, so our own files come back as they were.
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

_MEDIA = re.compile(r"<(?:img|audio|video|source|object|embed|iframe|svg|math|canvas)\b|@@PLUGINFILE@@", re.I)
_SCRIPT = re.compile(r"<(?:script|style)\b", re.I)
_BREAK = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|blockquote|pre)\s*>", re.I)
_TAG = re.compile(r"</?([a-z][a-z0-9:-]*)(?:\s[^<>]*)?/?>", re.I)
_LONE = re.compile(r"<(?!/?[a-z][a-z0-9:-]*(?:\s[^<>]*)?/?>|!--)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# Tags that are no loss, or that a sentence of their own names.
_NAMED = {
    "p", "br", "div", "span", "img", "audio", "video", "source", "object", "embed", "iframe", "svg", "math", "canvas",
    "script", "style",
}  # fmt: skip
# Keeps a hard space through nh3, which would write it as &nbsp; like the ones editors sprinkle.
_HARD_SPACE = "\ue0a0"


@dataclass(frozen=True)
class Words:
    """Plain text, and a sentence for everything that was more than that."""

    text: str
    lost: tuple[Any, ...] = ()


def words(source: str, *, keep_lines: bool = False) -> Words:
    """The plain words of a text that may hold HTML. Without `keep_lines` line ends are only spaces, as in HTML."""
    text = clean(source)
    lost: list[Any] = [sentence for found, sentence in ((_MEDIA, MEDIA), (_SCRIPT, SCRIPT)) if found.search(text)]
    tags = dict.fromkeys(name.lower() for name in _TAG.findall(text) if name.lower() not in _NAMED)
    if tags:
        lost.append(MARKUP % {"tags": ", ".join(tags)})
    if not keep_lines:
        text = text.replace("\n", " ")
    text = _BREAK.sub("\n", text.replace("&nbsp;", " ").replace("\xa0", _HARD_SPACE))
    bare = nh3.clean(_LONE.sub("&lt;", text), tags=set(), clean_content_tags={"script", "style"})
    return Words(tidy(html.unescape(bare).replace(_HARD_SPACE, "\xa0")), tuple(lost))


def tidy(text: str) -> str:
    """One space between words, no space around line ends, at most one empty line; no control characters."""
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
    return text if words(text, keep_lines=True) == Words(text) else html.escape(text, quote=False)


def as_html(text: str) -> str:
    """The text for a format that means HTML."""
    return html.escape(tidy(text), quote=False).replace("\n", "<br>")
