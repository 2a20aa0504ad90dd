"""What authors wrote last, as plain data: drafts where there are any, else what is live. A fixed number of queries."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lms.questions import tags
from lms.questions.exchange import cloze_text, phrases
from lms.questions.exchange.phrases import to_text
from lms.questions.exchange.shapes import Item
from lms.questions.models import Objective, Question


@dataclass(frozen=True)
class Draft:
    """A question as it stands in the editor, and the ids of its answers by list."""

    question: Question
    item: Item
    ids: dict[str, list[str]]
    block_id: str


def of(questions: QuerySet[Question]) -> list[Draft]:
    """Two queries, however many questions."""
    found = list(questions.select_related("latest_revision"))
    said = [_said(question) for question in found]
    codes = dict(Objective.objects.filter(pk__in={one["objective"] for one in said}).values_list("pk", "code"))
    return [_draft(question, one, codes) for question, one in zip(found, said, strict=True)]


def _said(question: Question) -> dict[str, Any]:
    """The fields by name, from the newest revision; a question that has none speaks for itself."""
    revision = question.latest_revision
    return revision.content if revision else question.serializable_data()


def _draft(question: Question, said: dict[str, Any], codes: dict[Any, str]) -> Draft:
    stream = said.get("interaction") or "[]"
    blocks = json.loads(stream) if isinstance(stream, str) else stream
    block = blocks[0] if blocks else {"type": "", "value": {}, "id": ""}
    answers, ids = _bare(block["value"] or {})
    item = Item(
        code=question.code,
        kind=block["type"],
        stem=to_text(said.get("stem")),
        hint=to_text(said.get("hint")),
        explanation=to_text(said.get("explanation")),
        sources=to_text(said.get("sources")),
        answers=tidy(block["type"], answers),
        difficulty=said.get("difficulty") or question.difficulty,
        tags=tuple(tags.split(said.get("tags") or "")),
        objective=codes.get(said.get("objective"), ""),
    )
    return Draft(question, item, ids, block.get("id") or "")


def _bare(value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The answers without ids, and the ids."""
    answers, ids = {}, {}
    for name, inner in value.items():
        if isinstance(inner, list):
            entries = [entry if isinstance(entry, dict) and "value" in entry else {"value": entry} for entry in inner]
            answers[name] = [entry["value"] for entry in entries]
            ids[name] = [str(entry.get("id") or "") for entry in entries]
        else:
            answers[name] = inner
    return answers, ids


def tidy(kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers in the one form in which two writings of them are equal."""
    clean: dict[str, Any] = _tidy(answers)
    if kind == "cloze" and (told := cloze_text.parts(clean.get("text") or "")):
        clean["text"] = cloze_text.join(told)
    for name in ("value", "tolerance") if kind == "numeric" else ():
        number = phrases.number(clean.get(name) or "0")
        clean[name] = phrases.number_text(number) if number is not None and clean.get(name) else clean.get(name, "")
    return clean


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tidy(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tidy(inner) for inner in value]
    return to_text(value) if isinstance(value, str) or value is None else value


def matching(codes: Iterable[str]) -> QuerySet[Question]:
    """The questions with one of these codes, in every language."""
    return Question.objects.filter(code__in=set(codes)).select_related("locale").order_by("pk")
