"""The plain Markdown of a lesson as rich text: paragraphs, bold, italic, links, headings of level 2 and 3, lists."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.curriculum.problems import Place, Problems

_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "autolink"])
_KNOWN = {
    "paragraph_open", "paragraph_close", "heading_open", "heading_close", "bullet_list_open", "bullet_list_close",
    "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close", "inline",
    "text", "softbreak", "strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close",
    "text_special",
}  # fmt: skip
_NAMES = {
    "fence": "a code block",
    "code_block": "an indented code block",
    "code_inline": "code",
    "blockquote_open": "a quotation",
    "hr": "a line across",
    "image": "an image",
    "hardbreak": "a hard line break",
    "html_inline": "HTML",
}
_SCHEMES = ("https://", "http://", "mailto:", "tel:")


def rich_text(source: str, place: Place, problems: Problems) -> str:
    """The HTML that an author's editor would have stored. What the format does not know is noted as a problem."""
    tokens = _PARSER.parse(source)
    for token in tokens:
        where = place.at(place.line + (token.map[0] if token.map else 0))
        for part in [token, *(token.children or [])]:
            _check(part, where, problems)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    for tag, ours in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{tag}>", f"<{ours}>").replace(f"</{tag}>", f"</{ours}>")
    return html.replace("\n", " ").replace("> <", "><").strip()


def _check(token: Token, place: Place, problems: Problems) -> None:
    if token.type in _NAMES or token.type not in _KNOWN:
        what = _NAMES.get(token.type, token.type)
        problems.add(place, f"A lesson cannot hold {what}. Use paragraphs, bold, italic, links, headings and lists.")
    if token.type == "text" and "](" in token.content:
        problems.add(place, "A link here is not a full address. Write it like [words](https://example.com).")
    if token.type == "heading_open" and token.tag not in ("h2", "h3"):
        problems.add(place, "Use headings with two or three number signs: ## or ###.")
    if token.type == "link_open" and not str(token.attrGet("href")).startswith(_SCHEMES):
        problems.add(place, f"“{token.attrGet('href')}” is not a full address. Begin it with https://.")
