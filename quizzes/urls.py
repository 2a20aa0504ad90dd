"""Addresses of this room. The introduction of a quiz is its page; these are the acts."""

from django.urls import path

from quizzes import views

urlpatterns = [
    path("quizzes/<uuid:activity>/", views.quiz, name="quiz"),
    path("quizzes/<uuid:activity>/start/", views.start, name="attempt_start"),
    path("attempts/<int:attempt_id>/q/<int:number>/", views.question, name="question"),
    path("attempts/<int:attempt_id>/review/", views.review, name="attempt_review"),
    path("attempts/<int:attempt_id>/submit/", views.submit, name="attempt_submit"),
    path("attempts/<int:attempt_id>/result/", views.result, name="attempt_result"),
]
