"""The frame: what every room shares."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "lms"
    label = "lms"
    verbose_name = "Lateral"
