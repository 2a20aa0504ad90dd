"""The starter courses as text: read with lines, loaded whole or not at all, and never over an author's work."""

import shutil
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from wagtail.documents.models import Document
from wagtail.models import Page, Revision

from courses.curriculum import FOLDER, loading, reading
from courses.curriculum.pages import Report
from courses.curriculum.problems import NotLoadable, Problems
from courses.models import Activity, ActivityQuestion, ActivityVersion, Course, CoursePage, LessonPage
from lms.people.models import Organisation, User
from lms.questions.models import Objective, Question, QuestionVersion
from quizzes import curriculum
from quizzes.models import QuizPage

pytestmark = pytest.mark.slow

COURSE = """---
title: Tea
slug: tea
promise: Make a good cup.
sensitive: true
validity_months: 12
contact: {name: Ines, when: Always, phone: "112"}
objectives:
  - {code: tea-water, text: boil water, certificate: Boils water}
  - {code: tea-leaves, text: choose leaves, certificate: Chooses leaves}
  - {code: tea-time, text: wait long enough, certificate: Waits long enough}
quiz:
  title: Final quiz
  slug: final-quiz
  pass: 3
  draw:
    - {objective: tea-water, count: 2}
  must_know: [hot]
---
"""
READING = "Somebody fills the kettle, waits, pours, waits again and carries two cups to the desk by the door. " * 16
LESSON = f"""---
title: Water first
objective: tea-water
sources: [S1.1]
message: Water has to boil.
---
## Eight o'clock

The **kettle** is on. {READING}

:::check
question: check-kettle
:::

:::contact
course: true
:::

:::download
title: Tea on one page
description: For the kitchen wall.
file: job-aid.md
language: en
:::
"""
OPTIONS = (
    "  options:\n    - {text: Yes to it, right: true, why: It works.}\n    - {text: No to it, why: It does not.}\n"
)
AID = "---\ntitle: Tea on one page\n---\n## First\n\n- Boil.\n- Wait.\n"


def question(name: str, use: str = "quiz", objective: str = "tea-water") -> str:
    return (
        f"- id: {name}\n  kind: single\n  use: {use}\n  objective: {objective}\n  stem: Is {name} right?\n{OPTIONS}"
        f"  explanation: Because of {name}.\n"
    )


def lesson(title: str, objective: str) -> str:
    """A lesson of two minutes with nothing but text."""
    return f"---\ntitle: {title}\nobjective: {objective}\nmessage: {title} first.\n---\n{READING}\n"


BANK = question("check-kettle", "check") + question("hot") + question("a") + question("b") + question("c")


def write_course(root: Path, slug: str = "tea") -> Path:
    """A curriculum of one small course, or one more in it."""
    files = {
        "course.md": COURSE,
        "questions.yaml": BANK,
        "job-aid.md": AID,
        "01-start/module.md": "---\ntitle: Start\n---\n",
        "01-start/01-water.md": LESSON,
        "02-more/module.md": "---\ntitle: More\n---\n",
        "02-more/01-leaves.md": lesson("Leaves", "tea-leaves"),
        "02-more/02-time.md": lesson("Time", "tea-time"),
    }
    for name, text in files.items():
        path = root / "en" / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("slug: tea", f"slug: {slug}").replace("tea-", f"{slug}-"))
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "curriculum")


def load(root: Path, *, only_check: bool = False) -> Report:
    return loading.load(root=root, only_check=only_check, then=curriculum.write)


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "en" / "tea" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def mistakes(root: Path) -> list[str]:
    with pytest.raises(NotLoadable) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


def counts() -> tuple[int, ...]:
    models = (Page, Revision, Objective, Question, QuestionVersion, ActivityVersion, Document, Course)
    return tuple(model.objects.count() for model in models)


def test_load_makes_course_lesson_quiz_and_questions(house: Organisation, root: Path) -> None:
    load(root)
    course = Course.objects.get()
    assert (course.slug, course.is_live, course.is_sensitive, course.validity_months, course.version) == (
        "tea", True, True, 12, 1,
    )  # fmt: skip
    assert sorted(course.activities.values_list("kind", "slug")) == [
        ("lesson", "leaves"), ("lesson", "time"), ("lesson", "water"), ("quiz", "final-quiz"),
    ]  # fmt: skip
    page = CoursePage.objects.get()
    assert [one.objective.code for one in page.course_objectives.all()] == ["tea-water", "tea-leaves", "tea-time"]
    body = ActivityVersion.objects.get(activity__slug="water").body
    assert [block["type"] for block in body["blocks"]] == ["text", "check", "contact", "download"]
    assert body["blocks"][0]["html"].startswith(
        '<div class="rich"><h2>Eight o\'clock</h2><p>The <b>kettle</b> is on. Somebody '
    )
    assert 'href="tel:112"' in body["blocks"][2]["html"]
    rules = ActivityVersion.objects.get(activity__kind="quiz").body
    hot, water = Question.objects.get(code="tea-hot"), Objective.objects.get(code="tea-water")
    assert (rules["pass_mark"], rules["fixed"], rules["draws"]) == (
        3,
        [{"question": str(hot.translation_key), "must_know": True}],
        [{"objective": str(water.translation_key), "count": 2}],
    )


def test_second_load_writes_nothing(house: Organisation, root: Path) -> None:
    load(root)
    before = counts()
    report = load(root)
    assert (report.made, report.changed, report.kept, counts()) == ([], [], [], before)


def test_changed_text_is_a_new_version_with_the_same_ids(house: Organisation, root: Path) -> None:
    load(root)
    block = ActivityQuestion.objects.get(activity__kind="lesson").block_id
    edit(
        root,
        "01-start/01-water.md",
        "The **kettle** is on.",
        "The kettle is on. And:\n\n:::key-point\ntext: Boil it.\n:::\n",
    )
    report = load(root)
    assert (report.made, report.changed) == ([], ["lesson “Water first”"])
    newest = Activity.objects.get(slug="water").versions.latest("number")
    assert (newest.number, newest.body["key_points"]) == (2, ["Boil it."])
    assert ActivityQuestion.objects.get(activity__kind="lesson").block_id == block


def test_changed_question_is_a_new_version_of_the_same_question(house: Organisation, root: Path) -> None:
    load(root)
    key = Question.objects.get(code="tea-hot").translation_key
    edit(root, "questions.yaml", "Is hot right?", "Is hot still right?")
    assert load(root).changed == ["question “tea-hot”"]
    assert Question.objects.get(code="tea-hot").stem == "Is hot still right?"
    assert QuestionVersion.objects.filter(question_key=key).exists()


def test_new_lesson_comes_in_its_place(house: Organisation, root: Path) -> None:
    load(root)
    (root / "en/tea/01-start/02-cups.md").write_text(lesson("Cups", "tea-water"))
    (root / "en/tea/01-start/00-before.md").write_text(lesson("Before", "tea-water"))
    load(root)
    order = Page.objects.descendant_of(CoursePage.objects.get()).filter(depth=6).order_by("path")
    assert list(order.values_list("slug", flat=True)) == ["before", "water", "cups", "leaves", "time", "final-quiz"]


def test_what_an_author_edited_or_took_back_is_left_alone(house: Organisation, root: Path, ada: User) -> None:
    load(root)
    page = LessonPage.objects.get(slug="water")
    page.title = "Ada's title"
    page.save_revision(user=ada).publish(user=ada)
    Question.objects.get(code="tea-a").unpublish(user=ada)
    edit(root, "01-start/01-water.md", "title: Water first", "title: Water second")
    report = load(root)
    assert sorted(report.kept) == ["lesson “Ada's title”", "question “tea-a”"]
    assert LessonPage.objects.get(slug="water").title == "Ada's title"
    assert not Question.objects.get(code="tea-a").live


def test_second_language_shares_identities(house: Organisation, root: Path) -> None:
    load(root)
    shutil.copytree(root / "en", root / "ru")
    path = root / "ru" / "tea" / "course.md"
    path.write_text(path.read_text().replace("title: Tea", "title: Чай"))
    load(root)
    course = Course.objects.get()
    assert (course.titles, course.source_language, course.version) == ({"en": "Tea", "ru": "Чай"}, "en", 1)
    assert Activity.objects.count() == 4
    english, russian = LessonPage.objects.filter(slug="water").order_by("locale__language_code")
    assert [block.id for block in english.body] == [block.id for block in russian.body]
    assert english.translation_key == russian.translation_key
    assert (
        QuestionVersion.objects.filter(question_key=Question.objects.filter(code="tea-hot")[0].translation_key).count()
        == 1
    )


def test_all_mistakes_are_named_with_file_and_line(house: Organisation, root: Path) -> None:
    edit(root, "course.md", "certificate: Chooses leaves}", "certificat: Chooses leaves}")
    edit(root, "course.md", "pass: 3", "pass: 4")
    edit(root, "01-start/01-water.md", "question: check-kettle", "question: check-pot")
    edit(root, "01-start/01-water.md", "course: true", "course: true\ncolour: red")
    edit(root, "questions.yaml", "kind: single", "kind: double")
    before = counts()
    assert mistakes(root) == [
        "en/tea/01-start/01-water.md:12: There is no question “check-pot”. Known: check-kettle, hot, a, b, c.",
        "en/tea/01-start/01-water.md:17: There is no “colour” in the block “contact”. "
        "Known here: course, email, hours, name, phone, role, sources, when.",
        "en/tea/course.md:10: There is no “certificat” in an objective. Known here: certificate, code, sources, text.",
        "en/tea/course.md:10: “certificate” is missing in an objective. Add it.",
        "en/tea/course.md:15: 4 right answers are needed, but only 3 questions are asked.",
        "en/tea/questions.yaml:1: No lesson asks the check “check-kettle”. Use it or write “use: quiz”.",
        "en/tea/questions.yaml:2: “kind” in the question “check-kettle” has to be one of: "
        "single, multiple, situation, order, match, cloze, short, numeric, written, reflection.",
    ]
    assert counts() == before


BROKEN = """:::scenario
setting: The kitchen.
character: Bo
opening: Tea?
steps:
  - id: start
    replies:
      - {text: Please, quality: best, consequence: Tea., why: You are thirsty., next: end}
      - {text: Later, quality: poor, consequence: Cold., why: You said so., next: round}
  - id: round
    replies:
      - {text: Why, quality: best, consequence: Again., why: It goes on., next: round}
      - {text: How, quality: poor, consequence: Again., why: It goes on., next: round}
  - id: lost
    replies:
      - {text: So, quality: best, consequence: Done., why: It is over., next: end}
      - {text: Oh, quality: poor, consequence: Done., why: It is over., next: end}
debrief: Tea.
:::

:::do-avoid
situation: It boils.
pairs:
  - do: Pour.
    avoid: Wait.
:::

:::callout
kind: note
title: TITLE
text: Hot.
:::

:::check"""


def test_ten_mistakes_at_once_are_ten_lines(house: Organisation, root: Path) -> None:
    edit(root, "01-start/01-water.md", ":::check", BROKEN.replace("TITLE", "x" * 81))
    edit(root, "02-more/01-leaves.md", READING, "Leaves.")
    edit(root, "02-more/02-time.md", READING, READING * 6)
    edit(root, "02-more/02-time.md", "objective: tea-time", "objective: tea-leaves")
    edit(root, "course.md", "count: 2", "count: 5")
    edit(root, "course.md", "must_know: [hot]", "must_know: [check-kettle]")
    edit(root, "questions.yaml", "text: No to it", "text: All of the above")
    before = counts()
    assert mistakes(root) == [
        "en/tea/01-start/01-water.md:20: From step 2 no path comes to an end.",
        "en/tea/01-start/01-water.md:24: No reply leads to step 3.",
        "en/tea/01-start/01-water.md:34: “why” is missing in a pair. Add it.",
        "en/tea/01-start/01-water.md:40: “title” has 81 characters; 80 are allowed. Shorten it.",
        "en/tea/02-more/01-leaves.md:2: This lesson takes 1 minute; at least 2. Show what it says, or join it.",
        "en/tea/02-more/02-time.md:2: This lesson takes 10 minutes; at most 8. Make two lessons of it.",
        "en/tea/course.md:11: No lesson teaches “tea-time”. Name it in a lesson, “objective: tea-time”.",
        "en/tea/course.md:17: 5 questions of “tea-water” are to be drawn; the bank has 4.",
        "en/tea/course.md:18: “check-kettle” is a check of a lesson. Choose a question with “use: quiz”.",
        "en/tea/questions.yaml:8: “All of the above” answers for the others. "
        "Write an answer of its own, or let several be right.",
    ]
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("course.md", "---\ntitle: Tea", "title: Tea", "course.md:1: Begin the file with a line “---”"),
        ("course.md", "promise: Make", "promise: [Make", "course.md:4: This cannot be read: expected"),
        (
            "course.md",
            "promise: Make",
            "title: Tea\npromise: Make",
            "course.md:4: “title” stands here twice. Keep one.",
        ),
        ("course.md", "slug: tea", "slug: coffee", "course.md:3: The slug has to be the folder's name, “tea”"),
        ("course.md", "contact: {", "# {", "course.md:2: A sensitive course needs a contact."),
        (
            "course.md",
            "count: 2",
            "count: 4",
            "course.md:17: 4 questions of “tea-water” are to be drawn; the bank has 3.",
        ),
        ("course.md", "must_know: [hot]", "must_know: [cold]", "course.md:18: There is no quiz question “cold”."),
        ("01-start/01-water.md", "The **kettle**", "> The kettle", "water.md:9: A lesson cannot hold a quotation."),
        ("01-start/01-water.md", "## Eight", "# Eight", "water.md:7: Use headings with two or three number signs"),
        (
            "01-start/01-water.md",
            "The **kettle**",
            "[x](javascript:y)",
            "water.md:9: A link here is not a full address.",
        ),
        ("01-start/01-water.md", ":::check", ":::chekc", "water.md:11: There is no block “chekc”. Known: audio,"),
        (
            "01-start/01-water.md",
            "question: check-kettle\n:::",
            "question: check-kettle",
            "water.md:14: The block “check” is",
        ),
        (
            "02-more/02-time.md",
            "Time first.\n---\n",
            "Time first.\n---\n:::check\nquestion: check-kettle\n:::\n",
            "02-time.md:7: The check “check-kettle” is asked twice.",
        ),
        ("01-start/01-water.md", "job-aid.md", "help.md", "water.md:20: There is no file “help.md” here."),
        ("01-start/01-water.md", "message: Water", "massage: Water", "water.md:2: “message” is missing in the lesson."),
        ("01-start/01-water.md", "tea-water", "tea-cup", "water.md:2: There is no objective “tea-cup”."),
        ("questions.yaml", "- id: a\n", "- id: hot\n", "questions.yaml:19: The id “hot” is taken in line 10."),
        ("questions.yaml", "right: true", "right: 1", "questions.yaml:7: “right” is either true or false."),
        ("questions.yaml", "right: true", "right: false", "questions.yaml:1: Mark exactly one answer as right."),
        (
            "questions.yaml",
            "right: true, why: It works.",
            f"right: true, why: {'y' * 401}",
            "questions.yaml:7: “why” has 401 characters; 400 are allowed.",
        ),
        (
            "01-start/01-water.md",
            ":::check",
            ":::reflection\nprompt: Tea?\n:::\n:::reflection\nprompt: Milk?\n:::\n:::check",
            "water.md:15: A lesson has one “reflection” at most. Take this one or the other out.",
        ),
        ("questions.yaml", "text: No to it", "text: Yes to it", "questions.yaml:1: Two answers have the same text."),
        (
            "questions.yaml",
            "stem: Is hot right?",
            "stem: Is check-kettle right?",
            "questions.yaml:10: The check “check-kettle” asks the same in a lesson.",
        ),
        ("job-aid.md", "title: Tea on one page", "name: Tea", "job-aid.md:2: “title” is missing in the job aid."),
    ],
)
def test_mistake_says_where_it_is_and_what_to_do(
    house: Organisation, root: Path, name: str, old: str, new: str, sentence: str
) -> None:
    before = counts()
    edit(root, name, old, new)
    found = mistakes(root)
    assert [one for one in found if sentence in one], found
    assert counts() == before


KINDS = """- id: gaps
  kind: cloze
  use: quiz
  objective: tea-water
  difficulty: hard
  tags: [Kettle, first week]
  stem: Fill the gaps.
  text: "Boil, then [pour|drink]."
  explanation: It is hot.
- id: minutes
  kind: numeric
  use: quiz
  objective: tea-time
  tags: [kettle]
  stem: How long?
  value: 3.5
  tolerance: 0.5
  unit: minutes
  explanation: It is strong then.
- id: words
  kind: written
  use: quiz
  objective: tea-leaves
  difficulty: hard
  stem: Which leaves, and why?
  guide: Names a leaf.
  points: 4
  needed: 2
  explanation: Leaves differ.
"""
DRAWS = "    - {tag: Kettle, count: 1}\n    - {objective: tea-leaves, difficulty: hard, count: 1}\n"


def add_kinds(root: Path, *, old: str = "", new: str = "") -> None:
    bank = root / "en" / "tea" / "questions.yaml"
    assert old in KINDS
    bank.write_text(KINDS.replace(old, new, 1) + bank.read_text())
    edit(root, "course.md", "  must_know", DRAWS + "  must_know")


def test_gaps_numbers_and_written_answers_are_loaded_and_drawn(house: Organisation, root: Path) -> None:
    add_kinds(root)
    load(root)
    found = Question.objects.filter(code__in=["tea-gaps", "tea-minutes", "tea-words"]).order_by("code")
    assert list(found.values_list("code", "difficulty", "tags")) == [
        ("tea-gaps", "hard", "kettle, first week"),
        ("tea-minutes", "medium", "kettle"),
        ("tea-words", "hard", ""),
    ]
    assert [one.kind for one in found] == ["cloze", "numeric", "written"]
    minutes = QuestionVersion.objects.get(question_key=found[1].translation_key)
    assert minutes.body == {"value": "3.5", "tolerance": "0.5"}
    draws = QuizPage.objects.get().draw_rules.all()
    assert [(rule.objective and rule.objective.code, rule.tag, rule.difficulty, rule.count) for rule in draws] == [
        ("tea-water", "", "", 2),
        (None, "kettle", "", 1),
        ("tea-leaves", "", "hard", 1),
    ]
    before = counts()
    assert load(root).changed == []
    assert counts() == before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[pour|drink]", "[pour]", "questions.yaml:1: Gap 1 has to have 2 to 6 choices, with a line “|” between them."),
        ("  text: ", "  txt: ", "questions.yaml:1: “text” is missing in the question “gaps”. Add it."),
        ("value: 3.5", "value: three", "questions.yaml:10: Write the right number in digits, for example 12 or 2.5."),
        ("points: 4", "points: many", "questions.yaml:27: “points” in the question “words” has to be a whole number"),
        ("needed: 2", "needed: 5", "questions.yaml:20: An answer counts as right from 1 to 4 points on."),
        (
            "difficulty: hard",
            "difficulty: nasty",
            "questions.yaml:5: “difficulty” in the question “gaps” has to be one",
        ),
        ("tags: [Kettle, first week]", "tags: Kettle", "questions.yaml:6: “tags” in the question “gaps” has to be a"),
        (
            "kind: written\n  use: quiz",
            "kind: written\n  use: check",
            "questions.yaml:22: A trainer marks a “written” question later, so no lesson can ask it.",
        ),
        (
            "difficulty: hard\n  stem: Which",
            "stem: Which",
            "course.md:19: 1 questions of “tea-leaves · hard” are to be",
        ),
    ],
)
def test_mistake_in_a_new_kind_is_named_at_its_line(
    house: Organisation, root: Path, old: str, new: str, sentence: str
) -> None:
    add_kinds(root, old=old, new=new)
    found = mistakes(root)
    assert [one for one in found if sentence in one], found


def test_rule_of_a_quiz_needs_an_objective_or_a_tag(house: Organisation, root: Path) -> None:
    edit(root, "course.md", "{objective: tea-water, count: 2}", "{difficulty: medium, count: 2}")
    assert mistakes(root) == ["en/tea/course.md:17: A rule of “draw” names an objective or a tag. Add one."]


def test_mistake_of_a_block_is_named_at_its_line(house: Organisation, root: Path) -> None:
    edit(root, "01-start/01-water.md", ":::check", f":::key-point\ntext: {'x' * 141}\n:::\n\n:::check")
    assert mistakes(root) == ["en/tea/01-start/01-water.md:12: “text” has 141 characters; 140 are allowed. Shorten it."]


def test_check_tries_everything_and_keeps_nothing(house: Organisation, root: Path, settings: object) -> None:
    before = counts()
    report = load(root, only_check=True)
    assert len(report.made) == 16
    assert counts() == before
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []  # type: ignore[attr-defined]


def test_job_aid_is_one_page_and_made_anew_only_when_it_changed(house: Organisation, root: Path) -> None:
    load(root)
    document = Document.objects.get()
    name = document.file.name
    with document.open_file() as file, pikepdf.open(BytesIO(file.read())) as paper:
        assert len(paper.pages) == 1
    edit(root, "job-aid.md", "- Wait.", "- Wait three minutes.")
    assert load(root).changed == ["document “Tea on one page”"]
    document.refresh_from_db()
    assert (Document.objects.count(), document.file.name == name) == (1, False)
    newest = Activity.objects.get(slug="water").versions.latest("number")
    assert f'href="document:{document.pk}"' in newest.body["blocks"][3]["html"]


def test_checklist_is_read_with_lasting_ids(house: Organisation, root: Path) -> None:
    listed = ":::checklist\ntitle: Ready?\nitems: [Water, Cup]\n:::\n\n"
    edit(root, "01-start/01-water.md", ":::contact", f"{listed}:::contact")
    load(root)
    version = ActivityVersion.objects.get(activity__slug="water")
    block = next(block for block in version.body["blocks"] if block["type"] == "checklist")
    assert (block["title"], [item["text"] for item in block["items"]]) == ("Ready?", ["Water", "Cup"])
    edit(root, "01-start/01-water.md", "items: [Water, Cup]", "items: [Hot water, Cup]")
    load(root)
    newer = version.activity.versions.latest("number").block(block["id"], "checklist")
    assert newer is not None
    assert [item["id"] for item in newer["items"]] == [item["id"] for item in block["items"]]


def test_commitment_is_read_with_its_examples(house: Organisation, root: Path) -> None:
    plan = ':::commitment\nprompt: What now?\nexamples:\n  - {when: "it boils", will: "pour it"}\n:::\n\n'
    edit(root, "01-start/01-water.md", ":::contact", f"{plan}:::contact")
    load(root)
    body = ActivityVersion.objects.get(activity__slug="water").body
    block = next(block for block in body["blocks"] if block["type"] == "commitment")
    assert (block["prompt"], [plan["sentence"] for plan in block["examples"]]) == (
        "What now?", ["When it boils, I will pour it."],
    )  # fmt: skip
    edit(root, "01-start/01-water.md", 'will: "pour it"', 'does: "pour it"')
    assert mistakes(root) == [
        "en/tea/01-start/01-water.md:18: There is no “does” in an example. Known here: sources, when, will.",
        "en/tea/01-start/01-water.md:18: “will” is missing in an example. Add it.",
    ]


COMPANION = 'companion:\n  - "Ask who boils the water."\n  - "Look at the kettle."\n  - "Say thank you."\nquiz:\n'


def test_companion_is_loaded_for_managers_and_writes_nothing_again(house: Organisation, root: Path) -> None:
    edit(root, "course.md", "quiz:\n", COMPANION)
    load(root)
    points = ["Ask who boils the water.", "Look at the kettle.", "Say thank you."]
    assert Course.objects.get().companions == {"en": points}
    assert [block.value for block in CoursePage.objects.get().talking_points] == points
    before = counts()
    report = load(root)
    assert (report.made, report.changed, counts()) == ([], [], before)
    edit(root, "course.md", "Look at", "Clean")
    assert load(root).changed == ["course “Tea”"]
    assert Course.objects.get().companions["en"][1] == "Clean the kettle."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('  - "Look at the kettle."\n', "", "A companion has exactly 3 points; here are 2."),
        ("Look at", "x" * 351, "Point 2 of “companion” has 363 characters; 350 are allowed. Shorten it."),
        ("Look at the kettle.", "", "Point 2 of “companion” is empty. Fill it in."),
        ('"Look at the kettle."', "[a, b]", "“companion” in course.md has to be a list of texts; put each in quotes."),
    ],
)
def test_companion_that_is_not_three_short_points_is_named(root: Path, old: str, new: str, sentence: str) -> None:
    edit(root, "course.md", "quiz:\n", COMPANION)
    edit(root, "course.md", old, new)
    assert mistakes(root) == [f"en/tea/course.md:12: {sentence}"]


def test_unknown_course_is_named(house: Organisation, root: Path) -> None:
    with pytest.raises(NotLoadable, match=r"coffee:1: There is no such course\. Known: tea\."):
        reading.folders(["coffee"], root=root)


@pytest.fixture
def command() -> Callable[..., str]:
    def run(*args: str) -> str:
        out = StringIO()
        call_command("load_curriculum", *args, stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_command_loads_respect_once(house: Organisation, command: Callable[..., str]) -> None:
    assert command("--check", "respect").startswith("Would be 60 made, 0 changed.") or Course.objects.count() == 0
    command("respect")
    lengths = Activity.objects.filter(kind="lesson").values_list("minutes", flat=True)
    assert all(3 <= minutes <= 6 for minutes in lengths), list(lengths)
    assert 5 <= len(lengths) <= 7
    assert QuizPage.objects.get().live
    assert command("respect") == "Now 0 made, 0 changed.\n"
    with pytest.raises(CommandError, match=r"Nothing was loaded: 1 to mend\."):
        command("no-such-course")


def test_respect_job_aid_fits_on_one_page(house: Organisation, command: Callable[..., str]) -> None:
    command("respect")
    with Document.objects.get().open_file() as file, pikepdf.open(BytesIO(file.read())) as paper:
        assert len(paper.pages) == 1


def test_every_starter_course_is_without_mistakes() -> None:
    problems = Problems()
    for folder in reading.folders(root=FOLDER):
        reading.read(folder, problems)
    assert [str(problem) for problem in problems.found] == []
