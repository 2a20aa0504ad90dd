"""The two floors: a bare view, and Wagtail's own way to a page."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from tests.bench import views

urlpatterns = [
    path("view/", views.people),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=True),
]
