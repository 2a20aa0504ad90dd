"""One question as one person meets it: asked before answering, reviewed after release.

Version and words are private on purpose: a template can reach what a kind allows by name, and nothing else.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lms.questions import kinds
from lms.questions.kinds import Kind, Mark
from lms.questions.kinds.posts import Post
from lms.questions.models import QuestionVersion, QuestionWording


@dataclass(frozen=True)
class Review:
    """What may be shown after release: the verdict in words, the parts of the question with reasons, why."""

    mark: Mark
    is_answered: bool
    verdict: str
    look: str
    """yes, no or info: the class of the feedback."""
    parts: dict[str, Any]
    explanation: str

    @property
    def is_right(self) -> bool | None:
        return self.mark.is_right

    @property
    def is_partly_right(self) -> bool:
        return self.mark.is_right is False and self.mark.points > 0


class Asked:
    """A question version with its words in one language and the order in which one person sees its answers."""

    def __init__(self, version: QuestionVersion, wording: QuestionWording, order: Sequence[str]) -> None:
        self._kind = kinds.get(version.kind)
        self._body: dict[str, Any] = version.body
        self._texts: dict[str, Any] = wording.texts
        self.version_id = version.pk
        self.kind = version.kind
        self.language = wording.language
        self.order = list(order)

    @property
    def stem(self) -> str:
        return str(self._texts["stem"])

    @property
    def hint(self) -> str:
        """The author's hint, else what to do with this kind."""
        return str(self._texts.get("hint") or self._kind.instruction)

    @property
    def is_authors_hint(self) -> bool:
        return bool(self._texts.get("hint"))

    @property
    def instruction(self) -> str:
        return str(self._kind.instruction)

    @property
    def nothing_chosen(self) -> str:
        """The error for a form sent in without an answer."""
        return str(self._kind.nothing_chosen)

    @property
    def template(self) -> str:
        return self._kind.template

    @property
    def answered_template(self) -> str:
        return self._kind.answered_template

    @cached_property
    def view(self) -> dict[str, Any]:
        """All that a page may know about the answers before they are given."""
        return self._kind.learner(self._body, self._texts, self.order)

    def entered(self, value: Any) -> dict[str, list[str]]:
        """A saved answer as form fields."""
        return self._kind.entered(value)

    def read(self, post: Post) -> Any | None:
        """The answer in a form; None when nothing was answered. Raises kinds.BadAnswer, Rearranged."""
        return self._kind.read(post, self._body)

    def marked_by(self, version: QuestionVersion, wording: QuestionWording) -> "Asked":
        """The same question by another version of it: what was shown stands where it was, what is new comes last."""
        everything = kinds.get(version.kind).order(version.body, random.Random(0))  # noqa: S311  mixing is no secret
        kept = [one for one in self.order if one in everything]
        texts = kinds.get(version.kind).with_earlier(wording.texts, self._texts)
        words = QuestionWording(version=version, language=wording.language, texts=texts)
        return Asked(version, words, [*kept, *(one for one in everything if one not in kept)])

    @property
    def guide(self) -> str:
        """What a full answer contains, for whoever marks it. Never for a learner's page."""
        return self._kind.guide(self._body, self._texts)

    def mark(self, value: Any) -> Mark:
        return self._kind.mark(self._body, self._texts, value)

    def in_words(self, value: Any) -> str:
        """The answer for the check-your-answers page; empty when there is none."""
        return self._kind.in_words(self._body, self._texts, value)

    def example(self, *, is_right: bool) -> Any:
        """A right or a wrong answer, for previews and demonstrations. Never for a learner's page."""
        return self._kind.example(self._body, self._texts, is_right=is_right)

    def review(self, value: Any) -> Review:
        """Everything: only for pages that may give reasons (after answering a check, after release of a result)."""
        mark = self.mark(value)
        verdict, look = _verdict(self._kind, mark, is_answered=value is not None)
        parts = self._kind.answered(self._body, self._texts, self.order, value)
        return Review(mark, value is not None, verdict, look, parts, str(self._texts.get("explanation", "")))


def ask(
    version: QuestionVersion, wording: QuestionWording, *, order: Sequence[str] | None = None, seed: str = ""
) -> Asked:
    """Ask in a frozen order, or in one that the seed decides (for example enrolment and block): the same every time."""
    if order is None:
        order = new_order(version, random.Random(seed))  # noqa: S311  mixing answers is no secret
    return Asked(version, wording, order)


def new_order(version: QuestionVersion, shuffle: random.Random) -> list[str]:
    """A fresh order of the answers, to be frozen with a paper."""
    return kinds.get(version.kind).order(version.body, shuffle)


def _verdict(kind: Kind, mark: Mark, *, is_answered: bool) -> tuple[str, str]:
    if not is_answered:
        return _("Not answered"), "info"
    if kind.is_marked_by_person:
        return _("Saved. Your trainer will read it."), "info"
    if not kind.is_marked or mark.is_right is None:
        return _("Saved. Only you can read it."), "info"
    if mark.is_right:
        return (_("Yes") if mark.points == 1 else _("Yes, and there is a better reply")), "yes"
    return _("Not quite – here is why"), "no"
