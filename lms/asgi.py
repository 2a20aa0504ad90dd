"""The door for asynchronous web servers; the same checks as for the others."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_asgi_application()

from lms import starting  # noqa: E402  needs the applications above

starting.check()
