"""Adding, changing, moving and ending people. Each act is written down on the person's own chain."""

import unicodedata
from datetime import date
from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people.models import Team, User


class AddressTaken(ValueError):
    """Someone already has this e-mail address."""


def normal_address(email: str) -> str:
    """One spelling per address: compatibility forms folded, no case, no blanks (R20)."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


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
) -> User:
    """Adds a person who can sign in from now on (with a code by mail if no password is given).

    Raises AddressTaken when the address is in use in any spelling.
    """
    address = normal_address(email)
    if User.objects.filter(email=address).exists():
        raise AddressTaken(_("Someone with this e-mail address is already here."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                address, password, name=name, language=language, team=team, first_day=first_day, job_title=job_title
            )
    except IntegrityError:
        raise AddressTaken(_("Someone with this e-mail address is already here.")) from None
    _record(person, Act.PERSON_ADDED, by, {"team": team.pk if team else None, "first_day": first_day}, name=name)
    return person


@transaction.atomic
def change(person: User, *, by: User | None, **fields: Any) -> User:
    """Changes name, address, language, job title or first day; a new address must be free (AddressTaken)."""
    allowed = {"name", "email", "language", "job_title", "first_day"}
    if unknown := set(fields) - allowed:
        raise ValueError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    if "email" in fields:
        fields["email"] = normal_address(fields["email"])
        if User.objects.filter(email=fields["email"]).exclude(pk=person.pk).exists():
            raise AddressTaken(_("Someone with this e-mail address is already here."))
    changed = {field: value for field, value in fields.items() if getattr(person, field) != value}
    if not changed:
        return person
    User.objects.filter(pk=person.pk).update(**changed)
    for field, value in changed.items():
        setattr(person, field, value)
    _record(person, Act.PERSON_CHANGED, by, {"fields": sorted(changed)}, name=person.name, email=person.email)
    return person


@transaction.atomic
def move(person: User, team: Team | None, *, by: User | None) -> User:
    """Puts the person into another team; what the old team saw is gone with the next request."""
    if person.team_id != (team.pk if team else None):
        before = person.team_id
        User.objects.filter(pk=person.pk).update(team=team)
        person.team = team
        _record(person, Act.PERSON_MOVED, by, {"from": before, "to": team.pk if team else None})
    return person


@transaction.atomic
def end(person: User, *, last_day: date, by: User | None) -> User:
    """Ends a person's access: no sign-in, no open session, no lists. Records stay."""
    if person.is_active:
        User.objects.filter(pk=person.pk).update(is_active=False, last_day=last_day)
        person.is_active, person.last_day = False, last_day
        _end_sessions(person)
        _record(person, Act.PERSON_ENDED, by, {"last_day": last_day})
    return person


@transaction.atomic
def bring_back(person: User, *, by: User | None) -> User:
    """Gives a person who had left their access again."""
    if not person.is_active:
        User.objects.filter(pk=person.pk).update(is_active=True, last_day=None)
        person.is_active, person.last_day = True, None
        _record(person, Act.PERSON_RETURNED, by, {})
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


def _record(person: User, act: Act, by: User | None, facts: dict[str, Any], **words: str) -> None:
    chain.record(person.pk, act, by=by.pk if by else None, facts=facts, words=words or None)


def _end_sessions(person: User) -> None:
    """Signs the person out everywhere. Sessions are few; they are read once, at this rare act."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
