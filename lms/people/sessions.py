"""How long a sign-in lasts: 14 days from sign-in, renewed by the first POST of a day (D14)."""

from collections.abc import Callable

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lms import sql

KEY = "renewed_on"


class SessionStore(db.SessionStore):
    """Django's own, which looks a session up with every request."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_valid(key=self.session_key, now=timezone.now())), None)
        if found is None:
            self._session_key = None
        return found


@sql.once
def _valid() -> QuerySet[Session]:
    key, now = sql.Given("key", CharField()), sql.Given("now", DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class RenewalMiddleware:
    """Reading renews nothing, so that a page view never writes; acting does, once a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate().isoformat()
        if request.method == "POST" and request.user.is_authenticated and request.session.get(KEY) != today:
            request.session[KEY] = today
        return self.get_response(request)
