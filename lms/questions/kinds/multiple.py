"""Choose all that apply: right when all right answers and nothing else is chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Body, Mark, Texts, marked
from lms.questions.kinds.choosing import Choosing
from lms.questions.kinds.posts import Post, chosen


class Multiple(Choosing):
    code = "multiple"
    label = _("Choose all that apply")
    instruction = _("Choose all that apply")

    def key(self, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {"right": [option for option, answer in answers.items() if answer.get("right")]}

    def key_problems(self, answers: Sequence[Mapping[str, Any]]) -> list[Any]:
        return [] if any(answer.get("right") for answer in answers) else [_("Mark at least one answer as right.")]

    def picks(self, value: Any) -> list[str]:
        return [pick for pick in value if isinstance(pick, str)] if isinstance(value, list) else []

    def answer_row(self, body: Body, option: str, *, is_chosen: bool) -> dict[str, Any]:
        is_right = option in body["right"]
        if is_chosen:
            label = gettext("Your answer, right") if is_right else gettext("Your answer, does not belong here")
        else:
            label = gettext("Also right") if is_right else ""
        return {"is_right": is_right, "look": "right" if is_right else "chosen" if is_chosen else "", "label": label}

    def read(self, post: Post, body: Body) -> list[str] | None:
        picks = chosen(post, "answer", body["options"])
        return [option for option in body["options"] if option in picks] or None

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """(Right picks − other picks) of the right ones, never below nothing."""
        picks, right = set(self.picks(value)), set(body["right"])
        return marked(len(picks & right) - len(picks - right), len(right), is_right=bool(right) and picks == right)

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> list[str]:
        if is_right:
            return list(body["right"])
        others = [option for option in body["options"] if option not in body["right"]]
        return [*body["right"][1:], *others[:1]]
