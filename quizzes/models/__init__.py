"""What the room remembers: the quiz page (authored), attempts (what people did), and what others did to them."""

from quizzes.models.acts import Allowance, Correction, Marking, MoreTime, Regraded
from quizzes.models.attempts import Attempt, Confidence, PaperItem, Response
from quizzes.models.pages import Band, Counting, DrawRule, FixedQuestion, Mode, PassByCheck, QuizPage

__all__ = [
    "Allowance",
    "Attempt",
    "Band",
    "Confidence",
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
    "Regraded",
    "Response",
]
