"""What no room may forget: bad input gets a sentence and a 4xx everywhere, and never more than was asked (R38)."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from certificates.models import Certificate
from courses.models import ActivityCompletion, CheckResponse, CourseCompletion, Enrolment
from lms.people.models import Team, User
from quizzes.models import Attempt, Response
from tests import world
from tests.test_access import TABLE, Address, addresses
from tests.world import CHECK, LIST, NOTE, PLAN, TICK, World

BEYOND = 2**63 + 1
LONG = "x" * 200_000
# What stands in an address or a form and cannot be meant.
STRANGE = [
    "%00",
    "%FF%FE",
    "%E2%80%AE",
    "'%22%3E%3Cscript%3E",
    "..%2F..%2Fetc",
    "%F0%9F%98%80",
    "-1",
    "9" * 30,
    "x" * 3000,
]
QUERIES = [
    "/courses/?q=", "/v/?number=", "/signin/?next=", "/me/?unsaved=", "/team/?show=", "/team/?page=", "/cms/people/?q=",
    "/cms/people/?p=", "/cms/people/?team=", "/cms/people/?role=", "/cms/people/?state=", "/cms/people/assignments/?p=",
]  # fmt: skip
NAMES = [
    "שרה כהן", "محمد‎ الأمين", "‮Lena‬ Hoffmann", "Lena 😀", "山田 太郎", "<script>alert(1)</script>", "O’Brien & “Sons”",
    "{{ settings.SECRET_KEY }}", "%(name)s {0}", "Żółć Łukasiewicz-Groß",
]  # fmt: skip


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("ERROR", logger="django")


def own() -> list[Address]:
    return [address for address in addresses() if address.route in TABLE["own"]]


# --- Addresses ---
def test_numbers_beyond_any_row_are_not_found(company: World) -> None:
    """No row has such a number; the database must not even be able to trip over it."""
    wrong = []
    for person in User.objects.filter(is_active=True):
        client = world.browser_of(person)
        for address in own():
            if "<int:" not in address.route:
                continue
            path = re.sub(r"<\w+:\w+>", "respect", "/" + re.sub(r"<int:\w+>", str(BEYOND), address.route))
            for method in ("get", "post"):
                status = getattr(client, method)(path, {"a": "b"}).status_code
                if status not in (404, 405):
                    wrong.append(f"{person.email} {method} {path}: {status}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_words_in_an_address_break_nothing(company: World, strange: str) -> None:
    broken, lesson = [], str(world.page_at(company.open).url)
    for person in (
        company.lena,
        User.objects.get(email="max@demo.example"),
        User.objects.get(email="rosa@demo.example"),
    ):
        client = world.browser_of(person)
        for address in own():
            if "<str:" in address.route or "<slug:" in address.route:
                path = "/" + re.sub(r"<(?:str|slug):\w+>", strange, address.route)
                path = re.sub(r"<uuid:\w+>", str(world.NOBODY), re.sub(r"<int:\w+>", "1", path))
                status = client.get(path).status_code
                broken += [f"{path[:80]}: {status}"] * (status >= 500 or (status == 200 and "/v/" not in path))
        for path in (*QUERIES, lesson + "?again=", lesson + f"?{CHECK}="):
            status = client.get(path + strange).status_code
            broken += [f"{path}{strange[:40]}: {status}"] * (status >= 500)
    assert broken == []


# --- Forms ---
def forms(company: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Who may send what where: one valid form for each act."""
    things = {name: pair[0] for name, pair in company.things().items()}
    person = {
        "name": "Lena Hoffmann",
        "email": "lena@demo.example",
        "language": "en",
        "team": company.lena.team_id or "",
    }
    return [
        ("lena", "/me/name/", {"name": "Lena H."}),
        ("lena", "/me/theme/", {"theme": "dark"}),
        ("lena", "/language/", {"language": "en"}),
        ("lena", f"/courses/{things['course']}/start/", {}),
        ("lena", f"/checks/{things['lesson']}/{CHECK}/", {"answer": "nothing"}),
        ("lena", f"/reflections/{things['lesson']}/{NOTE}/", {"note": "Later."}),
        ("lena", f"/checklists/{things['lesson']}/{LIST}/", {"tick": TICK}),
        ("lena", f"/commitments/{things['lesson']}/{PLAN}/", {"when": "it rains", "will": "stay in"}),
        ("lena", f"/home/commitments/{things['commitment']}/did/", {}),
        ("lena", f"/home/commitments/{things['commitment']}/not-yet/", {}),
        ("lena", f"/lessons/{things['lesson']}/place/", {"block": CHECK}),
        ("lena", f"/lessons/{things['lesson']}/done/", {}),
        ("lena", f"/attempts/{things['running']}/q/1/", {"seq": "0", "answer": "nothing"}),
        ("lena", f"/refresher/{things['refresher']}/q/1/", {"answer": "nothing", "sure": "fair"}),
        ("lena", "/refresher/stop/", {}),
        ("max", f"/team/people/{things['person']}/assign/", {"course": "respect", "when": "days", "due_days": "3"}),
        ("max", f"/team/people/{things['person']}/extend/listen/", {"due_on": "2027-03-01", "reason": "Leave"}),
        ("rosa", "/cms/people/add/", {"name": "Nia", "email": "nia@demo.example", "language": "en"}),
        ("rosa", f"/cms/people/{things['person']}/", person),
        ("rosa", "/cms/people/teams/add/", {"name": "Kitchen"}),
        ("rosa", f"/cms/people/teams/{things['team']}/", {"name": "Workshop"}),
        (
            "rosa",
            "/cms/people/assignments/add/",
            {"course": "respect", "person": things["person"], "when": "days", "due_days": "1"},
        ),
    ]


def test_every_form_reads_only_its_own_fields(company: World) -> None:
    """Every field of every record beside the form's own: nobody gets a role, a score, a day or another person's row."""
    models = (User, Enrolment, Attempt, Response, CheckResponse, ActivityCompletion, CourseCompletion, Team)
    fields = {field.name: "1" for model in models for field in model._meta.concrete_fields}
    extra = fields | {
        "is_superuser": "on",
        "is_staff": "on",
        "groups": "1",
        "user_permissions": "1",
        "is_passed": "on",
        "by": "1",
    }
    keep = {"name", "email", "language", "team", "roles", "first_day", "job_title", "person"}
    for role, path, data in forms(company):
        before = standing()
        sent = {name: value for name, value in extra.items() if name not in keep or role == "lena"} | data
        status = world.browser_of(User.objects.get(email=f"{role}@demo.example")).post(path, sent).status_code
        assert (path, status < 500) == (path, True)
        assert (path, standing()) == (path, before)


def standing() -> dict[str, Any]:
    """What no form of these may change."""
    people = User.objects.exclude(email="nia@demo.example").order_by("pk")
    return {
        "people": list(
            people.values_list("pk", "email", "password", "is_superuser", "is_active", "team", "last_day", "groups")
        ),
        "enrolments": list(
            Enrolment.objects.order_by("pk").values_list("pk", "person", "course", "cycle", "closed_at")
        ),
        "attempts": list(Attempt.objects.order_by("pk").values_list("pk", "enrolment", "number", "is_passed", "right")),
        "completions": list(CourseCompletion.objects.values_list("pk", "enrolment", "completed_at")),
        "certificates": list(Certificate.objects.values_list("number", "holder", "words")),
    }


def test_every_form_answers_too_much_text_with_a_sentence(company: World) -> None:
    """200 kB in each field at once; 2,000,000 in one is more than the house reads at all."""
    for role, path, data in forms(company):
        client = world.browser_of(User.objects.get(email=f"{role}@demo.example"))
        for words in (LONG, "\x00", "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace")):
            status = client.post(path, dict.fromkeys(data, words) or {"more": words}).status_code
            assert (path, words[:3], status < 500) == (path, words[:3], True)
        assert client.post(path, {"more": "x" * 2_000_000}).status_code in (303, 400), path  # 303: it reads no field


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_everywhere_as_it_was_written(company: World, name: str) -> None:
    """In any writing, and never as markup or as a template."""
    rosa, lena = User.objects.get(email="rosa@demo.example"), company.lena
    data = {"name": name, "email": lena.email, "language": "en", "team": lena.team_id}
    assert world.browser_of(rosa).post(f"/cms/people/{lena.pk}/", data).status_code in (302, 422)
    lena.refresh_from_db()
    for person, path in (
        (lena, "/me/"), (lena, "/home/"), (User.objects.get(email="max@demo.example"), f"/team/people/{lena.pk}/"),
        (User.objects.get(email="max@demo.example"), "/team/?show=all"), (rosa, "/cms/people/"),
    ):  # fmt: skip
        response = world.browser_of(User.objects.get(pk=person.pk)).get(path)
        assert (path, response.status_code) == (path, 200)
        assert "<script>alert" not in response.content.decode()
        assert settings.SECRET_KEY not in response.content.decode()


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "\t//evil.example"]
)
def test_no_form_leads_out_of_the_house(company: World, target: str) -> None:
    client = world.browser_of(company.lena)
    for path, data in (("/me/theme/", {"theme": "dark"}), ("/language/", {"language": "en"})):
        assert client.post(path, {**data, "next": target}).headers["Location"] == "/me/"


def test_the_same_act_twice_is_one_act(company: World) -> None:
    """Start, Done and handing in are repeated by double clicks, by Back and by the network."""
    client, things = world.browser_of(company.lena), company.things()
    world.answer(company.running, is_right=True)
    acts = [
        f"/courses/{things['course'][0]}/start/", f"/lessons/{things['lesson'][0]}/done/",
        f"/quizzes/{things['quiz'][0]}/start/", f"/attempts/{things['running'][0]}/submit/",
    ]  # fmt: skip
    for path in acts:
        first = client.post(path)
        counts = [
            model._default_manager.count() for model in (Enrolment, ActivityCompletion, Attempt, CourseCompletion)
        ]
        again = client.post(path)
        assert (path, again.status_code) == (path, first.status_code)
        assert counts == [
            model._default_manager.count() for model in (Enrolment, ActivityCompletion, Attempt, CourseCompletion)
        ]


# --- An installation that is not right says so in a sentence ---
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://a:b@localhost/c"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none"}, "database"),
        ({"DATABASE_URL": "sqlite:////proc/none/db.sqlite3"}, "DATABASE_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
    ],
)
@pytest.mark.slow
def test_a_wrong_variable_is_named_without_a_traceback(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = run(["manage.py", "migrate", "--check"], tmp_path, variables)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_without_pango_the_missing_part_is_named(tmp_path: Path) -> None:
    """WeasyPrint is installed, what it draws with is not."""
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    code = "from certificates import pdf; pdf.render('<p>', title='', language='en', stylesheet='')"
    script = f"import django; django.setup()\ntry:\n    {code}\nexcept pdf.Unavailable as error:\n    print(error)"
    done = run(["-c", script], tmp_path, {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lms.settings"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "pango" in done.stdout.lower()


def run(command: list[str], folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    usual = {"SECRET_KEY": "x" * 50, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=plain | usual | variables, capture_output=True, text=True
    )
