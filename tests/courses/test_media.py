"""Video and audio in lessons: what publishing wants, what a learner gets, and how their files are answered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import CollectionViewRestriction

from courses import compiling, places
from lms.people.models import Organisation, User
from tests import factories
from tests.courses.test_blocks import items, refused
from tests.courses.test_blocks_shown import half_done, html
from tests.courses.test_compiling import compiled

FILM = bytes(range(256)) * 8
WORDS = "<p>A bell <b>rings</b>.</p>"


def document(name: str, content: bytes = FILM) -> Any:
    made = get_document_model()(title=name, file=ContentFile(content, name=name), file_size=len(content))
    made.save()
    return made


def audio(**changes: Any) -> dict[str, Any]:
    value = {"title": "A pause", "file": document("pause.m4a").pk, "transcript": WORDS, "minutes": 2}
    return {"type": "audio", "value": value | changes, "id": "a"}


def video(*captions: tuple[str, str], **changes: Any) -> dict[str, Any]:
    tracks = [{"language": code, "file": document(name).pk} for code, name in captions or [("en", "film.en.vtt")]]
    value = {"title": "Two ways", "file": document("film.mp4").pk, "poster": None, "captions": items(*tracks)}
    return {"type": "video", "value": value | {"transcript": WORDS, "minutes": 1} | changes, "id": "v"}


# --- What publishing wants ---
def test_video_wants_captions_and_a_transcript(house: Organisation) -> None:
    assert refused(video()) == []
    assert refused(video(captions=[])) == ["1 captions: The minimum number of items is 1"]
    assert refused(video(transcript="")) == ["1 transcript: This field is required."]
    assert refused(video(transcript='<p data-block-key="a"></p>')) == [
        "1 transcript: Write down what is said and shown."
    ]
    assert refused(video(("en", "a.vtt"), ("de", "b.vtt"), ("en", "c.vtt"))) == [
        "1 captions: Give one file of captions for each language."
    ]
    assert refused(video(("en", "a.txt"))) == ["1 captions 1 file: Choose a file of this kind: vtt."]


@pytest.mark.parametrize(
    ("block", "name", "sentences"),
    [
        (video, "film.webm", []),
        (video, "FILM.MP4", []),
        (video, "film.m4a", ["1 file: Choose a file of this kind: mp4, webm."]),
        (audio, "pause.mp3", []),
        (audio, "pause.ogg", []),
        (audio, "pause.mp4", ["1 file: Choose a file of this kind: m4a, mp3, ogg."]),
    ],
)
def test_file_is_of_a_kind_that_browsers_play(
    house: Organisation, block: Callable[..., Any], name: str, sentences: list[str]
) -> None:
    assert refused(block(file=document(name).pk)) == sentences


def test_length_is_a_minute_to_half_an_hour(house: Organisation) -> None:
    for minutes, sentences in [
        (1, []),
        (30, []),
        (0, ["1 minutes: Ensure this value is greater than or equal to 1."]),
        (31, ["1 minutes: Ensure this value is less than or equal to 30."]),
    ]:
        assert refused(audio(minutes=minutes)) == sentences


def test_drafts_of_media_may_be_half_done(house: Organisation) -> None:
    empty = {"title": "", "file": None, "transcript": "", "minutes": None}
    half_done("audio", empty)
    half_done("video", empty | {"poster": None, "captions": items({"language": "", "file": None})})
    assert html("audio", empty) == ""


# --- What a learner gets ---
def test_what_is_played_counts_and_its_transcript_does_not(house: Organisation) -> None:
    text = {"type": "text", "value": "<p>" + "word " * 180 + "</p>"}
    long = "<p>" + "word " * 1000 + "</p>"
    assert compiled(text).minutes == 1
    assert compiled(text, audio(transcript=long)).minutes == 3
    assert compiled(text, audio(transcript=long), video(minutes=4)).minutes == 7
    assert compiling.minutes(540, 1, played=2) == 6


def test_audio_says_its_length_and_size_and_loads_nothing(house: Organisation) -> None:
    block = audio(transcript='<p>A bell <b>rings</b>.</p><script>x</script><h2 class="x">Then</h2>')
    shown = re.sub(r"<svg.*?</svg>", "*", html("audio", block["value"]))
    assert shown.replace("\xa0", " ") == (
        '<section class="media stack-s">\n<h2 class="h3">A pause</h2>\n'
        '<p class="meta no-print">* Audio, 2 minutes, 2.0 KB</p>\n'
        f'<audio controls preload="none" src="document:{block["value"]["file"]}" aria-label="A pause"></audio>\n'
        '<details class="fold">\n<summary>Transcript</summary>\n'
        '<div class="rich"><p>A bell <b>rings</b>.</p><h2>Then</h2></div>\n</details>\n</section>'
    )


def test_video_shows_captions_in_the_language_of_the_lesson(house: Organisation) -> None:
    block = video(("de", "film.de.vtt"), ("en", "film.en.vtt"))
    german, english = (one["value"]["file"] for one in block["value"]["captions"])
    (player,) = re.findall(r"<video.*</video>", html("video", block["value"]))
    assert player == (
        f'<video controls playsinline preload="none" src="document:{block["value"]["file"]}" aria-label="Two ways">'
        f'<track kind="captions" src="document:{german}" srclang="de" label="Deutsch">'
        f'<track kind="captions" src="document:{english}" srclang="en" label="English" default></video>'
    )
    with translation.override("ru"):
        page = video(("de", "a.vtt"), ("nl", "b.vtt"))["value"]
    assert re.findall(r'srclang="(\w+)" label="\w+"( default)?', html("video", page)) == [
        ("de", " default"),
        ("nl", ""),
    ]


def test_poster_keeps_the_place_of_the_film(house: Organisation) -> None:
    image = get_image_model().objects.create(title="A desk", file=get_test_image_file(size=(1408, 792)))
    (opened,) = re.findall(r"<video[^>]*>", html("video", video(poster=image.pk)["value"]))
    assert re.findall(r'(poster|width|height)="([^"]*)"', opened) == [
        ("poster", image.get_rendition("width-704|format-webp").url), ("width", "704"), ("height", "396"),
    ]  # fmt: skip


def test_media_is_led_to_today_and_its_words_stay_when_it_is_gone(house: Organisation) -> None:
    film = document("film.mp4")
    source = f'<video controls src="document:{film.pk}" poster="document:{film.pk}"></video>'
    address = f"/documents/{film.pk}/{film.filename}"
    assert places.linked([source, "x"]) == [f'<video controls src="{address}" poster="{address}"></video>', "x"]
    film.delete()
    assert places.linked([source]) == ["<video controls  ></video>"]


# --- How files are answered ---
@pytest.fixture
def ask(lena: User, sign_in: Callable[[User], Client]) -> Callable[..., Any]:
    """Lena's browser asks for a document, or for some of its bytes."""
    client = sign_in(lena)

    def get(thing: Any, part: str = "", method: str = "get") -> Any:
        headers = {"Range": part} if part else {}
        return getattr(client, method)(f"/documents/{thing.pk}/{thing.filename}", headers=headers)

    return get


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mp4", "video/mp4"), ("a.webm", "video/webm"), ("a.m4a", "audio/mp4"), ("a.mp3", "audio/mpeg"),
        ("a.ogg", "audio/ogg"), ("a.en.vtt", "text/vtt"), ("A.MP4", "video/mp4"),
    ],
)  # fmt: skip
def test_media_is_answered_whole_with_its_kind(ask: Callable[..., Any], name: str, kind: str) -> None:
    response = ask(document(name))
    assert (response.status_code, body(response)) == (200, FILM)
    wanted = {
        "Content-Type": kind,
        "Content-Length": "2048",
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=86400",
        "Content-Disposition": None,
    }
    assert {name: response.headers.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("part", "start", "end"),
    [("bytes=0-1", 0, 1), ("bytes=1024-", 1024, 2047), ("bytes=-10", 2038, 2047), ("bytes=100-9999", 100, 2047)],
)
def test_part_of_media_is_answered_as_a_part(ask: Callable[..., Any], part: str, start: int, end: int) -> None:
    response = ask(document("film.mp4"), part)
    assert (response.status_code, body(response)) == (206, FILM[start : end + 1])
    assert response.headers["Content-Range"] == f"bytes {start}-{end}/2048"
    assert response.headers["Content-Length"] == str(end - start + 1)
    assert (response.headers["Content-Type"], response.headers["X-Content-Type-Options"]) == ("video/mp4", "nosniff")


def test_part_beyond_the_end_is_refused(ask: Callable[..., Any]) -> None:
    response = ask(document("film.mp4"), "bytes=4096-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */2048")


def test_head_has_no_body_and_post_is_not_taken(ask: Callable[..., Any]) -> None:
    film = document("film.mp4")
    response = ask(film, method="head")
    assert (response.status_code, response.headers["Content-Length"], body(response)) == (200, "2048", b"")
    assert ask(film, method="post").status_code == 405


def test_what_one_has_is_not_sent_again(ask: Callable[..., Any], lena: User, sign_in: Callable[[User], Client]) -> None:
    film = document("film.mp4")
    mark = ask(film).headers["ETag"]
    again = sign_in(lena).get(f"/documents/{film.pk}/{film.filename}", headers={"If-None-Match": mark})
    assert again.status_code == 304


@pytest.mark.parametrize("part", ["", "bytes=0-1"])
def test_nobody_plays_without_signing_in(house: Organisation, client: Client, part: str) -> None:
    film = document("film.mp4")
    response = client.get(f"/documents/{film.pk}/{film.filename}", headers={"Range": part} if part else {})
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/signin/")


def test_media_of_a_closed_collection_stays_closed(ask: Callable[..., Any]) -> None:
    film = document("film.mp4")
    rule = CollectionViewRestriction.objects.create(collection=film.collection, restriction_type="groups")
    rule.groups.add(Group.objects.get(name="Trainers"))
    assert ask(film, "bytes=0-1").status_code in (302, 403)


def test_media_without_its_file_is_not_there(ask: Callable[..., Any]) -> None:
    film = document("film.mp4")
    Path(film.file.path).unlink()
    assert ask(film).status_code == 404


def test_other_documents_are_answered_as_before(ask: Callable[..., Any]) -> None:
    response = ask(document("list.csv"), "bytes=0-1")
    assert (response.status_code, body(response)) == (200, FILM)
    assert response.headers["Content-Disposition"].startswith("attachment;")


def test_lesson_may_load_media_from_here_only(lena: User, sign_in: Callable[[User], Client]) -> None:
    policy = sign_in(lena).get("/home/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy.split("; ")
    assert "media-src" not in policy


def test_lesson_with_media_asks_for_them_in_one_query(
    house: Organisation, django_assert_num_queries: Callable[..., Any]
) -> None:
    factories.course(lessons=1, bodies=[[video(), audio(), video(("de", "b.vtt"))]])
    shown = html("video", video()["value"]), html("audio", audio()["value"])
    with django_assert_num_queries(1):
        places.linked(shown)
