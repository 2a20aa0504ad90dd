"""Facts about the starter courses themselves: what every course that ends with a quiz has to hold."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
import pytest
import yaml
from wagtail.documents.models import Document

from courses.blocks import LessonBody
from courses.curriculum import FOLDER, advice, front, giveaways, ideas, length, loading
from courses.curriculum.texts import CourseText, LessonText
from courses.models import Activity
from lms.people.models import Organisation
from lms.questions.models import Question
from quizzes import curriculum, drawing, rules

pytestmark = [pytest.mark.slow, pytest.mark.once]

FILES = sorted((FOLDER / "en").glob("*/course.md"))
SLUGS = [file.parent.name for file in FILES if "\nquiz:" in file.read_text()]
A4 = (595, 842)

# Advice that is not followed, each with its reason: {"en/respect/02-difficult/02-bullying.md:73": "…"}.
NOT_FOLLOWED: dict[str, str] = {}


@pytest.fixture(scope="module")
def courses() -> dict[str, CourseText]:
    """All starter courses by slug. Reading them refuses what is missing, above all a missing reason."""
    return {course.slug: course for course in ideas.courses()}


@pytest.fixture(params=SLUGS)
def course(request: pytest.FixtureRequest, courses: dict[str, CourseText]) -> CourseText:
    return courses[request.param]


def blocks(lesson: LessonText, kind: str) -> list[Any]:
    return [block.value for block in lesson.blocks if block.type == kind]


def reasons(value: Any) -> Iterator[Any]:
    """Every “why”, at whatever depth; None where an answer or a pair has none."""
    if isinstance(value, dict):
        if {"right", "quality", "do"} & value.keys():
            yield value.get("why")
        for inner in value.values():
            yield from reasons(inner)
    if isinstance(value, list):
        for inner in value:
            yield from reasons(inner)


def test_every_block_is_used_somewhere(courses: dict[str, CourseText]) -> None:
    used = {block.type for text in courses.values() for lesson in text.lessons for block in lesson.blocks}
    assert set(LessonBody().child_blocks) - used == {"image"}  # our pictures are drawings


def test_course_has_five_to_seven_lessons_of_three_to_six_minutes(course: CourseText) -> None:
    minutes = {lesson.slug: length.minutes(lesson) for lesson in course.lessons}
    assert 5 <= len(minutes) <= 7
    assert {slug: count for slug, count in minutes.items() if not 3 <= count <= 6} == {}


def test_lesson_asks_once_or_twice_says_its_point_and_ends_with_this_week(course: CourseText) -> None:
    for lesson in course.lessons:
        required = [check for check in blocks(lesson, "check") if check["required"]]
        headings = [text for text in blocks(lesson, "text") if "<h2>This week</h2>" in text]
        assert (len(required) in (1, 2), len(blocks(lesson, "key_point")), len(headings)) == (True, 1, 1), lesson.slug
        assert lesson.blocks[-1].value == headings[0], lesson.slug


def test_three_objectives_are_taught_and_asked_by_six_questions_each(course: CourseText) -> None:
    codes = [objective.code for objective in course.objectives]
    asked = Counter(question.objective for question in course.questions if question.use == "quiz")
    assert len(codes) == 3
    assert {lesson.objective for lesson in course.lessons} == set(codes)
    assert {code: asked[code] for code in codes if asked[code] < 6} == {}


def test_bank_has_twenty_four_questions_of_five_kinds(course: CourseText) -> None:
    kinds = [question.kind for question in course.questions if question.use == "quiz"]
    assert len(kinds) >= 24
    assert len(set(kinds)) >= 5


def test_longest_answer_is_the_right_one_in_two_questions_of_five_at_most(course: CourseText) -> None:
    choices = [question for question in course.questions if question.answers.get("options")]
    longest = [question.id for question in choices if giveaways.is_longest(question)]
    assert len(longest) <= 0.4 * len(choices), longest


def test_every_answer_and_every_pair_has_a_reason(course: CourseText) -> None:
    values = [question.answers for question in course.questions]
    values += [block.value for lesson in course.lessons for block in lesson.blocks]
    assert [why for value in values for why in reasons(value) if not why] == []
    assert [question.id for question in course.questions if not question.explanation] == []


def test_course_has_a_scenario_of_three_or_four_steps(course: CourseText) -> None:
    steps = [len(scenario["steps"]) for lesson in course.lessons for scenario in blocks(lesson, "scenario")]
    assert [count for count in steps if count in (3, 4)] != []


def test_companion_has_three_points(course: CourseText) -> None:
    fields, _text = front.split((course.folder / "course.md").read_text())
    points = yaml.safe_load("\n".join(fields))["companion"]
    assert len(points) == 3
    assert [point for point in points if not 0 < len(point) <= 350] == []


def test_sensitive_course_names_a_contact_and_shows_it_in_a_lesson(course: CourseText) -> None:
    shown = [contact["name"] for lesson in course.lessons for contact in blocks(lesson, "contact")]
    assert not course.is_sensitive or (course.contact.name and course.contact.name in shown)


def test_no_advice_is_left_but_what_is_listed_with_a_reason(courses: dict[str, CourseText]) -> None:
    """Every starter course, also one without a quiz: `load_curriculum --check --strict` would print the same."""
    given = {str(one.place): str(one) for course in courses.values() for one in advice.of(course)}
    assert [sentence for place, sentence in given.items() if place not in NOT_FOLLOWED] == []
    assert NOT_FOLLOWED.keys() - given.keys() == set(), "This advice is not given any more."


def test_job_aid_of_each_course_is_one_page_of_a4(house: Organisation, courses: dict[str, CourseText]) -> None:
    loading.load(then=curriculum.write)
    for slug in SLUGS:
        assert [block for lesson in courses[slug].lessons for block in blocks(lesson, "download")] != [], slug
        document = Document.objects.get(file__startswith=f"documents/{slug}-job-aid-en.")
        with document.open_file() as file, pikepdf.open(BytesIO(file.read())) as paper:
            sizes = [tuple(round(float(edge)) for edge in page.mediabox[2:]) for page in paper.pages]
        assert sizes == [A4], slug


def test_second_paper_asks_other_questions_than_the_first(house: Organisation, courses: dict[str, CourseText]) -> None:
    """Drawn by the rules of the product, after a first try in which nothing was right. Must-knows are asked again."""
    loading.load(then=curriculum.write)
    for slug in SLUGS:
        quiz = Activity.objects.get(course__slug=slug, kind="quiz")
        version = rules.newest(quiz)
        assert version is not None
        rule, text = rules.of(version), courses[slug].quiz
        assert text is not None
        must_know = {Question.objects.get(code=f"{slug}-{name}").translation_key for name in text.must_know}
        for seed in range(10):
            first = drawn(quiz, rule, seen={}, shuffle=Random(seed))
            second = drawn(quiz, rule, seen=dict.fromkeys(first, 1), shuffle=Random(seed + 100))
            assert (len(first), len(second)) == (rule.planned, rule.planned), slug
            assert first & second == must_know, slug


def drawn(quiz: Activity, rule: rules.Rules, *, seen: dict[Any, int], shuffle: Random) -> set[Any]:
    paper = drawing.draw(rule, exclude=drawing.checks_of(quiz), seen=seen, shuffle=shuffle)
    return {one.version.question_key for one in paper}
