"""Publishing a question freezes what is marked. Nothing here runs for drafts.

The language that was published first decides kind, answers and key; every language brings its own words. A version
never changes: what is different gets the next number, and whatever words still fit go along.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import PROTECT, ManyToOneRel
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.signals import published, unpublished

from lms import edition
from lms.questions import continuing, kinds, versions
from lms.questions.blocks import authored, plain
from lms.questions.models import Question, QuestionVersion, QuestionWording


class NotReady(ValueError):
    """The question cannot be published; `problems` says in sentences what is missing."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Draft:
    """What one language of a question says at this moment."""

    question_key: UUID
    language: str
    kind: str
    objective_key: UUID
    body: dict[str, Any]
    texts: dict[str, Any]


def listen() -> None:
    """Compile every question that goes live; forget one that is taken back."""
    published.connect(_question_published, sender=Question, dispatch_uid="questions.compile")
    unpublished.connect(edition.begin, sender=Question, dispatch_uid="questions.taken_back")


def _question_published(sender: type[Question], instance: Question, **kwargs: Any) -> None:
    # Wagtail sends the signal also for a first publish that is scheduled for later (D29).
    if instance.live:
        compile(instance)


@transaction.atomic
def compile(question: Question, *, now: datetime | None = None) -> QuestionVersion:
    """Freeze this language of a question and return the version that is asked from now on.

    Nothing changed: the same version. A language that the version lacks is added to it. Anything else makes the next
    version. Raises NotReady.
    """
    # One at a time per question: two languages published at once must not take the same number, nor miss a turned key.
    list(Question.objects.select_for_update().filter(translation_key=question.translation_key).values_list("pk"))
    found = problems(question)
    if found:
        raise NotReady(found)
    edition.begin()
    latest = versions.newest(question.translation_key)
    draft = shaped(question)
    if latest is None:
        return _write(draft, number=1, source_language=draft.language, words={draft.language: draft.texts}, now=now)
    return _revise(latest, draft, now=now)


def problems(question: Question) -> list[str]:
    """What keeps a question from being published, one sentence each."""
    found = [] if question.stem.strip() else [_("Write the question.")]
    if not question.explanation.strip():
        found.append(_("Write why. No question is published without an explanation."))
    code, filled_in = authored(question.interaction)
    if not code:
        return [*found, _("Choose how the question is answered.")]
    found += [str(sentence) for sentence in kinds.get(code).problems(filled_in)]
    return found or kept_problems(question.translation_key, question.locale.language_code, code, filled_in)


def kept_problems(question_key: UUID, language: str, code: str, filled_in: dict[str, Any]) -> list[str]:
    """What has to stay as it was published: who marks it, and what a translation shares with its original."""
    latest = versions.newest(question_key)
    if latest and kinds.get(code).is_marked_by_person and not kinds.get(latest.kind).is_marked_by_person:
        # A lesson may ask it, and there nobody waits for a trainer.
        return [_("This question was answered at once so far. Write a new question for a trainer to mark.")]
    return translation_problems(question_key, language, code, filled_in)


def translation_problems(question_key: UUID, language: str, code: str, filled_in: dict[str, Any]) -> list[str]:
    """A translation brings words for the same kind and the same answers; it cannot add or leave out any."""
    latest = versions.newest(question_key)
    if latest is None or latest.source_language == language:
        return []
    kind = kinds.get(latest.kind)
    if code != latest.kind:
        return [_("The original is of the kind “%(kind)s”. A translation keeps the kind.") % {"kind": kind.label}]
    return continuing.problems(latest, *kind.shape(filled_in, question_key), language=language)


def shaped(question: Question) -> Draft:
    """What the question says now, published or not. Needs a kind; other parts may be missing."""
    code, filled_in = authored(question.interaction)
    body, texts = kinds.get(code).shape(filled_in, question.translation_key)
    said = {"stem": question.stem, "hint": question.hint, "explanation": question.explanation}
    return Draft(
        question_key=question.translation_key,
        language=question.locale.language_code,
        kind=code,
        objective_key=question.objective.translation_key,
        body=body,
        texts={**{name: text.strip() for name, text in said.items()}, **texts},
    )


def fingerprint(frozen: Draft | QuestionVersion) -> str:
    """SHA-256 of what is marked: kind, objective and body. Words are not part of it."""
    marked = {"kind": frozen.kind, "objective": str(frozen.objective_key), "body": frozen.body}
    return hashlib.sha256(json.dumps(marked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def why_kept(questions: list[Question]) -> list[str]:
    """One sentence for each question that cannot be deleted: people answered it, or a lesson or quiz asks it."""
    answered = versions.answered(question.translation_key for question in questions)
    sentences = []
    for question in questions:
        if question.translation_key in answered:
            sentence = _("People answered “%(code)s”, so it stays. Unpublish it instead: then it is asked no more.")
        elif _is_held(question) or ReferenceIndex.get_references_to(question).exists():
            sentence = _("A lesson or quiz asks “%(code)s”. Take it out there first.")
        else:
            continue
        sentences.append(sentence % {"code": question.code})
    return sentences


def _is_held(question: Question) -> bool:
    """A row points at it and would refuse its deletion; known at once, while Wagtail's index is written by a task."""
    relations = [one for one in Question._meta.get_fields(include_hidden=True) if isinstance(one, ManyToOneRel)]
    held = [one for one in relations if one.on_delete is PROTECT]
    return any(one.related_model._default_manager.filter(**{one.field.name: question}).exists() for one in held)


def sample(block: Any, value: Any) -> Draft:
    """The example of a kind that authors see when they choose one."""
    key = UUID(int=0)
    body, texts = kinds.get(block.name).shape(plain(block.get_prep_value(value)), key)
    said = {"stem": str(block.label), "hint": "", "explanation": ""}
    return Draft(key, get_language() or "en", block.name, key, body, {**said, **texts})


def _revise(latest: QuestionVersion, draft: Draft, *, now: datetime | None) -> QuestionVersion:
    key, language = draft.question_key, draft.language
    if language == latest.source_language:
        body, texts = continuing.original(draft.kind, draft.body, draft.texts, question_key=key, language=language)
        draft = Draft(key, language, draft.kind, draft.objective_key, body, texts)
    else:
        texts = continuing.translation(latest, draft.body, draft.texts, language=language)
        draft = Draft(key, language, latest.kind, latest.objective_key, latest.body, texts)
    words = {wording.language: wording.texts for wording in latest.wordings.order_by("pk")}
    if fingerprint(draft) == latest.sha256:
        if words.get(draft.language) == draft.texts:
            return latest
        if draft.language not in words:
            QuestionWording.objects.create(version=latest, language=draft.language, texts=draft.texts)
            return latest
    kind = kinds.get(draft.kind)
    kept = {
        language: texts
        for language, texts in words.items()
        if draft.kind == latest.kind and kind.fits(draft.body, texts)
    }
    words = {**kept, draft.language: draft.texts}
    return _write(draft, number=latest.number + 1, source_language=latest.source_language, words=words, now=now)


def _write(
    draft: Draft, *, number: int, source_language: str, words: dict[str, dict[str, Any]], now: datetime | None
) -> QuestionVersion:
    version = QuestionVersion.objects.create(
        question_key=draft.question_key,
        number=number,
        kind=draft.kind,
        objective_key=draft.objective_key,
        body=draft.body,
        source_language=source_language,
        sha256=fingerprint(draft),
        created_at=now or timezone.now(),
    )
    QuestionWording.objects.bulk_create(
        [QuestionWording(version=version, language=language, texts=texts) for language, texts in words.items()]
    )
    return version
