"""The pages of the door: allauth's flows with our answers (422 for a form that is not right, 429 for a shut door)."""

from typing import Any

from allauth.account import views
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator

from lms.people.doors import LOCKED, has_mail


class Answers:
    """What all forms of the door share."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            is_shut = any(error.code == LOCKED for errors in form.errors.as_data().values() for error in errors)
            response.status_code = 429 if is_shut else 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"has_mail": has_mail()}  # type: ignore[misc]

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Who asked for a code may still use the password, or ask again."""


class NeedsMail:
    """A page that promises a mail is not there when none can be sent."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_mail():
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class SignIn(Answers, views.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        target = self.request.GET.get("next", self.request.POST.get("next", ""))
        return super().get_context_data(**kwargs) | {"is_unsaved": "unsaved=1" in target}


@method_decorator(login_not_required, name="dispatch")
class RequestCode(NeedsMail, Answers, views.RequestLoginCodeView):
    pass


class ConfirmCode(Answers, views.ConfirmLoginCodeView):
    pass


@method_decorator(login_not_required, name="dispatch")
class RequestReset(NeedsMail, Answers, views.PasswordResetView):
    pass


@method_decorator(login_not_required, name="dispatch")
class ChooseNewPassword(Answers, views.PasswordResetFromKeyView):
    pass


sign_in = SignIn.as_view()
request_code = RequestCode.as_view()
# allauth puts the guard of the stage on the dispatch of its own view; the subclass inherits it.
confirm_code = ConfirmCode.as_view()
request_reset = RequestReset.as_view()
reset_sent = views.password_reset_done
choose_new_password = ChooseNewPassword.as_view()
new_password_set = views.password_reset_from_key_done
sign_out = views.logout
