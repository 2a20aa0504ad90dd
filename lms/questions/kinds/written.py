"""Written answer: in one's own words, marked by a trainer (D27). Until then it is neither right nor wrong."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts
from lms.questions.kinds.posts import Post, written

MOST_POINTS = 20


class NotInRange(ValueError):
    """More points than the question has, or less than none. `sentence` tells the trainer what to do."""

    def __init__(self, most: int) -> None:
        self.sentence = gettext("Give 0 to %(most)d points.") % {"most": most}
        super().__init__(self.sentence)


class Written(Kind):
    code = "written"
    label = _("Written answer")
    instruction = _("Your trainer will read this")
    nothing_chosen = _("Write an answer")
    is_marked_by_person = True
    longest = 4000

    def problems(self, authored: Authored) -> list[Any]:
        found: list[Any] = []
        if not str(authored.get("guide") or "").strip():
            found.append(_("Write what a full answer contains. Trainers mark by it."))
        points, needed = _count(authored.get("points")), _count(authored.get("needed"))
        if not 1 <= points <= MOST_POINTS:
            found.append(_("Give a full answer 1 to %(most)d points.") % {"most": MOST_POINTS})
        elif not 1 <= needed <= points:
            found.append(_("An answer counts as right from 1 to %(most)d points on.") % {"most": points})
        return found

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        body = {"points": _count(authored.get("points")), "needed": _count(authored.get("needed"))}
        return body, {"guide": str(authored.get("guide") or "").strip()}

    def fits(self, body: Body, texts: Texts) -> bool:
        return "guide" in texts

    def read(self, post: Post, body: Body) -> str | None:
        return written(post, "answer", longest=self.longest)

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """Nobody knows yet."""
        return Mark(Decimal(0), None)

    def marked_by_person(self, body: Body, points: int) -> Mark:
        """The share of all points, to two places; right from `needed` points on. Raises NotInRange."""
        if isinstance(points, bool) or not isinstance(points, int) or not 0 <= points <= body["points"]:
            raise NotInRange(body["points"])
        share = (Decimal(points) / Decimal(max(body["points"], 1))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return Mark(share, points >= body["needed"])

    def guide(self, body: Body, texts: Texts) -> str:
        """What a full answer contains. For those who mark, never for a learner's page."""
        return str(texts.get("guide", ""))

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        return {"answer": self.in_words(body, texts, value)}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {"answer": [value]} if isinstance(value, str) else {}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        return value if isinstance(value, str) else ""

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str:
        return "…"


def _count(value: Any) -> int:
    """A whole number as authors or files bring it; 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
