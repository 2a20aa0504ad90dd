"""Match: one select per term. Right when every term has what belongs to it.

Terms and what is matched are known by their words, so that two that were mixed up can be swapped.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds import keeping
from lms.questions.kinds.base import (
    Authored,
    Body,
    Kind,
    Mark,
    OtherKey,
    Part,
    Shaped,
    Texts,
    entries,
    marked,
    mixed,
    opaque,
)
from lms.questions.kinds.posts import BadAnswer, Post, selected


class Match(Kind):
    code = "match"
    label = _("Match")
    instruction = _("Choose what belongs to each line")
    nothing_chosen = _("Choose an answer for each line")

    def problems(self, authored: Authored) -> list[Any]:
        pairs = [value or {} for _id, value in entries(authored, "pairs")]
        found = [] if len(pairs) >= 2 else [_("Write at least two pairs.")]
        for side in ("term", "match"):
            texts = [" ".join(str(pair.get(side) or "").split()) for pair in pairs]
            if "" in texts:
                found.append(_("One pair has an empty side. Write it or remove the pair."))
            if len(set(texts)) < len(texts):
                found.append(_("Two pairs have the same text on one side. Then nobody can tell which is meant."))
        return list(dict.fromkeys(found))

    def shape(self, authored: Authored, question_key: UUID) -> Shaped:
        key: dict[str, str] = {}
        texts: Texts = {"terms": {}, "matches": {}}
        for _id, pair in entries(authored, "pairs"):
            said = {side: str((pair or {}).get(side) or "").strip() for side in ("term", "match")}
            term, match = (opaque(question_key, f"{side}: {words}") for side, words in said.items())
            key[term] = match
            texts["terms"][term], texts["matches"][match] = said["term"], said["match"]
        return {"terms": list(key), "key": key}, texts

    def continued(self, body: Body, texts: Texts, earlier: Sequence[Shaped]) -> Shaped:
        names: dict[str, str] = {}
        for side in ("terms", "matches"):
            known = keeping.known(said[side] for _body, said in earlier)
            names |= {one: known.get(words, one) for one, words in texts[side].items()}
        key = {names[term]: names[match] for term, match in body["key"].items()}
        return {"terms": list(key), "key": key}, _renamed(texts, names)

    def translated(self, body: Body, texts: Texts, original: Body, last: Shaped | None) -> Texts:
        """What stands beside a term belongs to it, as in the original; terms keep their ids, or take them by place.

        Pairs that belonged together last tell whether somebody has followed a key that was turned since.
        """
        if (len(body["terms"]), len(texts["matches"])) != (len(original["terms"]), len(original["terms"])):
            return texts
        said: Texts = last[1] if last else {"terms": {}, "matches": {}}
        terms, matches = (keeping.known([said[side]]) for side in ("terms", "matches"))
        found = keeping.placed([texts["terms"][term] for term in body["terms"]], original["terms"], terms)
        names = dict(zip(body["terms"], found.values(), strict=True))
        for term, match in body["key"].items():
            names[match] = original["key"][names[term]]
            before = matches.get(texts["matches"][match], names[match])
            is_turned = last is not None and last[0]["key"] != original["key"]
            if is_turned and before != names[match] and before in original["key"].values():
                raise OtherKey
        return _renamed(texts, names)

    def fits(self, body: Body, texts: Texts) -> bool:
        terms, matches = (set(texts.get(side, ())) for side in ("terms", "matches"))
        return set(body.get("terms", ())) == terms and set(body.get("key", {}).values()) == matches

    def order(self, body: Body, shuffle: random.Random) -> list[str]:
        """The order of what is matched; the terms stay as they were written."""
        return mixed([body["key"][term] for term in body["terms"]], shuffle)

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        return {
            "terms": [{"id": term, "field": f"item-{term}", "text": texts["terms"][term]} for term in body["terms"]],
            "matches": [{"id": match, "text": texts["matches"][match]} for match in order],
        }

    def read(self, post: Post, body: Body) -> dict[str, str] | None:
        picks = selected(post, body["terms"], list(body["key"].values()))
        if picks and len(picks) < len(body["terms"]):
            raise BadAnswer(gettext("Choose an answer for each line."), self.entered(picks))
        return picks or None

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """The share of terms that have what belongs to them."""
        picks = _picks(value)
        hits = sum(picks.get(term) == match for term, match in body["key"].items())
        return marked(hits, len(body["key"]), is_right=bool(body["key"]) and hits == len(body["key"]))

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        picks = _picks(value)
        rows = [
            {
                "term": texts["terms"][term],
                "match": texts["matches"][match],
                "chosen": texts["matches"].get(picks.get(term, ""), ""),
                "is_right": picks.get(term) == match,
            }
            for term, match in ((term, body["key"][term]) for term in body["terms"])
        ]
        return {"pairs": rows}

    def with_earlier(self, texts: Texts, earlier: Texts) -> Texts:
        return {**texts, "matches": {**earlier.get("matches", {}), **texts["matches"]}}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {f"item-{term}": [match] for term, match in _picks(value).items()}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        picks = _picks(value)
        known = [term for term in body["terms"] if picks.get(term) in texts["matches"]]
        return "; ".join(_pair(texts, term, picks[term]) for term in known)

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def parts(self, body: Body, texts: Texts) -> list[Part]:
        key: dict[str, str] = body["key"]
        matches = [key[term] for term in body["terms"]]
        return [
            Part(f"{term} {match}", _pair(texts, term, match), match == key[term], match != key[term])
            for term in body["terms"]
            for match in matches
        ]

    def picked(self, value: Any) -> list[str]:
        return [f"{term} {match}" for term, match in _picks(value).items()]

    def decided_by(self, body: Body, texts: Texts) -> Any:
        """In which order the pairs stand does not count."""
        return body["key"]

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> dict[str, str]:
        matches = [body["key"][term] for term in body["terms"]]
        return dict(zip(body["terms"], matches if is_right else [*matches[1:], *matches[:1]], strict=True))


def _pair(texts: Texts, term: str, match: str) -> str:
    return f"{texts['terms'][term].rstrip('.')} – {texts['matches'][match]}"


def _renamed(texts: Texts, names: Mapping[str, str]) -> Texts:
    return {
        **texts,
        **{side: {names[one]: words for one, words in texts[side].items()} for side in ("terms", "matches")},
    }


def _picks(value: Any) -> dict[str, str]:
    return {key: pick for key, pick in value.items() if isinstance(pick, str)} if isinstance(value, dict) else {}
