"""Loading as one act: all courses asked for, or nothing and every mistake by name."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from courses.curriculum import FOLDER, advice, ordering, policies, reading
from courses.curriculum.pages import Report
from courses.curriculum.problems import NotLoadable, Problems
from courses.curriculum.writing import Written, write


def load(
    names: list[str] | None = None,
    *,
    root: Path = FOLDER,
    only_check: bool = False,
    then: Callable[[Written, Report], None] = lambda written, report: None,
) -> Report:
    """Loads the policies and the courses with these slugs, by default all, in every language that has them.

    `then` writes what a room above adds to a course (its quiz). With `only_check` everything is tried and nothing
    stays, and the report has advice too. Raises NotLoadable with all mistakes; then nothing was written.
    """
    problems = Problems()
    texts = [reading.read(folder, problems, root=root) for folder in reading.folders(names, root=root)]
    texts = ordering.in_order(texts, problems)
    rules = policies.read(problems, root=root)
    if problems.found:
        raise NotLoadable(problems.found)
    report = Report(problems, advice=[one for text in texts for one in advice.of(text)] if only_check else [])
    try:
        with transaction.atomic():
            for rule in rules:
                policies.write(rule, report)
            for text in texts:
                then(write(text, report), report)
            if problems.found:
                raise NotLoadable(problems.found)
            transaction.set_rollback(only_check)
    except BaseException:
        report.discard_files()
        raise
    if only_check:
        report.discard_files()
    return report
