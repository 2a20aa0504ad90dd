"""Histories in bulk: what one person did by the rules, written again for others, moved in time (D38).

A history is copied whole: the same rows in the same tables with the same columns, new ids, a new name and a certificate
number of its own; the ledger is chained anew. So a generated person cannot differ in kind from a real one.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from certificates import numbers
from certificates.models import Certificate, CertificateRevision
from courses import finishing
from courses.models import (
    ActivityCompletion,
    Assignment,
    Checklist,
    CheckResponse,
    Commitment,
    Course,
    CourseCompletion,
    Enrolment,
    Extension,
    Reflection,
)
from lms.ledger import chain
from lms.ledger.models import Chain, Event, EventWords
from lms.management.demo import days
from lms.people.models import Team, User
from quizzes.models import (
    Allowance,
    Attempt,
    Marking,
    MoreTime,
    PaperItem,
    RefresherChoice,
    RefresherQuestion,
    RefresherReview,
    RefresherSession,
    RefresherState,
    Regraded,
    Response,
)

# Every table that holds what a person did, with the way to that person; owners before what they own.
TABLES: list[tuple[type[models.Model], str]] = [
    (Assignment, "person"),
    (Extension, "person"),
    (Enrolment, "person"),
    (CheckResponse, "enrolment__person"),
    (Reflection, "enrolment__person"),
    (Checklist, "enrolment__person"),
    (Commitment, "enrolment__person"),
    (Attempt, "enrolment__person"),
    (PaperItem, "attempt__enrolment__person"),
    (Response, "attempt__enrolment__person"),
    (MoreTime, "attempt__enrolment__person"),
    (Marking, "attempt__enrolment__person"),
    (Regraded, "attempt__enrolment__person"),
    (Allowance, "person"),
    (ActivityCompletion, "enrolment__person"),
    (Certificate, "holder"),
    (CertificateRevision, "certificate__holder"),
    (CourseCompletion, "enrolment__person"),
    (RefresherChoice, "person"),
    (RefresherState, "person"),
    (RefresherSession, "person"),
    (RefresherQuestion, "session__person"),
    (RefresherReview, "person"),
]
# What facts of the ledger call these records.
NAMED = {"assignment": Assignment, "enrolment": Enrolment, "attempt": Attempt, "certificate": Certificate,
         "completion": CourseCompletion, "replaced": Certificate, "revision": CertificateRevision}  # fmt: skip
DAYS = {"first_day", "last_day", "due_on", "before"}


class Copy(NamedTuple):
    """One person to make: whose history, under which name, and how many days further back."""

    pattern: int
    name: str
    email: str
    team: Team
    earlier: int


@dataclass(frozen=True)
class History:
    """Everything one person left, read once."""

    person: User
    rows: dict[type[models.Model], list[Any]]
    events: list[Event]


def read(person_ids: Iterable[int]) -> dict[int, History]:
    """The histories of these people. A fixed number of queries."""
    people = User.objects.in_bulk(person_ids)
    rows: dict[int, dict[type[models.Model], list[Any]]] = {pk: {} for pk in people}
    for model, way in TABLES:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in model._base_manager.filter(**{f"{way}__in": people}).annotate(whose=models.F(way)).order_by("pk"):
            found[row.whose].append(row)
        for pk in people:
            rows[pk][model] = found[pk]
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(subject_id__in=people).select_related("words").order_by("subject_id", "n"):
        events[event.subject_id].append(event)
    return {pk: History(person, rows[pk], events[pk]) for pk, person in people.items()}


@transaction.atomic
def write(copies: list[Copy], histories: dict[int, History]) -> list[User]:
    """Writes the copies, a few inserts for each table, and returns the new people."""
    return _Writing(copies, histories).write()


class _Writing:
    """One batch. `known` says which new row stands for which row of the pattern, per copy."""

    def __init__(self, copies: list[Copy], histories: dict[int, History]) -> None:
        self.copies = copies
        self.histories = [histories[copy.pattern] for copy in copies]
        self.known: dict[type[models.Model], list[dict[int, int]]] = {}
        self.courses = Course.objects.in_bulk()
        self.until: dict[tuple[type[models.Model], int, str], date | None] = {}

    def write(self) -> list[User]:
        people = User.objects.bulk_create(
            _person(copy, history.person) for copy, history in zip(self.copies, self.histories, strict=True)
        )
        self.known[User] = [
            {history.person.pk: person.pk} for person, history in zip(people, self.histories, strict=True)
        ]
        for model, _way in TABLES:
            self._table(model)
        self._ledger()
        return people

    def _table(self, model: type[models.Model]) -> None:
        copier = _Copier(model, self.known)
        old = [(index, row) for index, history in enumerate(self.histories) for row in history.rows[model]]
        new = [self._worded(copier.copy(row, index, self.copies[index]), row, index) for index, row in old]
        model._default_manager.bulk_create(new)
        known: list[dict[int, int]] = [{} for _ in self.copies]
        for (index, row), made in zip(old, new, strict=True):
            known[index][row.pk] = made.pk
        self.known[model] = known

    def _worded(self, new: Any, old: Any, index: int) -> Any:
        """The words that say who and when."""
        if isinstance(new, Certificate):
            completed_on = timezone.localdate(new.issued_at)
            new.number = numbers.new()
            new.words = {**old.words, "name": self.copies[index].name, "completed_on": completed_on.isoformat()}
            new.valid_until = new.valid_until and self._valid_until(new, index, old.words["mark_key"], completed_on)
        elif isinstance(new, CertificateRevision):
            new.words = {**old.words, "name": self.copies[index].name}
            new.file, new.sha256 = "", ""
        elif isinstance(new, CourseCompletion):
            new.name = self.copies[index].name
            course = next(row for row in self.histories[index].rows[Enrolment] if row.pk == old.enrolment_id).course_id
            completed_on = timezone.localdate(new.completed_at)
            new.valid_until = new.valid_until and self._valid_until(new, index, str(course), completed_on)
        return new

    def _valid_until(
        self, new: Certificate | CourseCompletion, index: int, course: str, completed_on: date
    ) -> date | None:
        """By the rules, from the moved day; in a renewal, from what was reached before."""
        place = (type(new), index, course)
        self.until[place] = finishing.valid_until(self._course(course), completed_on, before=self.until.get(place))
        return self.until[place]

    def _course(self, key: str) -> Course:
        return next(course for course in self.courses.values() if str(course.pk) == key)

    def _ledger(self) -> None:
        events = [event for index in range(len(self.copies)) for event in self._chain(index)]
        Event.objects.bulk_create(events)
        EventWords.objects.bulk_create(
            EventWords(event=event, salt=salt, words=words) for event in events for salt, words in [event.said] if salt
        )
        heads = {event.subject_id: event for event in events}
        Chain.objects.bulk_create(Chain(subject_id=pk, n=event.n, hash=event.hash) for pk, event in heads.items())

    def _chain(self, index: int) -> Iterator[Any]:
        copy, history = self.copies[index], self.histories[index]
        person = self.known[User][index][history.person.pk]
        n, prev_hash = 0, ""
        for old in history.events:
            salt, words = _said(old, copy)
            event: Any = chain.next_event(
                n, prev_hash, subject_id=person, act=old.act,
                by=person if old.actor_id == history.person.pk else old.actor_id,
                at=old.at - timedelta(days=copy.earlier), facts=self._facts(old.facts, index),
                words_hash=chain.hash_of_words(salt, words) if salt else "",
            )  # fmt: skip
            event.said = (salt, words)
            n, prev_hash = event.n, event.hash
            yield event

    def _facts(self, facts: dict[str, Any], index: int) -> dict[str, Any]:
        copy, told = self.copies[index], dict(facts)
        for name, value in facts.items():
            if name in NAMED and value is not None:
                told[name] = self.known[NAMED[name]][index].get(value, value)
            elif name in DAYS and isinstance(value, str):
                told[name] = _earlier_day(date.fromisoformat(value), copy.earlier, name=name)
            elif name == "team" and value == self.histories[index].person.team_id:
                told[name] = copy.team.pk
        return told


class _Copier:
    """How a row of one table is written again. Which columns are what is looked up once."""

    def __init__(self, model: type[models.Model], known: dict[type[models.Model], list[dict[int, int]]]) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.owned = [(field.attname, known[field.related_model]) for field in fields if field.related_model in known]
        self.times = [field.attname for field in fields if isinstance(field, models.DateTimeField)]
        self.dates = [
            field.attname for field in fields if isinstance(field, models.DateField) and field.attname not in self.times
        ]
        rest = {*self.times, *self.dates, *(name for name, _ in self.owned)}
        self.plain = [field.attname for field in fields if field.attname not in rest]

    def copy(self, row: Any, index: int, copy: Copy) -> Any:
        shift = timedelta(days=copy.earlier)
        values = {name: getattr(row, name) for name in self.plain}
        for name in (*self.times, *self.dates):
            value = getattr(row, name)
            values[name] = value - shift if value else value
        for name, mine in self.owned:
            value = getattr(row, name)
            values[name] = mine[index].get(value, value)
        return self.model(**values)


def _person(copy: Copy, pattern: User) -> User:
    person: User = _Copier(User, {}).copy(pattern, 0, copy)
    person.name, person.email, person.team_id = copy.name, copy.email, copy.team.pk
    person.password = make_password(None)
    person.certificate_name = ""
    for name in ("first_day", "last_day"):
        if day := getattr(pattern, name):
            setattr(person, name, _earlier_day(day, copy.earlier, name=name))
    return person


def _earlier_day(day: date, earlier: int, *, name: str) -> date:
    day -= timedelta(days=earlier)
    return days.working(day) if name == "first_day" else day


def _said(old: Event, copy: Copy) -> tuple[str, dict[str, str]]:
    words = getattr(old, "words", None)
    if words is None:
        return "", {}
    own = {"name": copy.name, "email": copy.email}
    return secrets.token_hex(16), {name: own.get(name, text) for name, text in words.words.items()}
