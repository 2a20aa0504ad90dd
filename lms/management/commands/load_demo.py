"""Loads the demo company, and as many generated people as are asked for."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.management.demo import company, crowd


class Command(BaseCommand):
    help = "Loads the demo company Northwind, whose passwords everyone knows. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--people", type=int, default=0, metavar="N", help="Also N generated people with two years of history"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This loads a demo company whose passwords everyone knows. Set LATERAL_DEMO=1 if that is what you want."
            )
        call_command("createcachetable", verbosity=0)
        try:
            is_new = company.load()
        except company.RealPeople:
            raise CommandError(
                "This database already holds people of your own. Point DATABASE_URL at an empty database for the demo."
            ) from None
        self.stdout.write("Northwind is here." if is_new else "Northwind was here already; nothing was changed.")
        if options["people"]:
            made = crowd.add(options["people"])
            self.stdout.write(f"{made} people were generated; there are {options['people']} now.")
