"""The door for web servers. A start over the wrong data stops here with a sentence."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()

from lms import starting  # noqa: E402  needs the applications above

starting.check()
