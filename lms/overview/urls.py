"""Addresses of the top floor: home and what managers see."""

from django.urls import path

from lms.overview import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("home/commitments/<int:commitment_id>/did/", views.commitment_did, name="commitment_did"),
    path("home/commitments/<int:commitment_id>/not-yet/", views.commitment_not_yet, name="commitment_not_yet"),
    path("home/refresher/not-now/", views.refresher_not_now, name="refresher_not_now"),
    path("team/", views.team, name="team"),
    path("team/export.csv", views.team_export, name="team_export"),
    path("team/people/<int:person_id>/", views.person, name="person"),
    path("team/people/<int:person_id>/assign/", views.person_assign, name="person_assign"),
    path("team/people/<int:person_id>/extend/<slug:course>/", views.person_extend, name="person_extend"),
]
