"""Publishing a quiz compiles its rules; learners only ever meet a compiled version (D1, D29)."""

import math
from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.signals import page_published

from courses import publishing
from courses.models import ActivityQuestion, ActivityVersion
from lms.questions import versions
from quizzes import compiling
from quizzes.models import Mode, QuizPage
from quizzes.rules import Draw
from quizzes.seating import Seating

LEAST = 3
MINUTES_PER_QUESTION = 0.75


def listen() -> None:
    """Compile every quiz that goes live."""
    page_published.connect(_published, sender=QuizPage, dispatch_uid="quizzes.compile")


def _published(sender: type[QuizPage], instance: QuizPage, **kwargs: Any) -> None:
    if instance.live:
        settle_quiz(instance)


def settle_quiz(page: QuizPage, *, now: datetime | None = None) -> ActivityVersion:
    """Keeps the rules of the quiz as a version, unless nothing has changed. Length: 45 seconds per question."""
    fixed = list(page.fixed_questions.all())
    return publishing.settle_activity(
        page,
        minutes=max(1, math.ceil(planned(page) * MINUTES_PER_QUESTION)),
        body=compiling.compiled(page),
        questions=[(one.question.translation_key, "", one.is_must_know) for one in fixed],
        now=now,
    )


def planned(page: QuizPage) -> int:
    """Questions on a paper."""
    return page.fixed_questions.count() + sum(rule.count for rule in page.draw_rules.all())


def obstacles(page: QuizPage) -> list[str]:
    """What keeps a quiz from being published, one sentence each; none when it can be drawn and passed."""
    found = []
    total = planned(page)
    if total < LEAST:
        found.append(_("A quiz asks at least 3 questions. Add rules or questions."))
    elif page.pass_mark > total:
        found.append(
            ngettext(
                "%(needed)d right answers are needed, but only %(total)d question is asked.",
                "%(needed)d right answers are needed, but only %(total)d questions are asked.",
                total,
            )
            % {"needed": page.pass_mark, "total": total}
        )
    return found + _without_reason(page) + _unpublished(page) + _too_few(page)


def _without_reason(page: QuizPage) -> list[str]:
    """An exam and a time limit make people afraid; whoever wants one says what for (experience.md 4.3, 4.5)."""
    found = []
    if page.mode == Mode.EXAM and not page.exam_reason.strip():
        found.append(_("Say why this is an exam. Learners read it before they start."))
    if page.minutes_limit and not page.limit_reason.strip():
        found.append(_("Say why there is a time limit. Learners read it before they start."))
    return found


def _unpublished(page: QuizPage) -> list[str]:
    return [
        _("The question “%(code)s” is a draft. Publish it first.") % {"code": one.question.code}
        for one in page.fixed_questions.all()
        if not one.question.live
    ]


def _too_few(page: QuizPage) -> list[str]:
    """Rules that ask for more questions than the bank holds. Fixed questions and checks are never drawn (D26)."""
    draws = _wanted(page)
    fixed = {one.question.translation_key for one in page.fixed_questions.all()}
    checks = set(ActivityQuestion.objects.exclude(block_id="").values_list("question_key", flat=True))
    pool = versions.drawable([one.objective for one in draws if one.objective], [one.tag for one in draws])
    free = [one for one in pool if one.key not in fixed | checks]
    seating = Seating(list(draws))
    for one in free:
        seating.take(one)
    found = []
    for (draw, name), there in zip(draws.items(), seating.seated, strict=True):
        suiting = sum(one.suits(draw.objective, draw.tag, draw.difficulty) for one in free)
        if suiting < draw.count:
            sentence = _("“%(objective)s”: %(count)d questions are to be drawn, the bank has %(there)d.")
            found.append(sentence % {"objective": name, "count": draw.count, "there": suiting})
        elif len(there) < draw.count:
            sentence = _("“%(rule)s”: %(count)d questions are to be drawn, the other rules leave %(there)d.")
            found.append(sentence % {"rule": name, "count": draw.count, "there": len(there)})
    return found


def _wanted(page: QuizPage) -> dict[Draw, str]:
    """The rules and how they are called; rules that ask for the same are one, with the sum of their counts."""
    rules = list(page.draw_rules.all())
    about = [(rule.objective and rule.objective.translation_key, rule.tag, rule.difficulty) for rule in rules]
    counts: Counter[Any] = Counter()
    for one, rule in zip(about, rules, strict=True):
        counts[one] += rule.count
    names = {one: str(rule) for one, rule in zip(about, rules, strict=True)}
    return {Draw(one[0], counts[one], one[1], one[2]): name for one, name in names.items()}
