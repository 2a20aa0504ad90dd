"""Publishing freezes what is marked; what changes gets the next number; words of other languages go along."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.questions import publishing
from lms.questions.models import Question, QuestionVersion, QuestionWording
from tests.lms.questions.bank import AUTHORED, listed, objective, option, publish, question

pytestmark = pytest.mark.django_db


def numbers(made: Question) -> list[int]:
    found = QuestionVersion.objects.filter(question_key=made.translation_key).order_by("number")
    return list(found.values_list("number", flat=True))


def languages(version: QuestionVersion) -> list[str]:
    return sorted(version.wordings.values_list("language", flat=True))


def translated(made: Question, language: str, **fields: object) -> Question:
    value = fields.pop("value", AUTHORED[made.kind])
    return question(
        made.code, made.kind, language=language, translation_key=made.translation_key, value=value, **fields
    )


@pytest.mark.parametrize("kind", AUTHORED)
def test_first_publish_makes_version_one(house: object, kind: str) -> None:
    version = publish(question(kind=kind))

    assert (version.number, version.kind, version.source_language) == (1, kind, "en")
    assert version.objective_key == objective().translation_key
    assert version.sha256 == publishing.fingerprint(version)
    assert languages(version) == ["en"]


def test_a_draft_makes_no_version(house: object) -> None:
    made = question()
    made.save_revision()

    assert numbers(made) == []


def test_a_publish_that_is_scheduled_makes_no_version_yet(house: object) -> None:
    made = question()
    made.go_live_at = timezone.now() + timedelta(days=1)
    made.save_revision().publish()

    assert numbers(made) == []


def test_publishing_the_same_again_keeps_the_version(house: object) -> None:
    made = question()

    first = publish(made)

    assert publish(made) == first
    assert publishing.compile(made) == first


def test_new_words_make_a_new_version_with_the_same_key(house: object) -> None:
    made = question()
    first = publish(made)
    made.stem = "What about greeting somebody?"

    second = publish(made)

    assert (second.number, second.body) == (2, first.body)
    assert first.wordings.get().texts["stem"] == "What about greeting?"
    assert second.wordings.get().texts["stem"] == "What about greeting somebody?"


def test_another_right_answer_makes_a_new_version_and_leaves_the_old_one(house: object) -> None:
    made = question()
    first = publish(made)
    before = first.body.copy()
    answers = listed(option("Red", right=True), option("Green"), option("Blue"))
    made.interaction = question("other", value={"options": answers}).interaction

    second = publish(made)

    first.refresh_from_db()
    assert first.body == before
    assert second.body["right"] == first.body["options"][0]


def test_another_objective_makes_a_new_version(house: object) -> None:
    made = question()
    publish(made)
    made.objective = objective("privacy")

    assert publish(made).objective_key == objective("privacy").translation_key


def test_a_translation_adds_its_words_to_the_version(house: object) -> None:
    made = question()
    first = publish(made)

    version = publish(translated(made, "de", stem="Was ist mit dem Gruß?"))

    assert version == first
    assert languages(version) == ["de", "en"]


def test_a_translation_cannot_change_what_is_right(house: object) -> None:
    made = question()
    first = publish(made)
    answers = listed(option("Rot", right=True), option("Grün"), option("Blau"))

    version = publish(translated(made, "de", value={"options": answers, "fixed_order": True}))

    assert version.body == first.body


def test_changed_words_of_a_translation_make_a_version_that_keeps_the_original(house: object) -> None:
    made = question()
    publish(made)
    german = translated(made, "de")
    publish(german)
    german.stem = "Und nun?"

    version = publish(german)

    assert version.number == 2
    assert dict(version.wordings.values_list("language", "texts__stem")) == {
        "en": "What about greeting?",
        "de": "Und nun?",
    }


def test_a_new_key_carries_the_words_that_still_fit(house: object) -> None:
    made = question()
    publish(made)
    publish(translated(made, "de"))
    made.interaction = question("other", value={**AUTHORED["single"], "fixed_order": True}).interaction

    assert languages(publish(made)) == ["de", "en"]


def test_a_new_answer_leaves_the_words_behind_that_lack_it(house: object) -> None:
    made = question()
    publish(made)
    publish(translated(made, "de"))
    answers = listed(option("Red"), option("Green", right=True), option("Blue"), option("Black"))
    made.interaction = question("other", value={"options": answers}).interaction

    assert languages(publish(made)) == ["en"]


def test_a_translation_with_other_answers_is_refused(house: object) -> None:
    made = question()
    publish(made)
    german = translated(made, "de", value={"options": listed(option("Rot", right=True), option("Grün"))})

    with pytest.raises(publishing.NotReady) as refused:
        publishing.compile(german)

    assert refused.value.problems == [
        "A translation has the same answers as the original. Add what is missing and remove what is new."
    ]


def test_a_translation_of_another_kind_is_refused(house: object) -> None:
    made = question()
    publish(made)
    german = question(made.code, "short", language="de", translation_key=made.translation_key)

    with pytest.raises(publishing.NotReady, match="Choose one"):
        publishing.compile(german)


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"stem": " "}, ["Write the question."]),
        ({"explanation": ""}, ["Write why. No question is published without an explanation."]),
        ({"value": {"options": []}}, ["Write at least two answers.", "Mark exactly one answer as right."]),
    ],
)
def test_an_incomplete_question_is_refused_with_sentences(
    house: object, fields: dict[str, object], problems: list[str]
) -> None:
    made = question(**fields)

    with pytest.raises(publishing.NotReady) as refused:
        publishing.compile(made)

    assert refused.value.problems == problems
    assert numbers(made) == []


def test_deleting_a_question_keeps_its_versions(house: object) -> None:
    made = question()
    version = publish(made)

    made.delete()

    assert QuestionVersion.objects.get() == version
    assert QuestionWording.objects.count() == 1


def test_two_questions_with_the_same_block_ids_share_no_option(house: object) -> None:
    one, two = publish(question("one")), publish(question("two"))

    assert set(one.body["options"]).isdisjoint(two.body["options"])
