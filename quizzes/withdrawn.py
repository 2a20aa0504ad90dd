"""Questions that a trainer took back: no quiz asks them until their author has published them again (R11)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField

from lms import sql
from lms.questions import versions
from quizzes.models import Correction
from quizzes.rules import Rules


def taken_out_of(rule: Rules) -> Rules:
    """The rules as they hold today: without fixed questions that were withdrawn and not published again since.

    Papers are that much shorter and need as many right answers less, as if everybody had them right; at least one is
    needed. What rules draw is live anyway. One query, none without fixed questions.
    """
    gone = _gone({one.question for one in rule.fixed})
    if not gone:
        return rule
    fixed = tuple(one for one in rule.fixed if one.question not in gone)
    return replace(rule, fixed=fixed, needed=max(1, rule.needed - len(gone)), withdrawn=gone)


def _gone(question_keys: Iterable[UUID]) -> frozenset[UUID]:
    keys = list(question_keys)
    return frozenset(_withdrawn(questions=keys)) if keys else frozenset()


@sql.once
def _withdrawn() -> QuerySet[Correction, UUID]:
    again = versions.originals().filter(translation_key=OuterRef("question_key"), live=True)
    asked = sql.Given("questions", UUIDField(), many=True)
    rows = Correction.objects.filter(~Exists(again), kind=Correction.Kind.WITHDRAWN, question_key__in=asked)
    return rows.order_by().values_list("question_key", flat=True)
