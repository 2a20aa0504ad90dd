"""The style guide: every component in every state, for whoever builds or changes a page. Wired in DEBUG only."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.look.icons import ICONS


class ExampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="Name on certificates", help_text="As it should be printed, 60 characters at most")
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("de", "Deutsch")])
    reminders = forms.ChoiceField(
        label="Reminders", choices=[("work", "During working hours"), ("never", "Never")], widget=forms.RadioSelect
    )
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    read = forms.BooleanField(label="I have read this and know whom to ask")


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Changes nothing, reads nothing."""
    context = {
        "icons": list(ICONS),
        "form": ExampleForm(),
        "bad_form": ExampleForm({"message": "Kept as typed"}, prefix="bad"),
        "page": Paginator(range(60), 20).page(2),
        "looks": ["ok", "neutral", "info", "warning", "danger", "success", "plain"],
        "marks": ["respect", "communication", "service", "stress", "welcome", "safety", "feedback"],
    }
    return render(request, "styleguide.html", context)
