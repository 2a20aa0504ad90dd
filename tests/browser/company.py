"""What happens behind the browser: the company of these tests, and the few things that no learner can do.

Run as a command against the database of the running server; it answers in JSON:  python -m tests.browser.company build
"""

import json
import sys
from datetime import date
from typing import Any
from uuid import UUID

import django

PASSWORD = "demo-lateral"


def build() -> dict[str, Any]:
    """People around the starter courses, which `setup` has loaded. Finn has finished Respect, Sara is in its quiz."""
    from courses import assignment
    from courses.models import Course
    from lms.people import people, roles, teams
    from lms.people.models import User

    rosa, respect = User.objects.get(), Course.objects.get(slug="respect")
    front_desk = teams.add("Front desk", parent=None, leads=[], by=rosa)
    workshop = teams.add("Workshop", parent=None, leads=[], by=rosa)
    who = {
        name.lower(): people.add(
            email=f"{name.lower()}@demo.example", name=full, by=rosa, password=PASSWORD, team=team,
            first_day=date(2026, 1, 5),
        )
        for name, full, team in [
            ("Lena", "Lena Hoffmann", front_desk), ("Noor", "Noor Bakker", front_desk),
            ("Max", "Max de Wit", front_desk),
            ("Finn", "Finn Sørensen", front_desk), ("Sara", "Sara Ježková", front_desk),
            ("Otto", "Otto Brandt", workshop),
            ("Ada", "Ada Sokolova", None),
        ]
    }  # fmt: skip
    teams.set_leads(front_desk, [who["max"]], by=rosa)
    teams.set_leads(workshop, [who["otto"]], by=rosa)
    roles.set_roles(who["ada"], {"Trainers"}, by=rosa)
    assignment.assign(respect, team=front_desk, due_days=14, by=rosa)
    finished = _finish(who["finn"], respect)
    return {
        "people": {name: person.pk for name, person in who.items()},
        "finn": finished,
        "sara": _begin_quiz(who["sara"], respect).pk,
    }


def answers(attempt_id: str, how: str) -> dict[str, Any]:
    """The forms for all questions of an attempt, right or wrong, by their number."""
    from quizzes import papers
    from quizzes.models import Attempt

    slots = papers.sheet(Attempt.objects.get(pk=int(attempt_id)), language="en")
    return {str(slot.number): slot.asked.entered(slot.asked.example(is_right=how == "right")) for slot in slots}


def places() -> list[str]:
    """Where the first lesson with a check and the quiz of Respect stand, below the course."""
    from courses.models import Activity, LessonPage
    from quizzes.models import QuizPage

    asked = Activity.objects.filter(questions__isnull=False, kind="lesson").values("key")
    found = LessonPage.objects.filter(translation_key__in=asked, url_path__contains="/respect/")
    lesson = found.order_by("path").first()
    assert lesson is not None
    quiz = QuizPage.objects.get(url_path__contains="/respect/")
    return ["/".join(page.url_path.strip("/").split("/")[-2:]) for page in (lesson, quiz)]


def lessons() -> list[str]:
    """The addresses of all lessons of all courses."""
    from courses.models import LessonPage

    return [f"/{path.lstrip('/')}" for path in LessonPage.objects.order_by("path").values_list("url_path", flat=True)]


def _finish(person: Any, course: Any) -> dict[str, Any]:
    from certificates.models import Certificate
    from quizzes import attempts, papers

    attempt = _begin_quiz(person, course)
    for slot in papers.sheet(attempt, language="en"):
        attempts.save(attempt, slot.number, slot.asked.example(is_right=True))
    attempts.submit(attempt)
    return {"attempt": attempt.pk, "certificate": Certificate.objects.get(holder=person).number}


def _begin_quiz(person: Any, course: Any) -> Any:
    """All lessons by the rules, then an open attempt."""
    from courses import checks, confirming, enrolment, outline, progress, reading
    from courses.models import Activity
    from lms.questions import asking, versions
    from quizzes import attempts

    taken = enrolment.enrol(person, course, language="en")
    for item in outline.of(course, person=person, language="en").items:
        activity = Activity.objects.get(pk=item.activity_key)
        if activity.kind == Activity.Kind.QUIZ:
            return attempts.start(taken, activity)
        for asked in activity.questions.all():
            version = versions.current([asked.question_key])[asked.question_key]
            form = asking.Asked(version, version.wordings.get(language="en"), version.body.get("options", []))
            checks.answer(taken, activity, asked.block_id, form.entered(form.example(is_right=True)))
        version = reading.version_for(activity.pk, "en")
        for block in version.body["blocks"]:
            if key := block.get("policy_key"):
                confirming.confirm(person, reading.version_for(UUID(key), "en"), language="en")
        progress.finish_lesson(taken, activity, version)
    raise LookupError("There is no quiz.")


if __name__ == "__main__":
    django.setup()
    acts: dict[str, Any] = {"build": build, "answers": answers, "places": places, "lessons": lessons}
    act = acts[sys.argv[1]]
    sys.stdout.write("\n" + json.dumps(act(*sys.argv[2:])))
