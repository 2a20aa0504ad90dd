"""A course as its text files state it: plain data, before anything is written."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.curriculum.problems import Place
from lms.questions.tags import split


@dataclass(frozen=True)
class ObjectiveText:
    code: str
    text: str
    certificate: str
    place: Place


@dataclass(frozen=True)
class ContactText:
    """Empty fields for a course without a contact."""

    name: str = ""
    role: str = ""
    when: str = ""
    email: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True)
class DrawText:
    """A rule of the quiz. `objective`, `tag` and `difficulty` are empty where the rule does not ask for them."""

    objective: str
    count: int
    place: Place
    tag: str = ""
    difficulty: str = ""

    @property
    def name(self) -> str:
        return " · ".join(filter(None, (self.objective, self.tag, self.difficulty)))

    def suits(self, question: "QuestionText") -> bool:
        """Whether this rule draws the question, if the quiz may ask it."""
        return (
            self.objective in ("", question.objective)
            and set(split(self.tag)) <= set(question.tags)
            and self.difficulty in ("", question.difficulty)
        )


@dataclass(frozen=True)
class QuizText:
    """The rules of the quiz; `needed` is a count of right answers."""

    title: str
    slug: str
    introduction: str
    mode: str
    needed: int
    draws: list[DrawText]
    must_know: list[str]
    place: Place


@dataclass(frozen=True)
class QuestionText:
    """One question. `answers` is the value of its interaction block, with plain lists."""

    id: str
    kind: str
    use: str
    objective: str
    stem: str
    hint: str
    explanation: str
    sources: list[str]
    difficulty: str
    tags: list[str]
    answers: dict[str, Any]
    place: Place


@dataclass(frozen=True)
class FileText:
    """A file that a block names, and the line where it does."""

    name: str
    place: Place


@dataclass(frozen=True)
class BlockText:
    """One block of a lesson. `value` is the block's value with plain lists; what it points at stands beside it."""

    type: str
    value: Any
    place: Place
    question: str = ""
    file: str = ""
    policy: str = ""
    lesson: str = ""
    played: list[FileText] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LessonText:
    slug: str
    title: str
    message: str
    objective: str
    sources: list[str]
    blocks: list[BlockText]
    folder: Path
    place: Place


@dataclass(frozen=True)
class ModuleText:
    slug: str
    title: str
    lessons: list[LessonText]
    place: Place


@dataclass(frozen=True)
class CourseText:
    """One course in one language."""

    language: str
    folder: Path
    slug: str
    title: str
    promise: str
    audience: str
    is_sensitive: bool
    has_certificate: bool
    validity_months: int | None
    contact: ContactText
    objectives: list[ObjectiveText]
    companion: list[str]
    modules: list[ModuleText]
    questions: list[QuestionText]
    quiz: QuizText | None
    place: Place

    @property
    def root(self) -> Path:
        """The folder that the paths of all places begin at."""
        return self.folder.parent.parent

    @property
    def lessons(self) -> list[LessonText]:
        return [lesson for module in self.modules for lesson in module.lessons]
