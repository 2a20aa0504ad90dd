"""Makes an installation ready to use: roles, the roots of the page tree, the organisation, the first administrator."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from courses import tree
from lms.people import access, people, roles
from lms.people.models import Organisation, User


class Command(BaseCommand):
    help = (
        "Makes an organisation, the first administrator and the language roots; no demo data. Safe to run again. "
        "Asks for what is not given; the password may also come from LATERAL_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="Name of the organisation")
        parser.add_argument("--email", help="E-mail address of the first administrator")
        parser.add_argument("--name", help="Name of the first administrator")
        parser.add_argument("--languages", default="en", help="Languages to make roots for, for example en,de")
        parser.add_argument("--no-courses", action="store_true", help="Leave out the starter courses")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            roles.install()
            tree.ensure_roots([code.strip() for code in options["languages"].split(",") if code.strip()])
            self._organisation(options)
            administrator = self._administrator(options)
        if not options["no_courses"]:
            call_command("load_curriculum", stdout=self.stdout)
        self.stdout.write(f"Ready. {administrator} can sign in at /signin/ and add people under /cms/people/.")

    def _organisation(self, options: dict[str, Any]) -> None:
        organisation = Organisation.load()
        if name := options["organisation"] or (self._ask("Name of the organisation") if _is_new(organisation) else ""):
            organisation.name = name[:120]
            organisation.save()

    def _administrator(self, options: dict[str, Any]) -> User:
        if present := access.administrators().first():
            return present
        email = options["email"] or self._ask("E-mail address of the first administrator")
        name = options["name"] or self._ask("Name of the first administrator")
        password = os.environ.get("LATERAL_ADMIN_PASSWORD") or self._ask("Password", secret=True)
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
            person = people.add(email=email, name=name, by=None, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except people.AddressTaken as error:
            raise CommandError(str(error)) from None
        roles.set_roles(person, {access.ADMINISTRATORS}, by=None)
        return person

    def _ask(self, question: str, *, secret: bool = False) -> str:
        try:
            answer = getpass.getpass(f"{question}: ") if secret else input(f"{question}: ")
        except EOFError:
            answer = ""
        if not answer.strip():
            raise CommandError(f"{question} is needed. Give it as an option (see --help) or answer the question.")
        return answer.strip()


def _is_new(organisation: Organisation) -> bool:
    return organisation.name == Organisation._meta.get_field("name").default
