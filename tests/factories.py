"""Content for tests, made the way an author makes it: pages in the tree, published, compiled."""

from typing import Any

from wagtail.models import Locale

from courses.models import (
    CataloguePage,
    Course,
    CourseObjective,
    CoursePage,
    LessonPage,
    ModulePage,
    PolicyIndexPage,
    PolicyPage,
)
from lms.questions.models import Objective, Question
from quizzes.models import DrawRule, FixedQuestion, QuizPage


def locale() -> Locale:
    return Locale.objects.get(language_code="en")


def objective(code: str = "respect-words", text: str = "treat every colleague as a customer") -> Objective:
    found = Objective.objects.filter(code=code, locale=locale()).first()
    return found or Objective.objects.create(code=code, text=text, certificate_text=text.capitalize(), locale=locale())


def single(right: str = "right", wrong: tuple[str, ...] = ("wrong", "worse")) -> dict[str, Any]:
    """The authored form of a single choice, as a raw StreamField child."""
    options = [{"text": right, "right": True, "why": f"{right} is better."}]
    options += [{"text": text, "right": False, "why": f"{text} does not help."} for text in wrong]
    values = [
        {"type": "item", "id": f"00000000-0000-4000-8000-{n:012d}", "value": one} for n, one in enumerate(options)
    ]
    return {"type": "single", "value": {"options": values, "fixed_order": False}}


def written(*, points: int = 4, needed: int = 3) -> dict[str, Any]:
    """The authored form of a written answer, which a trainer marks."""
    return {"type": "written", "value": {"guide": "Names a time and a person.", "points": points, "needed": needed}}


def question(code: str, *, about: Objective | None = None, interaction: dict[str, Any] | None = None) -> Question:
    """A published question; its options have the same ids in every question, which no code may rely on."""
    made = Question(
        code=code, objective=about or objective(), stem=f"What helps with {code}?", explanation=f"Because of {code}.",
        interaction=[interaction or single()], locale=locale(), live=False,
    )  # fmt: skip
    made.save()
    made.save_revision().publish()
    return Question.objects.get(pk=made.pk)


def text_block(words: str = "Words of the lesson.") -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


def check_block(asked: Question, *, block_id: str, required: bool = True) -> dict[str, Any]:
    return {"type": "check", "id": block_id, "value": {"question": asked.pk, "required": required}}


def checklist_block(*, block_id: str, entries: dict[str, str]) -> dict[str, Any]:
    """A list to tick; `entries` are words by id."""
    items = [{"type": "item", "id": key, "value": words} for key, words in entries.items()]
    return {"type": "checklist", "id": block_id, "value": {"title": "Before you start", "items": items}}


def commitment_block(*, block_id: str) -> dict[str, Any]:
    plan = {"when": "someone new comes", "will": "show them the lockers"}
    examples = [{"type": "item", "id": "00000000-0000-4000-8000-000000000001", "value": plan}]
    return {"type": "commitment", "id": block_id, "value": {"prompt": "What will you do?", "examples": examples}}


def course(
    slug: str = "respect",
    *,
    lessons: int = 2,
    quiz_questions: int = 0,
    pass_mark: int = 1,
    bodies: list[list[dict[str, Any]]] | None = None,
    **fields: Any,
) -> Course:
    """A live course with one module; with a quiz drawn from its own bank when `quiz_questions` is given."""
    catalogue = CataloguePage.objects.get(locale=locale())
    page = CoursePage(title=slug.replace("-", " ").title(), slug=slug, promise=f"What {slug} is good for.", **fields)
    catalogue.add_child(instance=page)
    about = [objective(f"{slug}-{n}", f"do thing {n} of {slug}") for n in range(1, 4)]
    page.course_objectives = [
        CourseObjective(objective=one, sort_order=n, locale=locale()) for n, one in enumerate(about)
    ]
    module = ModulePage(title="Basics", slug="basics")
    page.add_child(instance=module)
    module.save_revision().publish()
    page.save_revision().publish()
    for n in range(1, lessons + 1):
        lesson(module, n, about=about[0], body=bodies[n - 1] if bodies else None)
    if quiz_questions:
        quiz(module, about[0], count=quiz_questions, pass_mark=pass_mark)
    return Course.objects.get(key=page.translation_key)


def policy(slug: str = "conduct", *, version: int = 1, text: str = "Be kind.", changed: str = "") -> PolicyPage:
    """A live policy; with the next version the same page again."""
    page = PolicyPage.objects.filter(slug=slug, locale=locale()).first()
    values = {"version": version, "body": f"<p>{text}</p>", "what_changed": changed}
    if page is None:
        page = PolicyPage(title=slug.title(), slug=slug, summary=[("point", "Kind words only.")], **values)
        PolicyIndexPage.objects.get(locale=locale()).add_child(instance=page)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return PolicyPage.objects.get(pk=page.pk)


def policy_block(page: PolicyPage, *, block_id: str) -> dict[str, Any]:
    return {"type": "policy", "id": block_id, "value": {"policy": page.pk}}


def lesson(
    module: ModulePage, n: int, *, about: Objective | None = None, body: list[dict[str, Any]] | None = None
) -> LessonPage:
    page = LessonPage(
        title=f"Lesson {n}", slug=f"lesson-{n}", message=f"Message {n}.", objective=about, body=body or [text_block()]
    )
    ModulePage.objects.get(pk=module.pk).add_child(instance=page)
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def written_quiz(course: Course, *, count: int = 1) -> QuizPage:
    """A quiz at the end of the course with nothing but written answers; all have to be right."""
    module = ModulePage.objects.child_of(CoursePage.objects.get(translation_key=course.key)).get()
    page = QuizPage(title="Final quiz", slug="final-quiz", pass_mark=count)
    module.add_child(instance=page)
    asked = [question(f"{course.slug}-w{n}", interaction=written()) for n in range(1, count + 1)]
    page.fixed_questions = [FixedQuestion(question=one, locale=locale()) for one in asked]
    page.save_revision().publish()
    return QuizPage.objects.get(pk=page.pk)


def quiz(
    module: ModulePage,
    about: Objective,
    *,
    count: int,
    pass_mark: int,
    spare: int = 0,
    must_know: list[Question] | None = None,
    **fields: Any,
) -> QuizPage:
    """A quiz that draws `count` questions of one objective from a bank of `count + spare`."""
    for n in range(1, count + spare + 1):
        question(f"{about.code}-q{n}", about=about)
    page = QuizPage(title="Final quiz", slug="final-quiz", pass_mark=pass_mark, **fields)
    ModulePage.objects.get(pk=module.pk).add_child(instance=page)
    page.draw_rules = [DrawRule(objective=about, count=count, locale=locale())]
    page.fixed_questions = [FixedQuestion(question=one, is_must_know=True, locale=locale()) for one in must_know or []]
    page.save_revision().publish()
    return QuizPage.objects.get(pk=page.pk)
