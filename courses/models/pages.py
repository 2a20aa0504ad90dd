"""What authors write: Home > Catalogue > Course > Module > Lesson. The page tree is the outline (D29)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.blocks import LessonBody
from courses.models.identities import Course
from courses.models.panels import SourcePanel
from lms import edition
from lms.questions.models import Objective


class HomePage(Page):
    """The root of one language. Readers are led to /home/; it only carries the tree and finds the pages in it."""

    preview_modes: ClassVar[list[Any]] = []
    private_page_options: ClassVar[list[str]] = []  # every page is for everyone signed in
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    promote_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("language root")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The published page at this path, by one query for the path instead of one for each level (D12)."""
        if not path_components:
            return super().route(request, path_components)
        found = page_at("/".join(path_components) + "/", self.url_path.strip("/"))
        if found is None:
            raise Http404
        return RouteResult(found.specific)


def page_at(path: str, language: str) -> Page | None:
    """The published page at this path below the root of a language; not as its own class yet. One query, remembered.

    A page that does not exist in this language is found in another one, below the same path.
    """
    return edition.remembered("page", [(path, language)], lambda keys: _page_at(*keys[0])).get((path, language))


def _page_at(path: str, language: str) -> dict[tuple[str, str], Page]:
    paths = [f"/{code}/{path}" for code in dict.fromkeys([language, *(code for code, _name in settings.LANGUAGES)])]
    found = Page.objects.live().filter(url_path__in=paths)
    best = min(found, key=lambda page: paths.index(page.url_path), default=None)
    return {(path, language): best} if best else {}


class CataloguePage(Page):
    """All courses of one language. Readers are led to /courses/."""

    preview_modes: ClassVar[list[Any]] = []
    private_page_options: ClassVar[list[str]] = []  # every page is for everyone signed in
    parent_page_types: ClassVar = ["courses.HomePage"]
    max_count_per_parent = 1
    promote_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("catalogue")


class CompiledPage(Page):
    """A page whose publishing writes the rows that records point at: both happen, or neither."""

    preview_modes: ClassVar = [("", _("Learner"))]
    private_page_options: ClassVar[list[str]] = []  # every page is for everyone signed in
    promote_panels: ClassVar = [MultiFieldPanel([FieldPanel("slug")], heading=_("Address"))]

    class Meta:
        abstract = True

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The learner's page with the draft in it; the picture comes from the room's own tags."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | {"preview": True}


CONTACT = ("contact_name", "contact_role", "contact_when", "contact_email", "contact_phone")


class CoursePage(CompiledPage):
    """A course in one language: what it promises, what one can do afterwards, and the rules for its certificate."""

    promise = models.CharField(_("promise"), max_length=120, help_text=_("One sentence: what is in it for me?"))
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Managers see the status only; every page shows the contact.")
    )
    has_certificate = models.BooleanField(_("gives a certificate"), default=True)
    validity_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"), null=True, blank=True, help_text=_("Empty: it does not expire.")
    )

    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_role = models.CharField(_("role"), max_length=120, blank=True)
    contact_when = models.CharField(_("when to contact them"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    talking_points = StreamField(
        [("point", LinesBlock(max_length=350, rows=3, label=_("Talking point")))],
        verbose_name=_("for managers: talk about it"), blank=True, max_num=3,
        help_text=_("Up to three points for a two-minute talk in the team. Managers see them on their team page."),
    )  # fmt: skip

    content_panels: ClassVar = [
        *Page.content_panels,
        HelpPanel(
            content=_("Say in one sentence what the course is good for. Lessons and the quiz lie below this page.")
        ),
        FieldPanel("promise"),
        FieldPanel("audience"),
        InlinePanel(
            "course_objectives", min_num=3, max_num=3, heading=_("You will be able to …"), label=_("objective")
        ),
        MultiFieldPanel([FieldPanel(name) for name in CONTACT], heading=_("Contact")),
        FieldPanel("talking_points"),
        SourcePanel(
            [FieldPanel("has_certificate"), FieldPanel("validity_months"), FieldPanel("is_sensitive")],
            heading=_("Certificate and rules"),
        ),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("promise")]
    parent_page_types: ClassVar = ["courses.CataloguePage"]

    class Meta:
        verbose_name = _("course")

    @property
    def validity_years(self) -> int:
        """Whole years of validity; 0 when it is not a number of years."""
        months = self.validity_months or 0
        return months // 12 if months % 12 == 0 else 0

    def is_translation(self) -> bool:
        """Whether another language is the course's own."""
        course = Course.objects.filter(key=self.translation_key).first()
        return course is not None and course.source_language != self.locale.language_code


class CourseObjective(TranslatableMixin, Orderable):
    """One of the three objectives that a course chooses."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="course_objectives")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="+")
    panels: ClassVar = [FieldPanel("objective")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass


class ModulePage(Page):
    """A chapter of a course. It has no page of its own; readers are led to the course."""

    preview_modes: ClassVar[list[Any]] = []
    private_page_options: ClassVar[list[str]] = []  # every page is for everyone signed in
    parent_page_types: ClassVar = ["courses.CoursePage"]
    promote_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("module")


class ActivityPage(CompiledPage):
    """Anything done in a module. What is done lives with its identity (courses.Activity), not here."""

    parent_page_types: ClassVar = ["courses.ModulePage"]

    class Meta:
        abstract = True


class LessonPage(ActivityPage):
    """A lesson in one language: one message, shown, checked once, remembered."""

    message = models.CharField(
        _("the one message"), max_length=200, help_text=_("What should they remember in a month?")
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("objective")
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"))
    sources = models.CharField(_("sources"), max_length=200, blank=True, help_text=_("For authors only."))

    content_panels: ClassVar = [
        *Page.content_panels,
        HelpPanel(
            content=_(
                "A good lesson: 1 a moment from work · 2 one idea · 3 show it (do and avoid, or an example) · "
                "4 one check · 5 what will you do?"
            )
        ),
        FieldPanel("message"),
        FieldPanel("objective"),
        HelpPanel(template="courses/cms/minutes.html", heading=_("Length")),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("message"), index.SearchField("body")]
    activity_kind = "lesson"

    class Meta:
        verbose_name = _("lesson")
