"""Choose one: exactly one answer is right."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Body, Mark, Texts, marked
from lms.questions.kinds.choosing import Choosing
from lms.questions.kinds.posts import BadAnswer, Post, chosen


class Single(Choosing):
    code = "single"
    label = _("Choose one")
    instruction = _("Choose one")

    def key(self, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {"right": next((option for option, answer in answers.items() if answer.get("right")), None)}

    def key_problems(self, answers: Sequence[Mapping[str, Any]]) -> list[Any]:
        right = sum(bool(answer.get("right")) for answer in answers)
        return [] if right == 1 else [_("Mark exactly one answer as right.")]

    def picks(self, value: Any) -> list[str]:
        return [value] if isinstance(value, str) else []

    def answer_row(self, body: Body, option: str, *, is_chosen: bool) -> dict[str, Any]:
        is_right = option == body["right"]
        label = gettext("Your answer") if is_chosen else gettext("Better answer") if is_right else ""
        return {"is_right": is_right, "look": "right" if is_right else "chosen" if is_chosen else "", "label": label}

    def read(self, post: Post, body: Body) -> str | None:
        picks = chosen(post, "answer", body["options"])
        if len(picks) > 1:
            raise BadAnswer(gettext("Choose one answer only."))
        return picks[0] if picks else None

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        return marked(0, 1, is_right=value is not None and value == body["right"])

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> str | None:
        return next((option for option in body["options"] if (option == body["right"]) == is_right), None)
