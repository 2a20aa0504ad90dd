"""What trainers fill in when they mark, correct and help. Each form lists its fields; nothing else is read (R26)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.models import ExtraTime
from quizzes import allowing, deadlines, marking
from quizzes.models import Correction

TOO_LONG = {"max_length": _("Use at most %(limit_value)d characters.")}
WHOLE = {"invalid": _("Enter a whole number.")}


def reason_field(missing: Any, **options: Any) -> forms.CharField:
    """Why something is done. It is kept with what was done."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    errors = {"required": missing} | TOO_LONG
    return forms.CharField(label=_("Reason"), max_length=400, widget=widget, error_messages=errors, **options)


def number_field(label: Any, most: int, *, least: int, sentence: Any, **options: Any) -> forms.IntegerField:
    errors = {"required": sentence, "min_value": sentence, "max_value": sentence} | WHOLE
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=errors, **options)


class MarkForm(forms.Form):
    points = forms.TypedChoiceField(
        label=_("Points"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose the points.")}
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=marking.LONGEST,
        help_text=_("The learner reads it with the result."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, most: int, needed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = self.fields["points"]
        points.choices = [(n, str(n)) for n in range(most + 1)]  # type: ignore[attr-defined]
        points.help_text = _("From %(needed)d of %(most)d on the answer counts as right.") % {
            "needed": needed, "most": most,
        }  # fmt: skip


class CorrectForm(forms.Form):
    """The page draws the choice itself, each with its numbers. `seen` is the newest correction it lists."""

    kind = forms.ChoiceField(
        label=_("What was wrong"), choices=Correction.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do with the results.")},
    )  # fmt: skip
    reason = reason_field(
        _("Say what was wrong. It is kept with every result that changes."),
        help_text=_("For example: two answers are right. Whoever looks at a changed result finds it."),
    )
    may_lower = forms.BooleanField(
        label=_("Also lower results: whoever passed only by the wrong key loses the pass and the certificate"),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Number of the receipt"),
        max_length=20,
        help_text=_("The learner finds it at the try, under “What was saved, and when”."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def number(self) -> int | None:
        """The receipt as a number, None for what is none."""
        text = self.cleaned_data.get("receipt", "") if self.is_valid() else ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class AheadForm(forms.Form):
    """Whom a trainer helps before the first try. `quizzes` are the choices, as key and words."""

    email = forms.CharField(
        label=_("Work address"),
        max_length=254,
        help_text=_("The e-mail address with which the person signs in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the person’s work address.")} | TOO_LONG,
    )
    quiz = forms.ChoiceField(
        label=_("Quiz"), error_messages={"required": _("Choose a quiz."), "invalid_choice": _("Choose a quiz.")}
    )

    def __init__(self, *args: Any, quizzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "ahead_%s"} | kwargs)
        self.fields["quiz"].choices = [("", _("Choose")), *quizzes]  # type: ignore[attr-defined]


class MoreTimeForm(forms.Form):
    """`seen` is the deadline that the page shows; a press sent twice brings the same one."""

    minutes = number_field(
        _("Minutes"), deadlines.LONGEST, least=1, sentence=_("Give between 1 minute and 24 hours."),
        help_text=_("They are added to the time this try has now."),
    )  # fmt: skip
    reason = reason_field(_("Say why this person gets more time."))
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "time_%s"} | kwargs)


class AllowForm(forms.Form):
    """`seen` is how many allowances the page lists."""

    extra_tries = number_field(
        _("More tries"), allowing.MOST, least=0, initial=0,
        sentence=_("Give at most %(count)d more tries at once.") % {"count": allowing.MOST},
        help_text=_("On top of what the quiz allows everybody. Only an exam has a limit."),
    )  # fmt: skip
    time = forms.ChoiceField(
        label=_("Time"),
        required=False,
        choices=[("", _("As before")), *[one for one in ExtraTime.choices if one[0]]],
        help_text=_("From the next try on. Only a quiz with a time limit has one."),
    )
    reason = reason_field(_("Say why."))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "allow_%s"} | kwargs)
