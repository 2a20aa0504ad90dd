"""What people type at the door and about themselves. Each form lists its fields; nothing else is read (R26)."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from lms.people.doors import shut
from lms.people.models import User, normal_address

ADDRESS_ERRORS = {
    "required": _("Enter your e-mail address."),
    "invalid": _("Enter an e-mail address like name@company.example."),
    "max_length": _("This is too long for an e-mail address."),
}


class AddressField(forms.EmailField):
    """An e-mail address in the one spelling in which it is stored."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        defaults: dict[str, Any] = {
            "label": _("E-mail address"),
            "max_length": 254,
            "error_messages": ADDRESS_ERRORS,
            "widget": widget,
        }
        super().__init__(**(defaults | options))

    def clean(self, value: Any) -> str:
        return normal_address(super().clean(normal_address(value or "")))


def password_field(label: Any, autocomplete: str, missing: Any, **options: Any) -> forms.CharField:
    """A password as it was typed: nothing is stripped, nothing is shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, error_messages={"required": missing}, **options)


class SignInForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "login": AddressField(),
            "password": password_field(_("Password"), "current-password", _("Enter your password.")),
        }


class _KnownAddress(forms.Form):
    """Finds the person of an address, and answers the same when there is none."""

    email = AddressField()
    action = ""

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action=self.action, key=address):
            raise shut(context.request, action=self.action, key=address)
        self.person = User.objects.filter(email=address, is_active=True).first()
        return address


class RequestCodeForm(_KnownAddress):
    action = "request_login_code"

    @property
    def _user(self) -> User | None:  # the name under which allauth's view asks for it
        return self.person


class RequestResetForm(_KnownAddress, allauth.ResetPasswordForm):
    action = "reset_link"

    @property
    def users(self) -> list[User]:
        return [self.person] if self.person else []


class ConfirmCodeForm(allauth.ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Six-digit code"),
        error_messages={"required": _("Enter the code from the mail.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-s", "spellcheck": "false"}
        ),
    )


class _NewPassword:
    """Words of the two fields for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name.endswith(("password1", "password2"))]  # type: ignore[attr-defined]
        for name, label in zip(names, (_("New password"), _("New password again")), strict=True):
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = _("Enter the new password in both fields.")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["autocomplete"] = "new-password"
        self.fields[names[0]].help_text = _("At least 10 characters. Several words in a row are easy to remember.")  # type: ignore[attr-defined]


class NewPasswordForm(_NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ChoosePasswordForm(_NewPassword, SetPasswordForm):
    pass


class ChangePasswordForm(_NewPassword, PasswordChangeForm):
    old_password = password_field(_("Password until now"), "current-password", _("Enter your password until now."))
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("This is not your password until now. Try again."),
        "password_mismatch": _("The two new passwords differ. Enter the same one in both fields."),
    }
