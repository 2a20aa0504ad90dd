"""What publishing keeps of a quiz page: its rules as plain data, for a version that never changes."""

from typing import Any

from quizzes import rules
from quizzes.models import Counting, DrawRule, Mode, PassByCheck, QuizPage
from quizzes.rules import Rules


def as_written(page: QuizPage) -> Rules:
    """The rules of a page as its author left it, for the preview."""
    return rules.stated(compiled(page))


def compiled(page: QuizPage) -> dict[str, Any]:
    """What publishing keeps of a quiz page. A draft may be half done; what is missing is left out."""
    return {
        "introduction": page.introduction,
        "mode": str(page.mode),
        "pass_mark": page.pass_mark or 0,
        "draws": [_draw(rule) for rule in page.draw_rules.all()],
        "fixed": [{"question": str(one.question.translation_key), "must_know": one.is_must_know}
                  for one in page.fixed_questions.all() if one.question_id],
        **_unusual(page),
    }  # fmt: skip


def _unusual(page: QuizPage) -> dict[str, Any]:
    """What most quizzes leave as it is; stated only where it is not, so that a version says what its author chose."""
    found: dict[str, Any] = {}
    if page.counting != Counting.BEST:
        found["counting"] = str(page.counting)
    if page.test_out != PassByCheck.RENEWAL:
        found["test_out"] = str(page.test_out)
    if page.mode == Mode.EXAM:
        found |= {"tries": page.tries, "wait_hours": page.wait_hours, "exam_reason": page.exam_reason}
    if page.minutes_limit:
        found |= {"minutes_limit": page.minutes_limit, "is_limit_fixed": page.is_limit_fixed}
        found["limit_reason"] = page.limit_reason
    if bands := [{"least": band.least, "text": band.text} for band in page.bands.all()]:
        found["bands"] = bands
    return found


def _draw(rule: DrawRule) -> dict[str, Any]:
    """What is left empty is left out, so that rules from before there were tags stay the same."""
    named = {
        "objective": str(rule.objective.translation_key) if rule.objective else "",
        "tag": rule.tag,
        "difficulty": rule.difficulty,
    }
    return {**{name: value for name, value in named.items() if value}, "count": rule.count or 0}
