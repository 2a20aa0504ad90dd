"""What kinds with a list of answers have in common: each answer has a text and a reason."""

import random
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Part, Texts, entries, opaque


class Choosing(Kind):
    """Answers to choose from. Subclasses say which are right."""

    @abstractmethod
    def key(self, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The part of the body that tells right from not right."""

    @abstractmethod
    def key_problems(self, answers: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What is wrong with the choice of right answers."""

    @abstractmethod
    def picks(self, value: Any) -> list[str]:
        """The ids in an answer, however it is kept; empty for anything else."""

    @abstractmethod
    def answer_row(self, body: Body, option: str, *, is_chosen: bool) -> dict[str, Any]:
        """How one answer is called after release: is_right, look (a class) and label."""

    def problems(self, authored: Authored) -> list[Any]:
        answers = [value for _id, value in entries(authored, "options") if value]
        found = [] if len(answers) >= 2 else [_("Write at least two answers.")]
        texts = [_bare(answer.get("text")) for answer in answers]
        if "" in texts:
            found.append(_("One answer has no text. Write it or remove the answer."))
        if len(set(texts)) < len(texts):
            found.append(_("Two answers have the same text. Change or remove one."))
        if any(not _bare(answer.get("why")) for answer in answers):
            found.append(_("Every answer needs a reason: one sentence about what happens."))
        return found + self.key_problems(answers)

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        answers = {opaque(question_key, block_id): value or {} for block_id, value in entries(authored, "options")}
        body = {"options": list(answers), "fixed_order": bool(authored.get("fixed_order")), **self.key(answers)}
        words = {
            option: {"text": (answer.get("text") or "").strip(), "why": (answer.get("why") or "").strip()}
            for option, answer in answers.items()
        }
        return body, {"options": words}

    def fits(self, body: Body, texts: Texts) -> bool:
        return set(body.get("options", ())) == set(texts.get("options", ()))

    def order(self, body: Body, shuffle: random.Random) -> list[str]:
        """Mixed from the sorted ids, because authors like to write the right one first; or as written, if they want."""
        if body.get("fixed_order"):
            return list(body["options"])
        order = sorted(body["options"])
        shuffle.shuffle(order)
        return order

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        return {"options": [{"id": option, "text": texts["options"][option]["text"]} for option in order]}

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        picks = self.picks(value)
        return {
            "options": [
                {**texts["options"][option], "is_chosen": option in picks}
                | self.answer_row(body, option, is_chosen=option in picks)
                for option in order
            ]
        }

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {"answer": self.picks(value)}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        picks = self.picks(value)
        return "; ".join(texts["options"][option]["text"] for option in body["options"] if option in picks)

    def parts(self, body: Body, texts: Texts) -> list[Part]:
        return [
            Part(option, texts["options"][option]["text"], self.answer_row(body, option, is_chosen=False)["is_right"])
            for option in body["options"]
        ]

    def picked(self, value: Any) -> list[str]:
        return self.picks(value)


def _bare(text: Any) -> str:
    return " ".join(str(text or "").split())
