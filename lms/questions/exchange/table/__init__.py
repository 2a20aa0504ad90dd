"""A table as CSV: one question per row, the columns named in the first one. Commas, semicolons or tabs between them.

code, objective, kind, difficulty, tags, question, hint, explanation, sources; then fixed_order and typo (x for
yes), tolerance, unit, points and needed; then answer_1, right_1, reason_1 and so on. What stands in an answer depends
on the kind:

    single, multiple   answer · x when it is right · reason
    situation          reply · best, acceptable or poor · reason
    order              step
    match              term · what belongs to it, in the column right_
    short              accepted answer
    numeric            the number in answer_1
    cloze              the text with its gaps in answer_1
    written            what a full answer contains, in answer_1
    reflection         a note for authors in answer_1

A cell that a spreadsheet would compute has an apostrophe in front, which is taken away again (R21).
"""

from lms.questions.exchange.table.reading import read
from lms.questions.exchange.table.writing import write

__all__ = ["read", "write"]
