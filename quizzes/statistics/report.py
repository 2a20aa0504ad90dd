"""What trainers see of their quizzes: a line for each, and for one quiz its questions, the most urgent first (D28)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from courses.models import Activity
from lms.questions import versions
from lms.questions.models import Question, QuestionVersion
from quizzes.models import QuizPage
from quizzes.statistics import figures, flags, reading, series, words
from quizzes.statistics.figures import FEWEST, Answer, Figures
from quizzes.statistics.flags import Raised
from quizzes.statistics.reading import Tally
from quizzes.statistics.series import Series

LAST = 9


@dataclass(frozen=True)
class QuestionReport:
    """One series of one question, with the page where it is mended. `figures` None: fewer than five people answered."""

    series: Series
    figures: Figures | None
    raised: tuple[Raised, ...]
    page: int | None

    @property
    def stem(self) -> str:
        return str(self.series.wording.texts["stem"])

    @property
    def sentences(self) -> list[str]:
        """What asks for a look; nothing for what has been changed since."""
        return [words.said(one) for one in self.raised] if self.series.is_current else []

    @property
    def needs_attention(self) -> bool:
        return self.series.is_current and any(one.is_urgent for one in self.raised)

    @property
    def facts(self) -> list[str]:
        found = self.figures
        return [one for one in (words.right(found), words.empty(found), words.pace(found)) if one] if found else []

    @property
    def telling(self) -> str:
        return words.telling(self.figures) if self.figures else ""

    @property
    def urgency(self) -> tuple[int, float]:
        """What to look at first: by flag, then what fewest get right; what has no figures yet comes last."""
        worst = self.raised[0].flag if self.raised else LAST - 1 if self.figures else LAST
        return worst, self.figures.facility if self.figures else 1.0


@dataclass(frozen=True)
class QuizLine:
    """One quiz in the list. `passed` is None while it would tell about fewer than five people."""

    activity: Activity
    tried: int
    passed: int | None
    attention: int


@dataclass(frozen=True)
class QuizReport:
    """One quiz: what is asked today, and what was asked before an answer was changed."""

    line: QuizLine
    questions: list[QuestionReport]
    earlier: list[QuestionReport]
    page: int | None


def quizzes() -> QuerySet[Activity]:
    """All quizzes that can be taken, and those that anybody took."""
    taken = Q(course__is_live=True) | Q(attempts__isnull=False)
    found = Activity.objects.filter(taken, kind=Activity.Kind.QUIZ).select_related("course")
    return found.distinct().order_by("course__slug", "slug", "pk")


def lines(activities: Sequence[Activity], *, language: str) -> list[QuizLine]:
    """How each of these quizzes does. Seven queries for any number of them."""
    keys = [one.pk for one in activities]
    tallies, found = reading.tallies(keys), _questions(keys, language)
    return [_line(one, tallies.get(one.pk, Tally()), found[one.pk]) for one in activities]


def of(activity: Activity, *, language: str) -> QuizReport:
    """All that is told about one quiz. Eight queries for any number of questions and people."""
    found = _questions([activity.pk], language)[activity.pk]
    line = _line(activity, reading.tallies([activity.pk]).get(activity.pk, Tally()), found)
    current = sorted((one for one in found if one.series.is_current), key=lambda one: (one.urgency, one.stem))
    earlier = [one for one in reversed(found) if not one.series.is_current and one.figures]
    pages = QuizPage.objects.filter(translation_key=activity.pk)
    page = pages.filter(locale__language_code=activity.course.source_language).values_list("pk", flat=True).first()
    return QuizReport(line, current, earlier, page)


def _line(activity: Activity, tally: Tally, found: Iterable[QuestionReport]) -> QuizLine:
    passed = tally.passed if tally.tried >= FEWEST else None
    return QuizLine(activity, tally.tried, passed, sum(one.needs_attention for one in found))


def _questions(activities: list[UUID], language: str) -> dict[UUID, list[QuestionReport]]:
    """Every series of every question that a first try of these quizzes met. Six queries."""
    sheets = reading.sheets(activities)
    met = {one.version for _activity, paper in sheets for one in paper}
    keys = QuestionVersion.objects.filter(pk__in=met).values("question_key")
    all_versions = list(QuestionVersion.objects.filter(question_key__in=keys))
    wordings = versions.wordings([one.pk for one in all_versions], language)
    answered = reading.answers(sheets, all_versions, wordings)
    pages = _sources({one.question_key: one.source_language for one in all_versions})
    by_key: dict[UUID, list[Series]] = defaultdict(list)
    for one in series.of(all_versions, wordings):
        by_key[one.key].append(one)
    return {
        activity: [
            _report(one, answered[activity], pages.get(key))
            for key, all_series in by_key.items()
            if any(version.pk in answered[activity] for one in all_series for version in one.versions)
            for one in all_series
        ]
        for activity in activities
    }


def _report(one: Series, by_version: dict[int, list[Answer]], page: int | None) -> QuestionReport:
    body, texts, kind = one.versions[-1].body, one.wording.texts, one.kind
    found = figures.of(
        [answer for version in one.versions for answer in by_version.get(version.pk, ())],
        parts=kind.parts(body, texts),
        picked=kind.picked,
        counted=lambda value: kind.counted(body, texts, value),
    )
    return QuestionReport(one, found, tuple(flags.raised(found)), page)


def _sources(languages: dict[UUID, str]) -> dict[UUID, int]:
    """The question in the language that decides its answers: there a key is mended."""
    rows = Question.objects.filter(translation_key__in=languages).annotate(language=F("locale__language_code"))
    found = rows.values_list("translation_key", "language", "pk")
    return {key: pk for key, language, pk in found if languages[key] == language}
