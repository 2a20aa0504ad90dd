"""The one thing a person can say about their certificates: whose name stands there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import names
from lms.people.models import NAME_LENGTH


class NameForm(forms.Form):
    """The name as it will be printed; refused with a sentence when the fonts cannot print it (D34)."""

    name = forms.CharField(
        label=_("Name on certificates"),
        help_text=_("As it should be printed, in Latin, Cyrillic or Greek letters."),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Enter the name as it should be printed on certificates.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        try:
            return names.check(self.cleaned_data["name"])
        except names.NotPrintable as reason:
            raise forms.ValidationError(str(reason)) from None
