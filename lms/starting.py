"""What must be true before the product serves anyone. Each refusal is a sentence, never a traceback."""

import sys

from django.conf import settings
from django.db import DatabaseError, connection

from lms.ledger import guard
from lms.people.models import Organisation


def check() -> None:
    """Stops the process with a sentence when the data and this start do not belong together."""
    try:
        problem = _problem()
    except DatabaseError as error:
        problem = (
            f"The database cannot be used: {str(error).strip()} Check DATABASE_URL, and run "
            "'manage.py migrate' if this is a new installation."
        )
    if problem:
        sys.stderr.write(f"Lateral does not start. {problem}\n")
        raise SystemExit(3)


def _problem() -> str:
    if Organisation._meta.db_table not in connection.introspection.table_names():
        return "The database is empty. Run 'manage.py migrate', then 'manage.py setup'."
    if not settings.DEMO and Organisation.objects.filter(is_demo=True).exists():
        return (
            "This database holds the demo company, whose passwords everyone knows. Set LATERAL_DEMO=1 to go on with "
            "the demo, or point DATABASE_URL at a database of your own."
        )
    if absent := guard.missing():
        return f"Guards are missing in the database ({', '.join(absent)}). Run 'manage.py migrate'."
    return ""
