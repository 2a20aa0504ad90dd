"""The whole story without a browser: from an empty database to a certificate that outlives its course."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from certificates import tasks
from certificates.models import Certificate
from courses import outline
from courses.models import Activity, Course, CourseCompletion, CoursePage, LessonPage
from lms.ledger import chain
from lms.people.models import Team, User
from lms.questions import asking, versions
from quizzes import papers
from quizzes.models import Attempt, QuizPage
from tests import sharing
from tests.cast import PASSWORD

pytestmark = pytest.mark.slow

STARTED = re.compile(r"/attempts/(\d+)/")


def enter(email: str) -> Client:
    """Through the one door, with a password."""
    client = Client()
    response = client.post("/signin/", {"login": email, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/home/")
    return client


def add_person(rosa: Client, name: str, **fields: Any) -> User:
    email = f"{name.split()[0].lower()}@demo.example"
    data = {"name": name, "email": email, "language": "en", "password": PASSWORD, **fields}
    assert rosa.post("/cms/people/add/", data).status_code == 302
    return User.objects.get(email=email)


def read_lesson(client: Client, activity: Activity) -> None:
    """Every check answered, every policy confirmed, then Done."""
    for asked in activity.questions.all():
        version = versions.current([asked.question_key])[asked.question_key]
        form = asking.Asked(version, version.wordings.get(language="en"), version.body.get("options", []))
        answer = form.entered(form.example(is_right=False))
        assert client.post(f"/checks/{activity.pk}/{asked.block_id}/", answer).status_code == 303
    for block in activity.versions.latest("number").body["blocks"]:
        if key := block.get("policy_key"):
            answer = {"version": "1", "read": "on"}
            assert client.post(f"/policies/{key}/confirm/", answer).status_code == 303
    assert client.post(f"/lessons/{activity.pk}/done/").status_code == 303


def sit_quiz(client: Client, activity: Activity, *, is_right: bool) -> Attempt:
    """Starts, answers question by question, checks the answers, hands in."""
    started = STARTED.search(client.post(f"/quizzes/{activity.pk}/start/").headers["Location"])
    assert started
    attempt = Attempt.objects.get(pk=started[1])
    for slot in papers.sheet(attempt, language="en"):
        if slot.is_carried:
            continue
        address = f"/attempts/{attempt.pk}/q/{slot.number}/"
        assert client.get(address).status_code == 200
        entered = slot.asked.entered(slot.asked.example(is_right=is_right))
        assert client.post(address, {"seq": slot.seq, "do": "save", **entered}).status_code == 303
    assert client.get(f"/attempts/{attempt.pk}/review/").status_code == 200
    assert client.post(f"/attempts/{attempt.pk}/submit/").status_code == 303
    attempt.refresh_from_db()
    return attempt


def take_respect(client: Client) -> None:
    client.post("/courses/respect/start/")
    course = Course.objects.get(slug="respect")
    for item in outline.of(course, person=None, language="en").items:
        activity = Activity.objects.get(pk=item.activity_key)
        if activity.kind == Activity.Kind.LESSON:
            read_lesson(client, activity)
        else:
            assert sit_quiz(client, activity, is_right=False).is_passed is False
            assert sit_quiz(client, activity, is_right=True).is_passed is True


def installed() -> Client:
    """What `manage.py setup` leaves behind on an empty database; its administrator, signed in. There is no mail yet."""
    said = io.StringIO()
    organisation = {"organisation": "Northwind", "email": "rosa@demo.example", "name": "Rosa Lindqvist"}
    call_command("setup", stdout=said, stderr=said, **organisation)
    assert "Rosa Lindqvist can sign in at /signin/" in said.getvalue()
    return enter("rosa@demo.example")


def story() -> dict[str, Client]:
    """Rosa makes two teams and assigns; Lena takes Respect, failing the quiz once. Everyone's browser."""
    rosa = installed()
    max, otto = add_person(rosa, "Max de Wit"), add_person(rosa, "Otto Brandt")
    for team, lead in (("Front desk", max), ("Workshop", otto)):
        assert rosa.post("/cms/people/teams/add/", {"name": team, "new_lead": lead.email}).status_code == 302
    front_desk = Team.objects.get(name="Front desk")
    add_person(rosa, "Lena Hoffmann", team=front_desk.pk, first_day="2026-11-02")
    add_person(rosa, "Ada Sokolova", roles=["Trainers"])
    duty = {"course": "respect", "team": front_desk.pk, "when": "days", "due_days": 14}
    assert rosa.post("/cms/people/assignments/add/", duty).status_code == 302
    browsers = {"rosa": rosa, **{name: enter(f"{name}@demo.example") for name in ("max", "otto", "lena", "ada")}}
    take_respect(browsers["lena"])
    return browsers


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Client]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATERAL_ADMIN_PASSWORD", PASSWORD)
        folder, no_mail = tmp_path_factory.mktemp("made"), "django.core.mail.backends.console.EmailBackend"
        with sharing.for_a_module(django_db_blocker, folder, story, EMAIL_BACKEND=no_mail) as browsers:
            yield browsers


@pytest.fixture
def taken(told: dict[str, Client], db: None) -> dict[str, Client]:
    """The story so far. What a test adds is taken back."""
    return told


def test_from_an_empty_database_to_a_verified_certificate(taken: dict[str, Client]) -> None:
    lena = User.objects.get(email="lena@demo.example")
    certificate = Certificate.objects.get(holder=lena)
    assert CourseCompletion.objects.filter(enrolment__person=lena, enrolment__course__slug="respect").count() == 1
    assert taken["lena"].get("/courses/respect/complete/").status_code == 200
    assert "Lena Hoffmann" in taken["lena"].get(f"/certificates/{certificate.number}/").content.decode()
    assert "Lena Hoffmann" in Client().get(f"/v/{certificate.number}/").content.decode()
    seen = {
        name: taken[name].get(f"/team/people/{lena.pk}/").status_code for name in ("max", "otto", "ada", "rosa", "lena")
    }
    assert seen == {"max": 200, "otto": 404, "ada": 404, "rosa": 404, "lena": 404}
    assert chain.verify(lena.pk) == []


def test_pdf_is_there_as_soon_as_the_task_has_run(taken: dict[str, Client]) -> None:
    certificate = Certificate.objects.get()
    tasks.file_pdf.call(certificate.pk)
    response = taken["lena"].get(f"/certificates/{certificate.number}/pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


# --- What authors do later changes no record (I15) ---
def record(browsers: dict[str, Client]) -> dict[str, Any]:
    """What Lena has, as her pages and the tables say."""
    completion, certificate = CourseCompletion.objects.get(enrolment__course__slug="respect"), Certificate.objects.get()
    lena = browsers["lena"]
    return {
        "completion": [str(getattr(completion, field.attname)) for field in completion._meta.concrete_fields],
        "certificate": [str(getattr(certificate, field.attname)) for field in certificate._meta.concrete_fields],
        "pages": [
            lena.get(path).status_code
            for path in (
                "/home/", "/courses/", "/courses/respect/complete/", "/certificates/",
                f"/certificates/{certificate.number}/", f"/v/{certificate.number}/",
                f"/attempts/{Attempt.objects.latest('pk').pk}/result/",
            )
        ],
        "ledger": chain.verify(User.objects.get(email="lena@demo.example").pk),
    }  # fmt: skip


def lessons() -> list[LessonPage]:
    """Those of Respect, in their order."""
    return list(LessonPage.objects.filter(url_path__contains="/respect/").order_by("path"))


def rename(page: Any) -> None:
    page.title = "In other words"
    page.save_revision().publish()


def edit_lesson() -> None:
    rename(lessons()[0])


def edit_course() -> None:
    rename(CoursePage.objects.get(slug="respect"))


def unpublish_lesson() -> None:
    lessons()[0].unpublish()


def unpublish_quiz() -> None:
    QuizPage.objects.get(url_path__contains="/respect/").unpublish()


def unpublish_course() -> None:
    CoursePage.objects.get(slug="respect").unpublish()


def move_lesson() -> None:
    first, last = lessons()[0], lessons()[-1]
    first.move(last.get_parent(), pos="last-child")


def test_no_change_of_content_changes_a_record(taken: dict[str, Client]) -> None:
    before = record(taken)
    assert set(before["pages"]) == {200}
    for change in (edit_lesson, edit_course, move_lesson, unpublish_lesson, unpublish_quiz, unpublish_course):
        change()
        assert (change, record(taken)) == (change, before)


@pytest.mark.parametrize("role", ["ada", "rosa"])
def test_a_course_that_was_taken_cannot_be_deleted(taken: dict[str, Client], role: str) -> None:
    page = CoursePage.objects.get(slug="respect")
    lesson = lessons()[0]
    sentence = "cannot be deleted: 1 person has taken this course. Unpublish it instead; what people did stays."
    for target in (page, lesson):
        answer = taken[role].post(f"/cms/pages/{target.pk}/delete/", follow=True)
        assert f"“{target.title}” {sentence}" in answer.content.decode()
    bulk = f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}&next=/cms/pages/{page.get_parent().pk}/"
    assert f"“{page.title}” {sentence}" in taken[role].post(bulk, follow=True).content.decode()
    assert CoursePage.objects.filter(slug="respect", live=True).exists()
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_setup_again_changes_nothing(taken: dict[str, Client]) -> None:
    before = record(taken)
    counts = {model: model._default_manager.count() for model in (User, Course, LessonPage, Activity)}
    call_command("setup", stdout=io.StringIO(), stderr=io.StringIO())
    assert counts == {model: model._default_manager.count() for model in (User, Course, LessonPage, Activity)}
    assert record(taken) == before
