"""States what must hold in the data and names every violation; reads only."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from certificates import invariants as certificates
from courses import invariants as courses
from lms.ledger import invariants as ledger
from lms.people import invariants as people
from lms.questions import invariants as questions
from quizzes import invariants as quizzes

ROOMS: dict[str, Callable[[], Iterable[str]]] = {
    "ledger": ledger.violations,
    "people": people.violations,
    "questions": questions.violations,
    "certificates": certificates.violations,
    "courses": courses.violations,
    "quizzes": quizzes.violations,
}


def violations() -> dict[str, list[str]]:
    """The violations by room, as sentences. Reads only."""
    return {room: list(of_room()) for room, of_room in ROOMS.items()}


class Command(BaseCommand):
    help = "Checks everything that must hold in the data. Exit 1 and one sentence per violation if something does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Write the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = violations()
        count = sum(map(len, found.values()))
        if options["json"]:
            self.stdout.write(json.dumps({"violations": found, "count": count}, indent=2))
        else:
            for room, sentences in found.items():
                self.stdout.write(f"{room}: {'holds' if not sentences else f'{len(sentences)} violations'}")
                for sentence in sentences:
                    self.stdout.write(f"  {sentence}")
        if count:
            raise SystemExit(1)
