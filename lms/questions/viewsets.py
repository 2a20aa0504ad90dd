"""The bank as trainers see it: lists, filters, search, choosers."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.models import Revision
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from lms.questions import kinds
from lms.questions.forms import QuestionForm
from lms.questions.models import Objective, Question


class _OnlyLive:
    """A lesson or quiz chooses questions that learners can be asked, so drafts are not offered."""

    def get_object_list(self) -> QuerySet[Question]:
        return Question.objects.filter(live=True).select_related("objective", "locale")


class LiveChooseView(_OnlyLive, ChooseView):
    pass


class LiveChooseResultsView(_OnlyLive, ChooseResultsView):
    pass


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = LiveChooseView
    choose_results_view_class = LiveChooseResultsView
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit this question")


def kind_label(question: Question) -> str:
    """The kind of a question in a list; empty while none is chosen."""
    return str(kinds.get(question.kind).label) if question.kind else ""


def status_words(question: Question) -> str:
    """Live, draft, scheduled. Wagtail's own column asks the database once per row."""
    if getattr(question, "is_scheduled", False):
        return gettext("live, change scheduled") if question.live else gettext("scheduled")
    if question.live:
        return gettext("live, with draft") if question.has_unpublished_changes else gettext("live")
    return gettext("draft")


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
    list_display = [
        "stem",
        "code",
        Column("objective", label=_("Objective"), sort_key="objective__code"),
        Column("kind", label=_("Kind"), accessor=kind_label),
        StatusTagColumn("status", label=_("Status"), accessor=status_words, primary=lambda question: question.live),
    ]
    list_filter = ["objective", "difficulty", "live"]
    list_per_page = 50
    ordering = ["code"]
    copy_view_enabled = False  # a copy would keep the code and the key of the original
    chooser_viewset_class = QuestionChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        scheduled = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(Question),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        return Question.objects.select_related("objective", "locale").annotate(is_scheduled=Exists(scheduled))


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "tick-inverse"
    menu_label = _("Objectives")
    list_display = ["text", "code"]
    ordering = ["code"]
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objective]:
        return Objective.objects.select_related("locale")


class QuestionGroup(SnippetViewSetGroup):
    items: Any = (QuestionViewSet, ObjectiveViewSet)
    menu_label = _("Questions")
    menu_icon = "help"
    menu_name = "questions"
    menu_order = 250
    add_to_admin_menu = True
