"""From a lesson as authors write it to what a version keeps: HTML for what stands still, data for what is answered."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import strip_tags
from wagtail.blocks import Block

from courses.blocks import markup
from courses.blocks.media import PlayedBlock
from courses.blocks.scenario import ScenarioBlock
from courses.blocks.words import texts
from courses.models import CONTACT, ActivityVersion, LessonPage, PolicyPage, if_then

WORDS_PER_MINUTE = 180
MINUTES_PER_CHECK = 0.5

Content = dict[str, Any]


@dataclass(frozen=True)
class CompiledLesson:
    """What is kept of a lesson: body, length, and what it asks as (question key, block id, is required)."""

    body: Content
    minutes: int
    questions: list[tuple[UUID, str, bool]]


def lesson(page: LessonPage) -> CompiledLesson:
    """Compiles a lesson in its own language. The same page gives the same result.

    Static blocks are rendered to HTML once, here; links in them stay page:<id> and document:<id>. A check keeps the
    key of its question and nothing of its answers.
    """
    with translation.override(page.locale.language_code):
        blocks = [_block(child, index) for index, child in enumerate(page.body)]
    checks = [block for block in blocks if block["type"] == "check" and block["question_key"]]
    return CompiledLesson(
        body={
            "message": page.message,
            "blocks": blocks,
            "key_points": [child.value["text"] for child in page.body if child.block_type == "key_point"],
        },
        minutes=length([(child.block, child.value) for child in page.body], checks=len(checks)),
        questions=[(UUID(block["question_key"]), block["id"], block["required"]) for block in checks],
    )


def policy(page: PolicyPage) -> CompiledLesson:
    """Compiles a policy: its points, its text cleaned by an allow-list, whom to ask, and the version to confirm."""
    points = [str(child.value) for child in page.summary]
    text = markup.clean(page.body)
    read = [*points, *strip_tags(text.replace("<", " <")).split()]
    return CompiledLesson(
        body={
            "version": page.version,
            "what_changed": page.what_changed.strip(),
            "points": points,
            "html": text,
            "contact": {name: getattr(page, name) for name in CONTACT},
            "file": _file(page),
        },
        minutes=minutes(len(" ".join(read).split()), 0),
        questions=[],
    )


def _file(page: PolicyPage) -> str:
    """The link to the file, in the language of the page, whoever publishes it."""
    value = {"document": page.document, "title": page.title, "description": ""}
    with translation.override(page.locale.language_code):
        return render_to_string("courses/blocks/download.html", {"value": value}) if page.document else ""


def length(blocks: Iterable[tuple[Block, Any]], *, checks: int) -> int:
    """The length of a lesson with these blocks and so many checks. Text files are measured by the same count."""
    blocks = list(blocks)
    played = sum(value["minutes"] or 0 for block, value in blocks if isinstance(block, PlayedBlock))
    return minutes(sum(words(block, value) for block, value in blocks), checks, played=played)


def minutes(words: int, checks: int, *, played: int = 0) -> int:
    """The honest length in whole minutes, halves rounded up, never less than 1."""
    return max(1, math.floor(words / WORDS_PER_MINUTE + checks * MINUTES_PER_CHECK + played + 0.5))


def draft(page: LessonPage | PolicyPage) -> ActivityVersion:
    """What people would read if this draft were published now: a version that is not saved. For previews only."""
    compiled = policy(page) if isinstance(page, PolicyPage) else lesson(page)
    return ActivityVersion(
        number=0,
        language=page.locale.language_code,
        title=page.title,
        minutes=compiled.minutes,
        body=compiled.body,
        created_at=timezone.now(),
    )


def _block(child: Any, index: int) -> Content:
    compile_block = DYNAMIC.get(child.block_type, _static)
    return {"id": child.id or f"block-{index}", "type": child.block_type, **compile_block(child)}


def _static(child: Any) -> Content:
    lines = (line.strip() for line in child.render().splitlines())
    return {"html": "\n".join(line for line in lines if line)}


def _check(child: Any) -> Content:
    question = child.value["question"]
    return {
        "question_key": str(question.translation_key) if question else "",
        "required": bool(child.value["required"]),
    }


def _scenario(child: Any) -> Content:
    """Steps and replies are numbered from 1 in their order; a reply leads to the number of a step or to "end"."""
    value = child.value
    return {
        "setting": value["setting"],
        "character": value["character"],
        "opening": value["opening"],
        "steps": [
            {
                "id": str(number),
                "prompt": step["prompt"],
                "replies": [
                    {"id": str(place), **{key: reply[key] for key in ("text", "quality", "consequence", "why", "next")}}
                    for place, reply in enumerate(step["replies"], start=1)
                ],
            }
            for number, step in enumerate(value["steps"], start=1)
        ],
        "debrief": value["debrief"],
    }


def _policy(child: Any) -> Content:
    page = child.value["policy"]
    return {"policy_key": str(page.translation_key) if page else ""}


def _reflection(child: Any) -> Content:
    return {"prompt": child.value["prompt"]}


def _checklist(child: Any) -> Content:
    """Entries keep the ids that the editor gave them: ticks are remembered by them, however the words change."""
    items = [
        {"id": item.id or f"item-{number}", "text": item.value}
        for number, item in enumerate(child.value["items"].bound_blocks)
    ]
    return {"title": child.value["title"], "items": items}


def _commitment(child: Any) -> Content:
    """Examples are whole sentences in the language of the lesson, whatever the page around them speaks."""
    halves = [{"when": plan["when"], "will": plan["will"]} for plan in child.value["examples"]]
    examples = [{**plan, "sentence": if_then(**plan)} for plan in halves]
    return {"prompt": child.value["prompt"], "examples": examples}


DYNAMIC: dict[str, Callable[[Any], Content]] = {
    "check": _check,
    "checklist": _checklist,
    "scenario": _scenario,
    "policy": _policy,
    "reflection": _reflection,
    "commitment": _commitment,
}


def words(block: Block, value: Any) -> int:
    """Words that are read; in a scenario all replies and what follows on one way. Checks count as time instead."""
    if isinstance(block, PlayedBlock):  # a transcript is read instead of playing
        return 0
    read = _way_through(value) if isinstance(block, ScenarioBlock) else texts(block, value)
    return sum(len(text.split()) for text in read)


def _way_through(scenario: Any) -> list[str]:
    read = [scenario["setting"], scenario["character"], scenario["opening"], scenario["debrief"]]
    for step in scenario["steps"]:
        chosen = min(step["replies"], key=lambda reply: reply["quality"], default=None)
        read += [step["prompt"], *[reply["text"] for reply in step["replies"]]]
        read += [chosen["consequence"], chosen["why"]] if chosen else []
    return list(filter(None, read))
