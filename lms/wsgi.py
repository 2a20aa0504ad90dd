"""The door for web servers. A start with wrong settings or over the wrong data stops here with a sentence."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.stderr.write(f"Lateral does not start. {error}\n")
    sys.exit(3)  # gunicorn gives up at this number instead of trying again

from lms import starting

starting.check()
