"""One of everything: a company in which Lena has finished one course and is in the quiz of another one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from certificates.models import Certificate
from courses import assignment, checklists, checks, commitments, enrolment, progress
from courses.models import Activity, Assignment, Commitment, Course, CoursePage, Enrolment, LessonPage
from lms.people import people
from lms.people.models import Team, User
from lms.questions.models import Objective, Question, QuestionVersion
from quizzes import attempts, helping, papers, refreshers
from quizzes.models import Attempt, QuizPage, RefresherSession
from tests import cast, factories

CHECK, NOTE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
PLAN = "66666666-6666-4666-8666-666666666666"
LIST, TICK = "44444444-4444-4444-8444-444444444444", "55555555-5555-4555-8555-555555555555"
SECRET = "canary"  # stands in every text that Lena keeps for herself
NOBODY = UUID("99999999-9999-4999-8999-999999999999")


@dataclass
class World:
    """What there is, and by name the key of one thing that is Lena's and of one that never was."""

    lena: User
    ended: User
    workshop: Team
    done: Course
    open: Course
    assignment: Assignment
    submitted: Attempt
    running: Attempt
    certificate: Certificate
    policy: UUID
    commitment: Commitment
    refresher: RefresherSession
    written: Attempt

    def things(self) -> dict[str, tuple[Any, Any]]:
        quiz, lesson = _activity(self.open, "quiz"), _activity(self.open, "lesson")
        return {
            "ahead": (helping.link(self.lena.email, quiz), "nothing"),
            "assignment": (self.assignment.pk, 999999),
            "block": (CHECK, "33333333-3333-4333-8333-333333333333"),
            "certificate": (self.certificate.number, "0" * 16),
            "commitment": (self.commitment.pk, 999999),
            "course": (self.open.slug, "no-such-course"),
            "done course": (self.done.slug, "no-such-course"),
            "done lesson": (_activity(self.done, "lesson").pk, NOBODY),
            "ended": (self.ended.pk, 999999),
            "lesson": (lesson.pk, NOBODY),
            "list": (LIST, "33333333-3333-4333-8333-333333333333"),
            "note": (NOTE, "33333333-3333-4333-8333-333333333333"),
            "number": (1, 99),
            "policy": (self.policy, NOBODY),
            "person": (self.lena.pk, 999999),
            "plan": (PLAN, "33333333-3333-4333-8333-333333333333"),
            "refresher": (self.refresher.pk, 999999),
            "refresher link": (_token(self.lena), "nothing"),
            "question": (QuestionVersion.objects.earliest("pk").question_key, NOBODY),
            "quiz": (quiz.pk, NOBODY),
            "running": (self.running.pk, 999999),
            "submitted": (self.submitted.pk, 999999),
            "team": (self.workshop.pk, 999999),
            "written": (self.written.pk, 999999),
        }

    def editorial(self) -> dict[str, Any]:
        """What the arguments of Wagtail's addresses are called, with something real for each."""
        course = CoursePage.objects.get(translation_key=self.open.key)
        lesson = LessonPage.objects.get(translation_key=_activity(self.open, "lesson").pk)
        return {
            "page": lesson.pk,
            "parent": lesson.get_parent().pk,
            "course": course.pk,
            "question": Question.objects.first().pk,  # type: ignore[union-attr]
            "objective": Objective.objects.first().pk,  # type: ignore[union-attr]
            "document": get_document_model().objects.get().pk,
            "image": get_image_model().objects.get().pk,
            "revision": lesson.latest_revision_id,
        }


def make() -> World:
    """The cast, and everything that they did, by the rules of the product."""
    front_desk, workshop = Team.objects.create(name="Front desk"), Team.objects.create(name="Workshop")
    lena, max, rosa = cast.lena(front_desk), cast.max(front_desk), cast.rosa()
    cast.otto(workshop)
    cast.ada()
    done, running = _course("respect"), _course("listen")
    ended = people.add(email="noa@demo.example", name="Noa Vink", by=rosa, team=workshop, password="demo-lateral")
    people.end(ended, last_day=timezone.localdate(), by=rosa)
    given = assignment.assign(running, person=lena, due_days=14, by=max)
    submitted = _attempt(take(lena, done))
    answer(submitted, is_right=True)
    attempts.submit(submitted)
    get_image_model().objects.create(title="A desk", file=get_test_image_file())
    get_document_model().objects.create(title="Job aid", file=get_test_image_file("aid.png"))
    return World(
        lena=lena, ended=ended, workshop=workshop, done=done, open=running, assignment=given, submitted=submitted,
        running=_attempt(take(lena, running)), certificate=Certificate.objects.get(),
        policy=factories.policy().translation_key,
        commitment=Commitment.objects.get(enrolment__course=running),
        refresher=refreshers.start(lena, now=timezone.now() + timedelta(days=10)), written=_written(ended),
    )  # fmt: skip


def take(person: User, course: Course) -> Enrolment:
    """Starts the course, keeps what can be kept in its lesson, and does it. The plan in it is a week old."""
    taken, lesson = enrolment.enrol(person, course, language="en"), _activity(course, "lesson")
    read, a_week_ago = lesson.versions.get(), timezone.now() - timedelta(days=7)
    version = QuestionVersion.objects.get(question_key=lesson.questions.get().question_key)
    checks.answer(taken, lesson, CHECK, {"answer": version.body["right"]})
    commitments.plan(taken, read, PLAN, when=f"a {SECRET} sings", will=f"feed the {SECRET}", now=a_week_ago)
    checks.keep_note(taken, read, NOTE, f"My {SECRET} note.")
    checklists.tick(taken, read, LIST, [TICK])
    progress.finish_lesson(taken, lesson, read)
    return taken


def answer(attempt: Attempt, *, is_right: bool) -> None:
    """Answers every question of the attempt."""
    for slot in papers.sheet(attempt, language="en"):
        attempts.save(attempt, slot.number, slot.asked.example(is_right=is_right))


def browser_of(person: User | None, **options: Any) -> Client:
    """A browser in which this person is signed in; None: nobody is."""
    client = Client(raise_request_exception=False, **options)
    if person:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page_at(course: Course, kind: str = "lesson") -> Page:
    """The page of the course's lesson or quiz."""
    model = {"lesson": LessonPage, "quiz": QuizPage}[kind]
    return model.objects.get(translation_key=_activity(course, kind).pk)


def _course(slug: str) -> Course:
    asked = factories.question(f"{slug}-check")
    note = {"type": "reflection", "id": NOTE, "value": {"prompt": "What will you do?"}}
    listed = factories.checklist_block(block_id=LIST, entries={TICK: "Ask first.", f"{slug}-2": "Then help."})
    body = [
        factories.text_block(), factories.check_block(asked, block_id=CHECK), note, listed,
        factories.commitment_block(block_id=PLAN),
    ]  # fmt: skip
    return factories.course(slug, lessons=1, quiz_questions=2, pass_mark=2, bodies=[body])


def _token(person: User) -> str:
    return refreshers.link(person).split("/")[-2]


def _written(person: User) -> Attempt:
    """Noa had handed in what a trainer has to read, before her access ended."""
    course = factories.course("report", lessons=1)
    factories.written_quiz(course)
    taken = enrolment.enrol(person, course, language="en")
    lesson = _activity(course, "lesson")
    progress.finish_lesson(taken, lesson, lesson.versions.get())
    attempt = _attempt(taken)
    attempts.save(attempt, 1, "I told the person at the desk.")
    return attempts.submit(attempt)


def _activity(course: Course, kind: str) -> Activity:
    return course.activities.get(kind=kind)


def _attempt(taken: Enrolment) -> Attempt:
    return attempts.start(taken, _activity(taken.course, "quiz"))
