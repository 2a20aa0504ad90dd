"""What is measured on: the demo company, a bare page as deep as a lesson, and people who are signed in."""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.urls import reverse, set_urlconf
from django.utils import timezone

from certificates.models import Certificate
from courses import outline
from courses.models import Course, HomePage
from lms.management.demo import lives
from lms.people.models import User
from lms.people.sessions import KEY as RENEWED_ON
from quizzes.models import Attempt
from tests.bench.asking import Ask
from tests.bench.models import BarePage

PRODUCT_BACKEND = "lms.people.backend.PersonBackend"
WORDS = (
    "<p>Two guests are waiting for their room. Grace, at the desk, phones housekeeping. At the other end is Dmitri. "
    "He has three people for forty rooms, one of them new. <b>A customer is anyone who needs something from you to do "
    "their own work.</b> It does not matter who pays.</p><p>Grace needed a room, so she was his customer. He needed to "
    "know which rooms to do first, so he was hers. Mostly it comes back to you.</p>"
)
BLOCKS = 10


def build() -> None:
    """The bare page with its table, beside what the product has."""
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    if not BarePage.objects.exists():
        _bare_pages()


def _bare_pages() -> None:
    """Under the same root as the lessons, and as deep."""
    page = HomePage.objects.get(locale__language_code="en")
    body = [{"type": "text", "value": WORDS} for _ in range(BLOCKS)]
    for slug in ("bare", "course", "module", "lesson"):
        page = page.add_child(instance=BarePage(title=f"Bare {slug}", slug=slug, body=body))


def floor() -> list[Ask]:
    session = _session("elena", "django.contrib.auth.backends.ModelBackend")
    return [
        Ask("view", "/view/", session, "Elena Petrova"),
        Ask("page", "/en/bare/course/module/lesson/", session, "three people for forty rooms"),
    ]


def product() -> list[Ask]:
    """Elena is in the middle of the course, Hannah in the middle of the quiz, Grace has her certificate."""
    set_urlconf("lms.urls")
    elena, hannah, grace = (_person(name) for name in ("elena", "hannah", "grace"))
    course = outline.of(Course.objects.get(slug=lives.TOLD_COURSE), person=elena, language="en")
    attempt = Attempt.objects.open().get(enrolment__person=hannah)
    certificate = Certificate.objects.filter(holder=grace)[0]
    return [
        Ask("home", reverse("home"), _session("elena"), course.title),
        Ask("course", course.url, _session("elena"), course.title),
        Ask("lesson", course.items[0].url, _session("elena"), course.items[0].title),
        Ask("team", reverse("team"), _session("max"), "Jonas Weber"),
        Ask("question", reverse("question", args=[attempt.pk, 1]), _session("hannah"), "answer"),
        Ask("certificate", reverse("certificate", args=[certificate.number]), _session("grace"), "Grace Hall"),
    ]


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def _session(name: str, backend: str = PRODUCT_BACKEND) -> str:
    return _session_of(_person(name), backend)


def sessions(people: Iterable[int]) -> list[str]:
    """A session for each of these people."""
    return [_session_of(User.objects.get(pk=pk)) for pk in people]


def _session_of(person: User, backend: str = PRODUCT_BACKEND) -> str:
    """A session as signing in makes it, of somebody who has acted today: renewing it is no part of a page."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[RENEWED_ON] = timezone.localdate().isoformat()
    session.save()
    return str(session.session_key)
