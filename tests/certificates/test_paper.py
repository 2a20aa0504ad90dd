"""The PDF: right letters, one page, nothing fetched, the same bytes every time (D33–D35, R15)."""

import io
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from fontTools.ttLib import TTFont

from certificates import design, names, pdf
from certificates.models import Certificate
from tests.certificates.conftest import ISSUED_AT, Canary, words

NAMES = [
    "Lena Hoffmann",
    "Елена Петрова-Янсен",
    "Ёлка Алёшина",
    "Anna Шмидт of Northwind",
    "Jürgen Groß",
    "Femke ĳsbrand",
    "Joost van ’t Hof",
    "Siân O'Brien & Sons",
    "Nguyễn Thị Ánh",
    "<b>Lena</b> <script>alert(1)</script>",
    "Sofia fficial Wolffsohn",
    "Maria-Magdalena Konstantinopoulou-Papadimitriou van den Heuvel-Oudenbroek zu Löwenstein",
    "Александра Константинопольская-Преображенская Владимировна фон Бреннендорф-Заславская",
]
WIDEST = ["Щ" * 60, "W" * 200, "Maximiliana Alexandra van der Meulen-Oudenbroek " * 4]


def certificate(*, language: str = "en", valid_until: date | None = date(2027, 3, 14), **changed: Any) -> Certificate:
    return Certificate(
        number="7KQ4M2XD9TRW01HN", words=words(**changed).as_json(), language=language, issued_at=ISSUED_AT,
        valid_until=valid_until,
    )  # fmt: skip


def text_of(paper: bytes) -> str:
    """What a reader can select and copy, as poppler sees it, with single blanks."""
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


@pytest.mark.parametrize("name", NAMES)
def test_name_can_be_read_back_from_the_paper(name: str) -> None:
    assert f" {name} has completed and passed Respect " in text_of(design.paper(certificate(name=name)))


def test_paper_says_everything_once() -> None:
    said = text_of(design.paper(certificate()))
    assert (said[:11], said.split("Lena Hoffmann", 1)[1]) == (
        "N Northwind",
        " has completed and passed Respect Answers requests with a clear next step Speaks up early Agrees priorities "
        "Rosa Lindqvist Head of People Completed on 14 March 2026 Result 7 of 8 (needed 7) "
        "Learning time about 35 minutes Valid until 14 March 2027 "
        "Check this certificate at 127.0.0.1:8000/v 7KQ4-M2XD-9TRW-01HN",
    )


def test_course_without_quiz_has_no_result_and_was_not_passed() -> None:
    paper = design.paper(
        certificate(right=None, total=None, needed=None, has_quiz=False, signers=[], minutes=0, valid_until=None)
    )
    assert text_of(paper).split("Lena Hoffmann", 1)[1] == (
        " has completed Respect Answers requests with a clear next step Speaks up early Agrees priorities "
        "Completed on 14 March 2026 Valid until No expiry "
        "Check this certificate at 127.0.0.1:8000/v 7KQ4-M2XD-9TRW-01HN"
    )


@pytest.mark.parametrize(("minutes", "said"), [(1, "about 1 minute"), (60, "about 1 hour"), (95, "about 1 h 35 min")])
def test_learning_time_is_said_in_words(minutes: int, said: str) -> None:
    facts = {fact.label: fact.value for fact in design.drawing(certificate(minutes=minutes)).facts}
    assert facts["Learning time"] == said


def test_dates_speak_the_language_of_the_certificate() -> None:
    with translation.override("en"):
        drawing = design.drawing(certificate(language="ru"))
    assert drawing.facts[0].value == "14 марта 2026"


@pytest.mark.parametrize("name", WIDEST)
def test_longest_words_stay_on_one_page_and_do_not_overlap(name: str, tmp_path: Path) -> None:
    """Every word of the upper part ends above the signature line."""
    outcomes = ["Answers requests with a clear next step and says when it will be done, every time " * 2] * 3
    paper = design.paper(
        certificate(name=name[:200], course="Working together across departments " * 7, outcomes=outcomes)
    )
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper, capture_output=True, check=True)
    lines = [line for line in run.stdout.decode().splitlines() if "<word" in line]
    bottoms = [float(line.split('yMax="')[1].split('"')[0]) for line in lines]
    rights = [float(line.split('xMax="')[1].split('"')[0]) for line in lines]
    signer = next(place for place, line in enumerate(lines) if ">Rosa<" in line)
    millimetre = 72 / 25.4
    assert len(pikepdf.open(io.BytesIO(paper)).pages) == 1
    assert max(bottoms[:signer]) < 161 * millimetre
    assert max(rights) < 282 * millimetre


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_is_an_empty_box(name: str) -> None:
    """No glyph 0 (.notdef) is used, and every font is one of ours."""
    paper = pikepdf.open(io.BytesIO(design.paper(certificate(name=name))))
    fonts = list(paper.pages[0].Resources.Font.values())
    families = {str(font.BaseFont).split("+")[1].split("-")[0] for font in fonts}
    assert families == {"inter", "literata"}
    assert [
        font.BaseFont for font in fonts if b"<0000>" in font.ToUnicode.read_bytes().split(b"endcodespacerange")[1]
    ] == []


def test_fonts_cover_what_our_own_sentences_need() -> None:
    assert names.uncovered("Certificate №1 «ёЁ» äöüßẞ – — … “” ‘’ ĳ Ĳ €") == []


def test_fonts_come_with_their_licences() -> None:
    files = sorted(path.name for path in names.FONTS.iterdir())
    assert [file for file in files if file.endswith(".txt")] == ["OFL-inter.txt", "OFL-literata.txt"]
    assert {file for file in files if file.endswith(".woff2")} == set(pdf._files())


@pytest.mark.parametrize("family", names.WEIGHTS)
@pytest.mark.parametrize("subset", names.SUBSETS)
def test_every_weight_of_a_font_has_the_same_letters(family: str, subset: str) -> None:
    files = [names.FONTS / f"{family}-{subset}-{weight}.woff2" for weight in names.WEIGHTS[family]]
    letters = [set(TTFont(io.BytesIO(file.read_bytes())).getBestCmap()) for file in files]
    assert letters[0] == letters[1]


def test_same_words_give_the_same_bytes() -> None:
    assert design.paper(certificate()) == design.paper(certificate())


def test_paper_is_tagged_and_dated() -> None:
    paper = pikepdf.open(io.BytesIO(design.paper(certificate(language="de"))))
    assert (str(paper.Root.Lang), bool(paper.Root.MarkInfo.Marked)) == ("de", True)
    with paper.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert str(paper.docinfo.CreationDate) == "D:20260314100000+00'00"
    width, height = (round(float(side) / 72 * 25.4) for side in paper.pages[0].MediaBox[2:])
    assert (width, height) == (297, 210)


@pytest.mark.parametrize(
    "probe",
    [
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">x</a>',
        '<img alt="x" src="{url}">',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<style>@import url("{url}");</style>',
        '<style>body {{ background: url("{url}") }}</style>',
        '<style>@font-face {{ font-family: x; src: url("{url}") }} p {{ font-family: x }}</style>',
        '<p style="list-style-image: url({url}); display: list-item">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#a"/></svg>',
        '<base href="{url}"><img alt="x" src="a.png">',
    ],
)
@pytest.mark.parametrize("kind", ["http", "file", "data", "own"])
def test_nothing_is_fetched_or_embedded(probe: str, kind: str, tmp_path: Path, canary: Canary) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    urls = {
        "http": f"http://127.0.0.1:{canary.port}/x",
        "file": secret.as_uri(),
        "data": "data:text/plain,TOP%20SECRET",
        "own": "own:../../secret.txt",
    }
    html = f"<p>Words</p>{probe.format(url=urls[kind])}"
    paper = pdf.render(html, title="T", language="en", stylesheet="", made_at=datetime(2026, 1, 1, tzinfo=UTC))
    opened = pikepdf.open(io.BytesIO(paper))
    streams = [item.read_bytes() for item in opened.objects if isinstance(item, pikepdf.Stream)]
    assert canary() == []
    assert list(opened.attachments) == []
    assert not any(b"TOP SECRET" in stream for stream in streams)
    assert "Words" in text_of(paper)
