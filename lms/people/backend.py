"""Who is making this request: the person with their roles, read in one query."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet

from lms import sql
from lms.people.access import ADMINISTRATORS, TRAINERS
from lms.people.models import TeamLead, User


class PersonBackend(ModelBackend):
    """Signs in by e-mail address; loads a person together with what every page asks about them.

    Django's own way of checking: one hash per try, the same for known, unknown and ended addresses. allauth's adds
    a second look-up and tells people who left that they did.
    """

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(_person(id=user_id)), None)
        return person if person and self.user_can_authenticate(person) else None


@sql.once
def _person() -> QuerySet[User]:
    """The query of every request."""
    groups = Group.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(pk=sql.Given("id")).annotate(
        leads_a_team=Exists(TeamLead.objects.filter(person=OuterRef("pk"), team__ended_at=None)),
        trains=Exists(groups.filter(name=TRAINERS)),
        administers=Exists(groups.filter(name=ADMINISTRATORS)),
    )
