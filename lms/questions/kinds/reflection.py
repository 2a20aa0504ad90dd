"""Reflection: a thought to write down. It is never marked and read by nobody else (D27)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts
from lms.questions.kinds.posts import Post, written


class Reflection(Kind):
    code = "reflection"
    label = _("Reflection")
    instruction = _("Only you can read this")
    nothing_chosen = _("Write a few words")
    is_marked = False
    longest = 2000

    def problems(self, authored: Authored) -> list[Any]:
        return []

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        return {}, {}

    def fits(self, body: Body, texts: Texts) -> bool:
        return True

    def read(self, post: Post, body: Body) -> str | None:
        return written(post, "answer", longest=self.longest)

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        return Mark(Decimal(0), None)

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        return {"answer": self.in_words(body, texts, value)}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {"answer": [value]} if isinstance(value, str) else {}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        return value if isinstance(value, str) else ""

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str:
        return "…"
