"""When a quiz may be started: after the lessons before it, and for ever once it was passed."""

from courses import outline
from courses.models import Activity, ActivityCompletion, Enrolment
from courses.outline import Item, Outline


class NotOpen(Exception):
    """The quiz cannot be started now. `missing` are the lessons to do first; none when it is no longer offered."""

    def __init__(self, missing: list[Item]) -> None:
        super().__init__()
        self.missing = missing


def missing(course: Outline, activity: Activity) -> list[Item]:
    """The lessons before this quiz that are not done, in order. Nothing is missing once the course is completed."""
    if course.completion is not None:
        return []
    keys = [item.activity_key for item in course.items]
    if activity.pk not in keys:
        raise NotOpen([])
    before = course.items[: keys.index(activity.pk)]
    return [item for item in before if item.kind == Activity.Kind.LESSON and item.done_at is None]


def require(enrolment: Enrolment, activity: Activity) -> None:
    """Raises NotOpen unless this learner may start a new attempt now. What was passed once stays open to practise."""
    if ActivityCompletion.objects.filter(enrolment=enrolment, activity=activity).exists():
        return
    course = outline.of(activity.course, person=enrolment.person, language=enrolment.language)
    if found := missing(course, activity):
        raise NotOpen(found)
