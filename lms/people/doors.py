"""How people come in: sign-up is closed, and every door leads to the same one (D13)."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


class AccountAdapter(DefaultAccountAdapter):
    """Only people whom an administrator added can sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@login_not_required
def other_door(request: HttpRequest) -> HttpResponse:
    """Every other login address: to the one door for strangers, nothing here for those already inside."""
    if request.user.is_authenticated:
        raise Http404
    target = request.GET.get("next", "")
    return redirect(reverse("account_login") + (f"?{urlencode({'next': target})}" if target else ""))
