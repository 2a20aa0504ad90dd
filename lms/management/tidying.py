"""What need not be kept: sign-ins that have run out, and finished tasks, which may hold codes and links."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(hours=1)


def ended_sessions() -> int:
    """Removes sessions whose time is over. Returns how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def finished_tasks() -> int:
    """Removes tasks that ended more than an hour ago, done or failed. Returns how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()[0]
