"""Policies as text: policies/<slug>.md in the folder of a language, with fields above and the full text below."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from wagtail.models import Locale, Page

from courses import tree
from courses.curriculum import FOLDER, front, markdown
from courses.curriculum.fields import Fields
from courses.curriculum.identity import key
from courses.curriculum.pages import Report, Wanted, keep
from courses.curriculum.problems import Place, Problems, shown
from courses.models import PolicyPage

CONTACT = ("name", "role", "when", "email", "phone")


@dataclass(frozen=True)
class PolicyText:
    """One policy in one language."""

    language: str
    slug: str
    title: str
    version: int
    points: list[str]
    what_changed: str
    html: str
    contact: dict[str, str]
    place: Place


def read(problems: Problems, *, root: Path = FOLDER) -> list[PolicyText]:
    """All policies, the product's own language first. Every mistake is noted in `problems`."""
    codes = sorted((code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES), key=lambda c: c != settings.LANGUAGE_CODE)
    return [
        _policy(path, code, problems, root)
        for code in codes
        for path in sorted((root / code / "policies").glob("*.md"))
    ]


def write(text: PolicyText, report: Report) -> PolicyPage | None:
    """Loads one policy in one language. The same text a second time writes nothing."""
    index = tree.policy_index(text.language)

    def fill(page: PolicyPage) -> None:
        page.title, page.draft_title, page.slug = text.title, text.title, text.slug
        page.version, page.what_changed, page.body = text.version, text.what_changed, text.html
        points = [
            {"type": "point", "value": point, "id": str(key("policy", text.slug, "point", str(number)))}
            for number, point in enumerate(text.points, start=1)
        ]
        page.summary = page._meta.get_field("summary").stream_block.to_python(points)
        for name in CONTACT:
            setattr(page, f"contact_{name}", text.contact[name])

    def add(page: PolicyPage) -> None:
        Page.objects.get(pk=index.pk).add_child(instance=page)

    found: PolicyPage | None = keep(
        Wanted(PolicyPage, key("policy", text.slug), index.locale, fill, add, text.place), report
    )
    return found


def known(slug: str, locale: Locale) -> PolicyPage | None:
    """The policy with this slug, as it was loaded."""
    return PolicyPage.objects.live().filter(translation_key=key("policy", slug), locale=locale).first()


def _policy(path: Path, language: str, problems: Problems, root: Path) -> PolicyText:
    form, (source, below) = front.read(path, Place(shown(path, root)), problems, what="the policy")
    slug = form.text("slug")
    if slug != path.stem:
        form.wrong("slug", f"The slug has to be the file's name, “{path.stem}”.")
    policy = PolicyText(
        language=language,
        slug=slug or path.stem,
        title=form.text("title", longest=255),
        version=form.number("version") or 1,
        points=_points(form),
        what_changed=form.text("what_changed", optional=True, longest=600),
        html=markdown.rich_text(source, below, problems),
        contact=_contact(form),
        place=form.place,
    )
    form.close()
    if not policy.html:
        problems.add(below, "The full text is missing. Write it below the fields.")
    if policy.version > 1 and not policy.what_changed:
        form.wrong("what_changed", "Say in “what_changed” what is new since the last version.")
    return policy


def _points(form: Fields) -> list[str]:
    points = form.words("summary")
    if not 1 <= len(points) <= 5:
        form.wrong("summary", f"“summary” has 1 to 5 short points; here are {len(points)}.")
    for point in points:
        if len(point) > 160:
            form.wrong("summary", f"A point has {len(point)} characters; 160 are allowed. Shorten it: “{point[:40]}…”")
    return points


def _contact(form: Fields) -> dict[str, str]:
    row = form.row("contact", what="the contact")
    if row is None:
        return dict.fromkeys(CONTACT, "")
    contact = {name: row.text(name, optional=name not in ("name", "when")) for name in CONTACT}
    row.close()
    return contact
