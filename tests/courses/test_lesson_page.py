"""Reading a lesson: who may, what it shows, and what its forms do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from courses import checklists, checks, commitments, enrolment, progress
from courses.models import (
    Activity,
    ActivityCompletion,
    CheckResponse,
    Course,
    CourseCompletion,
    CoursePage,
    Enrolment,
    LessonPage,
    Reflection,
)
from lms.people.models import Organisation, User
from lms.questions.models import QuestionVersion
from tests import factories

SignIn = Callable[[User], Client]
SCENARIO = {
    "setting": "The stockroom.",
    "character": "Bilal",
    "opening": "That's the third time!",
    "steps": [
        {
            "prompt": "What do you say?",
            "replies": [
                {"text": "Ask", "quality": "best", "consequence": "He breathes out.", "why": "It helps.", "next": "2"},
                {
                    "text": "Defend",
                    "quality": "poor",
                    "consequence": "He leaves.",
                    "why": "It is about you.",
                    "next": "end",
                },
            ],
        },
        {
            "prompt": "And then?",
            "replies": [
                {"text": "Promise", "quality": "ok", "consequence": "He nods.", "why": "It may do.", "next": "end"},
                {"text": "Wait", "quality": "poor", "consequence": "Nothing.", "why": "Time goes by.", "next": "end"},
            ],
        },
    ],
    "debrief": "Ask first.",
}


@pytest.fixture
def course(house: Organisation) -> Course:
    linked = Page.objects.get(slug="courses").pk
    link = f'See <a linktype="page" id="{linked}">all courses</a> and <a linktype="page" id="99999">nothing</a>.'
    body: list[dict[str, Any]] = [
        factories.text_block(link),
        *[factories.check_block(factories.question(f"q{n}"), block_id=f"c{n}", required=n == 1) for n in (1, 2, 3)],
        {"type": "scenario", "id": "s1", "value": SCENARIO},
        {"type": "reflection", "id": "r1", "value": {"prompt": "What will you do?"}},
        factories.checklist_block(block_id="l1", entries={"a": "Ask", "b": "Help"}),
        factories.commitment_block(block_id="p1"),
        {"type": "key_point", "value": {"text": "Point one."}},
        {"type": "key_point", "value": {"text": "Point two."}},
    ]
    contact = {"contact_name": "Ines", "contact_email": "ines@demo.example", "contact_when": "When it hurts."}
    return factories.course(bodies=[body, [factories.text_block()]], is_sensitive=True, **contact)


@pytest.fixture
def lesson(course: Course) -> Activity:
    return course.activities.get(slug="lesson-1")


@pytest.fixture
def taken(course: Course, lena: User) -> Enrolment:
    return enrolment.enrol(lena, course, language="en")


@pytest.fixture
def learner(taken: Enrolment, lena: User, sign_in: SignIn) -> Client:
    return sign_in(lena)


URL = "/en/courses/respect/basics/lesson-1/"


def shown(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()  # type: ignore[no-any-return]


def options(block: str) -> tuple[str, str]:
    """(right, wrong) of the check in this block."""
    version = QuestionVersion.objects.get(question_key=checks.ActivityQuestion.objects.get(block_id=block).question_key)
    return version.body["right"], next(one for one in version.body["options"] if one != version.body["right"])


def test_lesson_leads_to_the_course_before_start(course: Course, lena: User, sign_in: SignIn) -> None:
    response = sign_in(lena).get(URL)
    assert (response.status_code, response["Location"]) == (302, "/en/courses/respect/")


def test_lesson_leads_to_sign_in_without_an_account(course: Course, client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (302, f"/signin/?next={URL}")


def test_trainer_reads_without_start_and_stores_nothing(
    course: Course, lesson: Activity, ada: User, sign_in: SignIn
) -> None:
    trainer = sign_in(ada)
    assert "Lesson 1 of 2" in shown(trainer.get(URL))
    answered = shown(trainer.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[0]}))
    assert "the answer was not kept" in answered
    assert not CheckResponse.objects.exists()
    assert not Enrolment.objects.exists()
    assert trainer.post(f"/lessons/{lesson.pk}/done/").status_code == 404


def test_lesson_shows_blocks_links_key_points_and_contact(learner: Client) -> None:
    html = shown(learner.get(URL))
    assert 'href="/en/courses/"' in html
    assert "page:" not in html
    assert re.search(r"<a\s*>nothing</a>", html)
    assert html.count("Point one.") == 2
    assert "ines@demo.example" in html
    assert html.count('class="btn btn-1"') == 1


def test_a_lesson_with_a_contact_of_its_own_shows_no_second_one(learner: Client) -> None:
    page = LessonPage.objects.get(slug="lesson-2")
    card = {"name": "Bo", "role": "", "when": "Always", "email": "bo@demo.example", "phone": "", "hours": ""}
    page.body = [{"type": "contact", "id": "k1", "value": card}]
    page.save_revision().publish()
    html = shown(learner.get("/en/courses/respect/basics/lesson-2/"))
    assert ("bo@demo.example" in html, "ines@demo.example" in html) == (True, False)


def test_right_answers_stay_on_the_server_before_answering(learner: Client) -> None:
    html = shown(learner.get(URL))
    assert "is better." not in html
    assert "Because of q1" not in html
    assert "He breathes out." not in html


def test_check_redirects_to_its_place_without_javascript(learner: Client, lesson: Activity) -> None:
    response = learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    assert (response.status_code, response["Location"]) == (303, f"{URL}#check-c1")
    html = shown(learner.get(URL))
    assert "Not quite" in html
    assert "Because of q1" in html
    assert "Because of q2" not in html


def test_check_swaps_only_itself_with_htmx(learner: Client, lesson: Activity) -> None:
    html = shown(learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[0]}, headers={"HX-Request": "true"}))
    assert html.strip().startswith('<div class="card question" id="check-c1"')
    assert "<html" not in html
    assert "Because of q1" in html
    assert "autofocus" in html


def test_answered_check_can_be_tried_again(learner: Client, lesson: Activity) -> None:
    right, wrong = options("c1")
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": wrong})
    again = shown(learner.get(f"{URL}?again=c1"))
    assert "Because of q1" not in again
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": right})
    assert list(CheckResponse.objects.values_list("is_right", flat=True)) == [False, True]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_empty_answer_is_422_with_a_sentence(learner: Client, lesson: Activity, headers: dict[str, str]) -> None:
    response = learner.post(f"/checks/{lesson.pk}/c1/", headers=headers)
    assert response.status_code == 422
    assert "Choose an answer" in response.content.decode()
    assert ("<html" in response.content.decode()) == (not headers)
    assert not CheckResponse.objects.exists()


def test_option_of_another_question_is_422(learner: Client, lesson: Activity) -> None:
    factories.question("foreign", interaction=factories.single(right="elsewhere"))
    foreign = QuestionVersion.objects.get(question_key=factories.Question.objects.get(code="foreign").translation_key)
    response = learner.post(f"/checks/{lesson.pk}/c1/", {"answer": foreign.body["right"]})
    assert response.status_code == 422
    assert not CheckResponse.objects.exists()


@pytest.mark.parametrize("block", ["r1", "unknown", "c1'--", "%00", "x" * 200])
def test_foreign_blocks_are_404(learner: Client, lesson: Activity, block: str) -> None:
    assert learner.post(f"/checks/{lesson.pk}/{block}/", {"answer": options("c1")[0]}).status_code == 404
    assert not CheckResponse.objects.exists()


def test_check_without_enrolment_is_404(course: Course, lesson: Activity, max: User, sign_in: SignIn) -> None:
    for url in (f"/checks/{lesson.pk}/c1/", f"/reflections/{lesson.pk}/r1/", f"/lessons/{lesson.pk}/done/"):
        assert sign_in(max).post(url, {"answer": options("c1")[0], "note": "x"}).status_code == 404
    assert not CheckResponse.objects.exists()
    assert not Reflection.objects.exists()


def test_answer_after_the_session_ended_stores_nothing(taken: Enrolment, lesson: Activity, client: Client) -> None:
    url, answer = f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[0]}
    assert client.post(url, answer, headers={"HX-Request": "true"}).status_code == 401
    response = client.post(url, answer)
    assert (response.status_code, response["Location"].split("?")[0]) == (303, "/signin/")
    assert not CheckResponse.objects.exists()


def test_check_address_opened_by_get_is_405(learner: Client, lesson: Activity) -> None:
    assert learner.get(f"/checks/{lesson.pk}/c1/").status_code == 405


def test_author_previews_a_draft_as_learners_will_see_it(course: Course, ada: User, sign_in: SignIn) -> None:
    page = LessonPage.objects.get(slug="lesson-1")
    page.title = "Not published yet"
    page.save_revision()
    html = shown(sign_in(ada).get(f"/cms/pages/{page.pk}/view_draft/"))
    assert "Not published yet" in html
    assert "This is a draft." in html
    assert "What helps with q1?" in html
    assert "Because of q1" not in html
    overview = CoursePage.objects.get()
    overview.promise = "A new promise."
    overview.save_revision()
    html = shown(sign_in(ada).get(f"/cms/pages/{overview.pk}/view_draft/"))
    assert "A new promise." in html
    assert "do thing 1 of respect" in html


def test_done_without_the_required_check_is_422_and_links_to_it(learner: Client, lesson: Activity) -> None:
    response = learner.post(f"/lessons/{lesson.pk}/done/", {"lesson": "1"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Lesson 1" in html
    assert '<a href="#check-c1">' in html
    assert not ActivityCompletion.objects.exists()


def test_done_leads_on_and_the_last_one_to_the_record(learner: Client, course: Course, lesson: Activity) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    response = learner.post(f"/lessons/{lesson.pk}/done/", {"lesson": "1"})
    assert (response.status_code, response["Location"]) == (303, "/en/courses/respect/basics/lesson-2/")
    last = course.activities.get(slug="lesson-2")
    assert "Done, finish course" in shown(learner.get("/en/courses/respect/basics/lesson-2/"))
    response = learner.post(f"/lessons/{last.pk}/done/")
    assert (response.status_code, response["Location"]) == (303, "/courses/respect/complete/")
    assert CourseCompletion.objects.count() == 1


def test_done_names_the_version_that_was_read(learner: Client, lesson: Activity) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    page = LessonPage.objects.get(slug="lesson-1")
    page.title = "New words"
    page.save_revision().publish()
    learner.post(f"/lessons/{lesson.pk}/done/", {"lesson": "1"})
    assert ActivityCompletion.objects.get().version.number == 1


@pytest.mark.parametrize("number", ["", "abc", "999", "9" * 400, "-1"])
def test_an_unknown_version_counts_as_the_newest(learner: Client, lesson: Activity, number: str) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    learner.post(f"/lessons/{lesson.pk}/done/", {"lesson": number})
    assert ActivityCompletion.objects.get().version.number == 1


def test_scenario_is_played_in_the_address(learner: Client) -> None:
    first = shown(learner.get(f"{URL}?s1=1"))
    assert "He breathes out." in first
    assert "And then?" in first
    assert "He leaves." not in first
    last = shown(learner.get(f"{URL}?s1=11"))
    assert "Ask first." in last
    assert "He nods." in last


@pytest.mark.parametrize("state", ["9", "x", "1x", "1" * 5000, "%00", "<b>"])
def test_scenario_leaves_out_what_does_not_fit(learner: Client, state: str) -> None:
    assert "That&#x27;s the third time!" in shown(learner.get(URL, {"s1": state}))


def test_reflection_is_kept_for_its_writer_only(learner: Client, lesson: Activity, max: User, sign_in: SignIn) -> None:
    response = learner.post(f"/reflections/{lesson.pk}/r1/", {"note": "Call the <b>kitchen</b>."})
    assert (response.status_code, response["Location"]) == (303, f"{URL}#b-r1")
    assert "Call the &lt;b&gt;kitchen&lt;/b&gt;." in shown(learner.get(URL))
    enrolment.enrol(max, lesson.course, language="en")
    assert "kitchen" not in shown(sign_in(max).get(URL))


def test_reflection_keeps_what_a_database_can_keep(learner: Client, lesson: Activity) -> None:
    learner.post(f"/reflections/{lesson.pk}/r1/", {"note": "one\r\ntwo\x00 \U0001f60a \u202eabc"})
    assert Reflection.objects.get().text == "one\ntwo \U0001f60a \u202eabc"


def test_reflection_too_long_is_422_and_keeps_what_was_written(learner: Client, lesson: Activity) -> None:
    response = learner.post(f"/reflections/{lesson.pk}/r1/", {"note": "x" * 4001})
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert not Reflection.objects.exists()


def test_place_is_kept_and_offered_after_a_while(learner: Client, taken: Enrolment, lesson: Activity) -> None:
    from datetime import timedelta

    assert learner.post(f"/lessons/{lesson.pk}/place/", {"block": "s1"}).status_code == 204
    assert "Go on where you stopped" not in shown(learner.get(URL))
    taken.refresh_from_db()
    Enrolment.objects.update(last_seen_at=taken.last_seen_at - timedelta(hours=2))  # type: ignore[operator]
    assert '<a href="#b-s1">Go on where you stopped</a>' in shown(learner.get(URL))
    assert f"{URL}#b-s1" in shown(learner.get("/en/courses/respect/"))


@pytest.mark.parametrize("block", ["", "unknown", "x" * 300])
def test_unknown_place_is_400(learner: Client, taken: Enrolment, lesson: Activity, block: str) -> None:
    assert learner.post(f"/lessons/{lesson.pk}/place/", {"block": block}).status_code == 400
    taken.refresh_from_db()
    assert taken.last_activity is None


def test_done_lesson_shows_the_day_and_the_way_on(learner: Client, taken: Enrolment, lesson: Activity) -> None:
    progress.complete(taken, lesson, version=lesson.versions.get())
    html = shown(learner.get(URL))
    assert "done on " in html
    assert f'action="/lessons/{lesson.pk}/done/"' not in html
    assert "Next lesson" in html


# --- On paper ---
def last_page(html: str) -> str:
    """The section that is only printed, on a page of its own."""
    section = re.search(r'<section id="answers" class="print-only answers-page"[^>]*>.*?</section>', html, re.DOTALL)
    assert section is not None
    return section[0]


def test_last_page_is_empty_until_something_is_answered(learner: Client) -> None:
    assert re.sub(r"\s", "", last_page(shown(learner.get(URL)))) == (
        '<sectionid="answers"class="print-onlyanswers-page"hidden></section>'
    )


def test_last_page_tells_of_answered_checks_only(learner: Client, lesson: Activity) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    html = shown(learner.get(URL))
    page = last_page(html)
    told = ("What helps with q1?", "Your answer", "Better answer", "right is better.", "Not quite", "Because of q1.")
    assert [words for words in told if words not in page] == []
    assert re.findall(r"What helps with (q\d)", page) == ["q1"]
    assert [words for words in ("Because of q2", "Because of q3") if words in html] == []
    assert page.startswith('<section id="answers" class="print-only answers-page">')
    assert html.rindex("btn-1") < html.index(page)


def test_check_on_paper_is_asked_and_gives_no_reason_in_its_place(learner: Client, lesson: Activity) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[0]})
    html = shown(learner.get(URL))
    card = html[html.index('id="check-c1"') : html.index('id="check-c2"')]
    on_screen, on_paper = card.split('<div class="print-only">')
    assert on_screen.count('<div class="no-print">') == 1
    assert "Because of q1." in on_screen
    assert ("Because of q1." in on_paper, "Your answer" in on_paper, " checked" in on_paper) == (False, False, False)
    assert [on_paper.count(f"<span>{words}</span>") for words in ("right", "wrong", "worse")] == [1, 1, 1]
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html))


def test_an_answer_by_htmx_brings_the_last_page_along(learner: Client, lesson: Activity) -> None:
    answer = {"answer": options("c2")[1]}
    html = shown(learner.post(f"/checks/{lesson.pk}/c2/", answer, headers={"HX-Request": "true"}))
    page = last_page(html)
    assert 'hx-swap-oob="true"' in page
    assert re.findall(r"What helps with (q\d)", page) == ["q2"]


def test_a_check_that_is_open_again_leaves_the_last_page(learner: Client, lesson: Activity) -> None:
    for block in ("c1", "c2"):
        learner.post(f"/checks/{lesson.pk}/{block}/", {"answer": options(block)[1]})
    html = shown(learner.get(f"{URL}?again=c1"))
    assert re.findall(r"What helps with (q\d)", last_page(html)) == ["q2"]
    assert "Because of q1" not in html
    assert 'hx-select-oob="#answers"' in html


def test_nobody_prints_the_answers_of_somebody_else(
    learner: Client, course: Course, lesson: Activity, max: User, ada: User, sign_in: SignIn
) -> None:
    learner.post(f"/checks/{lesson.pk}/c1/", {"answer": options("c1")[1]})
    enrolment.enrol(max, course, language="en")
    for person in (max, ada):
        assert "Because of" not in shown(sign_in(person).get(URL))


def test_lesson_queries_stay_within_18_with_answers_and_links(
    learner: Client, taken: Enrolment, lesson: Activity, django_assert_max_num_queries: Any
) -> None:
    for block in ("c1", "c2", "c3"):
        checks.answer(taken, lesson, block, {"answer": options(block)[0]})
    checks.keep_note(taken, lesson.versions.get(), "r1", "note")
    checklists.tick(taken, lesson.versions.get(), "l1", ["a"])
    commitments.plan(taken, lesson.versions.get(), "p1", when="it rains", will="stay in")
    shown(learner.get(URL))
    with django_assert_max_num_queries(18) as queries:
        shown(learner.get(URL))
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []


def test_number_of_checks_does_not_change_the_queries(
    house: Organisation, lena: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = [factories.question(f"n{n}") for n in range(3)]
    one = [factories.check_block(made[0], block_id="a")]
    three = [factories.check_block(asked, block_id=f"b{n}") for n, asked in enumerate(made)]
    enrolment.enrol(lena, factories.course("counted", bodies=[one, three]), language="en")
    learner = sign_in(lena)
    learner.get("/en/courses/counted/basics/lesson-1/")
    with CaptureQueriesContext(connection) as first:
        shown(learner.get("/en/courses/counted/basics/lesson-1/"))
    with django_assert_num_queries(len(first)):
        shown(learner.get("/en/courses/counted/basics/lesson-2/"))
