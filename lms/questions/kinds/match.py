"""Match: one select per term. Right when every term has what belongs to it."""

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts, entries, marked, mixed, opaque
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

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        key: dict[str, str] = {}
        texts: Texts = {"terms": {}, "matches": {}}
        for block_id, pair in entries(authored, "pairs"):
            term, match = opaque(question_key, block_id), opaque(question_key, f"match of {block_id}")
            key[term] = match
            texts["terms"][term] = str((pair or {}).get("term") or "").strip()
            texts["matches"][match] = str((pair or {}).get("match") or "").strip()
        return {"terms": list(key), "key": key}, texts

    def fits(self, body: Body, texts: Texts) -> bool:
        return set(body.get("terms", ())) == set(texts.get("terms", ()))

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

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {f"item-{term}": [match] for term, match in _picks(value).items()}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        picks = _picks(value)
        known = [term for term in body["terms"] if picks.get(term) in texts["matches"]]
        return "; ".join(f"{texts['terms'][term].rstrip('.')} – {texts['matches'][picks[term]]}" for term in known)

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> dict[str, str]:
        matches = [body["key"][term] for term in body["terms"]]
        return dict(zip(body["terms"], matches if is_right else [*matches[1:], *matches[:1]], strict=True))


def _picks(value: Any) -> dict[str, str]:
    return {key: pick for key, pick in value.items() if isinstance(pick, str)} if isinstance(value, dict) else {}
