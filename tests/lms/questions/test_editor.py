"""The bank in the editor: half-done drafts are kept, publishing says what is missing, used questions stay."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Activity, CheckResponse, Course, Enrolment
from lms.people.models import User
from lms.questions.models import Question, QuestionVersion
from quizzes.models import FixedQuestion, QuizPage
from tests.lms.questions.bank import AUTHORED, objective, publish, question

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

LIST = "wagtailsnippets_questions_question:list"


@pytest.fixture
def editor(ada: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(ada)


def form(*options: tuple[str, bool, str], **fields: Any) -> dict[str, Any]:
    """What the editor's form posts for a single choice question."""
    entries = {
        f"{number}": {"deleted": "", "order": f"{number}", "type": "item", "id": f"b{number}",
                      "value": {"text": text, "why": why} | ({"right": "on"} if right else {})}
        for number, (text, right, why) in enumerate(options)
    }  # fmt: skip
    block = {"options": {"count": str(len(options)), **entries}}
    posted = {
        "code": "greeting",
        "objective": objective().pk,
        "stem": "What do you say?",
        "hint": "",
        "explanation": "They know when.",
        "difficulty": "medium",
        "tags": "",
        "sources": "",
        "interaction": streamfield([("single", block)]),
    }
    return nested_form_data(posted | fields)


GOOD = (("At three", True, "They can plan."), ("Soon", False, "Nobody knows when."))


def edit(made: Question) -> str:
    return reverse("wagtailsnippets_questions_question:edit", args=[made.pk])


def test_a_question_is_written_and_published(editor: Client) -> None:
    answer = editor.post(reverse("wagtailsnippets_questions_question:add"), form(*GOOD) | {"action-publish": "1"})

    assert answer.status_code == 302
    made = Question.objects.get()
    version = QuestionVersion.objects.get()
    assert (made.live, version.question_key) == (True, made.translation_key)
    words = version.wordings.get().texts["options"]  # PostgreSQL keeps no order of keys
    assert [words[option]["text"] for option in version.body["options"]] == ["At three", "Soon"]


def test_tags_and_difficulty_are_kept_in_one_form(editor: Client) -> None:
    editor.post(
        reverse("wagtailsnippets_questions_question:add"),
        form(*GOOD, difficulty="hard", tags=" Phone,first  week,#phone, ") | {"action-publish": "1"},
    )

    made = Question.objects.get()
    assert (made.difficulty, made.tags) == ("hard", "phone, first week")
    assert made.get_latest_revision_as_object().tags == "phone, first week"


def test_a_draft_changes_neither_tags_nor_difficulty_of_what_is_live(editor: Client) -> None:
    made = question(tags="phone")
    publish(made)

    editor.post(edit(made), form(*GOOD, difficulty="hard", tags="desk"))

    made.refresh_from_db()
    assert (made.tags, made.difficulty, made.has_unpublished_changes) == ("phone", "medium", True)


def test_a_published_question_is_not_given_to_a_trainer_to_mark(editor: Client) -> None:
    made = question()
    publish(made)
    block = {"guide": "A time.", "points": "4", "needed": "3"}

    answer = editor.post(
        edit(made), form(*GOOD, interaction=streamfield([("written", block)])) | {"action-publish": "1"}
    )

    assert "This question was answered at once so far." in unescape(answer.content.decode())
    assert QuestionVersion.objects.get().kind == "single"


def test_a_half_done_draft_is_kept_and_not_asked(editor: Client) -> None:
    answer = editor.post(
        reverse("wagtailsnippets_questions_question:add"),
        form(("At three", False, ""), stem="", explanation="", interaction=streamfield([])),
    )

    assert answer.status_code == 302
    assert (Question.objects.get().live, QuestionVersion.objects.count()) == (False, 0)


def test_a_draft_with_a_half_done_block_is_kept(editor: Client) -> None:
    answer = editor.post(
        reverse("wagtailsnippets_questions_question:add"), form(("At three", False, ""), explanation="")
    )

    assert answer.status_code == 302
    assert Question.objects.get().kind == "single"


@pytest.mark.parametrize(
    ("options", "fields", "sentence"),
    [
        ((("A", False, "x"), ("B", False, "y")), {}, "Mark exactly one answer as right."),
        ((("A", True, "x"), ("B", False, "")), {}, "This field is required."),
        ((("A", True, "x"), ("A", False, "y")), {}, "Two answers have the same text. Change or remove one."),
        (GOOD, {"explanation": ""}, "This field is required."),
    ],
)
def test_publishing_says_what_is_missing(editor: Client, options: Any, fields: dict[str, Any], sentence: str) -> None:
    answer = editor.post(
        reverse("wagtailsnippets_questions_question:add"), form(*options, **fields) | {"action-publish": "1"}
    )

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert QuestionVersion.objects.count() == 0


def test_a_translation_that_lacks_an_answer_is_not_published(editor: Client) -> None:
    made = question()
    publish(made)
    german = question(language="de", translation_key=made.translation_key)

    answer = editor.post(edit(german), form(*GOOD, objective=german.objective_id) | {"action-publish": "1"})

    assert "A translation has the same answers as the original." in answer.content.decode()
    assert QuestionVersion.objects.get().wordings.count() == 1


@pytest.mark.parametrize("kind", AUTHORED)
@pytest.mark.parametrize("mode", ["asked", "right", "wrong"])
def test_a_preview_shows_the_learners_page(editor: Client, kind: str, mode: str) -> None:
    made = question(kind=kind)
    made.save_revision()
    revision = made.latest_revision.pk
    url = reverse("wagtailsnippets_questions_question:revisions_view", args=[made.pk, revision])

    answer = editor.get(url, {"mode": mode})

    assert answer.status_code == 200
    html = answer.content.decode()
    assert ("<fieldset" in html) is (mode == "asked")
    assert ("It keeps the promise." in html) is (mode != "asked")


def test_the_preview_of_an_empty_draft_says_what_is_missing(editor: Client) -> None:
    made = question(stem="", explanation="", value={"options": []})
    made.save_revision(clean=False)
    url = reverse("wagtailsnippets_questions_question:revisions_view", args=[made.pk, made.latest_revision.pk])

    answer = editor.get(url)

    assert answer.status_code == 200
    assert "Write the question." in answer.content.decode()


@pytest.mark.parametrize("kind", AUTHORED)
def test_the_block_picker_previews_each_kind(editor: Client, kind: str) -> None:
    block = Question._meta.get_field("interaction").stream_block.child_blocks[kind]

    answer = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert answer.status_code == 200
    assert "<fieldset" in answer.content.decode()


def test_the_list_is_filtered_searched_and_costs_the_same_for_any_length(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        publish(question(f"few-{number}"))
    editor.get(reverse(LIST))
    with django_assert_max_num_queries(60) as few:
        editor.get(reverse(LIST))
    for number in range(20):
        publish(question(f"many-{number}", "short"))

    with django_assert_max_num_queries(len(few)):
        html = editor.get(reverse(LIST)).content.decode()

    assert "Short answer" in html
    assert "few-1" in editor.get(reverse(LIST), {"q": "few-1"}).content.decode()
    assert editor.get(reverse(LIST), {"live": "false"}).context["object_list"].count() == 0


def test_the_chooser_offers_only_what_is_live(editor: Client) -> None:
    publish(question("live-one"))
    question("draft-one")

    html = editor.get(reverse("wagtailsnippetchoosers_questions_question:choose")).content.decode()

    assert "What about live-one?" in html
    assert "What about draft-one?" not in html


def test_an_unused_question_can_be_deleted(editor: Client) -> None:
    made = question()

    editor.post(reverse("wagtailsnippets_questions_question:delete", args=[made.pk]))

    assert Question.objects.count() == 0


def answered_by(person: User, made: Question) -> None:
    """A check in a lesson of a course that this person takes."""
    key = uuid4()
    course = Course.objects.create(key=key, slug="respect", source_language="en", titles={"en": "Respect"})
    activity = Activity.objects.create(key=uuid4(), course=course, kind="lesson", slug="one")
    enrolment = Enrolment.objects.create(person=person, course=course, language="en", started_at=timezone.now())
    version = publish(made)
    CheckResponse.objects.create(
        enrolment=enrolment, activity=activity, block_id="b", question_version=version, value="x",
        is_right=False, answered_at=timezone.now(),
    )  # fmt: skip


def test_an_answered_question_stays_and_says_why(editor: Client, lena: User) -> None:
    made, free = question(), question("free")
    answered_by(lena, made)
    one = reverse("wagtailsnippets_questions_question:delete", args=[made.pk])
    many = reverse("wagtail_bulk_action", args=["questions", "question", "delete"]) + f"?id={made.pk}&id={free.pk}"
    sentence = "People answered “greeting”, so it stays. Unpublish it instead: then it is asked no more."

    for url in (one, many):
        answer = editor.post(url, follow=True)

        assert sentence in unescape(answer.content.decode())
    assert Question.objects.count() == 2


def test_a_question_that_a_quiz_asks_stays_and_says_why(editor: Client) -> None:
    made = question()
    publish(made)
    quiz = QuizPage(title="Quiz", slug="quiz", fixed_questions=[FixedQuestion(question=made)])
    Page.objects.get(depth=1).add_child(instance=quiz)

    answer = editor.post(reverse("wagtailsnippets_questions_question:delete", args=[made.pk]), follow=True)

    assert "A lesson or quiz asks “greeting”. Take it out there first." in unescape(answer.content.decode())
    assert Question.objects.count() == 1


def test_objectives_are_listed(editor: Client) -> None:
    objective("privacy")

    html = editor.get(reverse("wagtailsnippets_questions_objective:list")).content.decode()

    assert "use privacy" in html


def test_learners_do_not_reach_the_bank(lena: User, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(lena).get(reverse(LIST)).status_code == 404


def test_translating_keeps_the_ids_of_the_answers(house: object) -> None:
    made = question()
    version = publish(made)
    german = made.copy_for_translation(Locale.objects.get_or_create(language_code="de")[0])
    german.objective = objective(language="de")
    german.save()

    assert publish(german) == version
