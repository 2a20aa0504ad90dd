"""Put in order: right when every item stands at its place."""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.questions.kinds.base import Authored, Body, Kind, Mark, Texts, entries, marked, mixed, opaque
from lms.questions.kinds.posts import BadAnswer, Kept, Post, Rearranged, chosen, selected


class Order(Kind):
    code = "order"
    label = _("Put in order")
    instruction = _("Give each step its place")
    nothing_chosen = _("Give each step its place")

    def problems(self, authored: Authored) -> list[Any]:
        items = [" ".join(str(value or "").split()) for _id, value in entries(authored, "items")]
        found = [] if len(items) >= 3 else [_("Write at least three steps.")]
        if "" in items:
            found.append(_("One step has no text. Write it or remove the step."))
        if len(set(items)) < len(items):
            found.append(_("Two steps have the same text. Change or remove one."))
        return found

    def shape(self, authored: Authored, question_key: UUID) -> tuple[Body, Texts]:
        items = {opaque(question_key, block_id): str(value or "") for block_id, value in entries(authored, "items")}
        return {"items": list(items)}, {"items": {item: text.strip() for item, text in items.items()}}

    def fits(self, body: Body, texts: Texts) -> bool:
        return set(body.get("items", ())) == set(texts.get("items", ()))

    def order(self, body: Body, shuffle: random.Random) -> list[str]:
        return mixed(body["items"], shuffle)

    def learner(self, body: Body, texts: Texts, order: Sequence[str]) -> dict[str, Any]:
        return {
            "steps": [{"id": item, "field": f"item-{item}", "text": texts["items"][item]} for item in order],
            "positions": _positions(body),
        }

    def read(self, post: Post, body: Body) -> list[str] | None:
        """The items in the order given. Half an order is not taken, so that nothing is guessed for the learner."""
        places = selected(post, body["items"], _positions(body))
        shown = [item for name in post if (item := name.removeprefix("item-")) != name and item in body["items"]]
        if moves := chosen(post, "move", [f"{way}:{item}" for item in shown for way in ("up", "down")]):
            raise Rearranged(_moved(shown, places, moves[0]))
        if not places:
            return None
        if len(places) < len(body["items"]) or len(set(places.values())) < len(places):
            kept = {f"item-{item}": [place] for item, place in places.items()}
            raise BadAnswer(gettext("Give each step its own place, each place once."), kept)
        return sorted(places, key=lambda item: int(places[item]))

    def mark(self, body: Body, texts: Texts, value: Any) -> Mark:
        """The share of neighbours that follow each other rightly."""
        given = _given(value)
        steps = set(pairwise(body["items"]))
        hits = sum(step in steps for step in set(pairwise(given)))
        return marked(hits, len(steps), is_right=bool(given) and given == body["items"])

    def answered(self, body: Body, texts: Texts, order: Sequence[str], value: Any) -> dict[str, Any]:
        given = _given(value)
        rows = [
            {
                "text": texts["items"][item],
                "place": place,
                "chosen_place": given.index(item) + 1 if item in given else None,
                "is_right": item in given and given.index(item) + 1 == place,
            }
            for place, item in enumerate(body["items"], 1)
        ]
        return {"steps": rows, "is_right": all(row["is_right"] for row in rows)}

    def entered(self, value: Any) -> dict[str, list[str]]:
        return {f"item-{item}": [str(place)] for place, item in enumerate(_given(value), 1)}

    def in_words(self, body: Body, texts: Texts, value: Any) -> str:
        known = [item for item in _given(value) if item in texts["items"]]
        return "; ".join(f"{place}. {texts['items'][item]}" for place, item in enumerate(known, 1))

    def counted(self, body: Body, texts: Texts, value: Any) -> str:
        return self.in_words(body, texts, value)

    def example(self, body: Body, texts: Texts, *, is_right: bool) -> list[str]:
        items = list(body["items"])
        return items if is_right else [*items[1:], *items[:1]]


def _moved(shown: list[str], places: dict[str, str], move: str) -> Kept:
    """The form after one step went up or down, and as "moved" what has the focus: its button, at an end the step.

    A place that was chosen counts; what has none yet fills the gaps as it is shown. Only the form says what is shown,
    so nothing here follows the right order.
    """
    seated = {places[item]: item for item in reversed(shown) if item in places}
    seats = [seated.get(str(place)) for place in range(1, len(shown) + 1)]
    others = iter([item for item in shown if item not in seats])
    steps = [item or next(others) for item in seats]
    way, _sep, item = move.partition(":")
    to = min(max(steps.index(item) + (1 if way == "down" else -1), 0), len(steps) - 1)
    steps.remove(item)
    steps.insert(to, item)
    is_at_end = to == (len(steps) - 1 if way == "down" else 0)
    return {f"item-{one}": [str(place)] for place, one in enumerate(steps, 1)} | {
        "moved": [f"item-{item}" if is_at_end else move]
    }


def _positions(body: Body) -> list[str]:
    return [str(place) for place in range(1, len(body["items"]) + 1)]


def _given(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
