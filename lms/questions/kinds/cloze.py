"""Gaps: a text with one select per gap. Right when every gap holds what belongs there.

Authors write each gap in square brackets, the right words first: “Listen first, then [ask|tell|leave].” A backslash
before a bracket or a line makes it an ordinary character.
"""

import random
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts, marked, opaque
from lms.questions.kinds.posts import BadAnswer, Post, selected

MOST_GAPS = 8
FEWEST_CHOICES, MOST_CHOICES = 2, 6
LONGEST_CHOICE = 60

_PARTS = re.compile(r"\\[\[\]|]|[\[\]|]|[^\\\[\]|]+|\\")


class Cloze(Kind):
    code = "cloze"
    label = _("Fill the gaps")
    instruction = _("Choose the words for each gap")
    nothing_chosen = _("Choose an answer for each gap")

    def problems(self, authored: Authored) -> list[Any]:
        written = parsed(authored.get("text"))
        if not written.is_closed:
            return [_("A square bracket stands alone. Each gap begins with [ and ends with ].")]
        if not written.gaps:
            return [_("Write at least one gap in square brackets, the right words first: [ask|tell|leave].")]
        found: list[Any] = []
        if len(written.gaps) > MOST_GAPS:
            found.append(_("Write at most %(count)d gaps.") % {"count": MOST_GAPS})
        for place, choices in enumerate(written.gaps, 1):
            if "" in choices:
                found.append(_("Gap %(place)d has an empty choice. Write it or remove a line “|”.") % {"place": place})
            elif not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
                found.append(
                    _("Gap %(place)d has to have %(fewest)d to %(most)d choices, with a line “|” between them.")
                    % {"place": place, "fewest": FEWEST_CHOICES, "most": MOST_CHOICES}
                )
            elif len(set(choices)) < len(choices):
                found.append(_("Gap %(place)d has the same choice twice. Change or remove one.") % {"place": place})
            elif max(map(len, choices)) > LONGEST_CHOICE:
                found.append(
                    _("Gap %(place)d has a choice that is too long. Write at most %(count)d characters.")
                    % {"place": place, "count": LONGEST_CHOICE}
                )
        return found

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        written = parsed(authored.get("text"))
        body: Body = {"gaps": [], "choices": {}, "key": {}}
        texts: Texts = {"pieces": written.pieces, "choices": {}}
        for place, choices in enumerate(written.gaps, 1):
            gap = opaque(question_key, f"gap {place}")
            words = {opaque(question_key, f"gap {place} choice {n}"): choice for n, choice in enumerate(choices, 1)}
            body["gaps"].append(gap)
            body["choices"][gap] = list(words)
            body["key"][gap] = next(iter(words))
            texts["choices"] |= words
        return body, texts

    def fits(self, body: Body, texts: Texts) -> bool:
        """A translation has the same gaps in the same order, each with as many choices."""
        choices = {choice for gap in body.get("gaps", ()) for choice in body["choices"][gap]}
        return choices == set(texts.get("choices", ())) and len(texts.get("pieces", ())) == len(body["gaps"]) + 1

    def order(self, body: Body, shuffle: random.Random) -> list[str]:
        """The choices of all gaps, each gap mixed by itself and freely.

        The right words are written first, so whatever is kept from standing as it was written tells something about
        them: in a gap of two the right ones would always stand second. Mixed from the sorted ids, so that nobody who
        guesses the seed of a check can reckon back to what was written.
        """
        choices = (sorted(body["choices"][gap]) for gap in body["gaps"])
        return [choice for one in choices for choice in shuffle.sample(one, len(one))]

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        gaps = [
            {
                "field": f"item-{gap}",
                "before": before,
                "choices": [{"id": one, "text": texts["choices"][one]} for one in order if one in body["choices"][gap]],
            }
            for gap, before in zip(body["gaps"], texts["pieces"], strict=False)
        ]
        return {"gaps": gaps, "after": texts["pieces"][-1]}

    def read(self, post: Post, body: Body) -> dict[str, str] | None:
        picks: dict[str, str] = {}
        for gap in body["gaps"]:
            picks |= selected(post, [gap], body["choices"][gap])
        if picks and len(picks) < len(body["gaps"]):
            raise BadAnswer(gettext("Choose an answer for each gap."), self.entered(picks))
        return picks or None

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """The share of gaps that hold what belongs there."""
        picks = _picks(value)
        hits = sum(picks.get(gap) == choice for gap, choice in body["key"].items())
        return marked(hits, len(body["key"]), is_right=bool(body["key"]) and hits == len(body["key"]))

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        picks = _picks(value)
        gaps = [
            {
                "before": before,
                "better": texts["choices"][body["key"][gap]],
                "chosen": texts["choices"].get(picks.get(gap, ""), ""),
                "is_right": picks.get(gap) == body["key"][gap],
            }
            for gap, before in zip(body["gaps"], texts["pieces"], strict=False)
        ]
        return {"gaps": gaps, "after": texts["pieces"][-1]}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {f"item-{gap}": [choice] for gap, choice in _picks(value).items()}

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        """The whole text with what was chosen; empty when nothing was."""
        picks = _picks(value)
        chosen = [texts["choices"].get(picks.get(gap, ""), "") for gap in body["gaps"]]
        pieces = zip(texts["pieces"], [*(words or "…" for words in chosen), ""], strict=False)
        return " ".join("".join(before + words for before, words in pieces).split()) if any(chosen) else ""

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> dict[str, str]:
        return {gap: body["choices"][gap][0 if is_right else -1] for gap in body["gaps"]}


class Parsed(NamedTuple):
    """A text with gaps: the pieces around them, one more than gaps; the choices of each gap, the right one first."""

    pieces: list[str]
    gaps: list[list[str]]
    is_closed: bool


def parsed(text: Any) -> Parsed:
    """Reads a text as its author wrote it. What is not closed is read as far as it goes."""
    pieces, gaps = [""], list[list[str]]()
    is_inside, is_closed = False, True
    for found in _PARTS.findall(str(text or "").replace("\r\n", "\n")):
        if found in "[]" and is_inside == (found == "["):
            is_closed = False
        elif found == "[":
            is_inside = True
            gaps.append([""])
        elif found == "]":
            is_inside = False
            pieces.append("")
        elif found == "|" and is_inside:
            gaps[-1].append("")
        else:
            words = found[1:] if len(found) == 2 and found[0] == "\\" else found
            (gaps[-1] if is_inside else pieces)[-1] += words
    if is_inside:
        pieces.append("")
    choices = [[" ".join(choice.split()) for choice in gap] for gap in gaps]
    pieces[0], pieces[-1] = pieces[0].lstrip(), pieces[-1].rstrip()
    return Parsed(pieces, choices, is_closed and not is_inside)


def _picks(value: Any) -> dict[str, str]:
    return {gap: pick for gap, pick in value.items() if isinstance(pick, str)} if isinstance(value, dict) else {}
