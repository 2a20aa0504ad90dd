"""GIFT: the text format of Moodle. Questions stand apart by an empty line; answers stand in braces.

The name of a question is its code, feedback is the reason of an answer, `####` begins the explanation, a category is
the objective. Tags stand in a comment as Moodle writes them.
"""

from lms.questions.exchange.gift.reading import read
from lms.questions.exchange.gift.writing import write

__all__ = ["read", "write"]
