"""Import and export of questions under /cms/questions/, for those who write questions; for others they do not exist."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale

from lms.people.requests import SignedIn
from lms.questions import exporting, held, importing
from lms.questions.exchange.formats import FORMATS
from lms.questions.importing import Plan
from lms.questions.models import Objective, Question
from lms.questions.screen_forms import ExportForm, ImportForm

WRITES = ("questions.add_question", "questions.change_question")


def authors_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A 404 for everyone who may not write questions."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perms(WRITES):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@authors_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_questions(request: SignedIn) -> HttpResponse:
    """Takes a file; what would happen with it is the next page."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid() and form.is_format:
        locale, objective = form.cleaned_data["language"], form.cleaned_data["objective"]
        chosen = held.Held(form.content, form.name, form.is_format.code, locale.pk, objective.pk if objective else None)
        held.hold(request.user, chosen)
        return redirect("import_check")
    context = {"form": form, "formats": FORMATS.values()}
    return render(request, "questions/cms_import.html", context, status=422 if form.is_bound else 200)


@authors_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: SignedIn) -> HttpResponse:
    """The dry run. Confirmed, exactly what it shows is written."""
    chosen = held.of(request.user)
    if chosen is None:
        messages.warning(request, _("The file is no longer here. Choose it again."))
        return redirect("import_questions")
    plan = _plan(chosen)
    if request.method != "POST":
        return _show(request, plan, chosen)
    if request.POST.get("digest") != plan.digest:
        messages.error(request, str(importing.BankChanged(plan)))
        return _show(request, plan, chosen, status=409)
    try:
        done = importing.carry_out(plan, by=request.user)
    except importing.BankChanged as error:
        messages.error(request, str(error))
        return _show(request, error.plan, chosen, status=409)
    held.drop(request.user)
    request.session["imported"] = [question.pk for question in [*done.made, *done.changed]]
    return redirect("import_done")


@authors_only
@require_safe
def import_done(request: SignedIn) -> HttpResponse:
    """The drafts of the last import, to go on with."""
    keys = request.session.get("imported") or []
    found = Question.objects.filter(pk__in=keys).select_related("objective", "latest_revision").order_by("code")
    return render(request, "questions/cms_import_done.html", {"questions": found})


@authors_only
@require_safe
def export_questions(request: SignedIn) -> HttpResponse:
    """Says what a format cannot hold, then gives the file."""
    form = ExportForm(request.GET if "format" in request.GET else None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "questions/cms_export.html", {"form": form}, status=status)
    locale, objective = form.cleaned_data["language"], form.cleaned_data["objective"]
    chosen = FORMATS[form.cleaned_data["format"]]
    written, count = exporting.export(chosen, locale, objective or None)
    if "download" not in request.GET or not count:
        context = {"form": form, "written": written, "count": count, "format": chosen}
        return render(request, "questions/cms_export.html", context)
    name = "-".join(["questions", *([objective.code] if objective else []), locale.language_code])
    answer = HttpResponse(written.content, content_type=chosen.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{chosen.ending}"'
    return answer


def _plan(chosen: held.Held) -> Plan:
    locale = Locale.objects.get(pk=chosen.locale_id)
    objective = Objective.objects.filter(pk=chosen.objective_id).first() if chosen.objective_id else None
    return importing.plan(FORMATS[chosen.format].read(chosen.content), locale, objective)


def _show(request: HttpRequest, plan: Plan, chosen: held.Held, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "chosen": chosen, "format": FORMATS[chosen.format]}
    return render(request, "questions/cms_import_check.html", context, status=status)
