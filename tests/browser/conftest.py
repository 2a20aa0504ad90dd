"""A server like in production, on a database of its own, and a browser in front of it."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.company import PASSWORD

# Playwright keeps an event loop running in the thread of the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ROOT = Path(settings.BASE_DIR)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class House:
    """The running product: where it answers, who is there, and a way to act behind the browser."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.environment = os.environ | {
            "SECRET_KEY": "only-for-the-browser-tests-of-this-house-0123456789", "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static", "BASE_URL": self.url, "DEBUG": "0",
            "TASKS_IMMEDIATE": "1", "LOG_LEVEL": "ERROR", "LATERAL_ADMIN_PASSWORD": PASSWORD, "CACHE_URL": "",
            "DJANGO_SETTINGS_MODULE": "lms.settings", "LATERAL_DEMO": "0", "COMPRESS_STATIC": "1",
            "TRUSTED_PROXIES": "0", "ALLOWED_HOSTS": "127.0.0.1",
            "CSRF_TRUSTED_ORIGINS": self.url, "EMAIL_URL": "",
            "TIME_ZONE": "Europe/Amsterdam",
        }  # fmt: skip
        copy_schema(folder / "db.sqlite3")
        organisation = ["--organisation", "Northwind", "--email", "rosa@demo.example", "--name", "Rosa Lindqvist"]
        self.run("manage.py", "setup", *organisation)
        self.company = self.act("build")
        self.run("manage.py", "tick")
        self.run("manage.py", "collectstatic", "--noinput", "-v0")
        serve = [sys.executable, "-m", "gunicorn", "lms.wsgi", "-b", self.url.removeprefix("http://"), "--threads", "4"]
        self.server = subprocess.Popen(serve, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)
        self.wait()

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def act(self, *words: str) -> Any:
        return json.loads(self.run("-m", "tests.browser.company", *words).splitlines()[-1])

    def wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/v/", timeout=2).close()  # noqa: S310
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The server does not answer.")


def copy_schema(target: Path) -> None:
    """The tables of the test database, which is there already; a tenth of the time that migrations take."""
    source = sqlite3.connect(connection.settings_dict["NAME"])
    with sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()


@pytest.fixture(scope="session")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.server.terminate()
    made.server.wait(timeout=10)


class Desk:
    """One person's browser: a page, and everything that went wrong on it."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        self.context, self.house, self.complaints = context, house, list[str]()
        self.page = self.open_page()

    def open_page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._stays_here)
        page.on("response", self._arrived)
        return page

    def _said(self, line: Any) -> None:
        """What the console complains about, policy reports among it. Statuses are looked at where they arrive."""
        if line.type in ("error", "warning") and not line.text.startswith("Failed to load resource"):
            self.complaints.append(line.text)

    def _arrived(self, response: Any) -> None:
        """Pages may say 404 or 422; what belongs to a page has to be there."""
        limit = 500 if response.request.resource_type in ("document", "xhr", "fetch") else 400
        if response.status >= limit:
            self.complaints.append(f"{response.status} {response.url}")

    def _stays_here(self, request: Any) -> None:
        if not request.url.startswith((self.house.url, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.house.url}{path}")
        return self.page

    def sign_in(self, name: str) -> "Desk":
        """By the session of a form, once; the journey itself types."""
        self.go("/signin/")
        self.page.fill("[name=login]", f"{name}@demo.example")
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/home/")
        return self


@pytest.fixture
def desk(browser: Browser, house: House) -> Iterator[Callable[..., Desk]]:
    """Opens a browser of its own for somebody; at the end nothing may have gone wrong in any of them."""
    opened: list[Desk] = []

    def opens(name: str = "", *, size: dict[str, int] = PHONE, **options: Any) -> Desk:
        made = Desk(browser.new_context(viewport=size, **{"reduced_motion": "reduce", **options}), house)  # type: ignore[arg-type]
        opened.append(made)
        return made.sign_in(name) if name else made

    yield opens
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
