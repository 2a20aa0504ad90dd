"""Addresses of the top floor: home and what managers see."""

from django.urls import path

from lms.overview import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("team/", views.team, name="team"),
    path("team/export.csv", views.team_export, name="team_export"),
    path("team/people/<int:person_id>/", views.person, name="person"),
    path("team/people/<int:person_id>/assign/", views.person_assign, name="person_assign"),
    path("team/people/<int:person_id>/extend/<slug:course>/", views.person_extend, name="person_extend"),
]
