"""What the room remembers: the quiz page (authored), attempts and refreshers (what people did)."""

from quizzes.models.attempts import Attempt, PaperItem, Response
from quizzes.models.pages import DrawRule, FixedQuestion, Mode, QuizPage
from quizzes.models.refreshers import (
    RefresherChoice,
    RefresherQuestion,
    RefresherReview,
    RefresherSession,
    RefresherState,
)

__all__ = [
    "Attempt",
    "DrawRule",
    "FixedQuestion",
    "Mode",
    "PaperItem",
    "QuizPage",
    "RefresherChoice",
    "RefresherQuestion",
    "RefresherReview",
    "RefresherSession",
    "RefresherState",
    "Response",
]
