"""Importing: a plan that writes nothing, and then exactly that; drafts only; the same file twice changes nothing."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Revision

from lms.people.models import User
from lms.questions import exporting, importing
from lms.questions.exchange.formats import FORMATS
from lms.questions.importing import Act, Plan
from lms.questions.models import Objective, Question, QuestionVersion
from tests.lms.questions.bank import AUTHORED, locale, objective, publish, question

pytestmark = pytest.mark.django_db

GIFT = b"""$CATEGORY: words

::greeting::What do you say? {
    =At three #They can plan.
    ~Soon #Nobody knows when.
    ####A promise has a time.
}

::number::How many hours? {#24:1}
"""


def plan(content: bytes, code: str = "gift", *, language: str = "en", about: Objective | None = None) -> Plan:
    return importing.plan(FORMATS[code].read(content), locale(language), about)


def acts(planned: Plan) -> dict[str, str]:
    return {row.item.code: str(row.act) for row in planned.rows}


def state() -> list[Any]:
    """All that an import may not touch without being asked, and what it writes."""
    return [
        list(Question.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values("pk", "content")),
        QuestionVersion.objects.count(),
    ]


def test_a_plan_writes_nothing_and_its_effect_is_what_it_says(ada: User) -> None:
    objective()
    before = state()

    planned = plan(GIFT)

    assert acts(planned) == {"greeting": "new", "number": "new"}
    assert state() == before
    done = importing.carry_out(planned, by=ada)
    assert [made.code for made in done.made] == ["greeting", "number"]
    assert [(one.live, one.objective.code, one.difficulty) for one in Question.objects.order_by("code")] == [
        (False, "words", "medium")
    ] * 2
    assert QuestionVersion.objects.count() == 0


def test_the_same_file_again_changes_nothing(ada: User) -> None:
    objective()
    importing.carry_out(plan(GIFT), by=ada)
    before = state()

    again = plan(GIFT)

    assert acts(again) == {"greeting": "unchanged", "number": "unchanged"}
    importing.carry_out(again, by=ada)
    assert state() == before


def test_what_is_live_stays_and_a_draft_stands_beside_it(ada: User) -> None:
    made = question("greeting", stem="What do you say now?")
    publish(made)
    before = Question.objects.filter(pk=made.pk).values("stem", "interaction", "explanation", "live").get()

    planned = plan(GIFT)
    importing.carry_out(planned, by=ada)

    assert acts(planned)["greeting"] == "beside live"
    after = Question.objects.filter(pk=made.pk).values("stem", "interaction", "explanation", "live").get()
    assert after == before
    assert QuestionVersion.objects.count() == 1
    made.refresh_from_db()
    assert made.has_unpublished_changes
    assert made.get_latest_revision_as_object().stem == "What do you say?"


def test_answers_keep_their_ids_so_that_what_was_answered_stays_the_same(ada: User) -> None:
    options = [
        {"type": "item", "id": "one", "value": {"text": "Soon", "right": False, "why": "Nobody knows when."}},
        {"type": "item", "id": "two", "value": {"text": "At three", "right": True, "why": "They can plan."}},
    ]
    made = question("greeting", value={"options": options, "fixed_order": False}, explanation="A promise has a time.")
    publish(made)

    importing.carry_out(plan(GIFT), by=ada)

    made.refresh_from_db()
    raw = json.loads(made.get_latest_revision().content["interaction"])
    assert [entry["id"] for entry in raw[0]["value"]["options"]] == ["two", "one"]


def test_what_a_format_cannot_say_stays_as_it_is(ada: User) -> None:
    made = question("greeting", hint="Think of a time.", tags="phone", difficulty="hard")
    made.save_revision()

    importing.carry_out(plan(GIFT), by=ada)

    made.refresh_from_db()
    now = made.get_latest_revision_as_object()
    assert (now.hint, now.tags, now.difficulty, now.stem) == ("Think of a time.", "phone", "hard", "What do you say?")


def test_a_code_of_another_language_makes_a_translation(ada: User) -> None:
    made = question("greeting", value=AUTHORED["single"])
    objective(language="de")

    planned = plan(GIFT, language="de")
    importing.carry_out(planned, by=ada)

    assert acts(planned)["greeting"] == "translation"
    german = Question.objects.get(code="greeting", locale=locale("de"))
    assert (german.translation_key, german.live) == (made.translation_key, False)
    raw = json.loads(german.get_latest_revision().content["interaction"])
    assert [entry["id"] for entry in raw[0]["value"]["options"]] == ["b1", "b2"]


def test_a_question_without_a_known_objective_goes_where_the_trainer_says() -> None:
    other = objective("promises")

    planned = plan(GIFT, about=other)

    assert [(row.act, row.objective, row.item.tags) for row in planned.rows] == [(Act.NEW, other, ("words",))] * 2
    assert "There is no objective “words”: it goes to “promises”, and the name becomes a tag." in {
        note.sentence for note in planned.advice
    }


def test_a_question_without_any_objective_is_not_imported() -> None:
    planned = plan(b"::greeting::Well? {=a ~b}")

    assert [(row.act, row.problems) for row in planned.rows] == [
        (Act.PROBLEM, ("It names no objective. Choose one for such questions.",))
    ]
    assert planned.writes == []


def test_what_the_editor_would_not_keep_is_a_problem_with_its_place() -> None:
    objective()
    options = " ".join(f"~answer {number}" for number in range(8))
    text = f"$CATEGORY: words\n\n::long::{'x' * 601} {{=a ~b}}\n\n::many::Well? {{=best {options}}}\n"

    planned = plan(text.encode())

    assert [(row.item.line, row.problems) for row in planned.rows] == [
        (3, ("Too long: “question” has 601 characters, 600 fit.",)),
        (5, ("answers: The maximum number of items is 6",)),
    ]


def test_what_is_missing_is_told_before_publishing_says_it() -> None:
    objective()

    planned = plan(b"$CATEGORY: words\n\n::bare::Well? {=a ~b}")

    assert planned.rows[0].missing == (
        "Write why. No question is published without an explanation.",
        "Every answer needs a reason: one sentence about what happens.",
    )


def test_somebody_who_was_faster_is_not_overwritten(ada: User) -> None:
    made = question("greeting")
    planned = plan(GIFT)
    made.stem = "Somebody else was here."
    made.save()
    made.save_revision()
    before = state()

    with pytest.raises(importing.BankChanged) as changed:
        importing.carry_out(planned, by=ada)

    assert state() == before
    assert acts(changed.value.plan)["greeting"] == "changed"


def test_all_is_written_or_nothing(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    objective()
    planned = plan(GIFT)
    save, saved = Question.save_revision, []

    def fail_at_the_second(self: Question, *args: Any, **kwargs: Any) -> Any:
        saved.append(self.code)
        if len(saved) == 2:
            raise OSError("The disk is full.")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Question, "save_revision", fail_at_the_second)
    with pytest.raises(OSError, match="full"):
        importing.carry_out(planned, by=ada)

    assert Question.objects.count() == 0


def test_wagtails_log_says_who_did_it(ada: User) -> None:
    objective()
    importing.carry_out(plan(GIFT), by=ada)
    importing.carry_out(plan(GIFT.replace(b"How many hours", b"How many minutes")), by=ada)

    told = ModelLogEntry.objects.filter(object_id__isnull=False, user=ada).order_by("timestamp")
    assert [(entry.action, entry.label) for entry in told] == [
        ("wagtail.create", "What do you say?"),
        ("wagtail.create", "How many hours?"),
        ("wagtail.edit", "How many minutes?"),
    ]


@pytest.mark.parametrize("code", ["csv", "qti", "moodle", "gift"])
def test_a_bank_that_was_exported_comes_back_as_it_is(code: str, ada: User) -> None:
    for kind in AUTHORED:
        question(f"a-{kind}", kind, hint="A hint.", tags="one, two", difficulty="hard").save_revision()

    written, count = exporting.export(FORMATS[code], locale("en"), objective())

    planned = plan(written.content, code)
    kept = set(AUTHORED) - ({"order", "cloze"} if code == "gift" else set())
    assert count == len(AUTHORED)
    assert acts(planned) == {f"a-{kind}": "unchanged" for kind in kept}


def test_an_export_goes_into_an_empty_bank_and_means_the_same(ada: User) -> None:
    for kind in AUTHORED:
        question(f"a-{kind}", kind).save_revision()
    before, _count = exporting.export(FORMATS["csv"], locale("en"), None)
    Question.objects.all().delete()

    importing.carry_out(plan(before.content, "csv"), by=ada)

    after, _count = exporting.export(FORMATS["csv"], locale("en"), None)
    assert after.content == before.content


def test_a_plan_asks_as_often_for_two_questions_as_for_forty(ada: User) -> None:
    for number in range(40):
        question(f"q{number}").save_revision()
    counts = []
    for number in (2, 40):
        text = "$CATEGORY: words\n\n" + "\n\n".join(f"::q{one}::New? {{=a ~b}}" for one in range(number))
        with CaptureQueriesContext(connection) as queries:
            planned = plan(text.encode())
        assert set(acts(planned).values()) == {"changed"}
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


def test_a_dry_run_leaves_the_editor_as_strict_as_it_was() -> None:
    """All forms of a process share their blocks: what is put off for a draft is not put off for the next form."""
    plan(b"::same:: What now? {=Yes ~Yes}")
    blocks = Question._meta.get_field("interaction").stream_block.child_blocks
    assert [name for name, block in blocks.items() if block.is_deferred_validation] == []


def test_sources_come_and_stay(ada: User) -> None:
    about = objective()
    head = b"code,kind,question,answer_1,sources\n"
    importing.carry_out(plan(head + b"a,short,Well?,yes,The handbook", "csv", about=about), by=ada)
    importing.carry_out(plan(head + b"a,short,Well then?,yes,", "csv", about=about), by=ada)

    made = Question.objects.get().get_latest_revision_as_object()
    assert (made.stem, made.sources) == ("Well then?", "The handbook")
    written, _count = exporting.export(FORMATS["csv"], locale("en"), None)
    assert FORMATS["csv"].read(written.content).items[0].sources == "The handbook"


def test_sources_that_are_too_long_are_a_problem() -> None:
    planned = plan(b"code,kind,question,answer_1,sources\na,short,Well?,yes," + b"x" * 201, "csv", about=objective())

    assert planned.rows[0].problems == ("Too long: “sources” has 201 characters, 200 fit.",)


def test_of_too_many_answers_only_their_number_is_said() -> None:
    planned = plan(b"Well? {=a " + b"~" * 90 + b"}", about=objective())

    assert planned.rows[0].problems == ("answers: The maximum number of items is 6",)
