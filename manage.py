#!/usr/bin/env python3
"""The door to every command: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Runs one command. What only the operator can mend is said in a sentence; `--traceback` shows its origin."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit(
            "Lateral's dependencies are not installed in this Python. "
            "Run `make demo`, or `python -m pip install --require-hashes -r requirements.txt`."
        )
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as error:
        if "--traceback" in sys.argv:
            raise
        where = "The database does not answer as it should: " if isinstance(error, OperationalError) else ""
        sys.exit(f"{where}{str(error).strip()}")


if __name__ == "__main__":
    main()
