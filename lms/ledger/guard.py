"""The database itself refuses to change the past: triggers on the tables that only grow (D6).

An app config says what is refused, by table: `guarded = {"room_table": "UPDATE DELETE"}`. `UPDATE_BUT_column` refuses
to change any column but that one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

PREFIX, BUT = "guard_", "_BUT_"


def install() -> None:
    """Puts a trigger on each guarded table that lacks one, and takes away one that the table had before.

    Idempotent; run after every migrate.
    """
    stale, lacking = _stale(), _lacking()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, name in stale:
            cursor.execute(_drop(table, name))
        for table, act in lacking:
            for statement in (_drop(table, _name(table, act)), *_create(table, act)):
                cursor.execute(statement)


def missing() -> list[str]:
    """The guards that should be there as they are meant and are not; checked at every start."""
    return [_name(table, act) for table, act in _lacking()]


@contextmanager
def lifted() -> Iterator[None]:
    """Takes the guards away for a test's flush or a rehearsed erasure, and puts them back."""
    with connection.cursor() as cursor:
        for table, act in _wanted():
            cursor.execute(_drop(table, _name(table, act)))
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


def _lacking() -> list[tuple[str, str]]:
    """What has no guard, or one from before a column was added."""
    present = _present()
    return [
        (table, act)
        for table, act in _wanted()
        if not (found := present.get(_name(table, act))) or (BUT in act and _kept(found[1]) != _columns(table, act))
    ]


def _stale() -> list[tuple[str, str]]:
    """Guards of guarded tables that are not wanted any more."""
    wanted = _wanted()
    tables, names = {table for table, _act in wanted}, {_name(table, act) for table, act in wanted}
    return [(table, name) for name, (table, _sql) in _present().items() if table in tables and name not in names]


def _present() -> dict[str, tuple[str, str]]:
    """By name: the table, and the statement that made the guard."""
    catalogue = {
        "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue, [f"{PREFIX}%"])
        return {name: (table, sql) for name, table, sql in cursor.fetchall()}


def _columns(table: str, act: str) -> set[str]:
    """The columns that keep their values."""
    with connection.cursor() as cursor:
        found = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return found - {act.partition(BUT)[2]}


def _kept(sql: str) -> set[str]:
    """The same, as the guard has them."""
    found = re.search(r" UPDATE OF (.+?) ON ", sql)
    return {column.strip(' "') for column in found[1].split(",")} if found else set()


def _drop(table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")


def _create(table: str, act: str) -> list[str]:
    refused = act.partition(BUT)[0]
    sentence = f"{table} only grows: {refused} is refused"
    named = ", ".join(connection.ops.quote_name(column) for column in sorted(_columns(table, act)))
    when = f"{refused} OF {named}" if BUT in act else refused
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(table, act)} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        ]
    return [
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {_name(table, act)} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_refuse()",
    ]
