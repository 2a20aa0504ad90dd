"""Policies: read and confirmed, version by version, and part of the plan like any course."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from courses import assignment, confirming, enrolment, outline, policies, progress, reading, tree
from courses.models import Course, CourseCompletion, Enrolment, PolicyPage
from lms.ledger.models import Event
from lms.overview import home, standing, team
from lms.people.models import Organisation, User
from tests import factories

BLOCK = "44444444-4444-4444-8444-444444444444"


@pytest.fixture
def conduct(house: Organisation) -> PolicyPage:
    return factories.policy()


@pytest.fixture
def lenas(lena: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(lena)


def address(conduct: PolicyPage) -> str:
    return f"/en/policies/{conduct.slug}/"


def shown(conduct: PolicyPage) -> Any:
    return reading.version_for(conduct.translation_key, "en")


def confirm(conduct: PolicyPage, person: User, **when: Any) -> Enrolment:
    return confirming.confirm(person, shown(conduct), language="en", **when)


def send(lenas: Client, conduct: PolicyPage, **fields: Any) -> Any:
    values = {"version": shown(conduct).number, "read": "on"} | fields
    path = f"/policies/{conduct.translation_key}/confirm/"
    return lenas.post(path, {name: value for name, value in values.items() if value is not None})


def stands(conduct: PolicyPage, person: User) -> policies.Policy:
    return policies.for_person([conduct.translation_key], person, language="en")[0]


def words(lenas: Client, path: str) -> str:
    return lenas.get(path).content.decode()


def test_lena_reads_and_confirms(conduct: PolicyPage, lena: User, lenas: Client) -> None:
    text = words(lenas, address(conduct))
    assert text.index("Kind words only.") < text.index("Be kind.") < text.index("I have read this and know whom to ask")

    assert send(lenas, conduct).headers["Location"] == address(conduct)
    text = words(lenas, address(conduct))
    assert "You have confirmed this" in text
    assert "version 1" in text
    assert "I have read this and know whom to ask" not in text
    completion = CourseCompletion.objects.get()
    assert (completion.course_title, completion.course_version, completion.name, completion.certificate) == (
        "Conduct", 1, "Lena Hoffmann", None,
    )  # fmt: skip
    assert completion.rule["activities"][0]["version"] == shown(conduct).number


def test_confirming_needs_the_tick_and_says_so(conduct: PolicyPage, lenas: Client) -> None:
    answer = send(lenas, conduct, read=None)
    assert answer.status_code == 422
    assert "Tick the box when you have read the text." in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_confirming_twice_is_once(conduct: PolicyPage, lenas: Client) -> None:
    send(lenas, conduct)
    before = CourseCompletion.objects.get().completed_at, Event.objects.count()
    send(lenas, conduct)
    assert (CourseCompletion.objects.get().completed_at, Event.objects.count()) == before


@pytest.mark.parametrize("version", [None, "", "x", "0", "-1", "99999999999999999999"])
def test_a_form_without_its_version_is_refused(conduct: PolicyPage, lenas: Client, version: str | None) -> None:
    assert send(lenas, conduct, version=version).status_code == 422
    assert not CourseCompletion.objects.exists()


def test_a_corrected_word_asks_nobody_again(conduct: PolicyPage, lena: User) -> None:
    confirm(conduct, lena)
    factories.policy(text="Be kind to each other.")
    assert shown(conduct).number == 2
    assert stands(conduct, lena).confirmed is not None


def test_a_new_version_asks_again_and_says_what_changed(conduct: PolicyPage, lena: User, lenas: Client) -> None:
    confirm(conduct, lena)
    factories.policy(version=2, text="Be kind, always.", changed="Always is new.")
    assert (stands(conduct, lena).confirmed, stands(conduct, lena).is_new_version) == (None, True)
    text = words(lenas, address(conduct))
    assert text.index("Always is new.") < text.index("Kind words only.")
    assert "I have read this and know whom to ask" in text

    send(lenas, conduct)
    assert "Always is new." not in words(lenas, address(conduct))
    assert [one.course_version for one in CourseCompletion.objects.order_by("id")] == [1, 2]
    assert [one.cycle for one in Enrolment.objects.order_by("id")] == [1, 2]


def test_what_was_read_before_a_new_version_is_not_confirmed_as_the_new_one(conduct: PolicyPage, lenas: Client) -> None:
    old = shown(conduct).number
    factories.policy(version=2, text="New words.", changed="All of it.")
    answer = send(lenas, conduct, version=old)
    assert answer.status_code == 422
    assert "A new version was published while you were reading." in answer.content.decode()
    assert "New words." in answer.content.decode()
    assert not CourseCompletion.objects.exists()


def test_a_version_never_goes_back_and_says_what_changed(conduct: PolicyPage) -> None:
    factories.policy(version=3, changed="Much.")
    conduct = PolicyPage.objects.get()
    conduct.version = 2
    with pytest.raises(Exception, match="Version 3 was published already"):
        conduct.full_clean()
    conduct.version, conduct.what_changed = 4, " "
    with pytest.raises(Exception, match="Say what changed since the last version"):
        conduct.full_clean()


def test_a_policy_is_due_late_and_done_like_a_course(conduct: PolicyPage, lena: User, max: User) -> None:
    course, today = Course.objects.get(), timezone.localdate()
    assignment.assign(course, person=lena, due_on=today - timedelta(days=2), by=max)
    assert [row.words for row in team.of(max).rows] == ["2 days late"]
    picture = home.of(lena, language="en")
    assert picture.next_step is not None
    assert (picture.next_step.label, picture.next_step.url) == ("Read now", address(conduct))
    assert picture.steps[0].meta == "Read and confirm · 1\u00a0minute"

    confirm(conduct, lena)
    User.objects.filter(pk=lena.pk).update(last_login=timezone.now())
    assert [row.words for row in team.of(max).rows] == ["Up to date"]
    assert home.of(lena, language="en").next_step is None


def test_a_new_version_gives_two_weeks(conduct: PolicyPage, lena: User, max: User) -> None:
    course, today = Course.objects.get(), timezone.localdate()
    assignment.assign(course, person=lena, due_on=today - timedelta(days=300), by=max)
    confirm(conduct, lena)
    factories.policy(version=2, changed="Much.")
    item = standing.of([lena], today=today)[0].items[0]
    assert item.duty is not None
    assert (item.duty.due_on, item.status.words, item.completion) == (today + timedelta(days=14), "Not started", None)
    late = standing.of([lena], today=today + timedelta(days=15))[0].items[0]
    assert late.status.words == "1 day late"


def translated(conduct: PolicyPage) -> PolicyPage:
    """The first version in German."""
    tree.ensure_roots(["de"])
    german = conduct.copy_for_translation(Locale.objects.get(language_code="de"))
    german.title, german.body = "Benehmen", "<p>Sei freundlich.</p>"
    german.save_revision().publish()
    return PolicyPage.objects.get(pk=german.pk)


def test_who_reads_a_translation_that_is_behind_reads_and_confirms_the_original(
    conduct: PolicyPage, lena: User, lenas: Client
) -> None:
    translated(conduct)
    assert "Sei freundlich." in words(lenas, "/de/policies/conduct/")
    factories.policy(version=2, text="Be kind, always.", changed="Always is new.")
    text = words(lenas, "/de/policies/conduct/")
    assert "Be kind, always." in text
    assert "Sei freundlich." not in text
    number = reading.version_for(conduct.translation_key, "en").number
    answer = lenas.post(f"/policies/{conduct.translation_key}/confirm/", {"version": number, "read": "on"})
    assert answer.status_code == 303
    assert stands(conduct, lena).confirmed is not None


def test_a_translation_never_runs_ahead_of_its_original(conduct: PolicyPage) -> None:
    german = translated(conduct)
    german.version, german.what_changed = 2, "Alles."
    with pytest.raises(ValidationError, match="A translation follows the original"):
        german.full_clean()


def test_more_time_for_a_new_version_counts_from_its_own_day(conduct: PolicyPage, lena: User, max: User) -> None:
    course, today = Course.objects.get(), timezone.localdate()
    assignment.assign(course, person=lena, due_on=today - timedelta(days=300), by=max)
    confirm(conduct, lena)
    factories.policy(version=2, changed="Much.")
    course.refresh_from_db()
    with pytest.raises(assignment.NotPossible):
        assignment.extend(lena, course, due_on=today + timedelta(days=10), reason="Ill", by=max)
    assignment.extend(lena, course, due_on=today + timedelta(days=20), reason="Ill", by=max)
    duty = standing.of([lena], today=today)[0].items[0].duty
    assert duty is not None
    assert duty.due_on == today + timedelta(days=20)


def test_the_record_leads_to_the_text_that_was_confirmed(conduct: PolicyPage, lena: User, lenas: Client) -> None:
    confirm(conduct, lena)
    factories.policy(version=2, text="Other words.", changed="Much.")
    record = words(lenas, "/courses/conduct/complete/")
    path = f"/courses/conduct/read/{conduct.translation_key}/"
    assert f'href="{path}"' in record
    assert "Be kind." in words(lenas, path)


def test_policies_are_listed_with_their_state_and_not_among_the_courses(
    conduct: PolicyPage, lena: User, lenas: Client
) -> None:
    assert "Not confirmed yet" in words(lenas, "/policies/")
    confirm(conduct, lena)
    assert "Confirmed on" in words(lenas, "/policies/")
    catalogue = words(lenas, "/courses/")
    assert "Policies to read and confirm" in catalogue
    assert address(conduct) not in catalogue
    assert lenas.get("/en/policies/").headers["Location"] == "/policies/"


def test_a_withdrawn_policy_is_gone_and_its_confirmation_stays_readable(
    conduct: PolicyPage, lena: User, lenas: Client
) -> None:
    confirm(conduct, lena)
    conduct.unpublish()
    assert lenas.get(address(conduct)).status_code == 404
    assert send(lenas, conduct).status_code == 404
    assert policies.for_person(None, lena, language="en") == []
    record = words(lenas, "/courses/conduct/complete/")
    assert "You confirmed Conduct" in record
    kept = words(lenas, f"/courses/conduct/read/{conduct.translation_key}/")
    assert "Be kind." in kept
    assert "This is the text as you confirmed it." in kept


def test_a_confirmed_policy_cannot_be_deleted(conduct: PolicyPage, lena: User, ada: User, sign_in: Any) -> None:
    confirm(conduct, lena)
    sign_in(ada).post(f"/cms/pages/{conduct.pk}/delete/")
    assert Page.objects.filter(pk=conduct.pk).exists()


def test_a_lesson_waits_for_its_policy(conduct: PolicyPage, lena: User, lenas: Client) -> None:
    course = factories.course(
        bodies=[[factories.text_block(), factories.policy_block(conduct, block_id=BLOCK)]], lessons=1
    )
    taken, lesson = enrolment.enrol(lena, course, language="en"), course.activities.get()
    path = outline.of(course, person=lena, language="en").items[0].url
    assert f'href="{address(conduct)}?next={path}"' in words(lenas, path)
    with pytest.raises(progress.MustAnswerFirst) as waits:
        progress.finish_lesson(taken, lesson, lesson.versions.get())
    assert waits.value.blocks == [BLOCK]
    answer = lenas.post(f"/lessons/{lesson.pk}/done/", {"lesson": 1})
    assert answer.status_code == 422
    assert "Read and confirm this before you finish the lesson." in answer.content.decode()

    assert send(lenas, conduct, next=path).headers["Location"] == path
    assert "Read it again" in words(lenas, path)
    progress.finish_lesson(taken, lesson, lesson.versions.get())
    assert CourseCompletion.objects.filter(enrolment=taken).exists()


def test_a_lesson_does_not_wait_for_a_policy_that_is_gone(conduct: PolicyPage, lena: User) -> None:
    course = factories.course(bodies=[[factories.policy_block(conduct, block_id=BLOCK)]], lessons=1)
    conduct.unpublish()
    taken, lesson = enrolment.enrol(lena, course, language="en"), course.activities.get()
    progress.finish_lesson(taken, lesson, lesson.versions.get())
    assert CourseCompletion.objects.filter(enrolment=taken).exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_confirmation_leads_out_of_the_house(conduct: PolicyPage, lenas: Client, target: str) -> None:
    text = words(lenas, f"{address(conduct)}?next={target}")
    assert (f'href="{target}"' in text, f'value="{target}"' in text) == (False, False)
    assert send(lenas, conduct, next=target).headers["Location"] == address(conduct)


def test_a_draft_is_previewed_and_cannot_be_confirmed(conduct: PolicyPage, ada: User, rf: Any) -> None:
    conduct.body = "<p>Draft words.</p>"
    answer = conduct.make_preview_request(rf.get("/"), "")
    text = answer.render().content.decode() if hasattr(answer, "render") else answer.content.decode()
    assert "Draft words." in text
    assert "In a preview nothing can be confirmed." in text


def test_the_text_holds_only_allowed_html(house: Organisation) -> None:
    factories.policy(text='ok</p><script>alert(1)</script><p onclick="x" data-hx-get="/x">')
    html = shown(PolicyPage.objects.get()).body["html"]
    assert html == "<p>ok</p><p></p>"


def test_a_policy_page_takes_a_fixed_number_of_queries(
    conduct: PolicyPage, lenas: Client, django_assert_max_num_queries: Any
) -> None:
    lenas.get(address(conduct))
    with django_assert_max_num_queries(12):
        lenas.get(address(conduct))


def test_confirmed_before_the_first_day_counts(conduct: PolicyPage, lena: User, max: User) -> None:
    confirm(conduct, lena)
    assignment.assign(Course.objects.get(), person=lena, due_on=date(2020, 1, 1), by=max)
    assert standing.of([lena], today=timezone.localdate())[0].items[0].status.words == "Done"
