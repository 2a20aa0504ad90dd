"""The page tree: Root → one home per language → its catalogue; who may work in it, and what may leave it."""

import uuid
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext, ngettext
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from courses.models import Assignment, CataloguePage, Course, Enrolment, HomePage, PolicyIndexPage, PolicyPage
from lms.people.access import ADMINISTRATORS, TRAINERS

IDENTITIES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:lateral:tree")
HOME, CATALOGUE = uuid.uuid5(IDENTITIES, "home"), uuid.uuid5(IDENTITIES, "catalogue")
POLICIES = uuid.uuid5(IDENTITIES, "policies")
CATALOGUE_SLUG, POLICIES_SLUG = "courses", "policies"
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "bulk_delete_page")
FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@transaction.atomic
def ensure_roots(languages: Iterable[str] | None = None) -> dict[str, CataloguePage]:
    """Makes whatever of the tree is missing and returns the catalogue of each language. Idempotent.

    Languages are codes of WAGTAIL_CONTENT_LANGUAGES, by default all; the first language of the product always gets its
    home, because the site stands on it. Trainers and administrators get their rights on the homes.
    """
    known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    codes = list(dict.fromkeys([settings.LANGUAGE_CODE, *(known if languages is None else languages)]))
    if unknown := [code for code in codes if code not in known]:
        raise ValueError(f"There is no language {', '.join(unknown)} in WAGTAIL_CONTENT_LANGUAGES.")
    root = _root()
    homes = {code: _home(root, code, known[code]) for code in codes}
    _site(homes[settings.LANGUAGE_CODE])
    catalogues = {code: _catalogue(home, code) for code, home in homes.items()}
    for home in homes.values():
        _policies(home)
    for role in (TRAINERS, ADMINISTRATORS):
        grant_authoring(Group.objects.get_or_create(name=role)[0], homes.values())
    return catalogues


def policy_index(language: str) -> PolicyIndexPage:
    """The page below which the policies of a language stand; made when it is missing."""
    return PolicyIndexPage.objects.child_of(ensure_roots([language])[language].get_parent()).get()


def grant_authoring(group: Group, homes: Iterable[HomePage]) -> None:
    """Lets a group write and publish pages below these homes, and add images and documents. Nothing else (R25)."""
    for permission in _permissions("wagtailcore", PAGE_RIGHTS):
        for home in homes:
            GroupPagePermission.objects.get_or_create(group=group, page=home.page_ptr, permission=permission)
    collection = Collection.get_first_root_node() or Collection.add_root(instance=Collection(name="Root"))
    for permission in [*_permissions("wagtailimages", FILE_RIGHTS), *_permissions("wagtaildocs", FILE_RIGHTS)]:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(app: str, codes: Iterable[str]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codes))


def _root() -> Page:
    """The root that Wagtail's migrations make; made here when it is absent. Wagtail's welcome page goes."""
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=_locale(settings.LANGUAGE_CODE))
    )
    for page in root.get_children().filter(slug="home", content_type__model="page", numchild=0):
        page.delete()
    return Page.objects.get(pk=root.pk)


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def _home(root: Page, code: str, name: str) -> HomePage:
    locale = _locale(code)
    found = HomePage.objects.child_of(root).filter(locale=locale).first()
    if found:
        return found
    home = HomePage(title=name, slug=code, locale=locale, translation_key=HOME)
    Page.objects.get(pk=root.pk).add_child(instance=home)
    return home


def _catalogue(home: HomePage, code: str) -> CataloguePage:
    found = CataloguePage.objects.child_of(home).first()
    if found:
        return found
    with translation.override(code):
        title = gettext("Courses")
    catalogue = CataloguePage(title=title, slug=CATALOGUE_SLUG, locale=home.locale, translation_key=CATALOGUE)
    HomePage.objects.get(pk=home.pk).add_child(instance=catalogue)
    return catalogue


def _policies(home: HomePage) -> PolicyIndexPage:
    found = PolicyIndexPage.objects.child_of(home).first()
    if found:
        return found
    with translation.override(home.locale.language_code):
        title = gettext("Policies")
    index = PolicyIndexPage(title=title, slug=POLICIES_SLUG, locale=home.locale, translation_key=POLICIES)
    HomePage.objects.get(pk=home.pk).add_child(instance=index)
    return index


def _site(home: HomePage) -> None:
    """One site, where BASE_URL says the product is served."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname or "localhost", "port": port, "root_page": home.page_ptr}
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME, **wanted)
    elif any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def why_kept(page: Page) -> str:
    """Why this page may not be deleted, in a sentence; "" when it may (D8).

    Homes and catalogues carry the tree. A course, and whatever was once published in it, stays when somebody has taken
    the course or is to take it: unpublishing takes it out of sight, and what people did stays readable.
    """
    if issubclass(page.specific_class or Page, HomePage | CataloguePage | PolicyIndexPage) or page.is_root():
        return gettext("“%(page)s” cannot be deleted: everything in its language hangs on it.") % {"page": page.title}
    inside = Page.objects.descendant_of(page, inclusive=True).values("translation_key")
    courses = Course.objects.filter(Q(key__in=inside) | Q(activities__key__in=inside)).distinct()
    people = Enrolment.objects.filter(course__in=courses).values("person").distinct().count()
    if people and issubclass(page.specific_class or Page, PolicyPage):
        return ngettext(
            "“%(page)s” cannot be deleted: %(count)d person has confirmed it. "
            "Unpublish it instead; what was confirmed stays.",
            "“%(page)s” cannot be deleted: %(count)d people have confirmed it. "
            "Unpublish it instead; what was confirmed stays.",
            people,
        ) % {"page": page.title, "count": people}
    if people:
        return ngettext(
            "“%(page)s” cannot be deleted: %(count)d person has taken this course. "
            "Unpublish it instead; what people did stays.",
            "“%(page)s” cannot be deleted: %(count)d people have taken this course. "
            "Unpublish it instead; what people did stays.",
            people,
        ) % {"page": page.title, "count": people}
    if Assignment.objects.filter(course__in=courses, course__key__in=inside, ended_at=None).exists():
        return gettext("“%(page)s” cannot be deleted: it is assigned. End the assignments first.") % {
            "page": page.title
        }
    return ""
