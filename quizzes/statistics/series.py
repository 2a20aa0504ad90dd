"""Which versions of a question are counted together: as long as the same answers are right, however it is worded."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from lms.questions import kinds
from lms.questions.kinds import Kind
from lms.questions.models import QuestionVersion, QuestionWording


@dataclass(frozen=True)
class Series:
    """Versions of one question that ask the same. `until` is when a changed answer began the next one, else None."""

    versions: tuple[QuestionVersion, ...]
    wording: QuestionWording
    since: datetime
    until: datetime | None
    is_first: bool

    @property
    def key(self) -> UUID:
        return self.versions[0].question_key

    @property
    def kind(self) -> Kind:
        return kinds.get(self.versions[0].kind)

    @property
    def is_current(self) -> bool:
        return self.until is None


def of(versions: Collection[QuestionVersion], wordings: dict[int, QuestionWording]) -> list[Series]:
    """All series of these questions, from all their versions; those of one question from the oldest on.

    The words shown are the newest ones.
    """
    ordered = sorted(versions, key=lambda one: (one.question_key, one.number))
    found: list[Series] = []
    for _key, of_one in groupby(ordered, key=lambda one: one.question_key):
        runs = [tuple(run) for _same, run in groupby(of_one, key=lambda one: _decides(one, wordings))]
        starts = [run[0].created_at for run in runs]
        for place, run in enumerate(runs):
            until = starts[place + 1] if place + 1 < len(runs) else None
            found.append(Series(run, wordings[run[-1].pk], starts[place], until, is_first=place == 0))
    return found


def _decides(version: QuestionVersion, wordings: dict[int, QuestionWording]) -> str:
    """A fingerprint of what tells right from wrong. The objective is no part of it: it says only where it is asked."""
    decided = kinds.get(version.kind).decided_by(version.body, wordings[version.pk].texts)
    marked = json.dumps([version.kind, decided], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(marked.encode()).hexdigest()
