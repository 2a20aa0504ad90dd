#!/usr/bin/env python3
"""The door to every command: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Run one command; without the dependencies say how to get them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Lateral's dependencies are not installed in this Python. "
            "Run `make demo`, or `python -m pip install --require-hashes -r requirements.txt`."
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
