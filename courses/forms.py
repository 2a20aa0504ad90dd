"""What people may send to this room besides answers: a search, and the place where they are."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Words to find a course by."""

    q = forms.CharField(label=_("Search courses"), max_length=100, required=False)


class PlaceForm(forms.Form):
    """The block of a lesson that somebody has come to."""

    block = forms.CharField(max_length=64)
