"""Show, played: video and audio. Both are useless to somebody without their words, so the words are part of them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks import markup
from courses.blocks.connect import languages

VIDEO, AUDIO, CAPTIONS = ("mp4", "webm"), ("m4a", "mp3", "ogg"), ("vtt",)
TRANSCRIPT = ["bold", "italic", "link", "ul", "ol"]


def wrong_ending(document: Any, endings: tuple[str, ...]) -> ValidationError | None:
    """What is said about a document of another kind."""
    if document.file_extension.lower() in endings:
        return None
    return ValidationError(now("Choose a file of this kind: %(kinds)s.") % {"kinds": ", ".join(endings)})


class CaptionsBlock(StructBlock):
    """What is said and heard, in one language, timed."""

    language = ChoiceBlock(label=_("Language"), choices=languages)
    file = DocumentChooserBlock(label=_("File"), help_text=_("A file ending in .vtt (WebVTT)."))

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and (wrong := wrong_ending(value["file"], CAPTIONS)):
            raise StructBlockValidationError({"file": wrong})
        return value

    class Meta:
        label_format = "{language}"


class PlayedBlock(StructBlock):
    """What video and audio have in common: a length, and a transcript that says something."""

    endings: ClassVar[tuple[str, ...]] = ()

    title = CharBlock(label=_("Title"), max_length=120)
    transcript = RichTextBlock(
        label=_("Transcript"),
        features=TRANSCRIPT,
        help_text=_("All that is said, and what is seen or heard besides. Who reads it misses nothing."),
    )
    minutes = IntegerBlock(
        label=_("Minutes"),
        min_value=1,
        max_value=30,
        help_text=_("How long it plays. It counts as part of the lesson."),
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and (found := self.problems(value)):
            raise StructBlockValidationError(found)
        return value

    def problems(self, value: Any) -> dict[str, ValidationError]:
        found = {}
        if wrong := wrong_ending(value["file"], self.endings):
            found["file"] = wrong
        if not strip_tags(value["transcript"].source).strip():
            found["transcript"] = ValidationError(now("Write down what is said and shown."))
        return found

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"transcript": markup.clean(value["transcript"].source)}


class VideoBlock(PlayedBlock):
    """A film with captions and transcript. It never starts by itself, and nothing is loaded before it does."""

    endings = VIDEO

    file = DocumentChooserBlock(label=_("File"), help_text=_("MP4 or WebM, as small as it can be."))
    poster = ImageChooserBlock(
        label=_("Poster"),
        required=False,
        help_text=_("The picture before it starts: a moment of the film, without words."),
    )
    captions = ListBlock(CaptionsBlock(label=_("Captions")), label=_("Captions"), min_num=1)

    def problems(self, value: Any) -> dict[str, ValidationError]:
        found = super().problems(value)
        spoken = [captions["language"] for captions in value["captions"]]
        if len(set(spoken)) < len(spoken):
            found["captions"] = ValidationError(now("Give one file of captions for each language."))
        return found

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The captions in the language of the lesson are shown from the start, otherwise the first ones."""
        context = super().get_context(value, parent_context)
        names, captions = dict(languages()), [one for one in value["captions"] if one["file"]]
        codes = [one["language"] for one in captions]
        shown = codes.index(get_language()) if get_language() in codes else 0
        return context | {
            "tracks": [
                {
                    "document": one["file"],
                    "code": one["language"],
                    "name": names.get(one["language"], ""),
                    "is_shown": n == shown,
                }
                for n, one in enumerate(captions)
            ]
        }

    class Meta:
        icon = "media"
        form_layout = ["title", "file", "poster", "captions", "transcript", "minutes"]
        label = _("Video")
        label_format = "{title}"
        description = _("A short film with captions and a transcript. It never starts by itself.")
        template = "courses/blocks/video.html"
        preview_template = "courses/blocks/video_preview.html"


class AudioBlock(PlayedBlock):
    """Something to listen to, with its transcript."""

    endings = AUDIO

    file = DocumentChooserBlock(label=_("File"), help_text=_("M4A, MP3 or Ogg, as small as it can be."))

    class Meta:
        icon = "media"
        form_layout = ["title", "file", "transcript", "minutes"]
        label = _("Audio")
        label_format = "{title}"
        description = _("Something to listen to, with a transcript. It never starts by itself.")
        template = "courses/blocks/audio.html"
        preview_template = "courses/blocks/audio_preview.html"
