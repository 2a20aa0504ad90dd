"""The database itself refuses to change the past: triggers on the tables that only grow (D6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

PREFIX = "guard_"


def install() -> None:
    """Puts a trigger on each guarded table that lacks one. Idempotent; run after every migrate."""
    present = _present()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, act in _wanted():
            if _name(table, act) not in present:
                for statement in _create(table, act):
                    cursor.execute(statement)


def missing() -> list[str]:
    """The guards that should be there and are not; checked at every start."""
    present = _present()
    return [_name(table, act) for table, act in _wanted() if _name(table, act) not in present]


@contextmanager
def lifted() -> Iterator[None]:
    """Takes the guards away for a test's flush or a rehearsed erasure, and puts them back."""
    with connection.cursor() as cursor:
        for table, act in _wanted():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{on_table}")
    try:
        yield
    finally:
        install()


def install_after_migrate(**kwargs: Any) -> None:
    """Called after each app's migrations; acts once, after the last room."""
    install()


def _wanted() -> list[tuple[str, str]]:
    tables = set(connection.introspection.table_names())
    return [
        (table, act)
        for config in apps.get_app_configs()
        for table, acts in getattr(config, "guarded", {}).items()
        for act in acts.split()
        if table in tables
    ]


def _name(table: str, act: str) -> str:
    return f"{PREFIX}{table}_{act.lower()}"


def _present() -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue, [f"{PREFIX}%"])
        return {row[0] for row in cursor.fetchall()}


def _create(table: str, act: str) -> list[str]:
    sentence = f"{table} only grows: {act} is refused"
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        ]
    return [
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_refuse()",
    ]
