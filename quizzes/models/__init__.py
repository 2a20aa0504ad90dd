"""What the room remembers: the quiz page (authored), attempts and refreshers (what people did), and what others did."""

from quizzes.models.acts import Allowance, Correction, Marking, MoreTime, Regraded
from quizzes.models.attempts import Attempt, PaperItem, Response
from quizzes.models.pages import Band, Counting, DrawRule, FixedQuestion, Mode, PassByCheck, QuizPage
from quizzes.models.refreshers import (
    RefresherChoice,
    RefresherQuestion,
    RefresherReview,
    RefresherSession,
    RefresherState,
)

__all__ = [
    "Allowance",
    "Attempt",
    "Band",
    "Correction",
    "Counting",
    "DrawRule",
    "FixedQuestion",
    "Marking",
    "Mode",
    "MoreTime",
    "PaperItem",
    "PassByCheck",
    "QuizPage",
    "RefresherChoice",
    "RefresherQuestion",
    "RefresherReview",
    "RefresherSession",
    "RefresherState",
    "Regraded",
    "Response",
]
