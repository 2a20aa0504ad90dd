"""The list of periodic duties. Idempotent; a timer or a loop runs it every minute."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import filing
from courses import scheduling
from lms.management import tidying
from lms.people.models import Organisation
from quizzes import attempts, refreshers

DUTIES: list[tuple[str, Callable[[], int]]] = [
    ("pages and questions published or taken back on their date", scheduling.publish_due),
    ("tries handed in whose time had run out", attempts.close_overdue),
    ("certificates filed", filing.file_waiting),
    ("objectives taken up for refreshers", refreshers.take_up),
    ("sign-ins that had run out removed", tidying.ended_sessions),
    ("finished tasks removed", tidying.finished_tasks),
]


class Command(BaseCommand):
    help = "Does what is due now: scheduled publishing, waiting certificates. Run it every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, duty in DUTIES:
            try:
                done = duty()
            except Exception as error:
                failed.append(f"{name}: {error}")
            else:
                if done or options["verbosity"] > 1:
                    self.stdout.write(f"{done} {name}")
        Organisation.load()
        Organisation.objects.update(ticked_at=timezone.now())
        if failed:
            raise CommandError("Not everything could be done. " + " · ".join(failed))
