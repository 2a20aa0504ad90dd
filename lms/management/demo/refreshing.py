"""Refreshers that people of the demo took: through the rules, on the days on which one was offered to them."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from lms.management.demo import cast, learner
from lms.management.demo.days import Clock
from lms.people.models import User
from quizzes import recall, refreshers
from quizzes.ladder import Confidence
from quizzes.models import RefresherQuestion

# Who takes refreshers, from how many days ago until when. Ada stopped long enough ago to be offered one today.
TAKERS = {"ada": (40, 18), "emma": (60, 9), "julia": (56, 30)}
KNOWS, HOW_SURE = 0.8, ["", Confidence.GUESS, Confidence.FAIR, Confidence.FAIR, Confidence.CERTAIN]


def live() -> None:
    """What these people did, and for everyone else where they stand with what they passed."""
    for address, (since, until) in TAKERS.items():
        person = User.objects.get(email=f"{address}@{cast.DOMAIN}")
        _take(person, since, until, Random(address))  # noqa: S311  the same company every time
    while refreshers.take_up():
        pass


def _take(person: User, since: int, until: int, dice: Random) -> None:
    ago = since
    while ago > until:
        clock = Clock(ago, hour=12, minute=dice.randint(0, 50))
        offer = recall.due(person, now=clock.now)
        if offer.is_offered:
            _session(person, clock, dice)
            ago -= 1
        elif offer.next_on:
            ago = (timezone.localdate() - offer.next_on) // timedelta(days=1)
        else:
            return


def _session(person: User, clock: Clock, dice: Random) -> None:
    """Answers every question: most of them rightly, and not always sure."""
    session = refreshers.start(person, now=clock.now, shuffle=dice)
    for question in RefresherQuestion.objects.filter(session=session).select_related("question_version"):
        version = question.question_version
        value = learner.example(version, is_right=dice.random() < KNOWS)
        post = learner.form_of(version, value)
        confidence = dice.choice(HOW_SURE)
        refreshers.answer(session, question.slot, post, confidence=confidence, now=clock.after(1))
