"""Addresses of this room: its own, and the door through which Wagtail's pages are answered here."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from wagtail import hooks
from wagtail.models import Page

from courses import acts, views
from lms.people.requests import SignedIn

urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("courses/<slug:slug>/start/", acts.course_start, name="course_start"),
    path("courses/<slug:slug>/complete/", views.course_complete, name="course_complete"),
    path("courses/<slug:slug>/read/<uuid:activity_key>/", views.course_read, name="course_read"),
    path("lessons/<uuid:activity_key>/done/", acts.lesson_done, name="lesson_done"),
    path("lessons/<uuid:activity_key>/place/", acts.lesson_place, name="lesson_place"),
    path("checks/<uuid:activity_key>/<slug:block_id>/", acts.check, name="check"),
    path("reflections/<uuid:activity_key>/<slug:block_id>/", acts.reflection, name="reflection"),
]


@hooks.register("before_serve_page")
def serve_page(page: Page, request: SignedIn, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """Pages stand under /<language>/courses/…; Wagtail finds them, this room answers."""
    return views.serve_page(page, request)
