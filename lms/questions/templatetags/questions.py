"""What the templates of a question need: its answer as form fields, the language of its words, its preview."""

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.questions import publishing
from lms.questions.asking import Asked, ask
from lms.questions.models import Question, QuestionVersion, QuestionWording

register = template.Library()


@register.simple_tag
def entered(asked: Asked, value: Any, kept: Any) -> dict[str, list[str]]:
    """The form fields as they were left (field name → values): what was refused, else the saved answer."""
    return kept or asked.entered(value)


@register.filter
def at(fields: dict[str, list[str]], name: str) -> list[str]:
    """The values of one field; none when it was left open."""
    return fields.get(name, [])


@register.filter
def as_placed(steps: list[dict[str, Any]], fields: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The steps in the order that was given to them; as they were mixed while it is unfinished."""
    places = {step["field"]: place for step in steps for place in at(fields, step["field"]) if place}
    if len(set(places.values())) < len(steps):
        return steps
    return sorted(steps, key=lambda step: int(places[step["field"]]))


@register.simple_tag
def words_in(asked: Asked) -> SafeString:
    """A lang attribute for authored words in another language than the page; nothing in the same language."""
    if asked.language == (get_language() or "").split("-")[0]:
        return SafeString("")
    return format_html(' lang="{}"', asked.language)


@register.inclusion_tag("questions/_preview.html")
def question_preview(question: Question, mode: str) -> dict[str, Any]:
    """A draft as learners will meet it: asked, answered right, answered wrong. Names what is still missing."""
    if not question.kind or not question.objective_id:
        return {"problems": publishing.problems(question)}
    return {"problems": publishing.problems(question), **_shown(publishing.shaped(question), mode)}


@register.inclusion_tag("questions/_preview.html")
def kind_preview(bound_block: Any) -> dict[str, Any]:
    """An example of a kind for the block picker."""
    return _shown(publishing.sample(bound_block.block, bound_block.value), "asked")


def _shown(draft: publishing.Draft, mode: str) -> dict[str, Any]:
    version = QuestionVersion(question_key=draft.question_key, kind=draft.kind, body=draft.body)
    wording = QuestionWording(version=version, language=draft.language, texts=draft.texts)
    asked = ask(version, wording, seed=str(draft.question_key))
    if mode == "asked":
        return {"asked": asked, "prefix": f"p{uuid4().hex[:6]}-"}
    return {"asked": asked, "review": asked.review(asked.example(is_right=mode == "right"))}
