"""What is costly to make and made once for many tests, and which tests run in one process for that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update
from xdist.scheduler import LoadScopeScheduling

Made = TypeVar("Made")

TOGETHER = (
    "tests/browser/",
    "tests/courses/test_starter_courses.py",
    "tests/journeys/test_whole_story.py",
    "tests/lms/test_demo.py",
    "tests/lms/test_invariants.py",
    "tests/test_access.py",
    "tests/test_private_records.py",
    "tests/test_responses.py",
)


def plain(folder: Path) -> dict[str, Any]:
    """The settings of every test: fast hashes, tasks at once, files in a folder of their own."""
    return {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "MEDIA_ROOT": str(folder / "media"),
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    }


@contextmanager
def for_a_module(blocker: Any, folder: Path, make: Callable[[], Made], **changed: Any) -> Iterator[Made]:
    """What `make` made, for every test of a module; its rows are taken back after the last one.

    It is made as tests have it, without indexes. They ask for `db` as usual.
    """
    search = settings.WAGTAILSEARCH_BACKENDS["default"] | {"AUTO_UPDATE": False}
    made_with = {**plain(folder), "WAGTAILSEARCH_BACKENDS": {"default": search}, **changed}
    with blocker.unblock(), transaction.atomic():
        with override_settings(**made_with), disable_reference_index_auto_update():
            made = make()
        yield made
        transaction.set_rollback(True)


class Sharing(LoadScopeScheduling):
    """Hands out tests one by one; those that share something as a whole, before the others.

    The mark `xdist_group` would say the same, but pytest-xdist 3.8 loses it under pytest 9.2, without a word.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)
