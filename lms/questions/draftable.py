"""What the editor would keep as a draft: lengths and numbers of answers are checked, what is still missing is not."""

import copy
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.questions.blocks import InteractionBlock
from lms.questions.drafts import Draft
from lms.questions.exchange.shapes import Item, entered
from lms.questions.models import Objective, Question

_NAMES: dict[str, Callable[[Item], str]] = {
    "stem": lambda item: item.stem,
    "hint": lambda item: item.hint,
    "explanation": lambda item: item.explanation,
    "tags": lambda item: ", ".join(item.tags),
    "sources": lambda item: item.sources,
}


@cache
def _blocks() -> InteractionBlock:
    """Blocks of our own that let a draft be half done; those of the form are shared by all requests."""
    block = copy.deepcopy(InteractionBlock())
    block.defer_required_validation()
    return block


def problems(item: Item) -> Iterator[str]:
    """Why the editor would not keep this, one sentence each."""
    for name, said in _NAMES.items():
        field: Any = Question._meta.get_field(name)
        if len(said(item)) > (field.max_length or 0):
            told = {"field": field.verbose_name, "count": len(said(item)), "most": field.max_length}
            yield _("Too long: “%(field)s” has %(count)d characters, %(most)d fit.") % told
    block: Any = _blocks().child_blocks[item.kind]
    try:
        block.clean(block.to_python(entered(_few(block, item.answers))))
    except ValidationError as error:
        yield from dict.fromkeys(_sentences(block, error))


def _few(block: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """Of too many answers only one more than fit: that is enough to refuse them, and takes no longer."""
    return {
        name: value[: block.child_blocks[name].meta.max_num + 1] if isinstance(value, list) else value
        for name, value in answers.items()
    }


def fill(
    question: Question, item: Item, objective: Objective | None, *, like: Draft | None, is_translation: bool = False
) -> None:
    """Give the question what the item says. Answers keep their ids, so that what is answered stays what it was."""
    question.stem, question.hint, question.explanation = item.stem, item.hint, item.explanation
    question.difficulty, question.tags = item.difficulty, ", ".join(item.tags)
    question.sources = item.sources
    if objective is not None:
        question.objective = objective
    is_same = like is not None and like.item.kind == item.kind
    answers = {
        name: _with_ids(value, like.item.answers.get(name), like.ids.get(name, []) if is_same else [], is_translation)
        if isinstance(value, list) and like is not None
        else _with_ids(value, [], [], is_translation)
        if isinstance(value, list)
        else value
        for name, value in item.answers.items()
    }
    block_id = like.block_id if like is not None and is_same and like.block_id else str(uuid.uuid4())
    raw = [{"type": item.kind, "value": answers, "id": block_id}]
    field: Any = Question._meta.get_field("interaction")
    question.interaction = blocks.StreamValue(field.stream_block, raw, is_lazy=True)


def _with_ids(new: list[Any], old: Any, ids: list[str], is_translation: bool) -> list[dict[str, Any]]:
    """Each entry with the id of the old one that says the same, else of the one in its place, else a new one."""
    places = {} if is_translation else {_said(entry): place for place, entry in reversed(list(enumerate(old or [])))}
    chosen = [places.pop(_said(entry), None) for entry in new]
    free = [place for place in range(len(ids)) if place not in chosen]
    entries = []
    for place, entry in enumerate(new):
        at = chosen[place]
        if at is None and place in free:
            at = place
        key = ids[at] if at is not None and at < len(ids) and ids[at] else str(uuid.uuid4())
        entries.append({"type": "item", "id": key, "value": entry})
    return entries


def _said(entry: Any) -> str:
    return str(entry.get("text") or entry.get("term") or "") if isinstance(entry, dict) else str(entry)


def _sentences(block: Any, error: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every message, with the way to the field it is about in the words of the form."""
    for name, inner in (getattr(error, "block_errors", None) or {}).items():
        if isinstance(block, blocks.ListBlock):
            yield from _sentences(block.child_block, inner, (*path, str(name + 1)))
        else:
            child = block.child_blocks[name]
            yield from _sentences(child, inner, (*path, str(child.label)))
    own = error.non_block_errors if hasattr(error, "block_errors") else error.messages
    for message in own:
        said = message.messages[0] if isinstance(message, ValidationError) else message
        yield f"{' '.join(path)}: {said}" if path else str(said)
