"""The whole at a glance. Reads only, owns no tables."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "lms.overview"
    label = "overview"
    verbose_name = "Overview"
