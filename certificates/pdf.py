"""Paper from HTML. The only module that knows WeasyPrint, imported when the first PDF is made.

Nothing is fetched from anywhere: the fetcher hands out our own fonts and what the caller passes, and refuses the rest
(R15). The fonts are unpacked once per process, as that takes longer than a certificate.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

from django.utils.html import format_html

from certificates.names import FONTS, SUBSETS, WEIGHTS

_FONT = "font:"
_OWN = "own:"
_ONE_AT_A_TIME = Lock()  # Pango's font maps are not made for threads


class Unavailable(RuntimeError):
    """This machine cannot make PDFs; the message names what is missing."""


class Press(NamedTuple):
    """What is made once per process: the library, the fonts it knows, and the sheets parsed against those fonts."""

    weasyprint: Any
    fonts: Any
    fetcher: Any
    sheets: dict[str, Any]

    def sheet(self, stylesheet: str) -> Any:
        if stylesheet not in self.sheets:
            self.sheets[stylesheet] = self.weasyprint.CSS(
                string=stylesheet, font_config=self.fonts, url_fetcher=self.fetcher({})
            )
        return self.sheets[stylesheet]


def render(
    html: str,
    *,
    title: str,
    language: str,
    stylesheet: str,
    made_at: datetime | None = None,
    identifier: str = "",
    pictures: dict[str, bytes] | None = None,
) -> bytes:
    """A tagged PDF (PDF/UA-1) of a piece of HTML that our own templates made. The same input gives the same bytes.

    The stylesheet may use `var(--serif)` and `var(--sans)`, and `url(own:<name>)` for SVG passed in `pictures`.
    Raises Unavailable where Pango is missing.
    """
    page = format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body>', language, title
    )
    with _ONE_AT_A_TIME, _clock(made_at):
        press = _press()
        document = press.weasyprint.HTML(
            string=f"{page}{html}</body></html>", url_fetcher=press.fetcher(pictures or {})
        ).render(font_config=press.fonts, stylesheets=[press.sheet(_faces()), press.sheet(stylesheet)])
        if made_at:
            document.metadata.created = document.metadata.modified = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=_identifier(identifier or html))


@contextmanager
def _clock(moment: datetime | None) -> Iterator[None]:
    """Stops the clock of fontTools, which writes the time into each font it cuts out. Runs under the lock."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()) if moment else 0)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def ready() -> None:
    """Raises Unavailable where no PDF can be made; otherwise the next one will be quick."""
    _press()


def _identifier(text: str) -> bytes:
    return sha256(text.encode()).hexdigest()[:32].encode()


@cache
def _press() -> Press:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:
        raise Unavailable(
            "PDFs cannot be made: the library Pango is missing or incomplete. On Debian: "
            f"apt install libpangoft2-1.0-0 libharfbuzz-subset0. See docs/running.md. ({error})"
        ) from error

    class DenyAll(URLFetcher):
        """Answers for our fonts and for the pictures that came along; everything else does not exist."""

        def __init__(self, pictures: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=set(), allow_redirects=False)
            self.pictures = pictures

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith(_FONT) and url.removeprefix(_FONT) in _files():
                return URLFetcherResponse(url, (FONTS / url.removeprefix(_FONT)).read_bytes())
            if url.startswith(_OWN) and (picture := self.pictures.get(url.removeprefix(_OWN))):
                return URLFetcherResponse(url, picture, {"Content-Type": "image/svg+xml"})
            raise ValueError(f"Not fetched: {url[:100]}")

    return Press(weasyprint, FontConfiguration(), DenyAll, {})


@cache
def _files() -> dict[str, str]:
    """Every font file by its name, with the CSS that declares it: one family per subset, its weights beside each other.

    Several subsets under one family name with unicode-range give wrong letters, so the families are chained instead.
    """
    return {
        f"{family}-{subset}-{weight}.woff2": f'@font-face{{font-family:"{family} {subset}";font-weight:{weight};'
        f'src:url("{_FONT}{family}-{subset}-{weight}.woff2")}}'
        for family, weights in WEIGHTS.items()
        for subset in SUBSETS
        for weight in weights
    }


@cache
def _faces() -> str:
    chains = {family: ",".join(f'"{family} {subset}"' for subset in SUBSETS) for family in WEIGHTS}
    return "\n".join([*_files().values(), f":root{{--serif:{chains['literata']};--sans:{chains['inter']}}}"])
