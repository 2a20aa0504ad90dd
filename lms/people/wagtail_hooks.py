"""People and teams in the frame of the back office, and what nobody needs there taken out of its menus."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.people import screens
from lms.people.roles import MANAGE_PEOPLE


class PeopleMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE_PEOPLE)


@hooks.register("register_admin_menu_item")
def people_in_menu() -> MenuItem:
    return PeopleMenuItem(_("People"), reverse_lazy("people_index"), name="people", icon_name="group", order=150)


@hooks.register("register_admin_menu_item")
def way_out_in_menu() -> MenuItem:
    """Back to what everyone sees; trainers and administrators learn too."""
    return MenuItem(_("Learning site"), reverse_lazy("home"), name="learning-site", icon_name="home", order=9000)


@hooks.register("register_admin_urls")
def people_addresses() -> list[URLPattern]:
    return [
        path("people/", screens.people_index, name="people_index"),
        path("people/add/", screens.person_add, name="person_add"),
        path("people/<int:person_id>/", screens.person_change, name="person_change"),
        path("people/<int:person_id>/end/", screens.person_end, name="person_end"),
        path("people/<int:person_id>/return/", screens.person_return, name="person_return"),
        path("people/teams/", screens.teams_index, name="teams_index"),
        path("people/teams/add/", screens.team_add, name="team_add"),
        path("people/teams/<int:team_id>/", screens.team_change, name="team_change"),
        path("people/teams/<int:team_id>/end/", screens.team_end, name="team_end"),
    ]


@hooks.register("construct_reports_menu")
def without_site_history(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """It names who did what on every page; the ledger is the place for that (R25)."""
    menu_items[:] = [item for item in menu_items if item.name != "site-history"]


@hooks.register("construct_main_menu")
def without_outside_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """It leads to other hosts and to what is new in Wagtail."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
