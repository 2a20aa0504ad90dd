"""A question on a page: before answering, after release, with errors, in another language."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from lms.questions import asking, kinds, versions
from lms.questions.asking import Asked
from tests.lms.questions.bank import AUTHORED, publish, question

pytestmark = pytest.mark.django_db


def asked(kind: str = "single", *, seed: str = "lena", language: str = "en") -> Asked:
    version = publish(question(kind=kind))
    return asking.ask(version, versions.wordings([version.pk], language)[version.pk], seed=seed)


def page(name: str, **context: Any) -> str:
    return re.sub(r"\s+", " ", render_to_string(f"questions/{name}.html", context))


@pytest.mark.parametrize("kind", AUTHORED)
def test_a_question_is_a_labelled_group_of_native_fields(house: object, kind: str) -> None:
    html = page("_question", asked=asked(kind), heading="h1", caption="Question 3 of 8", prefix="x-")

    assert html.count("<fieldset") == 1
    assert '<legend> <span class="meta">Question 3 of 8</span> <h1 id="x-q" tabindex="-1">' in html
    assert 'aria-describedby="x-q-hint"' in html
    assert 'id="x-q-1"' in html
    fields = re.findall(r"<(?:input|select|textarea)[^>]*? id=\"([^\"]+)\"", html)
    wrapped = len(re.findall(r'<label class="choice">', html))
    assert [f'for="{field}"' in html or wrapped > 0 for field in fields] == [True] * len(fields)


@pytest.mark.parametrize("kind", AUTHORED)
def test_a_question_tells_nothing_before_it_is_answered(house: object, kind: str) -> None:
    html = page("_question", asked=asked(kind))

    for secret in (
        "Because.",
        "It keeps the promise.",
        "Reception",
        "right",
        "quality",
        "Better answer",
        "12.5",
        "Names a time",
    ):
        assert secret not in html


@pytest.mark.parametrize("kind", [kind for kind in AUTHORED if kind not in {"reflection", "written"}])
def test_a_saved_answer_comes_back_into_the_form(house: object, kind: str) -> None:
    one = asked(kind)
    value = one.example(is_right=True)

    html = page("_question", asked=one, value=value)

    chosen = re.findall(r'value="([^"]+)" (?:checked|selected)', html) or re.findall(r'value="(Reception|12.5)"', html)
    assert sorted(chosen) == sorted(entry for values in one.entered(value).values() for entry in values)


def test_a_refused_form_comes_back_as_it_was_with_the_error(house: object) -> None:
    one = asked("order")
    first = one.view["steps"][0]["field"]
    with pytest.raises(kinds.BadAnswer) as refused:
        one.read({first: "2"})

    html = page("_question", asked=one, kept=refused.value.kept, error=refused.value.sentence, prefix="x-")

    assert 'aria-describedby="x-q-hint x-q-err"' in html
    assert 'id="x-q-err"><span class="vh">Error:</span> Give each step its own place, each place once.' in html
    assert html.count('value="2" selected') == 1


def test_steps_stand_in_the_order_that_was_given_to_them(house: object) -> None:
    one = asked("order")
    given = one.example(is_right=False)

    def steps(**state: Any) -> list[str]:
        return re.findall(r'<select class="input" name="item-(\w+)"', page("_question", asked=one, **state))

    assert steps() == steps(kept={f"item-{one.order[2]}": ["1"]}) == one.order
    assert steps(value=given) == given


def test_each_step_has_named_buttons_that_move_it(house: object) -> None:
    one = asked("order")

    with translation.override("de"):
        html = page("_question", asked=one)

    named = re.findall(r'name="move" value="(\w+:\w+)"[^>]*>.*?<span lang="en">(\w+)</span>', html)
    steps = one.view["steps"]
    assert named == [(f"{way}:{step['id']}", step["text"]) for step in steps for way in ("up", "down")]


def test_terms_are_matched_in_a_table_with_headers(house: object) -> None:
    html = page("_question", asked=asked("match"), prefix="x-")

    assert '<table class="match" role="table" aria-labelledby="x-q">' in html
    assert re.findall(r'<th role="columnheader" scope="col">(.*?)</th>', html) == ["Term", "Your choice"]
    assert re.findall(r'<th role="rowheader" scope="row"><label for="(.*?)">(.*?)</label></th>', html) == [
        ("x-q-1", "Laptop"), ("x-q-2", "Holiday"), ("x-q-3", "Invoice"),
    ]  # fmt: skip
    assert html.count("<td") == html.count("<select") == 3


@pytest.mark.parametrize(
    ("kind", "is_right", "look", "verdict"),
    [
        ("single", True, "yes", "Yes"),
        ("single", False, "no", "Not quite – here is why"),
        ("multiple", False, "no", "Not quite – here is why"),
        ("situation", True, "yes", "Yes"),
        ("order", False, "no", "Not quite – here is why"),
        ("match", True, "yes", "Yes"),
        ("short", False, "no", "Not quite – here is why"),
        ("cloze", False, "no", "Not quite – here is why"),
        ("numeric", True, "yes", "Yes"),
        ("numeric", False, "no", "Not quite – here is why"),
        ("written", True, "info", "Saved. Your trainer will read it."),
        ("reflection", True, "info", "Saved. Only you can read it."),
    ],
)
def test_an_answered_question_gives_verdict_and_reason_in_words(
    house: object, kind: str, is_right: bool, look: str, verdict: str
) -> None:
    one = asked(kind)
    review = one.review(one.example(is_right=is_right))

    html = page("_answered", asked=one, review=review)

    assert (review.look, review.verdict) == (look, verdict)
    assert f'<div class="fb {look}">' in html
    assert "It keeps the promise." in html
    assert "Your answer" in html
    assert "<input" not in html
    assert "<details" not in html


@pytest.mark.parametrize("kind", ["single", "situation", "match", "short", "cloze", "numeric"])
def test_a_missed_question_names_the_better_answer(house: object, kind: str) -> None:
    one = asked(kind)

    html = page("_answered", asked=one, review=one.review(one.example(is_right=False)))

    assert "Better answer" in html


@pytest.mark.parametrize("hint", ["", "Three to five sentences."])
def test_a_written_answer_says_who_reads_it_whatever_the_hint(house: object, hint: str) -> None:
    version = publish(question(kind="written", hint=hint))
    one = asking.ask(version, versions.wordings([version.pk], "en")[version.pk])

    html = page("_question", asked=one, value="I am sorry.\nBo")

    assert html.count("Your trainer will read this") == 1
    assert hint in html
    assert "I am sorry. Bo</textarea>" in html
    assert "Names a time" not in html + page("_answered", asked=one, review=one.review("Hm"))


def test_gaps_stand_in_the_running_text_and_are_named(house: object) -> None:
    html = page("_question", asked=asked("cloze"), prefix="x-")

    text = re.sub(r"<option.*?</option>|<[^>]+>", "", html[html.index('<p class="cloze"') :]).replace("&#8288;", "")
    assert text.strip() == "Listen first, then Gap 1. Agree on Gap 2."
    assert re.findall(r'<label class="vh" for="(x-q-\d)">', html) == ["x-q-1", "x-q-2"]


def test_an_acceptable_reply_counts_as_right_and_shows_the_better_one(house: object) -> None:
    one = asked("situation")
    acceptable = next(option["id"] for option in one.view["options"] if option["text"] == "Soon")

    review = one.review(acceptable)

    assert (review.is_right, review.verdict) == (True, "Yes, and there is a better reply")
    assert "Better answer" in page("_answered", asked=one, review=review)


@pytest.mark.parametrize("is_right", [True, False])
def test_a_missed_order_says_that_the_list_is_the_better_one(house: object, is_right: bool) -> None:
    one = asked("order")

    html = page("_answered", asked=one, review=one.review(one.example(is_right=is_right)))

    assert ("Better order" in html) is not is_right


def test_a_question_left_open_says_so(house: object) -> None:
    one = asked()

    html = page("_answered", asked=one, review=one.review(None))

    assert "Not answered" in html
    assert "Your answer" not in html


def test_part_of_an_answer_is_shown_and_not_counted(house: object) -> None:
    one = asked("match")
    value = one.example(is_right=True)
    first, second, *_rest = value
    review = one.review({**value, first: value[second]})

    assert (review.is_right, review.is_partly_right) == (False, True)
    assert "A part of your answer is right." in page("_answered", asked=one, review=review)


def test_the_same_seed_gives_the_same_order(house: object) -> None:
    version = publish(question(kind="order"))
    wording = versions.wordings([version.pk], "en")[version.pk]

    orders = {tuple(asking.ask(version, wording, seed=seed).order) for seed in ("a", "a", "a")}

    assert len(orders) == 1


def test_words_in_another_language_are_marked_for_readers(house: object) -> None:
    one = asked()

    with translation.override("de"):
        html = page("_question", asked=one, heading="h1")

    assert '<h1 id="q" tabindex="-1" lang="en">' in html
    assert '<span lang="en">Green</span>' in html


def test_authored_text_is_escaped(house: object) -> None:
    version = publish(question(stem="<script>alert(1)</script>"))
    one = asking.ask(version, versions.wordings([version.pk], "en")[version.pk])

    assert "&lt;script&gt;" in page("_question", asked=one)
    assert "<script>" not in page("_answered", asked=one, review=one.review(None))
