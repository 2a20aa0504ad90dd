"""The demo company: who is there and how they stand; generated people are like real ones; pages at that size."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Course, CourseCompletion
from courses.status import Code
from lms.ledger.models import Act, Event
from lms.management.commands.check_invariants import violations
from lms.management.demo import copying, crowd, lives
from lms.overview import exporting, home, standing, team
from lms.people.access import people_visible_to
from lms.people.models import Organisation, Team, TeamLead, User
from tests import sharing

pytestmark = [pytest.mark.slow, pytest.mark.once]

CROWD = 1000
PATTERNS = 24


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Northwind with a thousand generated people."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowd, "MOST_PATTERNS", PATTERNS)
        with sharing.for_a_module(django_db_blocker, folder, _load, DEMO=True):
            yield


def _load() -> None:
    call_command("load_demo", people=CROWD, stdout=StringIO())


@pytest.fixture
def northwind(loaded: None, db: None, settings: Any) -> None:
    """The loaded company."""
    settings.DEMO = True


def someone(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def most(queries: int) -> AbstractContextManager[None]:
    return _AtMost(queries)


class _AtMost(CaptureQueriesContext):
    """Fails when more queries are sent; BEGIN and COMMIT do not count."""

    def __init__(self, most: int) -> None:
        super().__init__(connection)
        self.most = most

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        super().__exit__(kind, error, trace)
        if error is None:
            sent = [query["sql"] for query in self.captured_queries]
            assert len(sent) <= self.most, f"{len(sent)} queries, {self.most} allowed:\n" + "\n".join(sent)


# --- The company --------------------------------------------------------------------------------------------------


def test_the_cast_is_there_with_its_roles(northwind: None) -> None:
    roles = {name: set(someone(name).groups.values_list("name", flat=True)) for name in ("lena", "ada", "rosa")}
    leads = {name: list(someone(name).led_teams.values_list("name", flat=True)) for name in ("max", "otto", "lena")}

    assert roles == {"lena": set(), "ada": {"Trainers"}, "rosa": {"Administrators"}}
    assert leads == {"max": ["Front desk"], "otto": ["Workshop"], "lena": []}
    assert all(someone(name).check_password("demo-lateral") for name in ("lena", "max", "otto", "ada", "rosa"))


def test_lena_is_new_and_has_one_thing_to_do(northwind: None) -> None:
    seen = home.of(someone("lena"), language="en")

    assert [(step.item.course.slug, step.item.status.code) for step in seen.steps] == [
        ("welcome", Code.DUE_SOON), ("how-we-treat-each-other", Code.DUE_SOON), ("respect", Code.NOT_STARTED),
        ("communication", Code.NOT_STARTED), ("service-standards", Code.NOT_STARTED),
        ("stress-management", Code.NOT_STARTED),
    ]  # fmt: skip
    assert seen.next_step is not None
    assert (seen.next_step.label, seen.next_step.step.item.status.words) == ("Start course", "Due tomorrow")
    assert seen.day == 1


def test_max_sees_people_in_every_bucket(northwind: None) -> None:
    seen = team.of(someone("max"))

    assert seen.size == 12
    assert [stat.number for stat in seen.stats] == [3, 1, 5, 3]
    assert {row.item.status.code for row in seen.rows if row.item} == set(Code) - {
        Code.OPENS,
        Code.DONE,
        Code.NOT_STARTED,
    }
    assert {row.person.name for row in seen.in_bucket("help")} == {"Jan de Boer"}


def test_otto_sees_his_own_people_only(northwind: None) -> None:
    mine, others = people_visible_to(someone("otto")), people_visible_to(someone("max"))

    assert mine.count() == 7
    assert not set(mine) & set(others)


def test_names_come_from_four_languages_and_two_scripts(northwind: None) -> None:
    languages = set(User.objects.values_list("language", flat=True))
    cyrillic = [name for name in User.objects.values_list("name", flat=True) if "а" <= name[-1] <= "я"]

    assert languages == {"en", "ru", "de", "nl"}
    assert len(cyrillic) > 100


def test_the_house_has_a_marker_a_contact_and_a_signer(northwind: None) -> None:
    house = Organisation.load()

    assert (house.is_demo, house.name, house.contact_email) == (True, "Northwind", "rosa@demo.example")
    assert (house.signer_name, house.signer_role) == ("Willem Bakker", "Managing director")


def test_nothing_lies_in_the_future(northwind: None) -> None:
    now = timezone.now()

    assert not Event.objects.exclude(act=Act.TEAM_CHANGED).filter(at__gt=now - timedelta(minutes=1)).exists()
    assert not CourseCompletion.objects.filter(completed_at__gt=now).exists()


def test_a_second_load_changes_nothing(northwind: None) -> None:
    before = [model.objects.count() for model in apps.get_models()]

    call_command("load_demo", people=CROWD, stdout=StringIO())

    assert [model.objects.count() for model in apps.get_models()] == before


def test_all_of_it_holds(northwind: None) -> None:
    assert {room: found for room, found in violations().items() if found} == {}


# --- Generated people (D38) ---------------------------------------------------------------------------------------


def test_as_many_as_asked_for_in_stores_of_their_own(northwind: None) -> None:
    generated = User.objects.filter(email__endswith=f"@{crowd.DOMAIN}")

    assert generated.count() == CROWD
    assert set(generated.values_list("team__parent__parent__name", flat=True)) == {"Stores"}
    assert Team.objects.filter(name__startswith="Store ").count() == CROWD / crowd.PER_STORE
    assert not Team.objects.filter(name__startswith="Store ", leads=None).exists()


def test_every_table_of_what_people_did_is_copied() -> None:
    """A table that comes later and holds what a person did must be copied too."""
    copied = {model for model, _way in copying.TABLES}
    owners: set[Any] = copied | {User}
    elsewhere = {"TeamLead", "CertificateFile", "Correction"}
    missing = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in ("people", "certificates", "courses", "quizzes")
        and getattr(model, "wagtail_reference_index_ignore", False)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in owners
    } - {model.__name__ for model in copied}
    assert missing == elsewhere


def test_columns_are_filled_as_in_real_rows(northwind: None) -> None:
    """Each set of filled columns of a copy is one that the rules made as well."""
    strange = {}
    for model, way in copying.TABLES:
        copies = {f"{way}__email__endswith": f"@{crowd.DOMAIN}", f"{way}__email__gt": f"p{PATTERNS - 1:05}~"}
        real, made = _shapes(model.objects.exclude(**copies)), _shapes(model.objects.filter(**copies))
        if made - real:
            strange[model.__name__] = made - real
    assert strange == {}
    assert _shapes(User.objects.filter(email__gt=f"p{PATTERNS - 1:05}~", email__endswith=crowd.DOMAIN)) <= _shapes(
        User.objects.filter(email__lt=f"p{PATTERNS - 1:05}~")
    )


def _shapes(rows: Any) -> set[tuple[str, ...]]:
    return {tuple(name for name, value in row.items() if value not in (None, "", [], {})) for row in rows.values()}


def test_events_are_of_the_kinds_that_the_rules_write(northwind: None) -> None:
    first = User.objects.get(email=f"p{PATTERNS:05}@{crowd.DOMAIN}").pk
    columns = ("act", "facts", "words__words", "actor_id", "subject_id")
    kinds: dict[bool, set[Any]] = {False: set(), True: set()}
    for act, facts, words, actor, subject in Event.objects.values_list(*columns):
        by = "self" if actor == subject else "system" if actor is None else "other"
        kinds[subject >= first].add((act, tuple(sorted(facts)), tuple(sorted(words or ())), by))

    assert len(kinds[True]) > 5
    assert kinds[True] <= kinds[False]


def test_status_follows_from_the_ledger_for_two_hundred_at_random(northwind: None) -> None:
    """What the tables say of someone is what the ledger says, computed by hand."""
    generated = User.objects.filter(email__endswith=f"@{crowd.DOMAIN}", is_active=True).order_by("pk")
    sample = Random(4).sample(list(generated), 200)
    today = timezone.localdate()

    stands = {each.person.pk: each.items for each in standing.of(sample, today=today)}
    computed = {
        pk: next(item.status.code for item in items if item.course.slug == lives.TOLD_COURSE)
        for pk, items in stands.items()
    }

    assert computed == {person.pk: _by_ledger(person, today) for person in sample}
    assert len(set(computed.values())) >= 5


def _by_ledger(person: User, today: date) -> Code:
    told = str(Course.objects.get(slug=lives.TOLD_COURSE).pk)
    events = Event.objects.filter(subject_id=person.pk).order_by("n")
    acts = {event.act: event for event in events if event.facts.get("course", told) == told}
    first_day = date.fromisoformat(acts[Act.PERSON_ADDED].facts["first_day"])
    last: date | None = None
    for done in (one for one in events if one.act == Act.COURSE_COMPLETED and one.facts["course"] == told):
        day = timezone.localdate(done.at)
        day = max(day, last or day)  # who renews early loses no time
        last = date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
    if last:
        left = (last - today).days
        return Code.EXPIRED if left < 0 else Code.RENEW if left <= 60 else Code.DONE
    left = (first_day + timedelta(days=14) - today).days
    if left <= 7:
        return Code.LATE if left < 0 else Code.DUE_SOON
    return Code.IN_PROGRESS if Act.ENROLLED in acts else Code.NOT_STARTED


def test_more_people_are_added_to_those_who_are_there(northwind: None) -> None:
    assert crowd.add(CROWD) == 0
    assert crowd.add(CROWD + 20) == 20
    assert User.objects.filter(email__endswith=f"@{crowd.DOMAIN}").count() == CROWD + 20


# --- Pages at that size (D36) -------------------------------------------------------------------------------------


def _manager_of(count: int) -> User:
    """Max, leading a team of exactly so many others."""
    crew = Team.objects.create(name="Crew")
    ids = User.objects.filter(email__endswith=f"@{crowd.DOMAIN}").values_list("pk", flat=True)[:count]
    User.objects.filter(pk__in=list(ids)).update(team=crew, is_active=True)
    boss = someone("max")
    TeamLead.objects.filter(person=boss).delete()
    TeamLead.objects.create(team=crew, person=boss)
    return boss


@pytest.mark.parametrize("people_led", [10, 100, 1000])
def test_team_takes_at_most_15_queries_for_any_size(northwind: None, sign_in: Any, people_led: int) -> None:
    client = sign_in(_manager_of(people_led))
    client.get("/team/")

    with most(15):
        response = client.get("/team/")

    assert response.status_code == 200
    assert response.context["team"].size == people_led


@pytest.mark.parametrize("name", ["lena", "elena", "hannah", "sophie", "max", "rosa"])
def test_home_takes_at_most_12_queries(northwind: None, sign_in: Any, name: str) -> None:
    client = sign_in(someone(name))
    client.get("/home/")

    with most(12):
        response = client.get("/home/")

    assert response.status_code == 200


def test_export_sends_its_first_line_before_it_reads_people(northwind: None) -> None:
    lines = exporting.team_csv(_manager_of(1000))

    with most(0):
        first = next(lines)
    with most(12):
        second = next(lines)

    assert first.startswith("\ufeffPerson,")
    assert second.count(",") >= first.count(",")
    assert sum(1 for _ in lines) >= 998


def test_export_is_streamed(northwind: None, sign_in: Any) -> None:
    response = sign_in(_manager_of(100)).post("/team/export.csv")

    assert response.status_code == 200
    assert response.streaming
    assert len(b"".join(response.streaming_content).splitlines()) >= 101
