"""What the frame of a page shows this person: the ways they may go, and whose house this is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from lms import edition
from lms.people import access
from lms.people.models import Organisation

PLACES = {
    "/home/": "home",
    "/courses/": "courses",
    "/certificates/": "certificates",
    "/team/": "team",
    "/me/": "me",
}


@dataclass(frozen=True)
class Navigation:
    """The main ways, as far as this person has them."""

    current: str
    shows_team: bool = False
    shows_people: bool = False
    shows_cms: bool = False


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `organisation` for templates. Read when a template asks for them, not before."""
    return {"nav": _Later(lambda: _navigation(request)), "organisation": _Later(lambda: organisation(request))}


def organisation(request: HttpRequest) -> Organisation:
    return edition.remembered("organisation", [""], lambda _: {"": Organisation.load(request_or_site=request)})[""]


def _navigation(request: HttpRequest) -> Navigation:
    user = getattr(request, "user", None)
    place = next((name for path, name in PLACES.items() if request.path.startswith(path)), "")
    if not place and "/courses/" in request.path:
        place = "courses"
    if user is None or not user.is_authenticated:
        return Navigation(current=place)
    return Navigation(
        current=place,
        shows_team=access.is_manager(user),
        shows_people=access.is_administrator(user),
        shows_cms=access.is_trainer(user),
    )


class _Later:
    """Looks its object up at the first attribute, so that a fragment pays nothing for the frame."""

    def __init__(self, look_up: Any) -> None:
        self._look_up = look_up
        self._found: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._found is None:
            self._found = self._look_up()
        return getattr(self._found, name)
