"""What would you say? One reply is best; an acceptable one counts as right and shows the better one (D23)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Body, Mark, Texts
from lms.questions.kinds.choosing import Choosing
from lms.questions.kinds.posts import BadAnswer, Post, chosen

_MARKS = {"best": Mark(Decimal(1), True), "acceptable": Mark(Decimal("0.5"), True)}
_NOTHING = Mark(Decimal(0), False)


class Situation(Choosing):
    code = "situation"
    label = _("Situation: best reply")
    instruction = _("Choose the best reply")

    def key(self, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {"qualities": {option: answer.get("quality") or "poor" for option, answer in answers.items()}}

    def key_problems(self, answers: Sequence[Mapping[str, Any]]) -> list[Any]:
        best = sum(answer.get("quality") == "best" for answer in answers)
        return [] if best == 1 else [_("Mark exactly one reply as the best.")]

    def picks(self, value: Any) -> list[str]:
        return [value] if isinstance(value, str) else []

    def answer_row(self, body: Body, option: str, *, is_chosen: bool) -> dict[str, Any]:
        quality = body["qualities"][option]
        is_best = quality == "best"
        label = gettext("Better answer") if is_best else ""
        if is_chosen:
            label = gettext("Your answer, acceptable") if quality == "acceptable" else gettext("Your answer")
        look = "right" if is_best else "chosen" if is_chosen else ""
        return {"is_right": quality in _MARKS, "look": look, "label": label}

    def read(self, post: Post, body: Body) -> str | None:
        picks = chosen(post, "answer", body["options"])
        if len(picks) > 1:
            raise BadAnswer(gettext("Choose one answer only."))
        return picks[0] if picks else None

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        quality = body["qualities"].get(value) if isinstance(value, str) else None
        return _MARKS.get(quality or "poor", _NOTHING)

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str | None:
        wanted = "best" if is_right else "poor"
        return next((option for option, quality in body["qualities"].items() if quality == wanted), None)
