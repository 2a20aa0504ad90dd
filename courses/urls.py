"""Addresses of this room: its own, and those of the pages that authors write."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from courses import acts, views

urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("courses/<slug:slug>/start/", acts.course_start, name="course_start"),
    path("courses/<slug:slug>/complete/", views.course_complete, name="course_complete"),
    path("courses/<slug:slug>/read/<uuid:activity_key>/", views.course_read, name="course_read"),
    path("lessons/<uuid:activity_key>/done/", acts.lesson_done, name="lesson_done"),
    path("lessons/<uuid:activity_key>/place/", acts.lesson_place, name="lesson_place"),
    path("checks/<uuid:activity_key>/<slug:block_id>/", acts.check, name="check"),
    path("policies/", views.policies_index, name="policies"),
    path("policies/<uuid:key>/confirm/", acts.policy_confirm, name="policy_confirm"),
    path("checklists/<uuid:activity_key>/<slug:block_id>/", acts.checklist, name="checklist"),
    path("commitments/<uuid:activity_key>/<slug:block_id>/", acts.commitment, name="commitment"),
    path("reflections/<uuid:activity_key>/<slug:block_id>/", acts.reflection, name="reflection"),
]

# What authors write, at the addresses that Wagtail gives it: /<language>/courses/…
pages = [re_path(serve_pattern, views.page, name="page")]
