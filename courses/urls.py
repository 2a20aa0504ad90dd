"""Addresses of this room. The pages themselves stand under /<language>/courses/ and come through Wagtail."""

from django.urls import path

from courses import views

urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("courses/<slug:slug>/start/", views.course_start, name="course_start"),
    path("courses/<slug:slug>/complete/", views.course_complete, name="course_complete"),
    path("courses/<slug:slug>/read/<uuid:activity_key>/", views.course_read, name="course_read"),
    path("lessons/<uuid:activity_key>/done/", views.lesson_done, name="lesson_done"),
    path("lessons/<uuid:activity_key>/place/", views.lesson_place, name="lesson_place"),
    path("checks/<uuid:activity_key>/<str:block_id>/", views.check, name="check"),
    path("reflections/<uuid:activity_key>/<str:block_id>/", views.reflection, name="reflection"),
]
