"""A question that was published before goes on: the same words keep their ids, so an answer keeps its meaning (R11)."""

from itertools import takewhile
from uuid import UUID

from django.utils.translation import gettext as _

from lms.questions import kinds, versions
from lms.questions.kinds.base import Body, OtherKey, Shaped, Texts
from lms.questions.models import QuestionVersion


def original(kind: str, body: Body, texts: Texts, *, question_key: UUID, language: str) -> Shaped:
    """What is marked and its words, with the ids that equal words had in any earlier version. One query."""
    return kinds.get(kind).continued(body, texts, _said(question_key, kind, language))


def translation(latest: QuestionVersion, body: Body, texts: Texts, *, language: str) -> Texts:
    """The words of a translation under the ids of the latest version. Raises OtherKey. One query."""
    said = _said(latest.question_key, latest.kind, language)
    # Words go along to the next version without their author: they were written for the first one that has them.
    written = list(takewhile(lambda one: one[1] == said[0][1], said))
    return kinds.get(latest.kind).translated(body, texts, latest.body, written[-1] if written else None)


def problems(latest: QuestionVersion, body: Body, texts: Texts, *, language: str) -> list[str]:
    """Why these words of a translation cannot stand beside the latest version."""
    try:
        fitting = translation(latest, body, texts, language=language)
    except OtherKey:
        return [_("Other answers are right in the original now. Change them here too, then publish.")]
    if not kinds.get(latest.kind).fits(latest.body, fitting):
        return [_("A translation has the same answers as the original. Add what is missing and remove what is new.")]
    return []


def _said(question_key: UUID, kind: str, language: str) -> list[Shaped]:
    """What this language has said so far, the newest first."""
    return [
        (one.version.body, one.texts) for one in versions.written(question_key, language) if one.version.kind == kind
    ]
