"""The forms of the people screens. Each lists its fields and hands them to the rules; nothing else is read (R26)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people import people, queries, roles, teams
from lms.people.access import ADMINISTRATORS, TRAINERS
from lms.people.doors import has_mail
from lms.people.forms import AddressField, password_field
from lms.people.models import NAME_LENGTH, Team, User

ROLES = [
    (TRAINERS, _("Trainer: writes and publishes courses")),
    (ADMINISTRATORS, _("Administrator: people, teams and everything a trainer does")),
]
STATES = [
    ("", _("Here")),
    ("alone", _("Here, without a manager")),
    ("ended", _("Access ended")),
    ("all", _("Everyone")),
]
TOO_LONG = {"max_length": _("Use at most %(limit_value)d characters.")}


class TeamField(forms.ModelChoiceField):
    """One of today's teams, shown as they stand inside each other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Team.objects.filter(ended_at=None), required=False, **options)

    def set_tree(self) -> None:
        """Shows the teams as a tree. Called once per form, so that the list costs one reading."""
        indented = [(branch.team.pk, "– " * branch.depth + branch.team.name) for branch in queries.tree()]
        self.choices = [("", self.empty_label), *indented]


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=NAME_LENGTH)
    team = TeamField(label=_("Team and those inside it"), empty_label=_("All teams"))
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[
            ("", _("All roles")),
            ("lead", _("Leads a team")),
            (TRAINERS, _("Trainer")),
            (ADMINISTRATORS, _("Administrator")),
        ],
    )
    state = forms.ChoiceField(label=_("Who"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].set_tree()  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """What was chosen; a choice that is not on the list counts as none."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PersonForm(forms.Form):
    """A person, for an administrator."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, error_messages={"required": _("Enter a name.")} | TOO_LONG
    )
    email = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=120, error_messages=TOO_LONG)
    team = TeamField(label=_("Team"), empty_label=_("No team"))
    first_day = forms.DateField(
        label=_("First day"),
        required=False,
        help_text=_("Due dates like “14 days after the first day” count from here."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=ROLES, widget=forms.CheckboxSelectMultiple,
        help_text=_("Everyone learns. Who leads a team is set at the team."),
    )  # fmt: skip
    password = password_field(_("Password"), "new-password", "", required=False)

    def __init__(self, *args: Any, person: User | None = None, by: User, **kwargs: Any) -> None:
        self.person, self.by = person, by
        super().__init__(*args, **{"initial": _initial(person)} | kwargs)
        self.fields["team"].set_tree()  # type: ignore[attr-defined]
        if has_mail():
            del self.fields["password"]
        else:
            self.fields["password"].help_text = _(
                "No mail can be sent from here: tell the person their first password."
            )

    def clean_password(self) -> str:
        raw: str = self.cleaned_data["password"]
        if raw:
            validate_password(raw, self.person)
        return raw

    def save(self) -> bool:
        """Adds or changes the person in one go. False when a rule says no; the form then says why."""
        data = self.cleaned_data
        try:
            with transaction.atomic():
                self._keep(data)
        except (people.AddressTaken, roles.LastAdministrator, people.BadName, people.TeamEnded) as refusal:
            field = {people.AddressTaken: "email", people.BadName: "name", people.TeamEnded: "team"}
            self.add_error(field.get(type(refusal), "roles"), str(refusal))
            return False
        return True

    def _keep(self, data: dict[str, Any]) -> None:
        plain = {name: data[name] for name in ("email", "name", "job_title", "first_day", "language")}
        if self.person is None:
            self.person = people.add(**plain, team=data["team"], by=self.by)
        else:
            people.change(self.person, **plain, by=self.by)
            people.move(self.person, data["team"], by=self.by)
        if data.get("password"):
            people.set_password(self.person, data["password"], by=self.by)
        roles.set_roles(self.person, set(data["roles"]), by=self.by)


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the last day."), "invalid": _("Enter a day like 2026-03-14.")},
    )  # fmt: skip

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day > timezone.localdate():
            raise ValidationError(_("Choose today or an earlier day: access ends as soon as you save."))
        return day


class TeamForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a team", "Name"),
        max_length=teams.TEAM_NAME_LENGTH,
        error_messages={"required": _("Enter a name for the team.")} | TOO_LONG,
    )
    parent = TeamField(label=_("Inside the team"), empty_label=_("None: at the top"))
    leads = forms.ModelMultipleChoiceField(
        label=_("Led by"),
        required=False,
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see this team and the teams inside it: who should take what, and how far they are."),
    )
    new_lead = AddressField(
        label=_("Add someone who leads it"),
        required=False,
        help_text=_("Their e-mail address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, team: Team | None = None, by: User, **kwargs: Any) -> None:
        self.team, self.by = team, by
        leads = team.leads.all() if team else User.objects.none()
        initial = {"name": team.name, "parent": team.parent_id, "leads": leads} if team else {}
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["parent"].set_tree()  # type: ignore[attr-defined]
        self.fields["leads"].queryset = leads  # type: ignore[attr-defined]
        if not leads:
            del self.fields["leads"]

    def clean_new_lead(self) -> User | None:
        address = self.cleaned_data["new_lead"]
        person = User.objects.filter(email=address, is_active=True).first() if address else None
        if address and person is None:
            raise ValidationError(_("Nobody here has this e-mail address. Add the person first."))
        return person

    def save(self) -> bool:
        """Adds or changes the team in one go. False when a rule says no; the form then says why."""
        try:
            with transaction.atomic():
                self._keep(self.cleaned_data)
        except (teams.BadTeamName, teams.Circle) as refusal:
            self.add_error("parent" if isinstance(refusal, teams.Circle) else "name", str(refusal))
            return False
        return True

    def _keep(self, data: dict[str, Any]) -> None:
        leads = [*data.get("leads", []), *filter(None, [data["new_lead"]])]
        if self.team is None:
            self.team = teams.add(data["name"], parent=data["parent"], leads=leads, by=self.by)
        else:
            teams.change(self.team, name=data["name"], parent=data["parent"], by=self.by)
            teams.set_leads(self.team, leads, by=self.by)


def _initial(person: User | None) -> dict[str, Any]:
    if person is None:
        return {"language": settings.LANGUAGE_CODE}
    fields = {name: getattr(person, name) for name in ("name", "email", "job_title", "first_day", "language")}
    return fields | {"team": person.team_id, "roles": list(person.groups.values_list("name", flat=True))}
