"""Who: people and teams."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from lms import edition  # noqa: PLC0415  apps must be loaded first

        edition.follow(self.get_model("Organisation"))
