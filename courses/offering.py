"""What a lesson takes today: acts only while it is part of its course, and Done for the text as it is."""

from datetime import datetime, timedelta

from courses import outline
from courses.models import Activity, ActivityVersion

STILL_COUNTS = timedelta(days=1)


class NotOffered(Exception):
    """The lesson is not part of its course any more, or the course is not published. Nothing can be done in it."""


def require(activity: Activity) -> None:
    """Raises NotOffered unless the activity is in the live outline of its course. Two queries, or none.

    It is the same for everybody, also for those who are done: what is gone takes no answers, notes, ticks and plans.
    """
    if activity.pk not in outline.activity_counts([activity.course])[activity.course_id]:
        raise NotOffered


def version_done(shown: ActivityVersion, *, now: datetime) -> ActivityVersion:
    """The version in which a lesson is done when Done comes from a page with this one. One query, or two.

    It is the newest of its language, with its checks and policies, whatever the form says. An older one counts only
    while it was the newest within the last 24 hours: who opened the lesson before an author published the next version
    finishes what they have read.
    """
    later = ActivityVersion.objects.filter(
        activity=shown.activity_id, language=shown.language, number__gt=shown.number
    )  # fmt: skip
    followed_at = later.order_by("number").values_list("created_at", flat=True).first()
    if followed_at is None or now - followed_at < STILL_COUNTS:
        return shown
    newest = later.latest("number")
    newest.activity = shown.activity
    return newest
