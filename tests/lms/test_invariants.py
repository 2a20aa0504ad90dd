"""The checker of invariants: silent over true records; finds one seeded violation of each kind, and nothing else."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from certificates import filing, issuing, words
from certificates.models import Certificate, CertificateFile, CertificateRevision
from courses import assignment
from courses.models import (
    ActivityCompletion,
    ActivityVersion,
    Assignment,
    Checklist,
    Commitment,
    Course,
    CourseCompletion,
    Enrolment,
    Extension,
)
from lms.ledger import chain, guard
from lms.ledger.models import Act, Chain, Event, EventWords
from lms.management.commands.check_invariants import violations
from lms.management.demo import learner
from lms.management.demo.days import Clock
from lms.people import people, teams
from lms.people.models import Team, TeamLead, User
from lms.questions.models import QuestionVersion, QuestionWording
from quizzes import refreshers
from quizzes.models import (
    Attempt,
    PaperItem,
    RefresherQuestion,
    RefresherReview,
    RefresherSession,
    RefresherState,
    Response,
)
from tests import cast, factories, sharing

pytestmark = pytest.mark.slow


@dataclass
class World:
    """A small company with true records of every kind. Lena failed once, then passed; Max is in the middle."""

    course: Course
    lena: User
    max: User
    rosa: User
    done: Enrolment
    begun: Enrolment

    @property
    def first(self) -> Attempt:
        return Attempt.objects.get(enrolment=self.done, number=1)

    @property
    def second(self) -> Attempt:
        return Attempt.objects.get(enrolment=self.done, number=2)

    @property
    def completion(self) -> CourseCompletion:
        return CourseCompletion.objects.get(enrolment=self.done)

    @property
    def certificate(self) -> Certificate:
        return Certificate.objects.get(holder=self.lena)


def make() -> World:
    front_desk = Team.objects.create(name="Front desk")
    lena, max, rosa = cast.lena(front_desk), cast.max(front_desk), cast.rosa()
    listed = factories.checklist_block(block_id="l", entries={"a": "Ask", "b": "Help"})
    kept = [factories.text_block(), listed, factories.commitment_block(block_id="p")]
    course = factories.course(lessons=2, quiz_questions=4, pass_mark=3, bodies=[kept, [factories.text_block()]])
    given = assignment.assign(course, team=front_desk, due_days=14, by=rosa)
    assignment.extend(lena, course, due_on=timezone.localdate() + timedelta(days=60), reason="Was ill.", by=max)
    assignment.end(given, by=rosa)
    done = learner.take(lena, course, Clock(5), tries="fp", dice=Random(1))
    begun = learner.take(max, course, Clock(3), tries="o", dice=Random(2))
    done.refresh_from_db()
    filing.file(Certificate.objects.get(holder=lena).pk)
    return World(course, lena, max, rosa, done, begun)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("world")
    with sharing.for_a_module(django_db_blocker, folder, make) as world:
        yield world, folder


@pytest.fixture
def world(made: tuple[World, Path], db: None, tmp_path: Path) -> World:
    """True records of every kind, and their files; what a test breaks is taken back."""
    world, folder = made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return deepcopy(world)


def _refresh(person: User) -> RefresherReview:
    """One refresher, answered wrongly; its first answer."""
    now = timezone.now() + timedelta(days=10)
    session = refreshers.start(person, now=now, shuffle=Random(1))
    for asked in session.questions.select_related("question_version"):
        wrong = learner.example(asked.question_version, is_right=False)
        refreshers.answer(session, asked.slot, learner.form_of(asked.question_version, wrong), now=now)
    return RefresherReview.objects.get(question__session=session, question__slot=1)


def test_true_records_have_no_violation(world: World) -> None:
    _refresh(world.lena)
    assert violations() == {
        "ledger": [], "people": [], "questions": [], "certificates": [], "courses": [], "quizzes": []
    }  # fmt: skip


Seed = Callable[[World], list[str]]
SEEDS: dict[str, Seed] = {}


def seed(function: Seed) -> Seed:
    """A way to break something. Returns the sentences that must be found, and nothing else may be."""
    SEEDS[function.__name__] = function
    return function


# --- The ledger ---------------------------------------------------------------------------------------------------


@seed
def event_changed(world: World) -> list[str]:
    Event.objects.filter(subject_id=world.lena.pk, n=1).update(facts={"team": 7})
    return [f"Ledger of {world.lena.pk}: event 1 was changed."]


@seed
def event_removed(world: World) -> list[str]:
    event = Event.objects.get(subject_id=world.lena.pk, act=Act.EXTENDED)
    EventWords.objects.filter(event=event).delete()
    event.delete()
    extension = Extension.objects.get()
    return [
        f"Ledger of {world.lena.pk}: event {event.n} is missing.",
        f"Ledger of {world.lena.pk}: event {event.n + 1} does not follow the one before.",
        f"Extension {extension.pk} is not in the ledger as “extended”.",
    ]


@seed
def last_event_removed(world: World) -> list[str]:
    event = Event.objects.filter(subject_id=world.max.pk).order_by("-n")[0]
    event.delete()
    attempt = Attempt.objects.get(enrolment=world.begun)
    return [
        f"Ledger of {world.max.pk}: the last event is not the one that was written last.",
        f"Attempt {attempt.pk} is not in the ledger as “attempt_started”.",
    ]


@seed
def chain_removed(world: World) -> list[str]:
    Chain.objects.create(subject_id=999_999, n=3, hash="x")
    return ["Ledger of 999999: 3 events are missing."]


@seed
def words_changed(world: World) -> list[str]:
    event = Event.objects.get(subject_id=world.lena.pk, act=Act.EXTENDED)
    EventWords.objects.filter(event=event).update(words={"reason": "Another one"})
    return [f"Ledger of {world.lena.pk}: the words of event {event.n} were changed."]


@seed
def event_of_nothing(world: World) -> list[str]:
    chain.record(world.lena.pk, Act.ENROLLED, by=None, facts={"enrolment": 999})
    return [f"The ledger tells of “enrolled” ({world.lena.pk}, 999), which does not exist."]


@seed
def event_twice(world: World) -> list[str]:
    chain.record(world.lena.pk, Act.CERTIFICATE_ISSUED, by=None, facts={"certificate": world.certificate.pk})
    return [f"Certificate {world.certificate.number} is 2 times in the ledger as “certificate_issued”."]


# --- People and teams ---------------------------------------------------------------------------------------------


@seed
def teams_in_a_circle(world: World) -> list[str]:
    inner = teams.add("Inner", parent=world.max.team, by=None)
    Team.objects.filter(pk=world.max.team_id).update(parent=inner)
    return [f"Team {pk} lies inside itself." for pk in (world.max.team_id, inner.pk)]


@seed
def person_in_an_ended_team(world: World) -> list[str]:
    Team.objects.filter(pk=world.max.team_id).update(ended_at=timezone.now())
    return [
        f"Person {world.lena.pk} is in team {world.max.team_id}, which has ended.",
        f"Person {world.max.pk} is in team {world.max.team_id}, which has ended.",
        f"Person {world.max.pk} leads team {world.max.team_id}, which has ended.",
    ]


@seed
def team_in_an_ended_team(world: World) -> list[str]:
    outer = teams.add("Outer", by=None)
    inner = teams.add("Inner", parent=outer, by=None)
    Team.objects.filter(pk=outer.pk).update(ended_at=timezone.now())
    return [f"Team {inner.pk} stands in team {outer.pk}, which has ended."]


@seed
def superuser(world: World) -> list[str]:
    User.objects.filter(pk=world.lena.pk).update(is_superuser=True)
    return [f"Person {world.lena.pk} is a superuser; roles are groups."]


@seed
def right_beside_the_roles(world: World) -> list[str]:
    from django.contrib.auth.models import Permission

    world.lena.user_permissions.add(Permission.objects.get(codename="manage_people"))
    return [f"Person {world.lena.pk} has rights beside those of their roles."]


@seed
def leads_after_leaving(world: World) -> list[str]:
    person = people.add(email="gone@demo.example", name="Gone", by=None)
    people.end(person, last_day=timezone.localdate(), by=None)
    TeamLead.objects.create(team=world.lena.team, person=person)
    return [f"Person {person.pk} left and still leads team {world.lena.team_id}."]


@seed
def left_without_a_day(world: World) -> list[str]:
    person = people.add(email="gone@demo.example", name="Gone", by=None)
    User.objects.filter(pk=person.pk).update(is_active=False)
    return [f"Person {person.pk} left, but without a last day."]


@seed
def nobody_administers(world: World) -> list[str]:
    world.rosa.groups.clear()
    return ["Nobody administers: no active person is in the group of administrators."]


@seed
def person_not_written_down(world: World) -> list[str]:
    person = User.objects.create_user("new@demo.example", None, name="New")
    return [f"Person {person.pk} is not in the ledger as “person_added”."]


# --- Questions ----------------------------------------------------------------------------------------------------


@seed
def question_changed(world: World) -> list[str]:
    version = QuestionVersion.objects.exclude(pk__in=PaperItem.objects.values("question_version")).first()
    version = version or _spare_question()
    QuestionVersion.objects.filter(pk=version.pk).update(body={**version.body, "fixed_order": True})
    return [f"Question {version}: its key was changed after publishing."]


@seed
def question_version_missing(world: World) -> list[str]:
    version = _spare_question()
    QuestionVersion.objects.filter(pk=version.pk).update(number=2)
    return [f"Question {version.question_key}: its versions have a gap."]


@seed
def question_without_words(world: World) -> list[str]:
    version = _spare_question()
    QuestionWording.objects.filter(version=version).delete()
    return [f"Question {version}: it has no wording."]


def _spare_question() -> QuestionVersion:
    made = factories.question("spare")
    return QuestionVersion.objects.get(question_key=made.translation_key)


# --- Certificates -------------------------------------------------------------------------------------------------


@seed
def certificate_of_nothing(world: World) -> list[str]:
    one = issuing.issue(world.max, _words(world), language="en", valid_until=None)
    return [f"Certificate {one.number}: no completion stands behind it."]


def _words(world: World) -> issuing.Words:
    told = {**world.certificate.words, "completed_on": timezone.localdate()}
    return issuing.Words(**told)


@seed
def certificate_says_another_name(world: World) -> list[str]:
    one = world.certificate
    Certificate.objects.filter(pk=one.pk).update(words={**one.words, "name": "Somebody Else"})
    return [f"Course completion {world.completion.pk}: its certificate says something else."]


@seed
def certificate_says_another_result(world: World) -> list[str]:
    one = world.certificate
    Certificate.objects.filter(pk=one.pk).update(words=one.words | {"right": one.words["total"] - 1})
    return [f"Course completion {world.completion.pk}: its certificate says another result."]


@seed
def certificate_revised_silently(world: World) -> list[str]:
    one = world.certificate
    revision = CertificateRevision.objects.create(
        certificate=one, words=one.words, reason="A slip", by=world.rosa, at=timezone.now()
    )
    return [f"Revision {revision.pk} of a certificate is not in the ledger as “certificate_revised”."]


@seed
def pdf_of_before_gone(world: World) -> list[str]:
    one = world.certificate
    said = replace(words.read(one.words), minutes=1)
    issuing.revise(one, said, reason="A slip", by=world.rosa)
    before = CertificateRevision.objects.get()
    Path(before.file.path).unlink()
    return [f"Certificate {one.number} as it was until {before.at:%Y-%m-%d}: its filed PDF is gone."]


@seed
def certificate_lives_longer(world: World) -> list[str]:
    Certificate.objects.filter(pk=world.certificate.pk).update(valid_until=timezone.localdate())
    return [f"Course completion {world.completion.pk}: its certificate says something else."]


@seed
def certificate_not_issued(world: World) -> list[str]:
    one = world.certificate
    CourseCompletion.objects.filter(pk=world.completion.pk).update(certificate=None)
    return [
        f"Course completion {world.completion.pk}: its certificate was not issued.",
        f"Certificate {one.number}: no completion stands behind it.",
    ]


@seed
def certificate_withdrawn_silently(world: World) -> list[str]:
    Certificate.objects.filter(pk=world.certificate.pk).update(revoked_at=timezone.now(), revoked_reason="No reason")
    return [f"Certificate {world.certificate.number} is not in the ledger as “certificate_withdrawn”."]


@seed
def pdf_changed(world: World) -> list[str]:
    CertificateFile.objects.update(sha256=hashlib.sha256(b"something else").hexdigest())
    return [f"Certificate {world.certificate.number}: its filed PDF was changed."]


@seed
def pdf_gone(world: World) -> list[str]:
    filed = CertificateFile.objects.get()
    filed.file.storage.delete(filed.file.name)
    return [f"Certificate {world.certificate.number}: its filed PDF is gone."]


# --- Courses ------------------------------------------------------------------------------------------------------


@seed
def lesson_changed_after_publishing(world: World) -> list[str]:
    version = ActivityVersion.objects.filter(activity__kind="lesson").first()
    ActivityVersion.objects.filter(pk=version.pk).update(title="Another title")
    return [f"Activity version {version.pk}: its text was changed after publishing."]


@seed
def lesson_version_missing(world: World) -> list[str]:
    spare = factories.course("spare", lessons=1)
    activity = spare.activities.get()
    ActivityVersion.objects.filter(activity=activity).update(number=2)
    return [f"Activity {activity.pk}: its versions have a gap."]


@seed
def cycle_missing(world: World) -> list[str]:
    Enrolment.objects.filter(pk=world.done.pk).update(cycle=2)
    return [f"Person {world.lena.pk}: the cycles of course {world.course.pk} have a gap."]


@seed
def older_cycle_open(world: World) -> list[str]:
    again = Enrolment.objects.create(
        person=world.max,
        course=world.course,
        cycle=2,
        language="en",
        started_at=timezone.now(),
        closed_at=timezone.now(),
    )
    return [
        f"Enrolment {world.begun.pk}: it is open, and a later cycle has begun.",
        f"Enrolment {again.pk}: closed and completed do not agree.",
        f"Enrolment {again.pk} is not in the ledger as “enrolled”.",
    ]


@seed
def closed_at_another_time(world: World) -> list[str]:
    Enrolment.objects.filter(pk=world.done.pk).update(closed_at=timezone.now())
    return [f"Enrolment {world.done.pk}: closed and completed do not agree."]


@seed
def completed_but_open(world: World) -> list[str]:
    Enrolment.objects.filter(pk=world.done.pk).update(closed_at=None)
    return [f"Enrolment {world.done.pk}: closed and completed do not agree."]


@seed
def activity_of_another_course(world: World) -> list[str]:
    other = factories.course("other", lessons=1)
    activity = other.activities.get()
    one = ActivityCompletion.objects.create(
        enrolment=world.begun, activity=activity, version=activity.versions.get(), completed_at=timezone.now()
    )
    return [
        f"Activity completion {one.pk}: the activity belongs to another course.",
        f"Activity completion {one.pk} is not in the ledger as “activity_completed”.",
    ]


@seed
def version_of_another_activity(world: World) -> list[str]:
    one, other = ActivityCompletion.objects.filter(enrolment=world.begun)
    ActivityCompletion.objects.filter(pk=one.pk).update(version=other.version)
    return [f"Activity completion {one.pk}: the version belongs to another activity."]


@seed
def done_before_the_start(world: World) -> list[str]:
    one = ActivityCompletion.objects.filter(enrolment=world.begun).first()
    early = world.begun.started_at - timedelta(days=1)
    ActivityCompletion.objects.filter(pk=one.pk).update(completed_at=early)
    return [f"Activity completion {one.pk}: it was done before the course was begun."]


@seed
def completion_without_its_activity(world: World) -> list[str]:
    one = world.completion
    rule = {"activities": [*one.rule["activities"], {"activity": "gone", "version": 1}]}
    CourseCompletion.objects.filter(pk=one.pk).update(rule=rule)
    return [f"Course completion {one.pk}: an activity that its rule names was not done."]


@seed
def completion_whose_activity_was_taken_back(world: World) -> list[str]:
    one = ActivityCompletion.objects.filter(enrolment=world.done, activity__kind="lesson").first()
    ActivityCompletion.objects.filter(pk=one.pk).update(annulled_at=timezone.now())
    return [f"Course completion {world.completion.pk}: an activity that its rule names was taken back."]


@seed
def completion_of_another_version(world: World) -> list[str]:
    one = world.completion
    rule = {"activities": [{**activity, "version": 9} for activity in one.rule["activities"]]}
    CourseCompletion.objects.filter(pk=one.pk).update(rule=rule)
    return [f"Course completion {one.pk}: its rule names another version than was done."]


@seed
def completion_before_its_last_activity(world: World) -> list[str]:
    early = world.completion.completed_at - timedelta(days=2)
    CourseCompletion.objects.filter(pk=world.completion.pk).update(completed_at=early)
    Enrolment.objects.filter(pk=world.done.pk).update(closed_at=early)
    return [f"Course completion {world.completion.pk}: it was completed before its last activity."]


@seed
def completion_with_another_result(world: World) -> list[str]:
    CourseCompletion.objects.filter(pk=world.completion.pk).update(right=0)
    return [
        f"Course completion {world.completion.pk}: its certificate says another result.",
        f"Course completion {world.completion.pk}: its result is not that of its quizzes.",
    ]


@seed
def plan_in_another_course(world: World) -> list[str]:
    elsewhere = factories.course("elsewhere", lessons=1).activities.get()
    one = Commitment.objects.get(enrolment=world.begun)
    Commitment.objects.filter(pk=one.pk).update(activity=elsewhere)
    return [f"Commitment {one.pk}: the activity belongs to another course."]


@seed
def ticks_in_another_course(world: World) -> list[str]:
    elsewhere = factories.course("elsewhere", lessons=1).activities.get()
    one = Checklist.objects.get(enrolment=world.begun)
    Checklist.objects.filter(pk=one.pk).update(activity=elsewhere)
    return [f"Checklist {one.pk}: the activity belongs to another course."]


@seed
def plan_asked_about_before_it_was_made(world: World) -> list[str]:
    one = Commitment.objects.get(enrolment=world.begun)
    Commitment.objects.filter(pk=one.pk).update(ask_on=timezone.localdate(one.made_at) - timedelta(days=1))
    return [f"Commitment {one.pk}: it is asked about before it was made."]


@seed
def assignment_not_written_down(world: World) -> list[str]:
    one = Assignment.objects.create(
        course=world.course, person=world.lena, due_days=3, assigned_by=world.max, assigned_at=timezone.now()
    )
    return [f"Assignment {one.pk} is not in the ledger as “assigned”."]


@seed
def assignment_ended_silently(world: World) -> list[str]:
    one = assignment.assign(world.course, person=world.lena, due_days=3, by=world.max)
    Assignment.objects.filter(pk=one.pk).update(ended_at=timezone.now())
    return [f"Assignment {one.pk} is not in the ledger as “assignment_ended”."]


# --- Quizzes ------------------------------------------------------------------------------------------------------


@seed
def result_changed(world: World) -> list[str]:
    one = world.first
    Attempt.objects.filter(pk=one.pk).update(right=one.right + 1)
    told = (world.lena.pk, one.pk, one.right, one.total, False)
    return [
        f"Attempt {one.pk}: its result does not follow from its answers.",
        f"Attempt {one.pk} with this result is not in the ledger as “attempt_submitted”.",
        f"The ledger tells of “attempt_submitted” {told}, which does not exist.",
    ]


@seed
def answer_changed_afterwards(world: World) -> list[str]:
    one = world.second
    given = one.responses.order_by("slot").last()
    Response.objects.filter(pk=given.pk).update(value="no such answer")
    return [f"Attempt {one.pk}: its result does not follow from its answers."]


@seed
def answer_after_handing_in(world: World) -> list[str]:
    given = world.first.responses.first()
    Response.objects.filter(pk=given.pk).update(saved_at=timezone.now())
    return [f"Attempt {world.first.pk}: an answer was saved after it was handed in."]


@seed
def answer_beside_the_paper(world: World) -> list[str]:
    Response.objects.create(attempt=world.first, slot=9, seq=1, value="x", saved_at=world.first.started_at)
    return [f"Attempt {world.first.pk}: an answer to a question that is not on the paper."]


@seed
def answer_to_what_was_carried_over(world: World) -> list[str]:
    item = world.second.items.exclude(carried_value=None).first()
    value, at = item.carried_value, world.second.started_at
    Response.objects.create(attempt=world.second, slot=item.slot, seq=1, value=value, saved_at=at)
    return [f"Attempt {world.second.pk}: an answer to a question that was carried over."]


@seed
def save_missing(world: World) -> list[str]:
    given = world.first.responses.first()
    Response.objects.filter(pk=given.pk).update(seq=2)
    return [f"Attempt {world.first.pk}: the saves of question {given.slot} have a gap."]


@seed
def question_taken_off_the_paper(world: World) -> list[str]:
    attempt = Attempt.objects.get(enrolment=world.begun)
    attempt.items.order_by("slot").last().delete()
    return [f"Attempt {attempt.pk}: its paper is not whole."]


@seed
def paper_gone(world: World) -> list[str]:
    attempt = Attempt.objects.get(enrolment=world.begun)
    attempt.responses.all().delete()
    attempt.items.all().delete()
    return [f"Attempt {attempt.pk}: its paper is not whole."]


@seed
def try_missing(world: World) -> list[str]:
    Attempt.objects.filter(enrolment=world.begun).update(number=2)
    return [f"Enrolment {world.begun.pk}: its tries have a gap."]


@seed
def pass_without_completion(world: World) -> list[str]:
    done = ActivityCompletion.objects.get(enrolment=world.done, activity__kind="quiz")
    ActivityCompletion.objects.filter(pk=done.pk).delete()
    told = (world.lena.pk, world.done.pk, str(done.activity_id), 1)
    return [
        f"Course completion {world.completion.pk}: an activity that its rule names was not done.",
        f"Attempt {world.second.pk}: passed, but the quiz is not completed.",
        f"The ledger tells of “activity_completed” {told}, which does not exist.",
    ]


@seed
def quiz_completed_with_another_result(world: World) -> list[str]:
    done = ActivityCompletion.objects.get(enrolment=world.done, activity__kind="quiz")
    ActivityCompletion.objects.filter(pk=done.pk).update(needed=1)
    return [f"Activity completion {done.pk}: its result is not that of a try that passed."]


@seed
def quiz_completed_without_a_pass(world: World) -> list[str]:
    quiz = world.course.activities.get(kind="quiz")
    one = ActivityCompletion.objects.create(
        enrolment=world.begun, activity=quiz, version=quiz.versions.get(), completed_at=timezone.now(), right=4, total=4
    )
    return [
        f"Activity completion {one.pk}: no try that passed stands behind it.",
        f"Activity completion {one.pk} is not in the ledger as “activity_completed”.",
    ]


@seed
def older_try_open(world: World) -> list[str]:
    one = world.first
    Attempt.objects.filter(pk=one.pk).update(submitted_at=None, closed_by="", right=None, is_passed=None, marks={})
    told = (world.lena.pk, one.pk, one.right, one.total, False)
    return [
        f"Attempt {one.pk}: it is open, and a later one was started.",
        f"The ledger tells of “attempt_submitted” {told}, which does not exist.",
    ]


# --- Refreshers ---------------------------------------------------------------------------------------------------


@seed
def refresher_question_removed(world: World) -> list[str]:
    session = _refresh(world.lena).question.session
    RefresherSession.objects.filter(pk=session.pk).update(total=session.total + 1)
    return [f"Refresher {session.pk}: its questions are not whole."]


@seed
def refresher_never_finished(world: World) -> list[str]:
    session = _refresh(world.lena).question.session
    RefresherSession.objects.filter(pk=session.pk).update(finished_at=None)
    return [f"Refresher {session.pk}: finished and answered do not agree."]


@seed
def refresher_asked_something_else(world: World) -> list[str]:
    review = _refresh(world.lena)
    RefresherQuestion.objects.filter(pk=review.question_id).update(objective_key=world.course.pk)
    return [f"Refresher review {review.pk}: it does not belong to the question that was asked."]


@seed
def refresher_marked_otherwise(world: World) -> list[str]:
    review = _refresh(world.lena)
    value = learner.example(review.question_version, is_right=True)
    RefresherReview.objects.filter(pk=review.pk).update(value=value)
    return [f"Refresher review {review.pk}: its mark does not follow from its answer."]


@seed
def refresher_step_changed(world: World) -> list[str]:
    review = _refresh(world.lena)
    RefresherReview.objects.filter(pk=review.pk).update(due_after=None)
    return [f"Refresher review {review.pk}: its step does not follow from the one before."]


@seed
def refresher_state_changed(world: World) -> list[str]:
    _refresh(world.lena)
    state = RefresherState.objects.all()[0]
    RefresherState.objects.filter(pk=state.pk).update(lapses=0)
    return [f"Refresher state {state.pk}: it does not follow from its reviews."]


@seed
def refresher_of_somebody_elses_pass(world: World) -> list[str]:
    refreshers.take_up()
    state = RefresherState.objects.all()[0]
    RefresherState.objects.filter(pk=state.pk).update(person=world.max)
    return [f"Refresher state {state.pk}: it begins from somebody else's pass."]


@pytest.fixture
def unguarded(world: World) -> Iterator[None]:
    with guard.lifted():
        yield


@pytest.mark.parametrize("name", SEEDS)
def test_a_seeded_violation_is_found_and_nothing_else(name: str, world: World, unguarded: None) -> None:
    expected = SEEDS[name](world)

    found = [sentence for of_room in violations().values() for sentence in of_room if "The guard " not in sentence]

    assert sorted(found) == sorted(expected)


def test_a_missing_guard_is_found(world: World) -> None:
    with guard.lifted():
        missing = violations()["ledger"]
        named = guard.missing()

    assert len(named) > 5
    assert missing == [f"The guard {name} is missing. Run 'manage.py migrate'." for name in named]
    assert violations()["ledger"] == []


@pytest.mark.skipif(not settings.IS_SQLITE, reason="PostgreSQL lets no row in that points at nothing")
def test_a_row_that_points_at_nothing_is_found(world: World) -> None:
    extension = Extension.objects.get()
    Extension.objects.update(extended_by=999_999)
    found = violations()["ledger"]
    Extension.objects.update(extended_by=world.max)

    assert found == [f"Row {extension.pk} of courses_extension points at a row of people_user that does not exist."]


def test_the_command_says_what_is_wrong_and_fails(world: World) -> None:
    out: Any = StringIO()
    with guard.lifted():
        User.objects.filter(pk=world.lena.pk).update(is_superuser=True)

    with pytest.raises(SystemExit) as stopped:
        call_command("check_invariants", "--json", stdout=out)

    said = json.loads(out.getvalue())
    assert stopped.value.code == 1
    assert said["count"] == 1
    assert said["violations"]["people"] == [f"Person {world.lena.pk} is a superuser; roles are groups."]
