"""Where pages stand: one address per page without asking Wagtail, and one query to find a page by its address (D12)."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

# Every page stands at a fixed depth: root, language root, catalogue, course, module, activity.
COURSE_DEPTH, MODULE_DEPTH, ACTIVITY_DEPTH = 4, 5, 6

_PAGE = re.compile(r'(href)="page:(\d+)"')
_DOCUMENT = re.compile(r'(href|src|poster)="document:(\d+)"')


def address(url_path: str, language: str) -> str:
    """The address of a page from its path in the tree, whose first part is the root of that language."""
    return f"/{language}/{url_path.split('/', 2)[2]}"


def course_path(path: str) -> str:
    """The tree path of the course above (or at) a page, from that page's tree path."""
    return path[: COURSE_DEPTH * Page.steplen]


def linked(texts: Sequence[str]) -> list[str]:
    """The same HTML with links to pages and documents, and what is played, led to today's addresses (D37).

    One query for all pages and one for all documents, none when there are no such links. A link whose target is gone
    or not published stays as plain words.
    """
    whole = "\n".join(texts)
    pages = _pages({int(found) for _name, found in _PAGE.findall(whole)})
    documents = _documents({int(found) for _name, found in _DOCUMENT.findall(whole)})
    return [_DOCUMENT.sub(_led(documents), _PAGE.sub(_led(pages), text)) for text in texts]


def _pages(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = Page.objects.live().filter(pk__in=ids).values_list("pk", "url_path", "locale__language_code")
    return {pk: address(url_path, language) for pk, url_path, language in rows}


def _documents(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = get_document_model().objects.filter(pk__in=ids).values_list("pk", "file")
    return {pk: reverse("wagtaildocs_serve", args=[pk, name.rsplit("/", 1)[-1]]) for pk, name in rows}


def _led(addresses: Mapping[int, str]) -> Callable[[re.Match[str]], str]:
    def written(match: re.Match[Any]) -> str:
        found = addresses.get(int(match[2]))
        return f'{match[1]}="{found}"' if found else ""

    return written
