"""What people may send to this room besides answers: a search, and the place where they are."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Words to find a course by."""

    q = forms.CharField(label=_("Search courses"), max_length=100, required=False)


class ConfirmForm(forms.Form):
    """I have read it, and which text was on the page."""

    version = forms.IntegerField(min_value=1, max_value=9_999_999, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read this and know whom to ask"),
        error_messages={"required": _("Tick the box when you have read the text.")},
    )


class PlaceForm(forms.Form):
    """The block of a lesson that somebody has come to."""

    block = forms.CharField(max_length=64)
