"""What a course asks: checks in its lessons and a quiz, of questions that are known, asked once and can be drawn."""

from courses.curriculum import phrases
from courses.curriculum.lines import Lines
from courses.curriculum.problems import Problems, unknown
from courses.curriculum.texts import CourseText, DrawText, QuestionText, QuizText


def check(course: CourseText, lines: Lines, problems: Problems) -> None:
    """Notes every question that leads nowhere, stands in two places, or cannot be asked."""
    checks = {question.id: question for question in course.questions if question.use == "check"}
    questions = {question.id: question for question in course.questions if question.use == "quiz"}
    _options(course, lines, problems)
    _checks(course, checks, questions, problems)
    if course.quiz:
        _same(checks, questions, problems)
        _must_know(course.quiz, checks, questions, lines, problems)
        _paper(course, course.quiz, lines, problems)


def pool(course: CourseText, quiz: QuizText, draw: DrawText) -> int:
    """Questions that a rule can draw from: those that are always asked are not drawn again."""
    return sum(
        draw.suits(question)
        for question in course.questions
        if question.use == "quiz" and question.id not in quiz.must_know
    )


def _options(course: CourseText, lines: Lines, problems: Problems) -> None:
    for question in course.questions:
        for option in question.answers.get("options", []):
            if phrases.gathers_others(option["text"]):
                problems.add(
                    lines.of(option["text"], question.place),
                    f"“{option['text']}” answers for the others. Write an answer of its own, or let several be right.",
                )


def _checks(
    course: CourseText,
    checks: dict[str, QuestionText],
    questions: dict[str, QuestionText],
    problems: Problems,
) -> None:
    asked = set[str]()
    for block in [block for lesson in course.lessons for block in lesson.blocks if block.type == "check"]:
        name = block.question
        if name in asked:
            problems.add(block.place, f"The check “{name}” is asked twice. Ask each question once.")
        elif name in questions:
            problems.add(block.place, f"“{name}” is for the quiz. Write “use: check” there or choose another.")
        elif name not in checks:
            problems.add(block.place, unknown("question", name, [question.id for question in course.questions]))
        asked.add(name)
    for name in checks.keys() - asked:
        problems.add(checks[name].place, f"No lesson asks the check “{name}”. Use it or write “use: quiz”.")


def _same(checks: dict[str, QuestionText], questions: dict[str, QuestionText], problems: Problems) -> None:
    """A check is practice: its answer has been shown, so the quiz asks something else."""
    stems = {check.stem: check.id for check in checks.values() if check.stem}
    for question in questions.values():
        if question.stem in stems:
            name = stems[question.stem]
            problems.add(question.place, f"The check “{name}” asks the same in a lesson. Ask something else here.")


def _must_know(
    quiz: QuizText,
    checks: dict[str, QuestionText],
    questions: dict[str, QuestionText],
    lines: Lines,
    problems: Problems,
) -> None:
    here = lines.of("must_know:", quiz.place)
    for name in quiz.must_know:
        if name in checks:
            problems.add(here, f"“{name}” is a check of a lesson. Choose a question with “use: quiz”.")
        elif name not in questions:
            problems.add(here, unknown("quiz question", name, list(questions)))


def _paper(course: CourseText, quiz: QuizText, lines: Lines, problems: Problems) -> None:
    """A paper can be filled, and passed."""
    for draw in quiz.draws:
        if draw.count > (bank := pool(course, quiz, draw)):
            problems.add(draw.place, f"{draw.count} questions of “{draw.name}” are to be drawn; the bank has {bank}.")
    planned = sum(draw.count for draw in quiz.draws) + len(quiz.must_know)
    if quiz.needed > planned:
        problems.add(
            lines.of("pass:", quiz.place),
            f"{quiz.needed} right answers are needed, but only {planned} questions are asked.",
        )
    if planned < 3:
        problems.add(quiz.place, f"A quiz asks at least 3 questions; here are {planned}.")
