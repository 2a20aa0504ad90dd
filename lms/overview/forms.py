"""What managers and administrators fill in: an assignment, an extension. Only these fields are read (R26)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lms.language import current
from lms.people.models import Team, User


class CourseChoice(forms.ModelChoiceField):
    def label_from_instance(self, course: Course) -> str:
        return course.title_in(current())


class AssignForm(forms.Form):
    """A course, and a date or a number of days."""

    course = CourseChoice(
        queryset=Course.objects.none(),
        to_field_name="slug",
        label=_("Course or policy"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a course or a policy.")},
    )
    when = forms.ChoiceField(
        label=_("Due"),
        choices=[("date", _("On a date")), ("days", _("Some days after the first day"))],
        widget=forms.RadioSelect,
        initial="date",
    )
    due_on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input-s"})
    )
    due_days = forms.IntegerField(
        label=_("Days"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("Counted from the first day, or from today for people who are already here."),
        widget=forms.NumberInput(attrs={"class": "input-s"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.live()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = "due_on" if data.get("when") == "date" else "due_days"
        if data.get("when") and data.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Give a date.") if wanted == "due_on" else _("Give a number of days."))
        return data

    @property
    def due(self) -> dict[str, Any]:
        """The one of the two that counts, ready for the rule."""
        key = "due_on" if self.cleaned_data["when"] == "date" else "due_days"
        return {key: self.cleaned_data[key]}


class AssignToForm(AssignForm):
    """The same, to a person or a team."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("Team"),
        required=False,
        help_text=_("With all teams inside it, and people who join later."),
    )
    field_order = ["course", "person", "team"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.active()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(ended_at=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors.keys() & {"person", "team"} and bool(data.get("person")) == bool(data.get("team")):
            self.add_error("person", _("Choose one person or one team."))
        return data

    @property
    def whom(self) -> dict[str, Any]:
        """The one of the two that was chosen, ready for the rule."""
        return {key: self.cleaned_data[key] for key in ("person", "team") if self.cleaned_data[key]}


class ExtendForm(forms.Form):
    """A later day and why."""

    due_on = forms.DateField(
        label=_("New due date"),
        error_messages={"required": _("Give a date.")},
        widget=forms.DateInput(attrs={"type": "date", "class": "input-s"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        error_messages={"required": _("Say why in a few words.")},
        help_text=_("A few words. It is kept with the record and the learner sees it."),
    )
