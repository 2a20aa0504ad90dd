"""Video and audio that lie beside a lesson file: stored once, replaced when they change, named by line when missing."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pictures
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from courses.curriculum import loading
from courses.curriculum.pages import Report
from courses.models import Activity
from lms.people.models import Organisation
from quizzes import curriculum
from tests.courses.test_curriculum import LESSON, counts, edit, mistakes, write_course
from tests.courses.test_curriculum_blocks import mistakes as named
from tests.courses.test_curriculum_blocks import value

pytestmark = pytest.mark.slow

VIDEO = """:::video
file: way.mp4
title: Two ways
minutes: 1
poster: way.png
captions:
  - {language: en, file: way.en.vtt}
  - language: de
    file: way.de.vtt
transcript: |
  A film **without** sound.

  Two desks.
:::
"""
AUDIO = """:::audio
file: pause.m4a
title: A pause
minutes: 2
transcript: A bell rings.
:::
"""
PATH = "01-start/01-water.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A curriculum of one small course whose lesson ends with a video and a sound."""
    root = write_course(tmp_path / "curriculum")
    module = root / "en" / "tea" / "01-start"
    (module / "01-water.md").write_text(LESSON + "\n" + VIDEO + "\n" + AUDIO)
    (module / "way.mp4").write_bytes(b"film")
    (module / "pause.m4a").write_bytes(b"sound")
    (module / "way.en.vtt").write_text("WEBVTT\n")
    (module / "way.de.vtt").write_text("WEBVTT\n\n")
    picture = BytesIO()
    Pictures.new("RGB", (320, 180)).save(picture, "PNG")
    (module / "way.png").write_bytes(picture.getvalue())
    return root


def load(root: Path) -> Report:
    return loading.load(root=root, then=curriculum.write)


def blocks() -> list[str]:
    """The HTML of the video and of the audio in the newest version of the lesson."""
    body = Activity.objects.get(slug="water").versions.latest("number").body
    return [block["html"] for block in body["blocks"][-2:]]


def test_media_blocks_are_read() -> None:
    assert value(VIDEO) == (
        "video",
        {
            "title": "Two ways",
            "minutes": 1,
            "transcript": "<p>A film <b>without</b> sound.</p><p>Two desks.</p>",
            "file": "way.mp4",
            "poster": "way.png",
            "captions": [{"language": "en", "file": "way.en.vtt"}, {"language": "de", "file": "way.de.vtt"}],
        },
    )
    assert value(AUDIO) == (
        "audio", {"title": "A pause", "minutes": 2, "transcript": "<p>A bell rings.</p>", "file": "pause.m4a"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("way.mp4", "way.mov", "a.md:2: “way.mov” has to end in .mp4 or .webm."),
        ("way.en.vtt", "way.en.srt", "a.md:7: “way.en.srt” has to end in .vtt."),
        ("language: de", "language: fr", "a.md:8: “language” in the captions has to be one of: en, ru, de, nl."),
        ("minutes: 1", "minutes: 40 s", "a.md:4: “minutes” in the block “video” has to be a whole number from 1."),
        ("  Two desks.", "  # Desks", "a.md:13: Use headings with two or three number signs: ## or ###."),
        ("title: Two ways\n", "", "a.md:2: “title” is missing in the block “video”. Add it."),
    ],
)
def test_mistake_in_a_video_is_named_at_its_line(old: str, new: str, sentence: str) -> None:
    assert old in VIDEO
    assert named(VIDEO.replace(old, new)) == [sentence]


def test_video_without_captions_or_transcript_is_named() -> None:
    start, end = VIDEO.index("captions:"), VIDEO.index("transcript:")
    assert named(VIDEO[:start] + VIDEO[end:]) == [
        "a.md:2: “captions” in the block “video” has to be a list with at least one entry."
    ]
    assert named(VIDEO[:end] + ":::\n") == ["a.md:2: “transcript” is missing in the block “video”. Add it."]


def test_media_are_stored_once_and_led_to(house: Organisation, root: Path) -> None:
    load(root)
    kept = {document.title: document for document in Document.objects.exclude(title="Tea on one page")}
    assert sorted(kept) == ["A pause", "Two ways", "Two ways (de)", "Two ways (en)"]
    film, sound = blocks()
    poster = get_image_model().objects.get().get_rendition("width-704|format-webp")
    assert f'src="document:{kept["Two ways"].pk}" aria-label="Two ways" poster="{poster.url}"' in film
    assert (
        f'<track kind="captions" src="document:{kept["Two ways (en)"].pk}" srclang="en" label="English" default>'
        in film
    )
    assert f'src="document:{kept["A pause"].pk}"' in sound
    with kept["Two ways"].open_file() as file:
        assert file.read() == b"film"
    before = counts()
    report = load(root)
    assert (report.made, report.changed, counts()) == ([], [], before)


def test_changed_media_take_the_place_of_the_old(house: Organisation, root: Path) -> None:
    load(root)
    before = Document.objects.get(title="Two ways")
    (root / "en/tea/01-start/way.mp4").write_bytes(b"another film" * 100)
    assert load(root).changed == ["document “Two ways”"]
    after = Document.objects.get(title="Two ways")
    assert (after.pk, after.filename == before.filename, after.file_size) == (before.pk, False, 1200)
    assert "1.2\xa0KB" in blocks()[0]


@pytest.mark.parametrize(
    ("name", "line"), [("way.mp4", 27), ("way.png", 30), ("way.en.vtt", 32), ("way.de.vtt", 34), ("pause.m4a", 42)]
)
def test_missing_file_is_named_at_its_line(house: Organisation, root: Path, name: str, line: int) -> None:
    (root / "en/tea/01-start" / name).unlink()
    before = counts()
    assert mistakes(root) == [f"en/tea/{PATH}:{line}: There is no file “{name}” here. Add it or change the name."]
    assert counts() == before


def test_captions_have_to_be_captions(house: Organisation, root: Path) -> None:
    (root / "en/tea/01-start/way.en.vtt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    assert mistakes(root) == [f"en/tea/{PATH}:32: “way.en.vtt” holds no captions: its first line has to be WEBVTT."]


def test_poster_has_to_be_a_picture(house: Organisation, root: Path) -> None:
    (root / "en/tea/01-start/way.png").write_bytes(b"no picture")
    assert mistakes(root) == [f"en/tea/{PATH}:27: “way.png” is no picture. Use PNG, JPEG or WebP."]


def test_minutes_that_are_played_are_part_of_the_lesson(house: Organisation, root: Path) -> None:
    edit(root, PATH, "minutes: 2", "minutes: 7")
    assert mistakes(root) == [f"en/tea/{PATH}:2: This lesson takes 10 minutes; at most 8. Make two lessons of it."]
