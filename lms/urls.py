"""The whole site map on one screen. Every address is also a row of the access table in tests/access.toml."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.urls import pages
from lms import doors
from lms.people.doors import not_here, other_door

urlpatterns = [
    path("", doors.front, name="front"),
    path("health/", doors.health, name="health"),
    # Every other login door is this one (D13); they stand before Wagtail's own.
    path("cms/login/", other_door),
    path("_util/login/", other_door),
    path("cms/account/", RedirectView.as_view(pattern_name="me")),
    # People, roles and the house itself are not run through Wagtail's forms (R25); nobody has rights there either.
    re_path(r"^cms/(?:users|groups|sites|locales|collections|workflows|reports/site-history)/", not_here),
    re_path(r"^cms/(?:password_reset|failwhale)/", not_here),
    path("signup/", not_here, name="account_signup"),  # sign-up is closed; allauth asks for the name
    # The rooms, those with the most visitors first: an address is looked for from the top
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("lms.people.urls")),
    path("", include("certificates.urls")),
    path("", include("lms.overview.urls")),
    # Wagtail: the back office, its documents (ours goes first), and last of all the pages that authors write
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include([re_path(r"^(\d+)/(.*)$", doors.document, name="wagtaildocs_serve")])),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>.+)$", doors.media, name="media"),
]

if settings.DEBUG:
    from lms.look import views as look

    urlpatterns.append(path("styleguide/", look.styleguide, name="styleguide"))

urlpatterns += i18n_patterns(
    path("_util/login/", other_door),
    path("", include(pages)),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
