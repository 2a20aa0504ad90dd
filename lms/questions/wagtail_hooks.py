"""What the editor learns from this room: the bank in the menu, import and export, and which questions stay."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lms.questions import publishing, screens
from lms.questions.models import Question
from lms.questions.viewsets import QuestionGroup

register_snippet(QuestionGroup)


@hooks.register("register_admin_urls")
def exchange_addresses() -> list[URLPattern]:
    return [
        path("questions/import/", screens.import_questions, name="import_questions"),
        path("questions/import/check/", screens.import_check, name="import_check"),
        path("questions/import/done/", screens.import_done, name="import_done"),
        path("questions/export/", screens.export_questions, name="export_questions"),
    ]


@hooks.register("before_delete_snippet")
def keep_what_is_used(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    """Refuse to delete questions that people answered or that a lesson or quiz asks, with a sentence."""
    questions = [instance for instance in instances if isinstance(instance, Question)]
    sentences = publishing.why_kept(questions)
    if not sentences:
        return None
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(reverse(Question.snippet_viewset.get_url_name("list")))
