"""Importing questions: first a plan that writes nothing, then exactly that plan, all of it or nothing.

A question is known by its code. What is imported is a draft: nothing that learners meet changes before somebody has
published it. What a file does not say – a hint in GIFT, say – stays as it is in the bank.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.models import Locale

from lms.people.models import User
from lms.questions import draftable, drafts, kinds, tags
from lms.questions.drafts import Draft
from lms.questions.exchange.shapes import Item, Note, Notes, Reading, entered
from lms.questions.models import Difficulty, Objective, Question

_LONGEST = 200  # letters of a tag or objective that are looked at; all that a question has room for


class BankChanged(ValueError):
    """Somebody has worked on these questions since the plan was made; `plan` is the new one."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__(_("The questions have been worked on in the meantime. Look at the list again."))
        self.plan = plan


class Act(StrEnum):
    """What would happen to one question of a file."""

    NEW = "new"
    TRANSLATION = "translation"
    CHANGED = "changed"
    BESIDE_LIVE = "beside live"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


WRITES = (Act.NEW, Act.TRANSLATION, Act.CHANGED, Act.BESIDE_LIVE)


@dataclass(frozen=True)
class Row:
    """One question of the file: what happens to it, what keeps it out, what it still lacks to be published."""

    item: Item
    act: Act
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    objective: Objective | None = None
    draft: Draft | None = None
    """The question in this language; for a translation, the one it translates."""

    @property
    def kind_label(self) -> str:
        return str(kinds.get(self.item.kind).label)


@dataclass(frozen=True)
class Plan:
    reading: Reading
    locale: Locale
    objective: Objective | None
    rows: list[Row]
    advice: Notes

    @property
    def writes(self) -> list[Row]:
        return [row for row in self.rows if row.act in WRITES]

    @property
    def digest(self) -> str:
        """The same for two plans that would write the same."""
        told = [
            [
                row.act,
                row.item.code,
                repr(row.item),
                row.objective and row.objective.pk,
                row.draft and _state(row.draft),
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Imported:
    made: list[Question]
    changed: list[Question]


def plan(reading: Reading, locale: Locale, objective: Objective | None) -> Plan:
    """What would happen to each question of a file. Writes nothing; a fixed number of queries.

    `objective` is for questions that name none we know; the name they have becomes a tag.
    """
    found = drafts.of(drafts.matching(item.code for item in reading.items))
    here = {draft.item.code: draft for draft in found if draft.question.locale_id == locale.pk}
    elsewhere = {draft.item.code: draft for draft in reversed(found) if draft.question.locale_id != locale.pk}
    objectives = {one.code: one for one in Objective.objects.filter(locale=locale)}
    advice = Notes(reading.advice, more=reading.advice.more)
    rows = []
    for item in reading.items:
        about, told = _objective(item, objectives, objective)
        if told and about and item.code not in here:
            advice.add(Note(item.line, told, item.code))
        original = elsewhere.get(item.code)
        rows.append(_row(item, here.get(item.code), original, about, told))
    return Plan(reading, locale, objective, rows, advice)


@transaction.atomic
def carry_out(planned: Plan, *, by: User) -> Imported:
    """Writes what the plan says: drafts, nothing else. Raises BankChanged when it would no longer be the same.

    One import per language at a time, so that the same file sent twice makes its questions once.
    """
    list(Locale.objects.select_for_update().filter(pk=planned.locale.pk))
    again = plan(planned.reading, planned.locale, planned.objective)
    if again.digest != planned.digest:
        raise BankChanged(again)
    done = Imported([], [])
    for row in again.writes:
        if row.act in (Act.NEW, Act.TRANSLATION):
            done.made.append(_make(row, again.locale, by))
        else:
            done.changed.append(_change(row, by))
    return done


# --- Planning ---
def _objective(item: Item, known: dict[str, Objective], otherwise: Objective | None) -> tuple[Objective | None, str]:
    """(objective, what to say about it)"""
    if found := known.get(item.objective) or known.get(slugify(item.objective[:_LONGEST])):
        return found, ""
    if otherwise is None:
        if not item.objective:
            return None, _("It names no objective. Choose one for such questions.")
        told = {"name": item.objective[:_LONGEST]}
        return None, _("There is no objective “%(name)s”. Make it first, or choose one for such questions.") % told
    if not item.objective:
        return otherwise, ""
    told = {"name": item.objective[:_LONGEST], "other": otherwise.code}
    return otherwise, _("There is no objective “%(name)s”: it goes to “%(other)s”, and the name becomes a tag.") % told


def _row(item: Item, draft: Draft | None, original: Draft | None, about: Objective | None, told: str) -> Row:
    is_strange = bool(told) and bool(item.objective)
    if draft is not None and (is_strange or not item.objective):
        about = None  # stays where it is
    words = [*item.tags, *([item.objective.replace(",", " ")] if is_strange and draft is None else [])]
    words = tags.split(", ".join(word[: _LONGEST + 1] for word in words))  # more than one may have, if it was cut
    item = replace(
        item, tags=tuple(words), answers=drafts.tidy(item.kind, item.answers), objective=about.code if about else ""
    )
    if draft is not None:
        item = _merged(item, draft.item)
    elif original is not None:
        item = replace(item, difficulty=item.difficulty or original.item.difficulty)
    item = replace(item, difficulty=item.difficulty or str(Difficulty.MEDIUM))
    problems = list(draftable.problems(item))
    if draft is None and about is None:
        problems.append(told)
    if problems:
        return Row(item, Act.PROBLEM, tuple(problems))
    missing = tuple(_missing(item))
    if draft is None:
        return Row(item, Act.NEW if original is None else Act.TRANSLATION, (), missing, about, original)
    if replace(item, line=0) == replace(draft.item, line=0):
        return Row(item, Act.UNCHANGED, (), missing, None, draft)
    return Row(item, Act.BESIDE_LIVE if draft.question.live else Act.CHANGED, (), missing, about, draft)


def _merged(item: Item, old: Item) -> Item:
    """What the file says, and where it says nothing, what is there."""
    return replace(
        item,
        stem=item.stem or old.stem,
        hint=item.hint or old.hint,
        explanation=item.explanation or old.explanation,
        difficulty=item.difficulty or old.difficulty,
        tags=item.tags or old.tags,
        objective=item.objective or old.objective,
        sources=item.sources or old.sources,
        answers=_merged_answers(item.answers, old.answers) if item.kind == old.kind else item.answers,
    )


def _merged_answers(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    whys = {option["text"]: option.get("why", "") for option in old.get("options") or [] if option.get("text")}
    said = {name: value if value != "" else old.get(name, "") for name, value in new.items()}
    if "options" in said:
        said["options"] = [{**one, "why": one["why"] or whys.get(one["text"], "")} for one in said["options"]]
    return said


def _missing(item: Item) -> Iterator[str]:
    """What an author still has to write before this can be published."""
    if not item.stem:
        yield _("Write the question.")
    if not item.explanation:
        yield _("Write why. No question is published without an explanation.")
    yield from (str(sentence) for sentence in kinds.get(item.kind).problems(entered(item.answers)))


def _state(draft: Draft) -> list[Any]:
    return [draft.question.pk, draft.question.live, draft.question.latest_revision_id, draft.block_id]


# --- Writing ---
def _make(row: Row, locale: Locale, by: User) -> Question:
    question = Question(code=row.item.code, locale=locale, live=False, has_unpublished_changes=True)
    if row.act == Act.TRANSLATION and row.draft:
        question.translation_key = row.draft.question.translation_key
    draftable.fill(question, row.item, row.objective, like=row.draft, is_translation=row.act == Act.TRANSLATION)
    return CreateAction(question, user=by).execute(skip_permission_checks=True)


def _change(row: Row, by: User) -> Question:
    """A new revision, as the editor makes it: while the question is live, nothing else of it changes."""
    assert row.draft is not None  # noqa: S101  a changed question is there
    question: Question = row.draft.question.get_latest_revision_as_object()
    draftable.fill(question, row.item, row.objective, like=row.draft)
    return EditAction(question, user=by).execute(skip_permission_checks=True)
