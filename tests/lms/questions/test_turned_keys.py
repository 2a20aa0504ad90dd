"""A key that was wrong is turned: the same words keep their ids, so that old answers and translations stay true."""

from typing import Any

import pytest
from django.utils import timezone

from lms.questions import asking, kinds, publishing
from lms.questions.models import Question, QuestionVersion, QuestionWording
from tests.lms.questions import bank
from tests.lms.questions.bank import listed, publish, question

pytestmark = pytest.mark.django_db
TURNED = "Other answers are right in the original now. Change them here too, then publish."
OTHER = "A translation has the same answers as the original. Add what is missing and remove what is new."


def gaps(text: str) -> dict[str, Any]:
    return {"text": text}


def pairs(*said: str) -> dict[str, Any]:
    """From “term – match”."""
    return {"pairs": listed(*(dict(zip(("term", "match"), one.split(" – "), strict=True)) for one in said))}


def write(made: Question, value: dict[str, Any]) -> Question:
    made.interaction = question(
        f"of-{made.pk}-{made.locale_id}-{Question.objects.count()}", made.kind, value=value
    ).interaction
    return made


def rewritten(made: Question, value: dict[str, Any]) -> QuestionVersion:
    return publish(write(made, value))


def german(made: Question, value: dict[str, Any]) -> Question:
    return question(made.code, made.kind, language="de", translation_key=made.translation_key, value=value)


def mark(version: QuestionVersion, value: Any, language: str = "en") -> bool | None:
    texts = version.wordings.get(language=language).texts
    return kinds.get(version.kind).mark(version.body, texts, value).is_right


def right(version: QuestionVersion, language: str = "en") -> str:
    """The right answer as a reader would say it."""
    kind, texts = kinds.get(version.kind), version.wordings.get(language=language).texts
    return kind.in_words(version.body, texts, kind.example(version.body, texts, is_right=True))


def decided(version: QuestionVersion) -> Any:
    return kinds.get(version.kind).decided_by(version.body, version.wordings.get(language="en").texts)


TURNS = [
    ("cloze", gaps("Call [before|after] noon."), gaps("Call [after|before] noon.")),
    ("match", pairs("Laptop – Desk", "Holiday – Team"), pairs("Laptop – Team", "Holiday – Desk")),
]


@pytest.mark.parametrize(("kind", "value", "turned"), TURNS)
def test_a_turned_key_is_another_key_for_the_same_answers(
    house: object, kind: str, value: dict[str, Any], turned: dict[str, Any]
) -> None:
    made = question(kind=kind, value=value)
    first = publish(made)
    old = kinds.get(kind).example(first.body, first.wordings.get().texts, is_right=True)

    second = rewritten(made, turned)

    assert (second.number, decided(second) == decided(first)) == (2, False)
    assert (mark(first, old), mark(second, old)) == (True, False)
    texts = [one.wordings.get().texts for one in (first, second)]
    assert [kinds.get(kind).in_words(first.body, words, old) for words in texts] == [right(first)] * 2
    first.refresh_from_db()
    assert decided(rewritten(made, value)) == decided(first), "turned back it is the first key again"


@pytest.mark.parametrize(
    ("kind", "value", "between", "again"),
    [
        ("cloze", gaps("[by|at|in] noon"), gaps("[by|at] noon"), gaps("[in|by|at] noon")),
        ("match", pairs("a – 1", "b – 2", "c – 3"), pairs("a – 1", "b – 2"), pairs("a – 3", "b – 2", "c – 1")),
    ],
)
def test_words_that_were_away_come_back_as_what_they_were(
    house: object, kind: str, value: dict[str, Any], between: dict[str, Any], again: dict[str, Any]
) -> None:
    made = question(kind=kind, value=value)
    first = publish(made)
    rewritten(made, between)

    third = rewritten(made, again)

    chosen = kinds.get(kind).example(third.body, third.wordings.get().texts, is_right=True)
    assert kinds.get(kind).in_words(first.body, first.wordings.get().texts, chosen) == right(third)


def test_new_words_are_a_new_answer(house: object) -> None:
    made = question(kind="cloze", value=gaps("Call [before|after] noon."))
    first = publish(made)

    second = rewritten(made, gaps("Call [at|after] noon."))

    (gap,) = second.body["gaps"]
    assert second.body["key"][gap] not in first.body["choices"][gap]
    assert second.body["choices"][gap][1] == first.body["choices"][gap][1]


@pytest.mark.parametrize(
    ("kind", "value", "mended", "part"),
    [
        ("cloze", gaps("Call [before|after] noon."), gaps("Call [at|after] noon."), "gaps"),
        ("match", pairs("Laptop – Desk", "Holiday – Team"), pairs("Laptop – Hall", "Holiday – Team"), "pairs"),
    ],
)
def test_what_was_chosen_is_said_also_when_it_is_there_no_more(
    house: object, kind: str, value: dict[str, Any], mended: dict[str, Any], part: str
) -> None:
    made = question(kind=kind, value=value)
    first = asking.ask(publish(made), QuestionWording.objects.get())
    chosen = first.example(is_right=True)
    second = rewritten(made, mended)

    row = first.marked_by(second, second.wordings.get()).review(chosen).parts[part][0]

    assert (row["chosen"], row["is_right"]) == ({"cloze": "before", "match": "Desk"}[kind], False)


@pytest.mark.parametrize(("kind", "value", "turned"), TURNS)
def test_the_words_of_a_translation_follow_the_turned_key(
    house: object, kind: str, value: dict[str, Any], turned: dict[str, Any]
) -> None:
    made = question(kind=kind, value=value)
    publish(made)
    words = {"cloze": gaps("Ruf [vorher|nachher] an."), "match": pairs("Rechner – Tisch", "Urlaub – Team")}[kind]
    publish(german(made, words))

    second = rewritten(made, turned)

    said = {"cloze": "Ruf nachher an.", "match": "Rechner – Team; Urlaub – Tisch"}[kind]
    assert right(second, "de") == said


@pytest.mark.parametrize(("kind", "value", "turned"), TURNS)
def test_a_translation_that_still_has_the_old_key_is_not_published(
    house: object, kind: str, value: dict[str, Any], turned: dict[str, Any]
) -> None:
    made = question(kind=kind, value=value)
    publish(made)
    words, followed = {
        "cloze": (gaps("Ruf [vorher|nachher] an."), gaps("Ruf [nachher|davor] an.")),
        "match": (pairs("Rechner – Tisch", "Urlaub – Team"), pairs("Urlaub – Tisch", "Computer – Team")),
    }[kind]
    translation = german(made, words)
    publish(translation)
    rewritten(made, turned)

    for stem in ("What about greeting?", "Und nun?"):
        translation.stem = stem
        assert publishing.problems(translation) == [TURNED]
        with pytest.raises(publishing.NotReady):
            publishing.compile(translation)

    version = rewritten(translation, followed)
    assert version.wordings.get(language="de").texts["stem"] == "Und nun?"
    assert right(version, "de") == {"cloze": "Ruf nachher an.", "match": "Computer – Team; Urlaub – Tisch"}[kind]


@pytest.mark.parametrize("again", ["Ruf [vorher|nachher|um] an.", "Ruf [davor|nachher|um] an."])
def test_a_translation_that_was_left_behind_does_not_come_back_with_the_old_key(house: object, again: str) -> None:
    made = question(kind="cloze", value=gaps("Call [before|after] noon."))
    publish(made)
    translation = german(made, gaps("Ruf [vorher|nachher] an."))
    publish(translation)

    version = rewritten(made, gaps("Call [after|before|at] noon."))

    assert list(version.wordings.values_list("language", flat=True)) == ["en"]
    assert publishing.problems(translation) == [OTHER]
    assert publishing.problems(write(translation, gaps(again))) == [TURNED]
    assert right(rewritten(translation, gaps("Ruf [nachher|vorher|um] an.")), "de") == "Ruf nachher an."


@pytest.mark.parametrize(
    ("kind", "value", "wrong", "mended"),
    [
        (
            "cloze",
            gaps("Call [before|after] noon."),
            gaps("Ruf [nachher|vorher] an."),
            gaps("Ruf [vorher|nachher] an."),
        ),
        ("match", pairs("a – 1", "b – 2"), pairs("A – II", "B – I"), pairs("A – I", "B – II")),
    ],
)
def test_a_translation_mends_its_own_mistake(
    house: object, kind: str, value: dict[str, Any], wrong: dict[str, Any], mended: dict[str, Any]
) -> None:
    """While the original has the key that it had, the translation had it wrong."""
    made = question(kind=kind, value=value)
    first = publish(made)
    translation = german(made, wrong)
    publish(translation)

    version = rewritten(translation, mended)

    assert (version.number, version.body) == (2, first.body)
    assert right(version, "de") == {"cloze": "Ruf vorher an.", "match": "A – I; B – II"}[kind]


def test_words_of_a_translation_are_changed_one_by_one(house: object) -> None:
    made = question(kind="cloze", value=gaps("Call [before|after|at] noon."))
    publish(made)
    translation = german(made, gaps("Ruf [vorher|nachher|um] an."))
    first = publish(translation)

    version = rewritten(translation, gaps("Ruf [davor|um|danach] an."))

    said = [one.wordings.get(language="de").texts["choices"] for one in (first, version)]
    of = {"davor": "vorher", "um": "um", "danach": "nachher"}
    assert {words: said[0][choice] for choice, words in said[1].items()} == of


# --- What was published before ids followed words ---
def stored(made: Question, body: dict[str, Any], **texts: dict[str, Any]) -> QuestionVersion:
    """A version as it was written then."""
    version = QuestionVersion(
        question_key=made.translation_key, number=1, kind=made.kind, objective_key=made.objective.translation_key,
        body=body, source_language="en", created_at=timezone.now(),
    )  # fmt: skip
    version.sha256 = publishing.fingerprint(version)
    version.save()
    said = {"stem": made.stem, "hint": "", "explanation": made.explanation}
    for language, words in texts.items():
        QuestionWording.objects.create(version=version, language=language, texts={**said, **words})
    return version


OLD_PAIRS = {"terms": ["t1", "t2"], "key": {"t1": "m1", "t2": "m2"}}


def old(kind: str) -> Question:
    made = question(kind=kind, value=next(value for code, value, _turned in TURNS if code == kind))
    if kind == "cloze":
        gap = bank_gap(made)
        body = {"gaps": [gap], "choices": {gap: ["p1", "p2"]}, "key": {gap: "p1"}}
        stored(
            made, body, en={"pieces": ["Call ", " noon."], "choices": {"p1": "before", "p2": "after"}},
            de={"pieces": ["Ruf ", " an."], "choices": {"p1": "vorher", "p2": "nachher"}},
        )  # fmt: skip
    else:
        stored(
            made, OLD_PAIRS,
            en={"terms": {"t1": "Laptop", "t2": "Holiday"}, "matches": {"m1": "Desk", "m2": "Team"}},
            de={"terms": {"t1": "Rechner", "t2": "Urlaub"}, "matches": {"m1": "Tisch", "m2": "Team"}},
        )  # fmt: skip
    return made


def bank_gap(made: Question) -> str:
    return str(publishing.shaped(made).body["gaps"][0])


@pytest.mark.parametrize(("kind", "value", "turned"), TURNS)
def test_what_was_published_before_goes_on(
    house: object, kind: str, value: dict[str, Any], turned: dict[str, Any]
) -> None:
    made = old(kind)
    first = QuestionVersion.objects.get()
    chosen = kinds.get(kind).example(first.body, {}, is_right=True)

    assert publish(made) == first, "nothing has changed"
    second = rewritten(made, turned)

    assert (second.number, mark(first, chosen), mark(second, chosen)) == (2, True, False)
    assert set(str(second.body)) == set(str(first.body)), "by the same ids"
    assert right(second, "de") == {"cloze": "Ruf nachher an.", "match": "Rechner – Team; Urlaub – Tisch"}[kind]


def test_a_translation_published_before_is_changed_word_by_word(house: object) -> None:
    made = old("match")

    version = publish(german(made, pairs("Urlaub – Leute", "Rechner – Tisch")))

    assert version.body == OLD_PAIRS
    assert version.wordings.get(language="de").texts["matches"] == {"m1": "Tisch", "m2": "Leute"}


@pytest.mark.parametrize(("kind", "value", "turned"), TURNS)
def test_ids_tell_nothing_about_the_key(kind: str, value: dict[str, Any], turned: dict[str, Any]) -> None:
    """The same words have the same ids, whatever is right."""
    one, other = (kinds.get(kind).shape(said, bank.KEY)[1] for said in (value, turned))

    for part in {"cloze": ("choices",), "match": ("terms", "matches")}[kind]:
        assert one[part] == other[part]
