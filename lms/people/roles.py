"""What roles there are and what they may do. Nobody is a superuser; trainers touch no people, groups, sites (R25)."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext

from lms.ledger import chain
from lms.ledger.models import Act
from lms.people import access
from lms.people.access import ADMINISTRATORS, TRAINERS
from lms.people.models import User

CONTENT = {
    "wagtailadmin.access_admin",
    "questions.add_question",
    "questions.change_question",
    "questions.delete_question",
    "questions.publish_question",
    "questions.add_objective",
    "questions.change_objective",
}
MANAGE_PEOPLE = "people.manage_people"
PERMISSIONS = {TRAINERS: CONTENT, ADMINISTRATORS: CONTENT | {MANAGE_PEOPLE, "people.change_organisation"}}


class LastAdministrator(ValueError):
    """Without this person nobody could let people in."""


@transaction.atomic
def install() -> None:
    """Makes the groups hold exactly these permissions. Idempotent; page rights are given with the page tree."""
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        labels = [label.split(".") for label in sorted(wanted)]
        found = Permission.objects.filter(
            content_type__app_label__in={app for app, _ in labels}, codename__in={code for _, code in labels}
        ).select_related("content_type")
        group.permissions.set([p for p in found if f"{p.content_type.app_label}.{p.codename}" in wanted])


@transaction.atomic
def set_roles(person: User, roles: set[str], *, by: User | None, now: datetime | None = None) -> None:
    """Gives the person exactly these roles. Raises ValueError for an unknown one, LastAdministrator."""
    if unknown := roles - set(PERMISSIONS):
        raise ValueError(f"There is no role {', '.join(sorted(unknown))}.")
    before = set(person.groups.values_list("name", flat=True))
    if roles == before:
        return
    if ADMINISTRATORS in before - roles:
        must_leave_an_administrator(person)
    person.groups.set(Group.objects.filter(name__in=roles))
    chain.record(person.pk, Act.ROLE_CHANGED, by=by.pk if by else None, at=now, facts={"roles": sorted(roles)})


def must_leave_an_administrator(person: User) -> None:
    """Raises LastAdministrator when nobody else administers. Locks the group: two may leave at the same moment."""
    Group.objects.select_for_update().filter(name=ADMINISTRATORS).first()
    administrators = access.administrators()
    if administrators.filter(pk=person.pk).exists() and not administrators.exclude(pk=person.pk).exists():
        raise LastAdministrator(gettext("This is the only administrator. Make someone else an administrator first."))
