"""Which question stands for which rule: each question for one only, however the rules overlap."""

from collections.abc import Sequence

from lms.questions.versions import Drawable
from quizzes.rules import Draw


class Seating:
    """As many places per rule as it draws questions. Questions are offered one by one, the most wanted first."""

    def __init__(self, rules: Sequence[Draw]) -> None:
        self.rules = rules
        self.seated: list[list[Drawable]] = [[] for _rule in rules]

    @property
    def is_full(self) -> bool:
        return all(len(there) >= rule.count for rule, there in zip(self.rules, self.seated, strict=True))

    def take(self, question: Drawable) -> bool:
        """Gives it a place if there is one for all taken so far and it. None of them loses its own; some may move.

        So a question that only one rule can draw is not kept out by another that this rule has taken by chance.
        """
        return self._place(question, set())

    def _place(self, question: Drawable, tried: set[int]) -> bool:
        for number, (rule, there) in enumerate(zip(self.rules, self.seated, strict=True)):
            if number in tried or not question.suits(rule.objective, rule.tag, rule.difficulty):
                continue
            tried.add(number)
            if len(there) >= rule.count:
                moved = next((one for one in there if self._place(one, tried)), None)
                if moved is None:
                    continue
                there.remove(moved)
            there.append(question)
            return True
        return False
