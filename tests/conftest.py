"""The cast, in every test: Lena learns, Max manages her team, Otto another one, Ada trains, Rosa administers."""

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from wagtail.models import Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from lms.ledger import guard
from lms.people import roles
from lms.people.models import Organisation, Team, User
from tests import cast, sharing, world
from tests.world import World

_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database, or is marked `once`, runs on SQLite alone: a second one has nothing to say about it."""
    if connection.vendor != "postgresql":
        return
    asking = [item for item in items if _asks(item) and not item.get_closest_marker("once")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Sharing:
    return sharing.Sharing(config, log)


def _asks(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db") or _DATABASE & {*item.fixturenames})


@pytest.fixture(autouse=True)
def plain_settings(settings: Any, tmp_path: Path) -> None:
    for name, value in sharing.plain(tmp_path).items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def quiet_index(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Wagtail's indexes are a quarter of a test's time; they are kept for tests marked `indexed`."""
    if request.node.get_closest_marker("indexed"):
        yield
        return
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": {**backend, "AUTO_UPDATE": False}}
    with disable_reference_index_auto_update():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The cache table is not made by migrations. Roles and roots are laid once: for each test they took half of it."""
    with django_db_blocker.unblock():
        call_command("createcachetable")
        with disable_reference_index_auto_update():
            _lay_foundations()


@pytest.fixture(scope="session", autouse=True)
def guards_lifted_for_flushing() -> Iterator[None]:
    """A test with real commits ends with a flush, which the guards on the past would rightly refuse."""
    plain = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: TransactionTestCase) -> None:
        with guard.lifted():
            plain(case)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = plain  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    caches["memory"].clear()
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture
def house(db: None) -> Organisation:
    """An organisation with its roles and the roots of the page tree."""
    if not Site.objects.exists():  # a test with real commits has flushed them
        _lay_foundations()
    return Organisation.load()


def _lay_foundations() -> None:
    from courses import tree

    _permission_of_wagtails_migration()
    roles.install()
    tree.ensure_roots(["en"])
    organisation = Organisation.load()
    organisation.name = "Northwind"
    organisation.save()


def _permission_of_wagtails_migration() -> None:
    """A flush takes it away and nothing but that migration makes it."""
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )


@pytest.fixture
def front_desk(house: Organisation) -> Team:
    return Team.objects.create(name="Front desk")


@pytest.fixture
def workshop(house: Organisation) -> Team:
    return Team.objects.create(name="Workshop")


@pytest.fixture
def lena(front_desk: Team) -> User:
    return cast.lena(front_desk)


@pytest.fixture
def max(front_desk: Team) -> User:
    return cast.max(front_desk)


@pytest.fixture
def otto(workshop: Team) -> User:
    return cast.otto(workshop)


@pytest.fixture
def ada(house: Organisation) -> User:
    return cast.ada()


@pytest.fixture
def rosa(house: Organisation) -> User:
    return cast.rosa()


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("company")
    with sharing.for_a_module(django_db_blocker, folder, world.make) as made:
        yield made, folder


@pytest.fixture
def company(built: tuple[World, Path], db: None, settings: Any) -> World:
    """The company of tests/world.py, made once for the module: what a test does to it is taken back."""
    made, folder = built
    settings.MEDIA_ROOT = sharing.plain(folder)["MEDIA_ROOT"]
    return deepcopy(made)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium; Playwright would look for one of its own."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in
