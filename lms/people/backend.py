"""Who is making this request: the person with their roles, read in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from lms.people.access import ADMINISTRATORS, TRAINERS
from lms.people.models import TeamLead, User


class PersonBackend(AuthenticationBackend):
    """Signs in by e-mail address; loads a person together with what every page asks about them."""

    def get_user(self, user_id: int) -> User | None:
        groups = Group.objects.filter(user=OuterRef("pk"))
        leads = TeamLead.objects.filter(person=OuterRef("pk"), team__ended_at=None)
        person = (
            User.objects.filter(pk=user_id)
            .annotate(
                leads_a_team=Exists(leads),
                trains=Exists(groups.filter(name=TRAINERS)),
                administers=Exists(groups.filter(name=ADMINISTRATORS)),
            )
            .first()
        )
        return person if person and self.user_can_authenticate(person) else None
