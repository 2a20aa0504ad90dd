"""The product's settings for a server that a test starts over its own database: static files as they lie there."""

from lms.settings import *  # noqa: F403, TID251
from lms.settings import STORAGES as PRODUCT_STORAGES  # noqa: TID251

STORAGES = {
    **PRODUCT_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
