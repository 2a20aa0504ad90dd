"""Who there is: people, teams, who leads them, and the organisation they belong to."""

import unicodedata
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

NAME_LENGTH = 200


def normal_address(email: str) -> str:
    """One spelling per address: compatibility forms folded, no case, no blanks (R20)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).strip().casefold())


class UserManager(BaseUserManager["User"]):
    """Makes people. Addresses are stored in one spelling, so that one person has one address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_address(username or ""))


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)


class ExtraTime(models.TextChoices):
    """How much of a time limit a person has: everybody's, a multiple of it, or none at all (WCAG 2.2.1)."""

    AS_USUAL = "", _("As everybody")
    QUARTER = "1.25", _("A quarter more")
    HALF = "1.5", _("Half as much again")
    DOUBLE = "2", _("Twice as much")
    NO_LIMIT = "none", _("No time limit")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works here (or did). Everyone is a learner; other roles are groups and led teams."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=NAME_LENGTH)
    certificate_name = models.CharField(
        _("name on certificates"), max_length=NAME_LENGTH, blank=True, help_text=_("If it differs from the name.")
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    extra_time = models.CharField(_("time in tests"), max_length=4, choices=ExtraTime.choices, blank=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="people")
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager.from_queryset(UserQuerySet)()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "id"]
        permissions = [("manage_people", "May add, change and end people, teams and assignments")]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def name_for_certificates(self) -> str:
        return self.certificate_name or self.name

    @property
    def initials(self) -> str:
        words = [word for word in self.name.replace("-", " ").split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Team(models.Model):
    """A team, inside another one or at the top. Leads see their teams and those below."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="teams")
    leads = models.ManyToManyField(User, through="TeamLead", related_name="led_teams")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("parent", 0), Lower("name"), condition=models.Q(ended_at=None), name="team_name_once"
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="team_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamLead(models.Model):
    """This person leads this team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="team_leads")
    person = models.ForeignKey(User, models.PROTECT, related_name="team_leads")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="team_lead_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.team}"


class Hue(models.IntegerChoices):
    """The named swatches, in degrees of the OKLCH hue circle. Each was computed to be readable in light and dark."""

    RED = 25, _("Brick")
    ORANGE = 55, _("Amber")
    OLIVE = 100, _("Olive")
    GREEN = 145, _("Leaf")
    SEA = 175, _("Sea green")
    TEAL = 205, _("Deep teal")
    SKY = 235, _("Steel blue")
    BLUE = 262, _("Ink blue")
    VIOLET = 290, _("Violet")
    PURPLE = 315, _("Plum")
    PINK = 345, _("Raspberry")
    ROSE = 5, _("Rose")


@register_setting(icon="cog")
class Organisation(BaseGenericSetting):
    """Whose learning place this is: the name, the one brand number and what certificates are signed with."""

    name = models.CharField(_("name"), max_length=120, default="Lateral")
    hue = models.PositiveSmallIntegerField(_("brand colour"), default=Hue.TEAL, choices=Hue.choices)
    contact_name = models.CharField(_("contact for questions"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    signer_name = models.CharField(_("certificates are signed by"), max_length=120, blank=True)
    signer_role = models.CharField(_("their role"), max_length=120, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    ticked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(hue__lte=359), name="organisation_hue_range")]

    def __str__(self) -> str:
        return self.name
