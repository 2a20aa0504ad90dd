"""What the editor learns from this room: a quiz that cannot be drawn or passed is not published; how quizzes do."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page

from lms.people import access
from lms.questions.models import Question
from quizzes import correcting, marking, publishing
from quizzes.models import QuizPage
from quizzes.views import correcting as correcting_views
from quizzes.views import helping, insights
from quizzes.views import marking as marking_views


class TrainersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and access.is_trainer(request.user)


class MarkingMenuItem(TrainersMenuItem):
    """Says how many answers wait: one query on each whole page of the back office, for those who mark."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        count = marking.waiting(request.user).count()  # type: ignore[arg-type]  # is_shown has asked
        component.label = _("To mark (%(count)d)") % {"count": count} if count else self.label
        return component


@hooks.register("register_admin_menu_item")
def quizzes_in_menu() -> MenuItem:
    items = [
        TrainersMenuItem(_("Insights"), reverse_lazy("insights"), name="insights", icon_name="glasses", order=10),
        MarkingMenuItem(_("To mark"), reverse_lazy("marking"), name="marking", icon_name="edit", order=20),
        TrainersMenuItem(_("Help with a try"), reverse_lazy("tries"), name="tries", icon_name="help", order=30),
    ]
    return SubmenuMenuItem(_("Quizzes"), Menu(items=items), name="quizzes", icon_name="tasks", order=260)


@hooks.register("register_admin_urls")
def trainers_addresses() -> list[URLPattern]:
    return [
        path("marking/", marking_views.waiting, name="marking"),
        path("marking/<int:attempt_id>/<int:slot>/", marking_views.answer, name="mark"),
        path("questions/<uuid:key>/correct/", correcting_views.question, name="question_correct"),
        path("tries/", helping.tries, name="tries"),
        path("tries/ahead/", helping.find_ahead, name="try_find_ahead"),
        path("tries/ahead/<str:token>/", helping.ahead, name="try_ahead"),
        path("tries/<int:attempt_id>/time/", helping.more_time, name="try_time"),
        path("tries/<int:attempt_id>/allow/", helping.allow, name="try_allow"),
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


@hooks.register("after_publish")
def ask_about_results(request: HttpRequest, instance: Any) -> None:
    """Another key changes nothing that was handed in. Whoever publishes it learns how to correct that too."""
    if not isinstance(instance, Question) or not correcting.still_to_correct(instance.translation_key):
        return
    way = messages.button(reverse("question_correct", args=[instance.translation_key]), _("Correct results"))
    sentence = _("People answered with the earlier key. If it was wrong, correct their results.")
    messages.warning(request, sentence, buttons=[way])


def _refused(request: HttpRequest, pages: list[QuizPage], back: str) -> HttpResponse | None:
    sentences = [sentence for page in pages for sentence in publishing.obstacles(page)]
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(back) if sentences else None
