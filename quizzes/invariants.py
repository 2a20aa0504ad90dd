"""What must hold for attempts: numbers without gaps, papers whole, results that can be computed again (I4, I6, I10)."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min

from courses.models import ActivityCompletion
from quizzes import grading, papers
from quizzes.models import Attempt, PaperItem, Response


def violations() -> Iterator[str]:
    """One sentence per violation."""
    for tries in Attempt.objects.values("enrolment_id", "activity_id").annotate(n=Count("id"), last=Max("number")):
        if tries["n"] != tries["last"]:
            yield f"Enrolment {tries['enrolment_id']}: its tries have a gap."
    for row in PaperItem.objects.values("attempt_id", "attempt__total").annotate(n=Count("id"), last=Max("slot")):
        if not row["n"] == row["last"] == row["attempt__total"]:
            yield f"Attempt {row['attempt_id']}: its paper is not whole."
    yield from _responses()
    yield from _results()


def _responses() -> Iterator[str]:
    for row in Response.objects.values("attempt_id", "slot").annotate(n=Count("id"), last=Max("seq"), first=Min("seq")):
        if (row["n"], row["first"]) != (row["last"], 1):
            yield f"Attempt {row['attempt_id']}: the saves of question {row['slot']} have a gap."
    for pk in Response.objects.filter(slot__gt=F("attempt__total")).values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer to a question that is not on the paper."
    for pk in Response.objects.filter(saved_at__gt=F("attempt__submitted_at")).values_list("attempt_id", flat=True):
        yield f"Attempt {pk}: an answer was saved after it was handed in."


def _results() -> Iterator[str]:
    """A result can be computed again from the paper and the answers; a pass is a completed activity."""
    completed = set(ActivityCompletion.objects.values_list("enrolment_id", "activity_id"))
    attempts = Attempt.objects.exclude(submitted_at=None).select_related("enrolment")
    for attempt in attempts.prefetch_related("items__question_version__wordings", "responses").iterator(chunk_size=500):
        items = list(attempt.items.all())
        answers = papers.answers(attempt, items)
        grade = grading.grade(items, answers, needed=attempt.needed, language=attempt.enrolment.language)
        if (grade.right, grade.is_passed) != (attempt.right, attempt.is_passed):
            yield f"Attempt {attempt.pk}: its result does not follow from its answers."
        if attempt.is_passed and (attempt.enrolment_id, attempt.activity_id) not in completed:
            yield f"Attempt {attempt.pk}: passed, but the quiz is not completed."
