"""How people come in: sign-up is closed, every door leads to the same one (D13), and guessing gets slow."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms import language
from lms.htmx import SignInMiddleware
from lms.people import access, tasks
from lms.people.models import User, normal_address
from lms.people.roles import MANAGE_PEOPLE

LOCKED = "too_many_login_attempts"


def has_mail() -> bool:
    """Can this installation write to people? Without a mail server nothing on a page may promise a mail (D18)."""
    return settings.DEBUG or not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


class AccountAdapter(DefaultAccountAdapter):
    """Only people whom an administrator added can sign in; strangers get the same answers as they do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address and the password do not match. Check both and try again."),
        "incorrect_code": _("This is not the code from the newest mail. Check the six digits."),
        LOCKED: _("That was too many tries. Ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only ways inside this site (R22): no host, not even a trusted one."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    # --- Guessing ---
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the Host header, which a stranger chooses: each spelling would bring new tries.
        return normal_address(credentials.get("email", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try, for the address and for the computer, over all workers. Says how long the door is shut."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise shut(request, action="login_failed", key=key) from None

    # --- After the door ---
    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The person's language goes with them; a form that came too late says so on the page it came from (D14)."""
        kwargs["redirect_url"], is_unsaved = _without_mark(kwargs.get("redirect_url") or "")
        response = super().post_login(request, user, **kwargs)
        if is_unsaved:
            messages.warning(request, _("Your sign-in had ended, so your last answer was not saved. Answer it again."))
        language.remember(response, user.language)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Someone whose access ended between two steps. The sign-in page says no more than to anyone else."""
        messages.error(request, self.error_messages["email_password_mismatch"])
        return redirect("account_login")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    # --- Words ---
    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """allauth announces each step; pages here say it themselves, except what stops someone."""
        if kwargs.get("message"):
            messages.add_message(request, level, kwargs["message"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hands the mail to a task, for known and unknown addresses alike: the answer takes the same time for both."""
        plain = {name: context[name] for name in ("code", "password_reset_url") if name in context}
        tasks.write.enqueue(email, template_prefix.rpartition("/")[2], plain)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in a mail starts with BASE_URL, whatever host the request named (R23)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)


def shut(request: HttpRequest, *, action: str, key: str) -> ValidationError:
    """The sentence for a door that is shut for a while, with the minutes until it opens."""
    seconds = 0.0
    for rate in ratelimit.get_rates(app="allauth.account", action=action):
        tries = cache.get(ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key))
        if tries and len(tries) >= rate.amount:
            seconds = max(seconds, tries[-1] + rate.duration - time.time())
    minutes = max(1, round(seconds / 60 + 0.5))
    sentence = ngettext(
        "Too many tries. Wait %(count)d minute, then try again.",
        "Too many tries. Wait %(count)d minutes, then try again.",
        minutes,
    )
    return ValidationError(sentence % {"count": minutes}, code=LOCKED)


def _without_mark(url: str) -> tuple[str | None, bool]:
    """The address without `unsaved=1`, and whether it was there."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in query if pair != ("unsaved", "1")]
    return urlunsplit(parts._replace(query=urlencode(kept))) or None, kept != query


class BackOfficeMiddleware(SignInMiddleware):
    """For a signed-in person who has no work in the back office it is not there (D13). Wagtail would redirect.

    Strangers sign in first, for every view: some of Wagtail's declare themselves open and guard themselves inside.
    """

    def process_view(  # the stubs know only the redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *arguments: Any
    ) -> HttpResponseBase | None:
        if not request.path.startswith("/cms/") or view_func in (other_door, not_here):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return None


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A 404 for everyone who does not manage people: what you may not see is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MANAGE_PEOPLE):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def trainers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for what trainers work with. Administrators do everything that trainers do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.is_trainer(request.user):  # type: ignore[arg-type]
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
def other_door(request: HttpRequest) -> HttpResponse:
    """Every other login address: to the one door for strangers, nothing here for those already inside."""
    if request.user.is_authenticated:
        raise Http404
    target = request.GET.get("next", "")
    return redirect(reverse("account_login") + (f"?{urlencode({'next': target})}" if target else ""))


@login_not_required
def not_here(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """Doors of other parts that this product does not use: the same answer as an address that never was."""
    raise Http404
