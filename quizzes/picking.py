"""Which question asks for an objective in a refresher: one that is live and marked, and not seen for longest."""

from random import Random
from uuid import UUID

from django.db.models import Max

from courses.models import ActivityQuestion
from lms.people.models import User
from lms.questions import asking, versions
from quizzes import ladder
from quizzes.ladder import Waiting
from quizzes.models import PaperItem, RefresherQuestion
from quizzes.offers import Offer


def pick(person: User, offer: Offer, *, shuffle: Random) -> list[RefresherQuestion]:
    """One question for each objective of this session, not saved. An objective without questions is passed over."""
    pools = versions.draw_pool([one.objective for one in offer.waiting])
    chosen = ladder.choose((one for one in offer.waiting if pools[one.objective]), offer.today)
    keys = [key for one in chosen for key in pools[one.objective]]
    current, seen, checks = versions.current(keys), _seen(person, keys), _checks(chosen)
    asked = []
    for one in chosen:
        key = min(pools[one.objective], key=lambda key: (key in checks, seen.get(key, 0), shuffle.random()))
        order = asking.new_order(current[key], shuffle)
        asked.append(RefresherQuestion(objective_key=one.objective, question_version=current[key], option_order=order))
    return asked


def _seen(person: User, keys: list[UUID]) -> dict[UUID, float]:
    """When this person last met each question, in a quiz or a refresher: those not seen for longest come first."""
    of_papers = PaperItem.objects.filter(attempt__enrolment__person=person, question_version__question_key__in=keys)
    of_sessions = RefresherQuestion.objects.filter(session__person=person, question_version__question_key__in=keys)
    seen: dict[UUID, float] = {}
    for rows, moment in ((of_papers, "attempt__started_at"), (of_sessions, "session__started_at")):
        last = rows.order_by().values_list("question_version__question_key").annotate(last=Max(moment))
        for key, when in last:
            seen[key] = max(seen.get(key, 0), when.timestamp())
    return seen


def _checks(chosen: list[Waiting]) -> set[UUID]:
    """What the lessons of these courses ask as checks: people have met that often, so anything else comes first."""
    rows = ActivityQuestion.objects.filter(activity__course__in={one.course for one in chosen}).exclude(block_id="")
    return set(rows.values_list("question_key", flat=True))
