"""The access table: every address of the site map, every role, with and without htmx (R25, R37, D13)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from lms.people.models import User
from tests import world
from tests.world import World

TABLE = tomllib.loads(Path(__file__).with_name("access.toml").read_text())
ROLES = ["nobody", "lena", "max", "otto", "ada", "rosa", "noa"]
HTMX = {"HX-Request": "true"}
FORM = {"csrfmiddlewaretoken": "of a test"}  # what the emptiest form of a page still sends
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|csrf-token" content=")[^"]*|csrfmiddlewaretoken=[^&"]*')
STRICT = {"default-src": "'self'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'"}
# The rows of a GET: a session, what caches and throttles count.
MAY_WRITE = {"django_session", "cache"}
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)


@dataclass(frozen=True)
class Address:
    """One entry of the site map."""

    route: str
    space: str
    name: str
    view: Any

    @property
    def is_editorial(self) -> bool:
        """Wagtail's own back office; ours under /cms/ are rows like every other."""
        is_ours = not self.space and self.view.__module__.startswith("lms.")
        return self.route.startswith("cms/") and self.route not in TABLE["own"] and not is_ours


def addresses() -> list[Address]:
    return list(_walk(get_resolver()))


def _walk(resolver: Any, route: str = "", space: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        assert isinstance(entry, URLPattern | URLResolver)
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, here, entry.namespace or space)
        else:
            yield Address(here, space, entry.name or "", entry.callback)


# --- The table is whole ---
def test_every_address_has_a_row_and_every_row_an_address() -> None:
    own = {address.route for address in addresses() if not address.is_editorial}
    assert own == set(TABLE["own"])


def test_every_row_names_every_role() -> None:
    short = [
        f"{route} {method}"
        for route, row in TABLE["own"].items()
        for method in ("get", "post")
        if len(row[method].split()) != len(ROLES)
    ]
    assert short == []


# --- Walking it ---
@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Hundreds of refusals are meant here; only what went wrong in the house is worth a line."""
    caplog.set_level("ERROR", logger="django")


def visitor(role: str, company: World, **options: Any) -> Client:
    """The browser of a role. Noa's had been signed in before her access ended; what is left is the old session."""
    if role == "noa":
        User.objects.filter(pk=company.ended.pk).update(is_active=True)
        client = world.browser_of(User.objects.get(pk=company.ended.pk), **options)
        User.objects.filter(pk=company.ended.pk).update(is_active=False)
        return client
    return world.browser_of(None if role == "nobody" else User.objects.get(email=f"{role}@demo.example"), **options)


def path_of(route: str, row: dict[str, Any], company: World, *, missing: bool = False) -> str:
    """The address of Lena's thing, or of one that never was."""
    if "at" in row:
        return "/" + row["at"].format(**company.editorial())
    things = {**company.things(), "missing": (999999, 999999)}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(things[row["args"][found[1]]][missing]), route)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_own_addresses_answer_as_the_table_says(role: str, company: World) -> None:
    client, before, wrong = visitor(role, company), rights(), []
    for route, row in TABLE["own"].items():
        path = path_of(route, row, company)
        for method in ("get", "post"):
            wanted = row[method].split()[ROLES.index(role)]
            for headers in ({}, HTMX):
                asked = ask(client, method, path, headers)
                faults = outcome(asked.response, wanted, is_htmx=bool(headers)) + header_faults(
                    asked.response, path, role
                )
                faults += trace_faults(asked, method, before)
                wrong += [f"{method} {path} {headers or ''}: {fault}" for fault in faults]
    say(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["lena", "max", "otto", "ada", "rosa"])
def test_what_one_may_not_see_is_as_if_it_never_was(role: str, company: World) -> None:
    client, wrong = visitor(role, company), []
    for route, row in TABLE["own"].items():
        if "args" not in row:
            continue
        for method, headers in (("get", {}), ("get", HTMX), ("post", {})):
            there, gone = path_of(route, row, company), path_of(route, row, company, missing=True)
            never = ask(client, method, gone, headers).response
            if never.status_code not in (404, 405):
                wrong.append(f"{method} {gone}: {never.status_code} for something that never was")
            if row[method].split()[ROLES.index(role)] == "404":
                hidden = ask(client, method, there, headers).response
                if bare(hidden, there) != bare(never, gone):
                    wrong.append(f"{method} {there} {headers or ''}: {bare(hidden, there)} but {bare(never, gone)}")
    say(wrong)


@pytest.mark.slow
def test_no_post_is_taken_without_its_token(company: World) -> None:
    taken = []
    for role in ("lena", "rosa"):
        client = visitor(role, company, enforce_csrf_checks=True)
        for address in addresses() if role == "rosa" else [one for one in addresses() if not one.is_editorial]:
            row = TABLE["own"].get(address.route)
            path = path_of(address.route, row, company) if row else editorial_path(address, company)
            status = ask(client, "post", path, {}).response.status_code
            if status != 403 and not (status == 405 and path.startswith("/cms/api/")):  # reads only, has its own check
                taken.append(f"{role} {path} {status}")
    say(taken)


# --- Wagtail's back office ---
def editorial_path(address: Address, company: World) -> str:
    """Something real for each argument, so that a refusal is a refusal and not a missing page."""
    things = company.editorial()
    kind = next((kind for kind in ("question", "objective", "document", "image") if kind in address.route), "page")
    usual = {
        "pk": things[kind], "page_id": things["page"], "parent_page_id": things["parent"],
        "page_to_move_id": things["page"], "destination_id": things["parent"], "document_id": things["document"],
        "doc_id": things["document"], "image_id": things["image"], "revision_id": things["revision"],
        "content_type_app_name": "courses", "content_type_model_name": "lessonpage", "object_id": things["page"],
        "revision_id_a": "live", "revision_id_b": "latest", "action_name": "delete", "filter_spec": "max-100x100",
    }  # fmt: skip
    if "settings/" in address.route:
        usual |= {"app_name": "people", "model_name": "organisation", "pk": 1}
    elif "translation/submit/snippet" in address.route:
        usual |= {"app_label": "questions", "model_name": "question"}
    usual = {"app_label": "courses", "app_name": "courses", "model_name": "lessonpage", "action": "delete", **usual}
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", address.route)
    route = route.replace("\\.", ".").replace("^", "").replace("$", "").replace(".*/", "nothing/")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(usual.get(found[1], 1)), route)


def space_of(address: Address) -> str:
    """The row of the second table that holds for an address: its own name before its namespace."""
    return next((row for row in (full_name(address), address.space, "cms") if row in TABLE["cms"]), "")


def full_name(address: Address) -> str:
    return f"{address.space}:{address.name}".strip(":")


def editorial() -> list[Address]:
    return [address for address in addresses() if address.is_editorial]


def test_every_namespace_of_the_back_office_has_a_row() -> None:
    spaces = {address.space or "cms" for address in editorial()}
    assert spaces - {row.partition(":")[0] for row in TABLE["cms"]} == set()


# All ways in for those who work there and for one who does not; the doors are the same ones for the others.
EVERY_WAY: list[tuple[str, dict[str, str]]] = [("get", {}), ("get", HTMX), ("post", {})]
WAYS = {"lena": EVERY_WAY, "ada": EVERY_WAY, "rosa": EVERY_WAY, "nobody": [("get", {}), ("post", {})]}


@pytest.mark.once  # the back office is Wagtail's, on any database, and the walk is long
@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_back_office_answers_as_the_table_says(role: str, company: World) -> None:
    client, before, wrong = visitor(role, company), rights(), []
    for address in editorial():
        row, path = TABLE["cms"][space_of(address)], editorial_path(address, company)
        for method, headers in WAYS.get(role, [("get", {})]):
            asked = ask(client, method, path, headers)
            if role in ("ada", "rosa"):
                is_known = method == "post" and full_name(address) in TABLE["back_office"]["breaks_on_empty_post"]
                faults = [] if is_known else editor_faults(client, asked.response, row[role])
            else:
                closed = "404" if row.get("shut") or role in ("lena", "max", "otto") else "in"
                faults = outcome(asked.response, closed, is_htmx=bool(headers))
            faults += header_faults(asked.response, path, role) + trace_faults(asked, method, before)
            wrong += [f"{address.space}:{address.name} {method} {path} {headers or ''}: {fault}" for fault in faults]
    say(wrong)


def editor_faults(client: Client, response: Any, wanted: str) -> list[str]:
    """`open`: works, or says what is missing. `closed`: not there, or sent back to the front page of the editor."""
    if wanted == "open":
        return [] if response.status_code < 500 else [f"{response.status_code}"]
    while wanted == "closed" and response.status_code == 302 and response.headers["Location"] != "/cms/":
        response = ask(client, "get", response.headers["Location"], {}).response
    refusals = {"404": {404}, "closed": {302, 403, 404}}[wanted]
    return [] if response.status_code in refusals else [f"{response.status_code} instead of {wanted}"]


# --- Asking and looking ---
@dataclass
class Asked:
    """One request: its answer, the tables it wrote to, and who might do what before its traces were taken back."""

    response: Any
    wrote: set[str]
    rights: set[tuple[str, str]] | None


def ask(client: Client, method: str, path: str, headers: dict[str, str]) -> Asked:
    """Asks, and takes back whatever the request did, so that the next one finds the same company."""
    cookies = client.cookies.output()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            data = {"data": FORM} if method == "post" else {}
            response = getattr(client, method)(path, headers=headers, **data)
            if response.streaming:
                b"".join(response.streaming_content)
        left = rights() if method == "post" and response.status_code < 400 else None
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    written = {found[1] for query in queries if (found := WRITE.match(query["sql"]))}
    return Asked(response, written - MAY_WRITE, left)


def trace_faults(asked: Asked, method: str, before: set[tuple[str, str]]) -> list[str]:
    """A GET leaves nothing behind, and no empty form makes anyone mightier (I19)."""
    known = set(TABLE["back_office"]["writes_on_get"])
    faults = [f"wrote {asked.wrote - known}"] if method == "get" and asked.wrote - known else []
    return faults + (["changed what people may do"] if asked.rights not in (None, before) else [])


def say(faults: list[str]) -> None:
    """All of them, one a line: a table is mended as a whole."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def outcome(response: Any, wanted: str, *, is_htmx: bool) -> list[str]:
    status, place = response.status_code, response.headers.get("Location", "")
    if wanted == "in":
        is_right = status == 401 if is_htmx else status in (302, 303) and place.startswith(("/signin/", "/cms/login/"))
    elif wanted == "on":
        is_right = status in (302, 303) or (is_htmx and status == 200)
    else:
        is_right = status == int(wanted)
    return [] if is_right else [f"{status} {place} instead of {wanted}"]


def bare(response: Any, path: str) -> tuple[int, bytes]:
    """An answer without the token that differs each time and without the address that was asked for."""
    return response.status_code, TOKEN.sub(b"", response.content).replace(path.encode(), b"")


def rights() -> set[tuple[str, str]]:
    """Who may do what: roles, flags, and the permissions of each role."""
    people = User.objects.values_list("email", "groups__name", "is_superuser")
    groups = Group.objects.values_list(
        "name", "permissions__codename", "page_permissions__page", "collection_permissions"
    )
    return {("person", str(row)) for row in people} | {("group", str(row)) for row in groups}


def header_faults(response: Any, path: str, role: str) -> list[str]:
    headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers.get("Content-Security-Policy", "").split("; ") if " " in part)
    faults = [
        f"policy {name}: {policy.get(name)}"
        for name, value in STRICT.items()
        if policy.get(name) != value and not path.startswith(("/cms/", "/media/", "/documents/"))
    ]
    faults += [] if headers.get("Content-Security-Policy") else ["no policy"]
    faults += [] if headers.get("X-Content-Type-Options") == "nosniff" else ["nosniff is missing"]
    faults += [] if headers.get("Referrer-Policy") == "same-origin" else ["the referrer policy is missing"]
    if role not in ("nobody", "noa") and path != "/signout/" and "no-store" not in headers.get("Cache-Control", ""):
        faults.append(f"kept by caches: {headers.get('Cache-Control')}")
    return faults
