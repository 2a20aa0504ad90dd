"""What happened: the append-only record of acts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "lms.ledger"
    label = "ledger"
    verbose_name = "Ledger"
    guarded = {"ledger_event": "UPDATE DELETE", "ledger_eventwords": "UPDATE"}

    def ready(self) -> None:
        # The one named exception to "no signals": SQLite drops triggers silently when Django remakes a table.
        from lms.ledger import guard  # noqa: PLC0415  apps must be loaded first

        post_migrate.connect(guard.install_after_migrate, dispatch_uid="ledger.guard")
