"""A refresher as its learner sees it: one question at a time, its reasons once it is answered, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, When
from django.utils.translation import gettext as _

from lms.people.models import User
from lms.questions import versions
from lms.questions.asking import Asked, Review
from lms.questions.models import Objective
from quizzes import recall
from quizzes.ladder import Confidence
from quizzes.models import RefresherQuestion, RefresherReview, RefresherSession
from quizzes.models.refreshers import RefresherQuestionQuerySet


@dataclass(frozen=True)
class Slot:
    """One question of a session. `given` is the stored answer, None before there is one.

    `asked` is the question as it was marked, where a better key came since; one that `is_withdrawn` takes no answer.
    """

    number: int
    asked: Asked
    given: RefresherReview | None
    is_withdrawn: bool = False

    @property
    def review(self) -> Review | None:
        """Reasons and the right answer: only after answering."""
        return self.asked.review(self.given.value) if self.given and not self.is_withdrawn else None

    @property
    def verdict(self) -> str:
        """Other words for the verdict where confidence and answer do not match; empty where they do."""
        if self.given and self.given.is_right and self.given.confidence == Confidence.GUESS:
            return _("Right. Here is the reason, so that next time you are sure")
        if self.given and not self.given.is_right and self.given.confidence == Confidence.CERTAIN:
            return _("Many people are sure about this one. Here is what happens instead")
        return ""


@dataclass(frozen=True)
class Again:
    """An objective that was missed, and about when it comes up again."""

    text: str
    day: date | None


@dataclass(frozen=True)
class Outcome:
    """The end of a session. Questions that were withdrawn are not in `total`."""

    right: int
    total: int
    missed: list[Again]
    next_on: date | None


def slot(session: RefresherSession, number: int, *, language: str) -> Slot | None:
    """One question with its words and its answer; None when the session has no such slot. Two queries."""
    found = _questions(session).with_corrections().filter(slot=number).first()
    if found is None:
        return None
    version, given = found.question_version, _given(found)
    marked_by = given.question_version if given else version
    wordings = versions.wordings({version.pk, marked_by.pk}, language)
    asked = Asked(version, wordings[version.pk], found.option_order)
    if given:
        asked = asked if marked_by == version else asked.marked_by(marked_by, wordings[marked_by.pk])
        return Slot(number, asked, given, given.is_withdrawn)
    return Slot(number, asked, None, found.was_withdrawn)  # type: ignore[attr-defined]


def first_unanswered(session: RefresherSession) -> int | None:
    """Where to go on; None when every question has its answer. One query."""
    return session.questions.filter(review=None).values_list("slot", flat=True).first()


def outcome(session: RefresherSession, person: User, *, language: str, now: datetime | None = None) -> Outcome:
    """How many were right, and what comes again when. A fixed number of queries."""
    answered = [given for one in _questions(session) if (given := _given(one)) and not given.is_withdrawn]
    missed = [given for given in answered if not given.is_right]
    offer = recall.due(person, now=now)
    texts = _texts([given.objective_key for given in missed], language) if missed else {}
    again = [Again(texts.get(given.objective_key, ""), offer.again_on(given.due_after)) for given in missed]
    right = sum(given.is_right for given in answered)
    return Outcome(right, len(answered), [one for one in again if one.text], offer.next_on)


def _questions(session: RefresherSession) -> RefresherQuestionQuerySet:
    return RefresherQuestion.objects.filter(session=session).select_related(
        "question_version", "review__question_version"
    )


def _given(question: RefresherQuestion) -> RefresherReview | None:
    return getattr(question, "review", None)


def _texts(objectives: list[UUID], language: str) -> dict[UUID, str]:
    """What one can do, in the reader's language where it is there. One query."""
    is_own = Case(When(locale__language_code=language, then=1), default=0)
    rows = Objective.objects.filter(translation_key__in=objectives).order_by(is_own)
    return dict(rows.values_list("translation_key", "text"))
