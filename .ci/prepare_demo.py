"""Brings database, static files and demo company up to date in one process; what is up to date costs nothing."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")


def main() -> None:
    """Prepare everything the demo needs before it serves; end with a sentence when that cannot be."""
    try:
        django.setup()
        reach_database()
        migrate()
        collect_static()
        load_demo()
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(f"\n{error}")


def reach_database() -> None:
    """Fail within seconds and with a sentence when the database does not answer."""
    options = connection.settings_dict.get("OPTIONS", {})
    pool = options.pop("pool", None)  # a pool would go on trying for half a minute
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError, UnicodeError) as error:
        told = (str(error).strip() or repr(error)).splitlines()[0]
        raise ImproperlyConfigured(f"The database that DATABASE_URL names does not answer: {told}") from None
    finally:
        connection.close()
        if pool is not None:
            options["pool"] = pool
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    sys.stdout.write(f"  Database: {connection.settings_dict['NAME']} on {connection.vendor}\n")


def migrate() -> None:
    """Apply what is not applied yet."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sys.stdout.write("\nMaking the database\n")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Collect the static files when one of ours or the set of packages has changed since."""
    ours = sorted(path for path in (ROOT / "lms" / "static").rglob("*") if path.is_file())
    state = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in ours:
        state.update(f"{path.relative_to(ROOT)} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    sys.stdout.write("\nCollecting the static files\n")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())


def load_demo() -> None:
    """Load the demo company; a second time changes nothing."""
    sys.stdout.write("\nLoading the demo company\n")
    call_command("load_demo")


if __name__ == "__main__":
    main()
