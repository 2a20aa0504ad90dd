"""From the files of a course to its text: course.md, module folders with lessons, questions.yaml."""

import re
from pathlib import Path

from django.conf import settings

from courses.curriculum import FOLDER, bank, body, checking, front
from courses.curriculum.fields import Fields
from courses.curriculum.problems import NotLoadable, Place, Problem, Problems, shown
from courses.curriculum.texts import (
    ContactText,
    CourseText,
    DrawText,
    LessonText,
    ModuleText,
    ObjectiveText,
    QuestionText,
    QuizText,
)
from lms.questions import tags
from lms.questions.models import Difficulty

_NUMBERED = re.compile(r"\d+-([a-z0-9]+(?:-[a-z0-9]+)*)$")
TALKING_POINTS, TALKING_POINT_LENGTH = 3, 350
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*$")


def folders(names: list[str] | None = None, *, root: Path = FOLDER) -> list[Path]:
    """The folders of the courses with these slugs (all by default), the product's own language first.

    Raises NotLoadable for a slug that no language has.
    """
    codes = sorted((code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES), key=lambda c: c != settings.LANGUAGE_CODE)
    found = [path.parent for code in codes for path in sorted((root / code).glob("*/course.md"))]
    missing = set(names or []) - {folder.name for folder in found}
    if missing:
        known = ", ".join(sorted({folder.name for folder in found})) or "none"
        raise NotLoadable(
            [Problem(Place(name), f"There is no such course. Known: {known}.") for name in sorted(missing)]
        )
    return [folder for folder in found if not names or folder.name in names]


def read(folder: Path, problems: Problems, *, root: Path = FOLDER) -> CourseText:
    """Reads one course in one language and checks it as a whole. Every mistake is noted in `problems`."""
    form, _rest = front.read(
        folder / "course.md", Place(shown(folder / "course.md", root)), problems, what="course.md", has_text=False
    )
    contact = _contact(form)
    course = CourseText(
        language=folder.parent.name,
        folder=folder,
        slug=_slug(form, folder.name),
        title=form.text("title", longest=255),
        promise=form.text("promise", longest=120),
        audience=form.text("audience", optional=True, longest=120),
        is_sensitive=form.flag("sensitive", default=False),
        has_certificate=form.flag("certificate", default=True),
        validity_months=form.number("validity_months", optional=True),
        contact=contact,
        objectives=[_objective(row) for row in form.rows("objectives", what="an objective")],
        companion=_companion(form),
        modules=[_module(path, problems, root, contact) for path in _numbered(folder, problems, root)],
        questions=_questions(folder, problems, root),
        quiz=_quiz(form),
        place=form.place,
    )
    form.close()
    if form.is_read:
        checking.check(course, problems)
    return course


def _slug(form: Fields, name: str) -> str:
    slug = form.text("slug")
    if slug != name or not _SLUG.match(slug):
        form.wrong("slug", f"The slug has to be the folder's name, “{name}”, in small letters, digits and dashes.")
    return slug or name


def _numbered(folder: Path, problems: Problems, root: Path) -> list[Path]:
    """The module folders or lesson files of a folder, in the order of their numbers."""
    found = sorted(path for path in folder.iterdir() if path.name[0].isdigit())
    for path in found:
        if not _NUMBERED.match(path.stem):
            problems.add(Place(shown(path, root)), "Name it like 01-short-name: a number, a dash, small letters.")
    return [path for path in found if _NUMBERED.match(path.stem)]


def _module(folder: Path, problems: Problems, root: Path, contact: ContactText) -> ModuleText:
    path = folder / "module.md"
    form, _rest = front.read(path, Place(shown(path, root)), problems, what="module.md", has_text=False)
    module = ModuleText(
        slug=_own_slug(folder),
        title=form.text("title", longest=255),
        lessons=[
            _lesson(path, problems, root, contact) for path in _numbered(folder, problems, root) if path.suffix == ".md"
        ],
        place=form.place,
    )
    form.close()
    if not module.lessons:
        problems.add(form.place, "This module has no lesson. Add one or remove the folder.")
    return module


def _own_slug(path: Path) -> str:
    return path.stem.split("-", 1)[1]


def _lesson(path: Path, problems: Problems, root: Path, contact: ContactText) -> LessonText:
    form, (source, place) = front.read(path, Place(shown(path, root)), problems, what="the lesson")
    lesson = LessonText(
        slug=_own_slug(path),
        title=form.text("title", longest=255),
        message=form.text("message", longest=200),
        objective=form.text("objective"),
        sources=form.words("sources", optional=True),
        blocks=body.blocks(source, place, problems, contact=contact),
        folder=path.parent,
        place=form.place,
    )
    form.close()
    return lesson


def _contact(form: Fields) -> ContactText:
    row = form.row("contact", what="the contact")
    if row is None:
        return ContactText()
    contact = ContactText(
        name=row.text("name"),
        when=row.text("when"),
        **{name: row.text(name, optional=True) for name in ("role", "email", "phone", "hours")},
    )
    row.close()
    return contact


def _objective(form: Fields) -> ObjectiveText:
    objective = ObjectiveText(
        code=form.text("code", longest=60),
        text=form.text("text", longest=200),
        certificate=form.text("certificate", longest=200),
        place=form.place,
    )
    form.close()
    return objective


def _companion(form: Fields) -> list[str]:
    """Three things for a manager to say or ask in the team; a course may have none."""
    points = form.words("companion", optional=True)
    if points and len(points) != TALKING_POINTS:
        form.wrong("companion", f"A companion has exactly {TALKING_POINTS} points; here are {len(points)}.")
    for number, point in enumerate(points, start=1):
        if not point:
            form.wrong("companion", f"Point {number} of “companion” is empty. Fill it in.")
        if len(point) > TALKING_POINT_LENGTH:
            length = f"{len(point)} characters; {TALKING_POINT_LENGTH} are allowed"
            form.wrong("companion", f"Point {number} of “companion” has {length}. Shorten it.")
    return points


def _quiz(form: Fields) -> QuizText | None:
    row = form.row("quiz", what="the quiz")
    if row is None:
        return None
    quiz = QuizText(
        title=row.text("title", longest=255),
        slug=row.text("slug"),
        introduction=row.text("introduction", optional=True, longest=300),
        mode=row.choice("mode", ("practice", "standard"), default="standard"),
        needed=row.number("pass") or 1,
        draws=[_draw(rule) for rule in row.rows("draw", what="a rule of “draw”")],
        must_know=row.words("must_know", optional=True),
        place=row.place,
    )
    row.close()
    return quiz


def _draw(form: Fields) -> DrawText:
    draw = DrawText(
        objective=form.text("objective", optional=True),
        count=form.number("count") or 1,
        place=form.place,
        tag=", ".join(tags.split(form.text("tag", optional=True, longest=80))),
        difficulty=form.choice("difficulty", Difficulty.values) if form.get("difficulty") else "",
    )
    if not (draw.objective or draw.tag):
        form.wrong("count", "A rule of “draw” names an objective or a tag. Add one.")
    form.close()
    return draw


def _questions(folder: Path, problems: Problems, root: Path) -> list[QuestionText]:
    path = folder / "questions.yaml"
    place = Place(shown(path, root))
    if not path.exists():
        problems.add(place, "This file is missing. Add it.")
        return []
    return bank.questions(path.read_text(encoding="utf-8"), place, problems)
