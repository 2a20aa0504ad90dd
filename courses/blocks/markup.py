"""Which HTML an author's text may hold. Everything else is stripped, whoever wrote it and by whatever way (R16)."""

from collections.abc import Callable

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text.rewriters import LinkRewriter

FEATURES = ["h2", "h3", "bold", "italic", "link", "document-link", "ul", "ol"]
TAGS = {"p", "br", "h2", "h3", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto", "tel", "page", "document"}


def _placeholder(kind: str) -> Callable[[dict[str, str]], str]:
    def rule(attributes: dict[str, str]) -> str:
        target = attributes.get("id", "")
        return f'<a href="{kind}:{target}">' if target.isdecimal() else "<a>"

    return rule


_named_targets = LinkRewriter({"page": _placeholder("page"), "document": _placeholder("document")})


def clean(source: str) -> SafeString:
    """The text with allowed tags only; links to pages and documents become page:<id> and document:<id>.

    Attributes other than href are gone: no id, name, class, style, data-* or hx-*. The targets are looked up when the
    lesson is shown, because addresses change and a lesson may not be stored with the address of one day.
    """
    return mark_safe(  # noqa: S308  cleaned here by an allow-list
        nh3.clean(
            _named_targets(source),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes=SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
