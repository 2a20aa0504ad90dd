"""Moodle XML. Texts are HTML there and plain here; feedback is the reason, the category is the objective."""

from lms.questions.exchange.moodle.reading import read
from lms.questions.exchange.moodle.writing import write

__all__ = ["read", "write"]
