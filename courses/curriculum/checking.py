"""What has to hold between the files of one course: every name is known, nothing is too long, all objectives taught."""

from pathlib import Path

from courses.curriculum import asking, length, limits
from courses.curriculum.lines import Lines
from courses.curriculum.problems import Problems, unknown
from courses.curriculum.texts import CourseText, FileText

SHORTEST, LONGEST = 2, 8  # minutes of a lesson


def check(course: CourseText, problems: Problems) -> None:
    """Notes every name that leads nowhere and every rule that cannot be kept."""
    lines = Lines(course.root)
    limits.check(course, lines, problems)
    _objectives(course, problems)
    asking.check(course, lines, problems)
    _lengths(course, problems)
    _files(course, problems)
    if course.is_sensitive and not course.contact.name:
        problems.add(course.place, "A sensitive course needs a contact. Add “contact:” to course.md.")


def _objectives(course: CourseText, problems: Problems) -> None:
    codes = [objective.code for objective in course.objectives]
    if len(set(codes)) != 3 or len(codes) != 3:
        problems.add(course.place, f"A course has exactly three objectives; here are {len(codes)}.")
    for question in course.questions:
        if question.objective and question.objective not in codes:
            problems.add(question.place, unknown("objective", question.objective, codes))
    for lesson in course.lessons:
        if lesson.objective and lesson.objective not in codes:
            problems.add(lesson.place, unknown("objective", lesson.objective, codes))
    taught = {lesson.objective for lesson in course.lessons}
    for objective in course.objectives if course.quiz else []:
        if objective.code not in taught:
            problems.add(
                objective.place,
                f"No lesson teaches “{objective.code}”. Name it in a lesson, “objective: {objective.code}”.",
            )


def _lengths(course: CourseText, problems: Problems) -> None:
    for lesson in course.lessons:
        minutes = length.minutes(lesson)
        if not lesson.blocks:
            continue  # it could not be read, which is noted
        if minutes > LONGEST:
            problems.add(
                lesson.place, f"This lesson takes {minutes} minutes; at most {LONGEST}. Make two lessons of it."
            )
        if minutes < SHORTEST:
            problems.add(
                lesson.place, f"This lesson takes {minutes} minute; at least {SHORTEST}. Show what it says, or join it."
            )


def _files(course: CourseText, problems: Problems) -> None:
    for lesson in course.lessons:
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
