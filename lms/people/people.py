"""Adding, changing, moving and ending people. Each act is written down on the person's own chain."""

import unicodedata
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people import roles
from lms.people.models import NAME_LENGTH, ExtraTime, Team, TeamLead, User, normal_address

CHANGEABLE = {"name", "email", "language", "job_title", "first_day"}


class AddressTaken(ValueError):
    """Someone already has this e-mail address."""


class BadName(ValueError):
    """This cannot stand as a name; the words of the exception say why."""


class TeamEnded(ValueError):
    """The team ended; nobody can be put into it."""


def normal_name(name: str) -> str:
    """The name in one line and one spelling. Raises BadName when nothing can be seen of it or it is too long.

    Any script, emoji and signs that mean something in HTML are allowed: names are escaped wherever they are shown.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):
        raise BadName(_("Enter a name."))
    if len(name) > NAME_LENGTH or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name):
        raise BadName(_("Use at most %(count)d characters that can be seen.") % {"count": NAME_LENGTH})
    return name


@transaction.atomic
def add(
    *,
    email: str,
    name: str,
    by: User | None,
    language: str = "en",
    team: Team | None = None,
    first_day: date | None = None,
    job_title: str = "",
    password: str | None = None,
    now: datetime | None = None,
) -> User:
    """Adds a person who can sign in from now on (with a code by mail if no password is given).

    Raises AddressTaken when the address is in use in any spelling, BadName, TeamEnded.
    """
    address, name = normal_address(email), normal_name(name)
    _must_be_free(address)
    _must_be_open(team)
    now = now or timezone.now()
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                address, password, name=name, language=language, team=team, first_day=first_day, job_title=job_title,
                date_joined=now,
            )  # fmt: skip
    except IntegrityError:
        raise AddressTaken(_("Someone with this e-mail address is already here.")) from None
    facts = {"team": team.pk if team else None, "first_day": first_day}
    _record(person, Act.PERSON_ADDED, by, facts, now, name=name, email=address)
    return person


@transaction.atomic
def change(person: User, *, by: User | None, **fields: Any) -> User:
    """Changes name, address, language, job title or first day. Raises AddressTaken or BadName; changes nothing then."""
    if unknown := set(fields) - CHANGEABLE:
        raise ValueError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    if "email" in fields:
        fields["email"] = normal_address(fields["email"])
        _must_be_free(fields["email"], but=person)
    if "name" in fields:
        fields["name"] = normal_name(fields["name"])
    changed = {field: value for field, value in fields.items() if getattr(person, field) != value}
    if changed:
        try:
            with transaction.atomic():
                User.objects.filter(pk=person.pk).update(**changed)
        except IntegrityError:
            raise AddressTaken(_("Someone with this e-mail address is already here.")) from None
        for field, value in changed.items():
            setattr(person, field, value)
        _record(person, Act.PERSON_CHANGED, by, {"fields": sorted(changed)}, name=person.name, email=person.email)
    return person


@transaction.atomic
def set_password(person: User, password: str, *, by: User | None) -> User:
    """Gives the person this password. Every session that began with the old one ends."""
    person.set_password(password)
    User.objects.filter(pk=person.pk).update(password=person.password)
    _record(person, Act.PERSON_CHANGED, by, {"fields": ["password"]})
    return person


@transaction.atomic
def move(person: User, team: Team | None, *, by: User | None) -> User:
    """Puts the person into another team; what the old team saw is gone with the next request. Raises TeamEnded."""
    if person.team_id != (team.pk if team else None):
        _must_be_open(team)
        before = person.team_id
        User.objects.filter(pk=person.pk).update(team=team)
        person.team = team
        _record(person, Act.PERSON_MOVED, by, {"from": before, "to": team.pk if team else None})
    return person


@transaction.atomic
def end(person: User, *, last_day: date, by: User | None, now: datetime | None = None) -> User:
    """Ends a person's access: no sign-in, no open session, no lists, no led teams. Records stay.

    Raises roles.LastAdministrator: someone must be able to let people in.
    """
    if person.is_active:
        roles.must_leave_an_administrator(person)
        User.objects.filter(pk=person.pk).update(is_active=False, last_day=last_day)
        person.is_active, person.last_day = False, last_day
        led = list(TeamLead.objects.filter(person=person).values_list("team_id", flat=True))
        TeamLead.objects.filter(person=person).delete()
        _end_sessions(person)
        _record(person, Act.PERSON_ENDED, by, {"last_day": last_day, "led": sorted(led)}, now)
    return person


@transaction.atomic
def bring_back(person: User, *, by: User | None) -> User:
    """Gives a person who had left their access again; without a team if theirs ended meanwhile."""
    if not person.is_active:
        team = person.team if person.team and person.team.ended_at is None else None
        User.objects.filter(pk=person.pk).update(is_active=True, last_day=None, team=team)
        person.is_active, person.last_day, person.team = True, None, team
        _record(person, Act.PERSON_RETURNED, by, {"team": team.pk if team else None})
    return person


@transaction.atomic
def rename_for_certificates(person: User, name: str, *, by: User | None) -> User:
    """Sets the name that future certificates carry; those already issued keep theirs."""
    if person.certificate_name != name:
        User.objects.filter(pk=person.pk).update(certificate_name=name)
        person.certificate_name = name
        _record(person, Act.NAME_CHANGED, by, {}, name=name)
    return person


def choose_language(person: User, language: str) -> User:
    """The language in which this person reads pages and mails."""
    User.objects.filter(pk=person.pk).update(language=language)
    person.language = language
    return person


@transaction.atomic
def choose_extra_time(person: User, extra_time: str) -> User:
    """How much time this person has in tests with a limit, from their next try on. They need not say why.

    Raises ValueError for a choice that is not offered.
    """
    if extra_time not in ExtraTime.values:
        raise ValueError(extra_time)
    if person.extra_time != extra_time:
        person.extra_time = extra_time
        person.save(update_fields=["extra_time"])
        _record(person, Act.PERSON_CHANGED, person, {"fields": ["extra_time"]})
    return person


def _must_be_free(address: str, but: User | None = None) -> None:
    owner = User.objects.filter(email=address).first()
    if owner and owner != but:
        raise AddressTaken(_("Someone with this e-mail address is already here."))


def _must_be_open(team: Team | None) -> None:
    """Locks the team, so that it cannot end while someone is put into it."""
    if team and not Team.objects.select_for_update().filter(pk=team.pk, ended_at=None).exists():
        raise TeamEnded(_("This team ended. Choose another one."))


def _record(
    person: User, act: Act, by: User | None, facts: dict[str, Any], now: datetime | None = None, **words: str
) -> None:
    chain.record(person.pk, act, by=by.pk if by else None, at=now, facts=facts, words=words or None)


def _end_sessions(person: User) -> None:
    """Signs the person out everywhere. Sessions are few; they are read once, at this rare act."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
