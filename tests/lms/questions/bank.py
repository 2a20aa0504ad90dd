"""Questions for tests: authored data as the editor stores it, and questions in the bank."""

from typing import Any
from uuid import UUID

from wagtail.blocks import StreamValue
from wagtail.models import Locale

from lms.questions.models import Objective, Question, QuestionVersion

KEY = UUID("5b0f6a3e-0d5d-4d39-9a4b-2f1f0c5a7a11")


def listed(*values: Any, prefix: str = "b") -> list[dict[str, Any]]:
    """A list as stored: every entry with its block id."""
    return [{"type": "item", "id": f"{prefix}{number}", "value": value} for number, value in enumerate(values, 1)]


def option(text: str, *, right: bool = False, why: str = "Because.") -> dict[str, Any]:
    return {"text": text, "right": right, "why": why}


def reply(text: str, quality: str, why: str = "Because.") -> dict[str, Any]:
    return {"text": text, "quality": quality, "why": why}


AUTHORED: dict[str, dict[str, Any]] = {
    "single": {"options": listed(option("Red"), option("Green", right=True), option("Blue")), "fixed_order": False},
    "multiple": {
        "options": listed(option("One", right=True), option("Two", right=True), option("Three"), option("Four")),
        "fixed_order": False,
    },
    "situation": {
        "options": listed(reply("At three", "best"), reply("Soon", "acceptable"), reply("No", "poor")),
        "fixed_order": False,
    },
    "order": {"items": listed("Listen", "Repeat", "Agree", "Write")},
    "match": {
        "pairs": listed(
            {"term": "Laptop", "match": "Service desk"},
            {"term": "Holiday", "match": "People team"},
            {"term": "Invoice", "match": "Finance"},
        )
    },
    "cloze": {"text": "Listen first, then [ask|tell|leave]. Agree on [a time|a form]."},
    "numeric": {"value": "12.5", "tolerance": "0.5", "unit": "minutes"},
    "written": {"guide": "Names a time and a person.", "points": 4, "needed": 3},
    "short": {"accepted": listed("Reception", "Front desk"), "typo": True},
    "reflection": {"note": ""},
}


def objective(code: str = "words", *, language: str = "en", **fields: Any) -> Objective:
    found = Objective.objects.filter(code=code, locale__language_code=language).first()
    return found or Objective.objects.create(code=code, text=f"use {code}", locale=locale(language), **fields)


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def question(code: str = "greeting", kind: str = "single", *, language: str = "en", **fields: Any) -> Question:
    """A question in the bank, not yet published."""
    value = fields.pop("value", AUTHORED[kind])
    stored = [{"type": kind, "id": "interaction", "value": value}]
    made = Question(
        code=code,
        stem=fields.pop("stem", f"What about {code}?"),
        explanation=fields.pop("explanation", "It keeps the promise."),
        objective=fields.pop("objective", None) or objective(language=language),
        interaction=StreamValue(Question._meta.get_field("interaction").stream_block, stored, is_lazy=True),
        locale=locale(language),
        live=False,
        **fields,
    )
    made.save()
    return made


def publish(made: Question) -> QuestionVersion:
    """As the editor does it: a revision, published. Returns the newest version."""
    made.save_revision().publish()
    made.refresh_from_db()
    return QuestionVersion.objects.filter(question_key=made.translation_key).latest("number")
