"""What the room remembers: the quiz page (authored) and attempts (what people did)."""

from quizzes.models.attempts import Attempt, PaperItem, Response
from quizzes.models.pages import DrawRule, FixedQuestion, Mode, QuizPage

__all__ = [
    "Attempt",
    "DrawRule",
    "FixedQuestion",
    "Mode",
    "PaperItem",
    "QuizPage",
    "Response",
]
