"""The drawing: frozen words as HTML and on paper. Page and PDF share the template, not the stylesheet (D35)."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import names, numbers, pdf, words
from certificates.models import Certificate
from lms.look import colour, mark

VERSION = 1
STYLESHEET = Path(__file__).parent / "paper.css"
_LINES = 26


@dataclass(frozen=True)
class Fact:
    """One small fact in the row at the bottom."""

    label: str
    value: str


@dataclass(frozen=True)
class Drawing:
    """A certificate ready for the template, in its own language."""

    language: str
    words: words.Words
    initial: str
    name: str
    name_size: str
    course: str
    course_size: str
    outcomes_size: str
    outcomes: list[str]
    signers: list[tuple[str, str]]
    facts: list[Fact]
    number: str
    door: str
    qr: SafeString
    rosette: SafeString


@dataclass(frozen=True)
class Summary:
    """A certificate in a few words for lists and for the public page, in the reader's language."""

    words: words.Words
    state: str
    look: str
    state_words: str
    number: str
    link: str


def summary(certificate: Certificate) -> Summary:
    """What a list says about a certificate. The state is one of valid, expired, withdrawn."""
    state, look, said = "valid", "success", _("Valid")
    if certificate.revoked_at:
        state, look, said = "withdrawn", "danger", _("Withdrawn")
    elif certificate.is_expired and certificate.valid_until:
        state, look = "expired", "warning"
        said = _("Expired on %(date)s") % {"date": long_date(certificate.valid_until)}
    return Summary(
        words=words.read(certificate.words),
        state=state,
        look=look,
        state_words=said,
        number=numbers.shown(certificate.number),
        link=settings.BASE_URL + reverse("verify_number", args=[certificate.number]),
    )


def drawing(certificate: Certificate) -> Drawing:
    """What the template needs. Sizes step down with the length of the texts, so that nothing is ever clipped."""
    said = words.read(certificate.words)
    outcomes = [names.tidy(text) for text in said.outcomes[:3]]
    with translation.override(certificate.language):
        return Drawing(
            language=certificate.language,
            words=said,
            initial=next((char for char in said.organisation if char.isalnum()), "").upper(),
            name=names.tidy(said.name),
            name_size=_size(said.name, [28, 45, 90, 140]),
            course=names.tidy(said.course),
            course_size=_size(said.course, [100, 160]),
            outcomes_size=_size("".join(outcomes), [270, 420]),
            outcomes=outcomes,
            signers=said.signers[:2],
            facts=_facts(said, certificate.valid_until),
            number=numbers.shown(certificate.number),
            door=settings.BASE_URL.split("://")[-1] + reverse("verify").rstrip("/"),
            qr=_qr(certificate.number),
            rosette=mark_safe(_rosette(said.mark_key, "currentColor", digits=0)),  # noqa: S308 — path letters only
        )


def paper(certificate: Certificate) -> bytes:
    """The PDF: one A4 page, tagged, the same bytes every time. Raises pdf.Unavailable."""
    said = words.read(certificate.words)
    with translation.override(certificate.language):
        html = render_to_string("certificates/_certificate.html", {"drawing": drawing(certificate)})
        title = _("Certificate: %(course)s") % {"course": names.tidy(said.course)}
    brand = hexes(said.hue)["brand"]
    return pdf.render(
        html,
        title=title,
        language=certificate.language,
        stylesheet=_colours(said.hue) + _stylesheet(),
        made_at=certificate.revised_at or certificate.issued_at,
        identifier=certificate.number,
        pictures={"rosette": _rosette(said.mark_key, brand, digits=1).encode()},
    )


def unprintable(certificate: Certificate) -> list[str]:
    """The characters for which the PDF waits; empty for almost every certificate."""
    return names.uncovered(" ".join(words.read(certificate.words).texts()))


def hexes(hue: int) -> dict[str, str]:
    """The colours of the house for paper, from the same recipe as on the screen. Frame and lines are its own."""
    known = colour.palette(hue)
    chosen = {name: known[name] for name in ("brand", "text", "text-2")}
    chosen |= {"brand-dark": known["brand-active"], "frame": colour.Oklch(0.80, 0.045, hue)}
    return {name: colour.hex_of(value) for name, value in chosen.items()}


def long_date(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _facts(said: words.Words, valid_until: date | None) -> list[Fact]:
    facts = [Fact(_("Completed on"), long_date(said.completed_on))]
    if said.right is not None and said.total:
        facts.append(Fact(_("Result"), _result(said)))
    if said.minutes:
        facts.append(Fact(_("Learning time"), _learning_time(said.minutes)))
    return [*facts, Fact(_("Valid until"), long_date(valid_until) if valid_until else _("No expiry"))]


def _result(said: words.Words) -> str:
    values = {"right": said.right, "total": said.total, "needed": said.needed}
    return (_("%(right)d of %(total)d (needed %(needed)d)") if said.needed else _("%(right)d of %(total)d")) % values


def _learning_time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("about %(count)d minute", "about %(count)d minutes", rest) % {"count": rest}
    if not rest:
        return ngettext("about %(count)d hour", "about %(count)d hours", hours) % {"count": hours}
    return _("about %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _size(text: str, steps: list[int]) -> str:
    """Which step of the type scale: "s1" for texts up to the first length, "s2" above, and so on."""
    return f"s{1 + sum(len(text) > step for step in steps)}"


def _qr(number: str) -> SafeString:
    """The address of the verification page. With its quiet zone 30 mm wide: modules of 0.5 mm and more.

    The mask that suits such addresses best most often, instead of trying all eight for each: every mask can be read.
    """
    code = segno.make(settings.BASE_URL + reverse("verify_number", args=[number]), error="m", micro=False, mask=3)
    drawn = code.svg_inline(
        border=4,
        omitsize=True,
        dark="#1b1f27",
        svgclass=None,
        lineclass=None,
        title=_("QR code: check this certificate"),
    )
    return mark_safe(drawn)  # noqa: S308 — drawn from a number and our own words


@lru_cache(maxsize=256)  # one for each course and colour, over all its certificates
def _rosette(key: str, stroke: str, *, digits: int) -> str:
    path = "".join(mark.paths(key, lines=_LINES, digits=digits))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {mark.SIZE} {mark.SIZE}" fill="none" stroke="{stroke}" '
        f'stroke-width=".25" stroke-opacity=".4"><path d="{path}"/></svg>'
    )


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


@cache
def _colours(hue: int) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in hexes(hue).items()) + "}\n"
