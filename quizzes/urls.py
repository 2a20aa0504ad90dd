"""Addresses of this room. The introduction of a quiz is its page; these are the acts."""

from django.urls import path

from quizzes.views import asking, refreshing, taking

urlpatterns = [
    path("quizzes/<uuid:activity>/", taking.quiz, name="quiz"),
    path("quizzes/<uuid:activity>/start/", taking.start, name="attempt_start"),
    path("quizzes/<uuid:activity>/warm-up/", taking.warm_up, name="warm_up"),
    path("attempts/<int:attempt_id>/q/<int:number>/", asking.question, name="question"),
    path("attempts/<int:attempt_id>/review/", taking.review, name="attempt_review"),
    path("attempts/<int:attempt_id>/time/", taking.more_time, name="attempt_time"),
    path("attempts/<int:attempt_id>/journal/", taking.journal, name="attempt_journal"),
    path("attempts/<int:attempt_id>/submit/", taking.submit, name="attempt_submit"),
    path("attempts/<int:attempt_id>/result/", taking.result, name="attempt_result"),
    path("refresher/", refreshing.refresher, name="refresher"),
    path("refresher/start/", refreshing.start, name="refresher_start"),
    path("refresher/stop/", refreshing.stop, name="refresher_stop"),
    path("refresher/again/", refreshing.again, name="refresher_again"),
    path("refresher/from/<str:token>/", refreshing.from_link, name="refresher_from"),
    path("refresher/<int:session_id>/q/<int:number>/", refreshing.question, name="refresher_question"),
    path("refresher/<int:session_id>/done/", refreshing.done, name="refresher_done"),
]
