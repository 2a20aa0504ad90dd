"""What the editor learns from this room: what may be deleted and published, and what its front page shows."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from courses import publishing, tree
from courses.models import CataloguePage, CoursePage, PolicyPage

DRAFTS_SHOWN = 8
LAST = 1000


@hooks.register("before_delete_page")
def keep_what_was_taken(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses with a sentence and offers to unpublish."""
    sentence = tree.why_kept(page)
    if not sentence:
        return None
    unpublish = messages.button(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), _("Unpublish"))
    messages.error(request, sentence, buttons=[unpublish] if page.live else [])
    return redirect("wagtailadmin_explore", page.get_parent().pk if page.depth > 1 else page.pk)


@hooks.register("before_bulk_action")
def keep_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """The same in bulk: one refused page stops the whole act, so that nobody wonders what is left."""
    pages = [one for one in objects if isinstance(one, Page)]
    if action_type == "delete":
        sentences = [tree.why_kept(page) for page in pages]
    elif action_type == "publish":
        courses = [page.specific.get_latest_revision_as_object() for page in pages if page.specific_class is CoursePage]
        sentences = [sentence for page in courses for sentence in publishing.obstacles(page)]
    else:
        return None
    return _refused(request, [sentence for sentence in sentences if sentence], action_class_instance.next_url)


@hooks.register("before_publish_page")
def publish_what_is_ready(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved; publishing waits until every sentence is dealt with."""
    if not isinstance(page, CoursePage):
        return None
    return _refused(request, publishing.obstacles(page), reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _refused(request: HttpRequest, sentences: list[str], back: str) -> HttpResponse | None:
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(back) if sentences else None


@hooks.register("after_copy_page")
def take_up_copies(request: HttpRequest, page: Page, new_page: Page) -> None:
    publishing.take_up(new_page)


class AuthorPanel(Component):
    """The front page of the editor: the newest drafts, and the way to a new course."""

    name = "author"
    order = 10

    def render_html(self, parent_context: Any = None) -> str:
        user = parent_context["request"].user
        mine = [catalogue for catalogue in CataloguePage.objects.select_related("locale") if _may_add(catalogue, user)]
        drafts = Page.objects.filter(has_unpublished_changes=True, depth__gt=3).order_by("-latest_revision_created_at")
        shown = [page for page in drafts[: DRAFTS_SHOWN * 2] if page.permissions_for_user(user).can_edit()]
        context = {"catalogues": mine, "courses": _courses(mine), "drafts": shown[:DRAFTS_SHOWN]}
        return render_to_string("courses/cms/author.html", context)


def _courses(catalogues: list[CataloguePage]) -> list[Page]:
    """The courses and policies of these languages, by title."""
    kinds = (CoursePage, PolicyPage)
    found = [page for kind in kinds for page in kind.objects.filter(locale__in=[one.locale for one in catalogues])]
    return sorted(found, key=lambda page: (page.locale_id, page.title.casefold()))


def _may_add(page: Page, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_add_subpage())


@hooks.register("construct_homepage_panels", order=LAST)
def only_what_matters(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [AuthorPanel()]


@hooks.register("construct_homepage_summary_items", order=LAST)
def without_counts(request: HttpRequest, summary_items: list[Any]) -> None:
    summary_items[:] = []


@hooks.register("construct_main_menu", order=LAST)
def without_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's help leads to its own host and to news about itself."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
