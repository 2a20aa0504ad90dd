"""What must hold for results: each can be computed again from paper, answers and what others did to it (I10, I12)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import Activity, ActivityCompletion
from lms.questions import versions
from lms.questions.models import QuestionVersion
from quizzes import counting, grading
from quizzes.invariants.allowed import AllowedTries
from quizzes.models import Allowance, Attempt, Correction, Marking, PaperItem, Response

BLOCK = 1000
RESULT = ("enrolment_id", "activity_id", "version_id", "right", "total", "needed")


def violations() -> Iterator[str]:
    """One sentence per violation."""
    asked = QuestionVersion.objects.in_bulk()
    texts = {pk: wording.texts for pk, wording in versions.wordings(asked, "").items()}
    completed = set(ActivityCompletion.objects.values_list("enrolment_id", "activity_id"))
    passed: set[tuple[int, UUID]] = set()
    results: set[tuple[Any, ...]] = set()
    reasons, granted = _Reasons(), _granted()
    submitted = Attempt.objects.exclude(submitted_at=None).select_related("version").order_by("pk")
    last = 0
    while block := list(submitted.filter(pk__gt=last)[:BLOCK]):
        items, answers = _sheets(block[0].pk, block[-1].pk, asked)
        last = block[-1].pk
        for attempt in block:
            basis = grading.basis_as_marked(attempt.marks, asked)
            grade = grading.computed(items[attempt.pk], answers[attempt.pk], texts, needed=attempt.needed, basis=basis)
            if (grade.right, grade.is_passed, grade.marks) != (attempt.right, attempt.is_passed, attempt.marks):
                yield f"Attempt {attempt.pk}: its result does not follow from its answers."
            if not reasons.hold(attempt, items[attempt.pk]):
                yield f"Attempt {attempt.pk}: it was marked by something that nobody wrote down."
            counts = not attempt.is_warm_up and (counting.always(attempt) or attempt.pk in granted)
            if counts and attempt.is_passed:
                passed.add((attempt.enrolment_id, attempt.activity_id))
                results.add(tuple(getattr(attempt, column) for column in RESULT))
                if (attempt.enrolment_id, attempt.activity_id) not in completed:
                    yield f"Attempt {attempt.pk}: passed, but the quiz is not completed."
    quizzes = ActivityCompletion.objects.filter(activity__kind=Activity.Kind.QUIZ, is_by_check=False)
    for pk, *result in quizzes.values_list("pk", *RESULT):
        if tuple(result[:2]) not in passed:
            yield f"Activity completion {pk}: no try that passed stands behind it."
        elif (
            result[-1] is not None and tuple(result) not in results
        ):  # of old, completions did not keep what was needed
            yield f"Activity completion {pk}: its result is not that of a try that passed."


def _granted() -> set[int]:
    """The tries that count of those to whom somebody granted some. Three queries."""
    allowed = AllowedTries()
    theirs = Allowance.objects.filter(
        person=OuterRef("enrolment__person"), activity=OuterRef("activity"), extra_tries__gte=1
    )
    tries: dict[Any, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.tries().filter(Exists(theirs)).select_related("enrolment", "version"):
        tries[attempt.enrolment, attempt.activity_id].append(attempt)
    return {
        one.pk
        for (enrolment, activity), these in tries.items()
        for one in counting.among(these, allowed.at(enrolment, activity))
    }


class _Reasons:
    """Everything by which a slot may be marked besides its own version. Three queries."""

    def __init__(self) -> None:
        keys = Correction.objects.filter(kind=Correction.Kind.KEY)
        withdrawn = Correction.objects.filter(kind=Correction.Kind.WITHDRAWN)
        self.corrected = set(keys.values_list("question_key", "version"))
        self.withdrawn = set(withdrawn.values_list("question_key", flat=True))
        self.given = set(Marking.objects.values_list("attempt", "slot", "points"))

    def hold(self, attempt: Attempt, items: list[PaperItem]) -> bool:
        """Whether each such mark of the attempt has its correction or its trainer's points."""
        keys = {item.slot: item.question_version.question_key for item in items}
        for slot, mark in ((int(slot), mark) for slot, mark in attempt.marks.items()):
            if mark.get("credited") and keys[slot] not in self.withdrawn:
                return False
            if "version" in mark and (keys[slot], mark["version"]) not in self.corrected:
                return False
            if "given" in mark and (attempt.pk, slot, mark["given"]) not in self.given:
                return False
        return True


def _sheets(
    first: int, last: int, asked: dict[int, QuestionVersion]
) -> tuple[dict[int, list[PaperItem]], dict[int, dict[int, Any]]]:
    """Papers and the answers that count, of all attempts from one id to another. Two queries."""
    items: dict[int, list[PaperItem]] = defaultdict(list)
    answers: dict[int, dict[int, Any]] = defaultdict(dict)
    given = Response.objects.filter(attempt__gte=first, attempt__lte=last).order_by("seq")
    for attempt, slot, value in given.values_list("attempt_id", "slot", "value"):
        answers[attempt][slot] = value
    for item in PaperItem.objects.filter(attempt__gte=first, attempt__lte=last):
        item.question_version = asked[item.question_version_id]
        items[item.attempt_id].append(item)
        if item.carried_value is not None:
            answers[item.attempt_id][item.slot] = item.carried_value
    return items, answers
