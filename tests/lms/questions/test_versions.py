"""Finding what is asked, in a fixed number of queries."""

from typing import Any
from uuid import uuid4

import pytest

from lms.questions import tags, versions
from tests.lms.questions.bank import AUTHORED, listed, objective, publish, question

pytestmark = pytest.mark.django_db


def test_current_gives_the_newest_of_each_in_one_query(house: object, django_assert_num_queries: Any) -> None:
    one, two = question("one"), question("two")
    publish(one)
    one.stem = "And now?"
    newest = {one.translation_key: publish(one), two.translation_key: publish(two)}

    with django_assert_num_queries(1):
        found = versions.current([one.translation_key, two.translation_key, uuid4()])

    assert found == newest
    assert found[one.translation_key].number == 2


def test_wordings_come_in_the_language_asked_for_else_in_the_first(
    house: object, django_assert_num_queries: Any
) -> None:
    one, two = question("one"), question("two")
    version_one, version_two = publish(one), publish(two)
    publish(question("one", language="de", translation_key=one.translation_key, stem="Und?"))

    with django_assert_num_queries(1):
        found = versions.wordings([version_one.pk, version_two.pk], "de")

    assert {pk: (wording.language, wording.texts["stem"]) for pk, wording in found.items()} == {
        version_one.pk: ("de", "Und?"),
        version_two.pk: ("en", "What about two?"),
    }


def test_a_short_answer_counts_in_whatever_language_it_was_typed(house: object) -> None:
    made = question(kind="short")
    version = publish(made)
    german = {"accepted": listed("Empfang"), "typo": True}
    publish(question(kind="short", language="de", translation_key=made.translation_key, value=german))

    accepted = {
        language: versions.wordings([version.pk], language)[version.pk].texts["accepted"] for language in ("en", "de")
    }

    assert accepted == {"en": ["Reception", "Front desk", "Empfang"], "de": ["Empfang", "Reception", "Front desk"]}


def test_draw_pool_holds_what_is_live_and_marked(house: object, django_assert_num_queries: Any) -> None:
    live, draft, gone = question("live"), question("draft"), question("gone")
    thought, other = question("thought", "reflection"), question("other", objective=objective("privacy"))
    for made in (live, gone, thought, other):
        publish(made)
    gone.unpublish()
    draft.save_revision()
    words, privacy = objective().translation_key, objective("privacy").translation_key
    empty = objective("empty").translation_key

    with django_assert_num_queries(1):
        pool = versions.draw_pool([words, privacy, empty])

    assert pool == {words: [live.translation_key], privacy: [other.translation_key], empty: []}


def test_a_question_withdrawn_in_its_first_language_is_drawn_no_more(house: object) -> None:
    made = question()
    publish(made)
    publish(question(language="de", translation_key=made.translation_key, value=AUTHORED["single"]))

    made.unpublish()

    assert versions.draw_pool([objective().translation_key]) == {objective().translation_key: []}


def test_answered_is_empty_while_no_record_names_a_version(house: object) -> None:
    made = question()
    publish(made)

    assert versions.answered([made.translation_key]) == set()


def test_what_a_trainer_marks_can_be_drawn_for_a_quiz_and_not_where_the_reasons_follow_at_once(house: object) -> None:
    made = question(kind="written")
    publish(made)

    assert [one.key for one in versions.drawable([objective().translation_key])] == [made.translation_key]
    assert versions.draw_pool([objective().translation_key]) == {objective().translation_key: []}


def test_drawable_are_all_of_an_objective_and_all_with_a_tag(house: object, django_assert_num_queries: Any) -> None:
    one = question("one", tags="phone")
    two = question("two", objective=objective("privacy"), tags="first week, Phone", difficulty="hard")
    other = question("other", objective=objective("privacy"), tags="desk")
    for made in (one, two, other):
        publish(made)
    two.tags = "a draft says something else"
    two.save_revision()
    about = objective().translation_key

    with django_assert_num_queries(1):
        found = versions.drawable([about], ["phone"])

    assert found == [
        versions.Drawable(one.translation_key, about, frozenset({"phone"}), "medium", "single"),
        versions.Drawable(
            two.translation_key,
            objective("privacy").translation_key,
            frozenset({"phone", "first week"}),
            "hard",
            "single",
        ),
    ]
    one.unpublish()
    assert [found.key for found in versions.drawable([about], ["phone"])] == [two.translation_key]
    named = versions.drawable([about], ["phone"], also=[one.translation_key])
    assert [found.key for found in named] == [one.translation_key, two.translation_key]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        (" , #, ", []),
        ("Phone, #phone ,PHONE", ["phone"]),
        ("First  week,\tdesk", ["first week", "desk"]),
        ("cafe\u0301, caf\xe9", ["caf\xe9"]),
    ],
)
def test_tags_are_kept_in_one_form(line: str, words: list[str]) -> None:
    assert tags.split(line) == words
