"""What a certificate costs when the process is warm, against bare WeasyPrint with the same HTML and shared fonts."""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest.mock import patch

import django

TIMES = 15


def measure() -> tuple[float, float, int]:
    """Milliseconds of processor time for ours and for the bare one (medians of turns), and the bytes of ours."""
    from certificates import design
    from certificates.models import Certificate

    certificate = Certificate.objects.filter(revoked_at=None).order_by("pk")[0]
    sheet = _sheet(certificate)
    ours, bare = [], []
    for turn in range(TIMES + 2):
        took_bare, took_ours = _cpu(lambda: _bare(**sheet)), _cpu(lambda: design.paper(certificate))
        if turn >= 2:  # the first ones unpack fonts
            bare.append(took_bare)
            ours.append(took_ours)
    return median(ours), median(bare), len(design.paper(certificate))


def main() -> None:
    """Measures in a process of its own, with the product's settings, and prints the figures for whoever started it."""
    django.setup()
    ours, bare, size = measure()
    sys.stdout.write(json.dumps({"cpu_ms": ours, "bare_ms": bare, "bytes": size}))


def _sheet(certificate: Any) -> dict[str, Any]:
    """What our own drawing hands to the press."""
    from certificates import design, pdf

    kept: dict[str, Any] = {}
    with patch.object(pdf, "render", lambda html, **rest: kept.update(html=html, **rest) or b""):
        design.paper(certificate)
    return kept


def _bare(html: str, *, title: str, language: str, stylesheet: str, pictures: dict[str, bytes], **rest: Any) -> bytes:
    """WeasyPrint alone: one shared font configuration, the stylesheets read once, no variant, no identifier."""
    from certificates import pdf

    press = pdf._press()
    page = f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body>{html}</body></html>'
    document = press.weasyprint.HTML(string=page, url_fetcher=press.fetcher(pictures))
    return document.write_pdf(font_config=press.fonts, stylesheets=[press.sheet(pdf._faces()), press.sheet(stylesheet)])


def _cpu(act: Callable[[], Any]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
