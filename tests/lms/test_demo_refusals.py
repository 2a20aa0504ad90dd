"""What the demo asks of the place it is loaded into, and what can be said of its people before they are loaded."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.status import SOON
from lms.management.demo import cast
from lms.people import people
from lms.people.models import User


@pytest.mark.django_db
def test_without_the_word_demo_nothing_is_loaded(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="LATERAL_DEMO=1"):
        call_command("load_demo")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_house_of_real_people_is_left_alone(settings: Any) -> None:
    settings.DEMO = True
    people.add(email="real@example.org", name="Real Person", by=None)

    with pytest.raises(CommandError, match="people of your own"):
        call_command("load_demo")

    assert list(User.objects.values_list("email", flat=True)) == ["real@example.org"]


def test_rosters_name_only_people_who_exist() -> None:
    """No address twice, and every lead leads a place that is there."""
    addresses = [member.email for member in cast.MEMBERS]
    places = {place.name for place in cast.PLACES}

    assert len(set(addresses)) == len(addresses)
    assert {member.team for member in cast.MEMBERS} | {member.leads for member in cast.MEMBERS} - {""} <= places


@pytest.mark.parametrize("member", [one for one in cast.MEMBERS if one.taken is not None], ids=lambda one: one.address)
def test_nobody_changes_state_with_the_day_of_the_week(member: cast.Member) -> None:
    """A first day on a weekend moves to the Friday before: up to two days earlier, on whatever day one loads."""
    left = [14 - member.came - moved for moved in range(3)]

    assert len({"late" if days < 0 else "soon" if days <= SOON.days else "later" for days in left}) == 1
