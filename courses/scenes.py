"""A scenario as far as somebody has gone: the replies taken so far, and where they stand now. Nothing is kept (L6)."""

from dataclasses import dataclass
from typing import Any

END = "end"


@dataclass(frozen=True)
class Chosen:
    """A reply that was taken, and what came of it. `before` is the state in which it was chosen."""

    text: str
    quality: str
    consequence: str
    why: str
    before: str

    @property
    def look(self) -> str:
        """The class of the feedback."""
        return {"best": "yes", "ok": "info"}.get(self.quality, "no")


@dataclass(frozen=True)
class Scene:
    """One scenario in one state. `replies` are (state after choosing it, its words); none at the end."""

    block: dict[str, Any]
    state: str
    path: list[Chosen]
    prompt: str
    replies: list[tuple[str, str]]

    @property
    def is_over(self) -> bool:
        return not self.replies


def play(block: dict[str, Any], state: str) -> Scene:
    """Follows the state, a string of reply ids, from the first step. What does not fit is left out from there on."""
    steps = {step["id"]: step for step in block["steps"]}
    step = block["steps"][0] if block["steps"] else None
    path: list[Chosen] = []
    taken = ""
    for letter in state[: 3 * len(steps)]:
        reply = next((reply for reply in step["replies"] if reply["id"] == letter), None) if step else None
        if reply is None:
            break
        path.append(Chosen(reply["text"], reply["quality"], reply["consequence"], reply["why"], taken))
        taken += letter
        step = steps.get(reply["next"])
    return Scene(
        block,
        taken,
        path,
        prompt=step["prompt"] if step else "",
        replies=[(taken + reply["id"], reply["text"]) for reply in step["replies"]] if step else [],
    )
