"""Plain doors of the house: the front door, the health check, files, and a form whose token is too old."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile

from lms.htmx import came_from, sign_in_again, wants_fragment
from lms.people.models import Organisation

TICK_LIMIT = timedelta(minutes=15)
KEPT_A_DAY = "private, max-age=86400"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The bare address leads home."""
    return redirect("home")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and `tick` ran in the last 15 minutes, otherwise 503; for monitoring."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ticked_at = Organisation.objects.values_list("ticked_at", flat=True).first()
        database = "ok"
    except DatabaseError:
        ticked_at, database = None, "unreachable"
    age = round((timezone.now() - ticked_at).total_seconds()) if ticked_at else None
    is_well = database == "ok" and age is not None and age <= TICK_LIMIT.total_seconds()
    state = {"status": "ok" if is_well else "failing", "database": database, "seconds_since_tick": age}
    return JsonResponse(state, status=200 if is_well else 503, headers={"Cache-Control": "no-store"})


@login_not_required
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form no longer fits (signed in again, or cookies are off). Nothing was stored.

    When the sign-in has ended as well, sign-in comes first and the form opens again after it (D14).
    """
    needs_sign_in = getattr(getattr(request.resolver_match, "func", None), "login_required", True)
    if needs_sign_in and not request.user.is_authenticated and not wants_fragment(request):
        return sign_in_again(request)
    return render(request, "csrf.html", {"page": came_from(request)}, status=403)


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Pictures of lessons, for signed-in people. Other files have views of their own that check more (D16)."""
    parts = PurePosixPath(path).parts
    if parts[:1] != ("images",) or ".." in parts or "\x00" in path:
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = KEPT_A_DAY
    return response


def document(request: HttpRequest, document_id: str, name: str) -> HttpResponseBase:
    """A document, for signed-in people whom Wagtail's rules for its collection let in.

    Video, audio and captions are also answered in parts: Safari plays nothing that cannot be asked for by range, and
    Wagtail's own view knows no ranges.
    """
    if PurePosixPath(name).suffix[1:].lower() not in settings.WAGTAILDOCS_CONTENT_TYPES:
        answer: HttpResponseBase = serve(request, document_id, name)
        return answer
    found = get_object_or_404(get_document_model(), pk=document_id)
    if found.filename != name:
        raise Http404
    for check in hooks.get_hooks("before_serve_document"):
        refusal = check(found, request)
        if isinstance(refusal, HttpResponse):
            return refusal
    return _in_parts(found, request)


def _in_parts(found: Any, request: HttpRequest) -> HttpResponseBase:
    headers = {
        "Content-Type": found.content_type,
        "Accept-Ranges": "bytes",
        "Cache-Control": KEPT_A_DAY,
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    try:
        file = StaticFile(found.file.path, list(headers.items()))
    except MissingFileError:
        raise Http404 from None
    answer: HttpResponseBase = WhiteNoiseMiddleware.serve(file, request)
    return answer
