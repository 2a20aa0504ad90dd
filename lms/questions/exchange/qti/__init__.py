"""QTI 2.1 (and 2.2, which says the same for what we read): one item as XML, or a package with a manifest."""

from lms.questions.exchange.qti.reading import read
from lms.questions.exchange.qti.writing import write

__all__ = ["read", "write"]
