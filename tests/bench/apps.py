"""The bench as an app of its own, so that its bare page has a table. The product never installs it."""

from allauth.account.apps import AccountConfig
from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "tests.bench"
    label = "bench"


class DoorsConfig(AccountConfig):
    """Its tables, without the middleware that it asks for."""

    def ready(self) -> None:
        """Nothing is checked."""
