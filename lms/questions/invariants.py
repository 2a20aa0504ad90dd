"""What must hold for questions: versions numbered without gaps, unchanged since publishing, each with words."""

from collections.abc import Iterator

from django.db.models import Count, Max

from lms.questions import publishing
from lms.questions.models import QuestionVersion


def violations() -> Iterator[str]:
    """One sentence per violation (I11)."""
    numbers = QuestionVersion.objects.values("question_key").annotate(last=Max("number"), count=Count("id"))
    for row in numbers:
        if row["last"] != row["count"]:
            yield f"Question {row['question_key']}: its versions have a gap."
    for version in QuestionVersion.objects.annotate(words=Count("wordings")).iterator(chunk_size=2000):
        if version.sha256 != publishing.fingerprint(version):
            yield f"Question {version}: its key was changed after publishing."
        if not version.words:
            yield f"Question {version}: it has no wording."
