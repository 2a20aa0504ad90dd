"""The quiz of a starter course, written after its lessons."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page

from courses.curriculum.identity import key
from courses.curriculum.pages import Report, Wanted, keep
from courses.curriculum.texts import DrawText, QuizText
from courses.curriculum.writing import Written
from quizzes import publishing
from quizzes.models import DrawRule, FixedQuestion, QuizPage

_RULE = ("objective_id", "count", "tag", "difficulty")


def write(written: Written, report: Report) -> None:
    """Writes the quiz of a course as the last page of its last module. The same text a second time writes nothing."""
    text = written.text.quiz
    if text is None or not written.modules or report.problems.found:
        return  # what is missing would only be named again as too small a bank

    def fill(page: QuizPage) -> None:
        page.title, page.draft_title, page.slug = text.title, text.title, text.slug
        page.introduction, page.mode, page.pass_mark = text.introduction, text.mode, text.needed
        _fill_rules(page, text, written)
        if obstacles := publishing.obstacles(page):
            raise ValidationError(obstacles)

    def add(page: QuizPage) -> None:
        Page.objects.get(pk=written.modules[-1].pk).add_child(instance=page)

    identity = key(written.text.slug, text.slug)
    keep(Wanted(QuizPage, identity, written.locale, fill, add, text.place), report)


def _fill_rules(page: QuizPage, text: QuizText, written: Written) -> None:
    """Replaces the rules only when they differ: new rows would look like a change."""
    path = (written.text.slug, text.slug)
    draws = [_rule(draw, written) for draw in text.draws]
    if [{name: getattr(rule, name) for name in _RULE} for rule in page.draw_rules.all()] != draws:
        page.draw_rules = [
            DrawRule(**rule, **_row(written, number, *path, "draw", *_named(draw)))
            for number, (draw, rule) in enumerate(zip(text.draws, draws, strict=True))
        ]
    fixed = [written.questions[name] for name in text.must_know if name in written.questions]
    if [(one.question_id, one.is_must_know) for one in page.fixed_questions.all()] != [(q.pk, True) for q in fixed]:
        page.fixed_questions = [
            FixedQuestion(question=question, is_must_know=True, **_row(written, number, *path, "fixed", question.code))
            for number, question in enumerate(fixed)
        ]


def _rule(draw: DrawText, written: Written) -> dict[str, Any]:
    objective = written.objectives[draw.objective].pk if draw.objective else None
    return dict(zip(_RULE, (objective, draw.count, draw.tag, draw.difficulty), strict=True))


def _named(draw: DrawText) -> list[str]:
    """What tells a rule from the others of its quiz."""
    return [name for name in (draw.objective, draw.tag, draw.difficulty) if name]


def _row(written: Written, number: int, *path: str) -> dict[str, Any]:
    return {"translation_key": key(*path), "locale": written.locale, "sort_order": number}
