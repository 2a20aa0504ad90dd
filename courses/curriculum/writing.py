"""From the text of a course to objectives, questions and pages. Everything a kind of activity adds comes from above."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry, Page

from courses import publishing, tree
from courses.curriculum import files, ordering, policies
from courses.curriculum.identity import key, stored
from courses.curriculum.pages import Report, Wanted, keep
from courses.curriculum.problems import Place
from courses.curriculum.texts import BlockText, CourseText, LessonText, ModuleText, ObjectiveText, QuestionText
from courses.models import CourseObjective, CoursePage, LessonPage, ModulePage
from lms.questions.models import Objective, Question


@dataclass
class Written:
    """What now stands in the tree; a missing key or None is something that was not valid."""

    text: CourseText
    locale: Locale
    objectives: dict[str, Objective]
    questions: dict[str, Question]
    course: CoursePage | None
    modules: list[ModulePage]


def write(text: CourseText, report: Report) -> Written:
    """Loads one course in one language into Wagtail, without its quiz. Inside the caller's transaction.

    The same text a second time writes nothing. Problems are noted in the report; the caller decides to roll back.
    """
    catalogue = tree.ensure_roots([text.language])[text.language]
    locale = catalogue.locale
    objectives = {one.code: _objective(one, locale, report) for one in text.objectives}
    written = Written(text, locale, objectives, {}, None, [])
    for question in text.questions:
        if (found := _question(question, written, report)) is not None:
            written.questions[question.id] = found
    written.course = _course(written, catalogue, report)
    if written.course is not None:
        _modules(written, report)
    return written


def place_after(parent: Page, previous: Page | None, page: Page) -> None:
    """Puts a new page below its parent: right after `previous`, or first."""
    parent = Page.objects.get(pk=parent.pk)
    first = parent.get_first_child()
    if previous is not None:
        Page.objects.get(pk=previous.pk).add_sibling(pos="right", instance=page)
    elif first is not None:
        first.add_sibling(pos="left", instance=page)
    else:
        parent.add_child(instance=page)


def _objective(text: ObjectiveText, locale: Locale, report: Report) -> Objective:
    """An objective has no drafts; one that a person has edited (the log knows) stays as it is."""
    wanted = {"text": text.text, "certificate_text": text.certificate}
    objective = Objective.objects.filter(code=text.code, locale=locale).first()
    if objective is None:
        objective = Objective(code=text.code, locale=locale, translation_key=key("objective", text.code))
        action, done = "wagtail.create", report.made
    else:
        action, done = "wagtail.edit", report.changed
    if all(getattr(objective, name) == value for name, value in wanted.items()):
        return objective
    if objective.pk and ModelLogEntry.objects.for_instance(objective).filter(user__isnull=False).exists():
        report.kept.append(f"objective “{text.code}”")
        return objective
    for name, value in wanted.items():
        setattr(objective, name, value)
    try:
        objective.full_clean()
    except ValidationError as error:
        report.problems.add(text.place, " ".join(error.messages))
    objective.save()
    log(objective, action)
    done.append(f"objective “{text.code}”")
    return objective


def _question(text: QuestionText, written: Written, report: Report) -> Question | None:
    objective = written.objectives.get(text.objective)
    if objective is None:
        return None
    path = (written.text.slug, "question", text.id)

    def fill(question: Question) -> None:
        question.code = f"{written.text.slug}-{text.id}"
        question.objective = objective
        question.stem, question.hint, question.explanation = text.stem, text.hint, text.explanation
        question.sources = ", ".join(text.sources)[:200]
        question.difficulty, question.tags = text.difficulty, ", ".join(text.tags)
        answers = {"type": text.kind, "value": stored(text.answers, *path), "id": str(key(*path, "answers"))}
        question.interaction = _stream(question, "interaction", [answers])

    return keep(
        Wanted(Question, key(*path), written.locale, fill, lambda question: question.save(), text.place), report
    )


def _course(written: Written, catalogue: Page, report: Report) -> CoursePage | None:
    text, locale = written.text, written.locale
    points = [
        {"type": "point", "value": point, "id": str(key(text.slug, "companion", str(number)))}
        for number, point in enumerate(text.companion, start=1)
    ]
    chosen = [(code, written.objectives[code].pk) for code in written.objectives]

    def fill(page: CoursePage) -> None:
        page.title, page.draft_title, page.slug, page.promise = text.title, text.title, text.slug, text.promise
        page.audience, page.is_sensitive = text.audience, text.is_sensitive
        page.has_certificate, page.validity_months = text.has_certificate, text.validity_months
        page.talking_points = _stream(page, "talking_points", points)
        for name in ("name", "role", "when", "email", "phone"):
            setattr(page, f"contact_{name}", getattr(text.contact, name))
        if [one.objective_id for one in page.course_objectives.all()] != [pk for _code, pk in chosen]:
            page.course_objectives = [
                CourseObjective(
                    translation_key=key(text.slug, "objective", code), locale=locale, objective_id=pk, sort_order=place
                )
                for place, (code, pk) in enumerate(chosen)
            ]

    def add(page: CoursePage) -> None:
        Page.objects.get(pk=catalogue.pk).add_child(instance=page)

    return keep(Wanted(CoursePage, key(text.slug), locale, fill, add, text.place), report)


def _modules(written: Written, report: Report) -> None:
    previous: Page | None = None
    for text in written.text.modules:
        module = _module(text, previous, written, report)
        if module is not None:
            written.modules.append(module)
            previous = module
            _lessons(text, module, written, report)


def _module(text: ModuleText, previous: Page | None, written: Written, report: Report) -> ModulePage | None:
    course = written.course
    assert course is not None  # noqa: S101  modules are written after their course

    def fill(page: ModulePage) -> None:
        page.title, page.draft_title, page.slug = text.title, text.title, text.slug

    def add(page: ModulePage) -> None:
        place_after(course, previous, page)

    return keep(Wanted(ModulePage, key(written.text.slug, text.slug), written.locale, fill, add, text.place), report)


def _lessons(module_text: ModuleText, module: ModulePage, written: Written, report: Report) -> None:
    previous: Page | None = None
    for text in module_text.lessons:
        previous = _lesson(text, (module_text.slug, text.slug), module, previous, written, report) or previous


def _lesson(
    text: LessonText,
    path: tuple[str, str],
    module: ModulePage,
    previous: Page | None,
    written: Written,
    report: Report,
) -> LessonPage | None:
    if any(block.question not in written.questions for block in text.blocks if block.type == "check"):
        return None  # the question has a mistake of its own, which is noted
    sources = dict.fromkeys([*text.sources, *[source for block in text.blocks for source in block.sources]])
    body = _body(text, (written.text.slug, *path), written, report)

    def fill(page: LessonPage) -> None:
        page.title, page.draft_title, page.slug, page.message = text.title, text.title, text.slug, text.message
        page.objective = written.objectives.get(text.objective)
        page.sources = ", ".join(sources)[:200]
        page.body = _stream(page, "body", [raw for _place, raw in body])

    def add(page: LessonPage) -> None:
        place_after(module, previous, page)

    identity = key(written.text.slug, *path)
    places = [place for place, _raw in body]
    page = keep(Wanted(LessonPage, identity, written.locale, fill, add, text.place, places), report)
    if page and any(_shows_size_of(raw) & report.fresh_documents for _place, raw in body):
        publishing.settle_lesson(page)  # the size of the file stands in the lesson
    return page


def _body(
    text: LessonText, path: tuple[str, ...], written: Written, report: Report
) -> list[tuple[Place, dict[str, Any]]]:
    """(line, stored form) of the blocks. A check is known by its question, every other one by its count of its type."""
    body, counts = [], dict[str, int]()
    for block in text.blocks:
        counts[block.type] = counts.get(block.type, 0) + 1
        where = (*path, block.type, block.question or str(counts[block.type]))
        pointed_at = _pointed_at(block, text, written, report)
        if pointed_at is None:
            continue
        value = block.value | pointed_at if isinstance(block.value, dict) else block.value
        body.append((block.place, {"type": block.type, "value": stored(value, *where), "id": str(key(*where))}))
    return body


def _pointed_at(block: BlockText, lesson: LessonText, written: Written, report: Report) -> dict[str, Any] | None:
    """What a block names in the database. None: it is not there to be named, and the block is left out."""
    if block.type == "check":
        question = written.questions.get(block.question)
        return {"question": question.pk if question else None}
    if block.type == "download":
        document = files.document(written.text.folder / block.file, block, written.text, report)
        return {"document": document.pk if document else None}
    if block.type == "policy":
        page = policies.known(block.policy, written.locale)
        if page is None:
            report.problems.add(block.place, f"There is no policy “{block.policy}”. Add policies/{block.policy}.md.")
        return {"policy": page.pk if page else None}
    if block.type == "image":
        picture = files.picture(lesson.folder / block.file, block, report)
        return {"image": block.value["image"] | {"image": picture.pk if picture else None}}
    if block.type in ("video", "audio"):
        return _played(block, lesson, written.text, report)
    if block.type == "related":
        return _related(block, written, report)
    return {}


def _played(block: BlockText, lesson: LessonText, course: CourseText, report: Report) -> dict[str, Any]:
    title = block.value["title"]

    def document(name: str, title: str) -> int | None:
        return getattr(files.played(lesson.folder / name, title, course, report), "pk", None)

    found: dict[str, Any] = {"file": document(block.value["file"], title)}
    if block.type == "video":
        poster = block.value["poster"]
        found["poster"] = getattr(poster and files.picture(lesson.folder / poster, block, report), "pk", None)
        found["captions"] = [
            {"language": one["language"], "file": document(one["file"], f"{title} ({one['language']})")}
            for one in block.value["captions"]
        ]
    return found


def _shows_size_of(raw: dict[str, Any]) -> set[int]:
    """The documents whose size a block says."""
    name = {"download": "document", "video": "file", "audio": "file"}.get(raw["type"])
    return {raw["value"][name]} if name else set()


def _related(block: BlockText, written: Written, report: Report) -> dict[str, Any] | None:
    """The lesson that is named. One that an author has taken back is not pointed at, and a remark says so."""
    pages = LessonPage.objects.filter(translation_key=key(*ordering.path_of(block)), locale=written.locale)
    if page := pages.filter(live=True).first():
        return {"lesson": page.pk}
    report.remarks.append(
        f"{block.place.path}:{block.place.line}: “{block.lesson}” is not published; the link to it is left out."
    )
    return None


def _stream(thing: Any, name: str, raw: list[dict[str, Any]]) -> Any:
    """The stream as an author's form would give it. Raises ValidationError with the place of each mistake."""
    block = thing._meta.get_field(name).stream_block
    return block.clean(block.to_python(raw))
