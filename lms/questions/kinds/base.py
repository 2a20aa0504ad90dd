"""What every kind of question can do. A kind is pure: it knows plain data, no database and no page.

Three shapes of data pass through here. *Authored* is what an author filled in. *Body* is the same in all languages:
option ids, key, points. *Texts* are the words in one language. Option ids are opaque, so nothing can be read from them.
"""

import hashlib
import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.posts import Post

Authored = Mapping[str, Any]
Body = dict[str, Any]
Texts = dict[str, Any]
Shaped = tuple[Body, Texts]


class NoSuchKind(KeyError):
    """No kind of question has this code."""


class OtherKey(ValueError):
    """A translation still calls right what is not right in its original any more."""


class Part(NamedTuple):
    """One answer that was on offer, and whether it counts as right.

    `belongs_elsewhere`: it is right in another place of the same question, so nobody need choose it here.
    """

    id: str
    words: str
    is_right: bool
    belongs_elsewhere: bool = False


class Mark(NamedTuple):
    """What an answer is worth: 0 to 1 points. `is_right` is None where nothing is marked (D23)."""

    points: Decimal
    is_right: bool | None


def marked(hits: int, total: int, *, is_right: bool) -> Mark:
    """Full points only when it is right; else the share of hits, to two places, always below 1."""
    if is_right:
        return Mark(Decimal(1), True)
    share = (Decimal(max(hits, 0)) / Decimal(max(total, 1))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Mark(min(share, Decimal("0.99")), False)


def opaque(question_key: UUID, part: str) -> str:
    """The id a learner's page uses for an authored part: the same at every publish, and telling nothing."""
    return hashlib.sha256(f"{question_key}:{part}".encode()).hexdigest()[:12]


def entries(authored: Authored, name: str) -> list[tuple[str, Any]]:
    """(block id, value) of a list that an author filled in."""
    return [(str(entry.get("id") or index), entry.get("value")) for index, entry in enumerate(authored.get(name) or [])]


def mixed(ids: Sequence[str], shuffle: random.Random) -> list[str]:
    """In a new order that is never the given one, as far as two or more allow.

    Mixed from the sorted ids: who guesses the seed of a check must not be able to reckon back to what was given.
    """
    order = sorted(ids)
    shuffle.shuffle(order)
    return order if order != list(ids) or len(order) < 2 else [*order[1:], order[0]]


class Kind(ABC):
    """One kind of question. What a subclass does not allow by name never reaches a learner before answering."""

    code: ClassVar[str]
    label: ClassVar[Any]
    instruction: ClassVar[Any] = ""
    nothing_chosen: ClassVar[Any] = _("Choose an answer")
    is_marked: ClassVar[bool] = True
    is_marked_by_person: ClassVar[bool] = False
    """A trainer gives the points some time after handing in; until then `mark` says None."""

    @property
    def template(self) -> str:
        """The fields of a form, before answering."""
        return f"questions/kinds/_{self.code}.html"

    @property
    def answered_template(self) -> str:
        """The plain list, after release."""
        return f"questions/kinds/_{self.code}_answered.html"

    @abstractmethod
    def problems(self, authored: Authored) -> list[Any]:
        """What keeps this from being published, one sentence each; empty when it is complete."""

    @abstractmethod
    def shape(self, authored: Authored, question_key: UUID) -> Shaped:
        """Compile what the author filled in. Half-done drafts are shaped as far as they go."""

    def continued(self, body: Body, texts: Texts, earlier: Sequence[Shaped]) -> Shaped:
        """Shaped again: the same words keep the ids that they had in earlier versions, the newest first.

        Only for kinds whose form has no ids of its own; the others keep those.
        """
        return body, texts

    def translated(self, body: Body, texts: Texts, original: Body, last: Shaped | None) -> Texts:
        """The words of a translation under the ids of its original, as far as they fit; for the same kinds.

        `last`: what this language said last, with the body for which it was written. Raises OtherKey.
        """
        return texts

    @abstractmethod
    def fits(self, body: Body, texts: Texts) -> bool:
        """Whether these words cover exactly the parts of this body."""

    @abstractmethod
    def read(self, post: Post, body: Body) -> Any | None:
        """The answer in a form, by allow-list. None when nothing was answered. Raises BadAnswer, Rearranged."""

    @abstractmethod
    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """What the answer is worth; nothing answered is worth nothing. Never raises."""

    def marked_by_person(self, body: Body, points: int) -> Mark:
        """What a trainer's points are worth. Only for kinds that a person marks."""
        raise NotImplementedError

    def guide(self, body: Body, texts: Texts) -> str:
        """What a full answer contains, for whoever marks it. Never for a learner's page."""
        return ""

    @abstractmethod
    def example(self, body: Body, texts: Texts, *, is_right: bool) -> Any:
        """A right or a wrong answer, for previews and demonstrations."""

    def order(self, body: Body, shuffle: random.Random) -> list[str]:
        """The ids in the order they are shown."""
        return []

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        """What a page may know before answering. Kinds name each item; nothing is passed on by default."""
        return {}

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        """What a page shows after release: answers with what was chosen, what is right, and why."""
        return {}

    def with_earlier(self, texts: Texts, earlier: Texts) -> Texts:
        """For a page after release: with the words that only an earlier version had, to say what was chosen then."""
        return texts

    def entered(self, value: Any) -> dict[str, list[str]]:
        """The same answer as form fields, so that a form comes back as it was left."""
        return {}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        """The answer as a reader would say it; empty when there is none."""
        return ""

    # --- For statistics over many people. Whatever a kind does not open here is shown to nobody but its writer. ---

    def parts(self, body: Body, texts: Texts) -> list[Part]:
        """What was on offer, where people choose from a list."""
        return []

    def picked(self, value: Any) -> list[str]:
        """Which of these parts an answer chose."""
        return []

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        """A whole answer in words, where equal answers of many people may be counted and shown to trainers."""
        return ""

    def decided_by(self, body: Body, texts: Texts) -> Any:
        """What tells right from wrong. While it stays the same, so does the question, however it is worded."""
        return body
