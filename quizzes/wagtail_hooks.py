"""What the editor learns from this room: a quiz that cannot be drawn or passed is not published; how quizzes do."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from lms.people import access
from quizzes import publishing
from quizzes.models import QuizPage
from quizzes.views import insights


class InsightsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and access.is_trainer(request.user)


@hooks.register("register_admin_menu_item")
def insights_in_menu() -> MenuItem:
    return InsightsMenuItem(_("Insights"), reverse_lazy("insights"), name="insights", icon_name="glasses", order=260)


@hooks.register("register_admin_urls")
def insights_addresses() -> list[URLPattern]:
    return [
        path("quizzes/", insights.insights, name="insights"),
        path("quizzes/<uuid:activity>/", insights.quiz, name="quiz_insights"),
    ]


@hooks.register("before_publish_page")
def publish_what_can_be_passed(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved; publishing waits until every sentence is dealt with."""
    if not isinstance(page, QuizPage):
        return None
    return _refused(request, [page], reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_bulk_action")
def publish_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """The same in bulk, for what the drafts say."""
    if action_type != "publish":
        return None
    pages = [one for one in objects if isinstance(one, Page) and one.specific_class is QuizPage]
    drafts = [page.specific.get_latest_revision_as_object() for page in pages]
    return _refused(request, drafts, action_class_instance.next_url)


def _refused(request: HttpRequest, pages: list[QuizPage], back: str) -> HttpResponse | None:
    sentences = [sentence for page in pages for sentence in publishing.obstacles(page)]
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(back) if sentences else None
