"""Gaps: a text with one select per gap. Right when every gap holds what belongs there.

A gap is known by its place, a choice by its words: turning the key leaves the choices as they were.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds import keeping
from lms.questions.kinds.base import Authored, Body, Kind, Mark, OtherKey, Part, Shaped, Texts, marked, opaque
from lms.questions.kinds.brackets import parsed
from lms.questions.kinds.posts import BadAnswer, Post, selected

MOST_GAPS = 8
FEWEST_CHOICES, MOST_CHOICES = 2, 6
LONGEST_CHOICE = 60


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

    def shape(self, authored: Authored, question_key: UUID) -> Shaped:
        written = parsed(authored.get("text"))
        body: Body = {"gaps": [], "choices": {}, "key": {}}
        texts: Texts = {"pieces": written.pieces, "choices": {}}
        for place, choices in enumerate(written.gaps, 1):
            gap = opaque(question_key, f"gap {place}")
            words = {opaque(question_key, f"{gap}: {choice}"): choice for choice in choices}
            body["gaps"].append(gap)
            body["choices"][gap] = list(words)
            body["key"][gap] = next(iter(words))
            texts["choices"] |= words
        return body, texts

    def continued(self, body: Body, texts: Texts, earlier: Sequence[Shaped]) -> Shaped:
        names: dict[str, str] = {}
        for gap, choices in body["choices"].items():
            known = keeping.known(words for one in earlier for words in _said(one, gap))
            names |= {choice: known.get(texts["choices"][choice], choice) for choice in choices}
        renamed = {gap: [names[choice] for choice in choices] for gap, choices in body["choices"].items()}
        key = {gap: names[choice] for gap, choice in body["key"].items()}
        return {**body, "choices": renamed, "key": key}, _renamed(texts, names)

    def translated(self, body: Body, texts: Texts, original: Body, last: Shaped | None) -> Texts:
        """Right is what stands first, as in the original; the other words keep their ids, or take them by place.

        Words that were right last, or beside what was, tell whether somebody has followed a key that was turned since.
        """
        if _sizes(body) != _sizes(original):
            return texts
        names: dict[str, str] = {}
        for gap in original["gaps"]:
            choices, ids, right = body["choices"][gap], original["choices"][gap], original["key"][gap]
            first, *others = (texts["choices"][choice] for choice in choices)
            known = {word: one for word, one in keeping.known(_said(last, gap)).items() if one in ids}
            agrees = known.get(first, right) == right and right not in map(known.get, others)
            if not agrees and last and last[0]["key"].get(gap) != right:
                raise OtherKey
            kept = {word: one for word, one in known.items() if one != right} | {first: right}
            found = keeping.placed([first, *others], ids, kept)
            names |= dict(zip(choices, found.values(), strict=True))
        return _renamed(texts, names)

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

    def with_earlier(self, texts: Texts, earlier: Texts) -> Texts:
        return {**texts, "choices": {**earlier.get("choices", {}), **texts["choices"]}}

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

    def parts(self, body: Body, texts: Texts) -> list[Part]:
        found = []
        for place, gap in enumerate(body["gaps"], 1):
            name = gettext("Gap %(number)s") % {"number": place}
            words = ((choice, f"{name}: {texts['choices'][choice]}") for choice in body["choices"][gap])
            found += [Part(choice, said, choice == body["key"][gap]) for choice, said in words]
        return found

    def picked(self, value: Any) -> list[str]:
        return list(_picks(value).values())

    def decided_by(self, body: Body, texts: Texts) -> Any:
        """In which order the choices were written does not count."""
        return {**body, "choices": {gap: sorted(choices) for gap, choices in body["choices"].items()}}

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> dict[str, str]:
        return {gap: body["choices"][gap][0 if is_right else -1] for gap in body["gaps"]}


def _sizes(body: Body) -> dict[str, int]:
    """How many choices each gap has."""
    return {gap: len(body["choices"][gap]) for gap in body["gaps"]}


def _said(shaped: Shaped | None, gap: str) -> list[dict[str, str]]:
    """The words of a gap by id; none of a gap that was not there."""
    body, texts = shaped or ({"choices": {}}, {})
    return [{choice: texts["choices"][choice] for choice in body["choices"].get(gap, ())}]


def _renamed(texts: Texts, names: Mapping[str, str]) -> Texts:
    return {**texts, "choices": {names[choice]: words for choice, words in texts["choices"].items()}}


def _picks(value: Any) -> dict[str, str]:
    return {gap: pick for gap, pick in value.items() if isinstance(pick, str)} if isinstance(value, dict) else {}
