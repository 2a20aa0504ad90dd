"""Writing a page or a question as an author would: draft, validation, publish. What a person has touched is theirs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from courses.curriculum.problems import Place, Problem, Problems
from lms.questions.publishing import NotReady


@dataclass
class Report:
    """What a load did: things made, changed, and left alone because a person works on them; and advice to authors."""

    problems: Problems
    advice: list[Problem] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    fresh_documents: set[int] = field(default_factory=set)

    def discard_files(self) -> None:
        """Removes the files of a load that is rolled back; their rows go with the transaction."""
        for file in self.files:
            file.storage.delete(file.name)


@dataclass(frozen=True)
class Wanted:
    """One page or question: what it is, which one, what `fill` writes into it, and where `add` puts a new one."""

    model: type[Any]
    identity: UUID
    locale: Locale
    fill: Callable[[Any], None]
    add: Callable[[Any], Any]
    place: Place
    block_places: Sequence[Place] = ()


def keep(wanted: Wanted, report: Report) -> Any | None:
    """The page or question as wanted; None when it is not valid (then problems are noted).

    Unchanged: nothing is written. Made or changed: validated like an author's form, saved as a revision and published.
    A thing that a person has edited or taken back is left alone.
    """
    thing = wanted.model._default_manager.filter(translation_key=wanted.identity, locale=wanted.locale).first()
    try:
        with transaction.atomic():
            if thing is None:
                return _make(wanted, report)
            if is_theirs(thing):
                report.kept.append(_name(thing))
                return thing
            return _change(thing, wanted, report)
    except (ValidationError, NotReady) as error:
        _note(error, wanted, report.problems)
    return None


def is_theirs(thing: Any) -> bool:
    """Whether a person wrote the newest draft, or took the thing back."""
    revision = thing.latest_revision
    return bool(revision and revision.user_id) or bool(thing.first_published_at and not thing.live)


def _make(wanted: Wanted, report: Report) -> Any:
    thing = wanted.model(translation_key=wanted.identity, locale=wanted.locale, live=False)
    wanted.fill(thing)
    if not isinstance(thing, Page):  # a page is validated by add_child(), which knows its place in the tree
        thing.full_clean()
    wanted.add(thing)
    return _publish(thing, report.made)


def _change(thing: Any, wanted: Wanted, report: Report) -> Any:
    draft = thing.get_latest_revision_as_object()
    before = _data(draft)
    wanted.fill(draft)
    if _data(draft) == before and thing.live:
        return thing
    draft.full_clean()
    return _publish(draft, report.changed)


def _data(thing: Any) -> dict[str, Any]:
    """What is stored, with the JSON of stream fields unpacked: the order of keys in it means nothing."""
    data = thing.serializable_data()
    streams = [field.name for field in thing._meta.get_fields() if isinstance(field, StreamField)]
    return data | {name: json.loads(data[name]) for name in streams}


def _publish(thing: Any, done: list[str]) -> Any:
    thing.save_revision(log_action=True).publish()
    done.append(_name(thing))
    return type(thing)._default_manager.get(pk=thing.pk)


def _name(thing: Any) -> str:
    return f"{type(thing)._meta.verbose_name} “{thing.title if isinstance(thing, Page) else thing.code}”"


def _note(error: ValidationError | NotReady, wanted: Wanted, problems: Problems) -> None:
    """Mistakes in a block are noted at the block's line, all others at the beginning of the page or question."""
    if isinstance(error, NotReady):
        found = [(wanted.place, sentence) for sentence in error.problems]
    elif isinstance(error, StreamBlockValidationError):
        found = [(wanted.place, str(message)) for message in error.non_block_errors]
        for index, inner in error.block_errors.items():
            place = wanted.block_places[index] if wanted.block_places else wanted.place
            found += [(place, sentence) for sentence in sentences(inner)]
    else:
        found = [(wanted.place, sentence) for sentence in sentences(error)]
    for place, sentence in found:
        problems.add(place, sentence)


def sentences(error: Any, path: str = "") -> list[str]:
    """Every message in a validation error of a page or block, with the way to the field it is about."""
    if hasattr(error, "block_errors"):
        inner = [
            sentence
            for name, part in error.block_errors.items()
            for sentence in sentences(part, f"{path}{name + 1 if isinstance(name, int) else name} ")
        ]
        return inner + [_about(path, message) for message in error.non_block_errors]
    if hasattr(error, "cell_errors"):
        inner = [
            sentence
            for row, cells in (error.cell_errors or {}).items()
            for column, part in cells.items()
            for sentence in sentences(part, f"{path}row {row + 1} column {column + 1} ")
        ]
        return inner + [_about(path, message) for message in error.non_block_errors]
    if hasattr(error, "error_dict"):
        return [_about(name, message) for name, messages in error.message_dict.items() for message in messages]
    return [_about(path, message) for message in error.messages]


def _about(path: str, message: object) -> str:
    return f"{path.strip()}: {message}" if path.strip(" _") and path != "__all__" else str(message)
