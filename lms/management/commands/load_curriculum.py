"""Loads the starter courses from their text files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.curriculum import ideas, loading
from courses.curriculum.problems import NotLoadable
from quizzes import curriculum


class Command(BaseCommand):
    help = "Loads the starter courses. A second run changes nothing; what authors have edited since is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("courses", nargs="*", metavar="course", help="Slugs, for example respect. Default: all.")
        parser.add_argument("--check", action="store_true", help="Try everything, give advice and keep nothing.")
        parser.add_argument("--strict", action="store_true", help="With --check: advice counts as a failure.")
        parser.add_argument("--ideas", action="store_true", help="Print where each idea is taught and asked, and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["strict"] and not options["check"]:
            raise CommandError("--strict goes with --check.")
        try:
            if options["ideas"]:
                self.stdout.write(ideas.page(ideas.courses(options["courses"])), ending="")
                return
            report = loading.load(options["courses"], only_check=options["check"], then=curriculum.write)
        except NotLoadable as error:
            count = len(error.problems)
            raise CommandError(f"{error}\nNothing was loaded: {count} to mend.") from None
        for remark in report.remarks:
            self.stderr.write(remark)
        for name in report.kept:
            self.stdout.write(f"Left alone, because an author works on it: {name}")
        for one in report.advice:
            self.stdout.write(f"{one.place}: Advice: {one.sentence}")
        verb = "Would be" if options["check"] else "Now"
        self.stdout.write(f"{verb} {len(report.made)} made, {len(report.changed)} changed.")
        if options["strict"] and report.advice:
            raise CommandError(f"Advice to follow: {len(report.advice)}.")
