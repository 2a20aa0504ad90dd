"""Assignments in the frame of the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.overview import screens
from lms.people.roles import MANAGE_PEOPLE


class AssignmentsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE_PEOPLE)


@hooks.register("register_admin_menu_item")
def assignments_in_menu() -> MenuItem:
    return AssignmentsMenuItem(
        _("Assignments"), reverse_lazy("assignments_index"), name="assignments", icon_name="calendar-check", order=160
    )


@hooks.register("register_admin_urls")
def assignment_addresses() -> list[URLPattern]:
    return [
        path("people/assignments/", screens.assignments_index, name="assignments_index"),
        path("people/assignments/add/", screens.assignment_add, name="assignment_add"),
        path("people/assignments/<int:assignment_id>/end/", screens.assignment_end, name="assignment_end"),
    ]
