"""What has to hold between the files of one course: every name is known, and the quiz can be drawn and passed."""

from collections import Counter
from pathlib import Path

from courses.curriculum.problems import Problems
from courses.curriculum.texts import BlockText, CourseText, FileText, QuestionText, QuizText


def check(course: CourseText, problems: Problems) -> None:
    """Notes every name that leads nowhere and every rule that cannot be kept."""
    _objectives(course, problems)
    _lessons(course, problems)
    _files(course, problems)
    if course.is_sensitive and not course.contact.name:
        problems.add(course.place, "A sensitive course needs a contact. Add “contact:” to course.md.")
    if course.quiz:
        _quiz(course, course.quiz, problems)


def _objectives(course: CourseText, problems: Problems) -> None:
    codes = [objective.code for objective in course.objectives]
    if len(set(codes)) != 3 or len(codes) != 3:
        problems.add(course.place, f"A course has exactly three objectives; here are {len(codes)}.")
    for question in course.questions:
        if question.objective and question.objective not in codes:
            problems.add(question.place, _unknown("objective", question.objective, codes))
    for module in course.modules:
        for lesson in module.lessons:
            if lesson.objective and lesson.objective not in codes:
                problems.add(lesson.place, _unknown("objective", lesson.objective, codes))


def _lessons(course: CourseText, problems: Problems) -> None:
    questions = {question.id: question for question in course.questions}
    asked = [block for block in _blocks(course) if block.type == "check"]
    for block in asked:
        question = questions.get(block.question)
        if question is None:
            problems.add(block.place, _unknown("question", block.question, list(questions)))
        elif question.use != "check":
            problems.add(block.place, f"“{question.id}” is for the quiz. Write “use: check” there or choose another.")
    for name in {block.question for block in asked}:
        if sum(block.question == name for block in asked) > 1:
            problems.add(asked[-1].place, f"The check “{name}” is asked twice. Ask each question once.")
    for question in course.questions:
        if question.use == "check" and question.id not in {block.question for block in asked}:
            problems.add(question.place, f"No lesson asks the check “{question.id}”. Use it or write “use: quiz”.")


def _files(course: CourseText, problems: Problems) -> None:
    for module in course.modules:
        for lesson in module.lessons:
            for block in lesson.blocks:
                folder = course.folder if block.type == "download" else lesson.folder
                named = [FileText(block.file, block.place)] if block.file else block.played
                for file in named:
                    _file(folder / file.name, file, problems)


def _file(path: Path, file: FileText, problems: Problems) -> None:
    if not path.is_file():
        problems.add(file.place, f"There is no file “{file.name}” here. Add it or change the name.")
    elif path.suffix == ".vtt" and not path.read_bytes().startswith(b"WEBVTT"):
        problems.add(file.place, f"“{file.name}” holds no captions: its first line has to be WEBVTT.")


def _quiz(course: CourseText, quiz: QuizText, problems: Problems) -> None:
    questions = {question.id: question for question in course.questions if question.use == "quiz"}
    for name in quiz.must_know:
        if name not in questions:
            problems.add(quiz.place, _unknown("quiz question", name, list(questions)))
    pool = _pool(quiz, list(questions.values()))
    for draw in quiz.draws:
        if draw.count > pool[draw.objective]:
            problems.add(
                draw.place,
                f"{draw.count} questions of “{draw.objective}” are to be drawn; the bank has {pool[draw.objective]}.",
            )
    planned = sum(draw.count for draw in quiz.draws) + len(quiz.must_know)
    if quiz.needed > planned:
        problems.add(quiz.place, f"{quiz.needed} right answers are needed, but only {planned} questions are asked.")
    if planned < 3:
        problems.add(quiz.place, f"A quiz asks at least 3 questions; here are {planned}.")


def _pool(quiz: QuizText, questions: list[QuestionText]) -> Counter[str]:
    """Questions to draw from per objective: those that are always asked are not drawn again."""
    return Counter(question.objective for question in questions if question.id not in quiz.must_know)


def _blocks(course: CourseText) -> list[BlockText]:
    return [block for module in course.modules for lesson in module.lessons for block in lesson.blocks]


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"There is no {what} “{name}”. Known: {', '.join(known) or 'none'}."
