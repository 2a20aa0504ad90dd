"""The forms of import and export. Nothing of a file but its bytes and its name is taken from a request (R26)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from lms.questions.exchange import decoding, plain
from lms.questions.exchange.formats import FORMATS, Format, detect
from lms.questions.exchange.shapes import BadFile, Reading
from lms.questions.models import Objective

LONGEST_TEXT = 200_000


class _Place(forms.Form):
    """A language and one of its objectives."""

    language = forms.ModelChoiceField(label=_("Language"), queryset=Locale.objects.all(), empty_label=None)
    objective = forms.ChoiceField(label=_("Objective"), required=False)

    nothing_chosen: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].label_from_instance = lambda locale: locale.get_display_name()  # type: ignore[attr-defined]
        self.fields["language"].initial = (
            Locale.objects.filter(language_code=get_language()).first() or Locale.get_default()
        )
        known = Objective.objects.order_by("code", "pk")
        texts: dict[str, str] = {}
        for one in known:
            texts.setdefault(one.code, one.text)
        choices = [
            ("", self.nothing_chosen),
            *((code, f"{Truncator(text).chars(60)} ({code})") for code, text in texts.items()),
        ]
        self.fields["objective"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The objective in the language that was chosen."""
        cleaned = super().clean() or {}
        code, locale = cleaned.get("objective"), cleaned.get("language")
        if code and locale:
            cleaned["objective"] = Objective.objects.filter(code=code, locale=locale).first()
            if cleaned["objective"] is None:
                told = {"code": code, "language": locale.get_display_name()}
                sentence = gettext(
                    "The objective “%(code)s” does not exist in this language yet: %(language)s. Translate it first."
                )
                self.add_error("objective", ValidationError(sentence % told))
        return cleaned


class ImportForm(_Place):
    """A file, or pasted text, and what it is."""

    nothing_chosen = _("None: every question names its own")

    file = forms.FileField(label=_("File"), required=False, allow_empty_file=True)
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": _("Paste at most %(limit_value)d characters, or choose the file.")},
    )
    format = forms.ChoiceField(label=_("Format"), required=False)
    field_order = ("file", "text", "format", "language", "objective")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Find out by itself")), *((one.code, one.name) for one in FORMATS.values())]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]
        self.fields["objective"].label = _("Objective for questions that name none")
        self.fields["objective"].help_text = _("Categories of Moodle count as objectives when their code is the same.")
        self.reading = Reading()
        self.is_format: Format | None = None
        self.content = b""
        self.name = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        if self.errors:
            return cleaned
        if file is None and not text.strip():
            self.add_error("file", ValidationError(gettext("Choose a file or paste the text.")))
            return cleaned
        if file is not None and text.strip():
            self.add_error("text", ValidationError(gettext("Here is a file and a text. Take one of them away.")))
            return cleaned
        try:
            self._read(file, text, cleaned.get("format") or "")
        except BadFile as error:
            self.add_error("text" if file is None else "file", ValidationError(str(error)))
        return cleaned

    def _read(self, file: Any, text: str, code: str) -> None:
        if file is not None:
            self.name = plain.one_line(file.name)[:120]
            self.content = file.read(decoding.MOST_BYTES + 1)
        else:
            self.content = text.encode("utf-8", "replace")
        decoding.measure(self.content)
        self.is_format = FORMATS.get(code) or detect(self.content, self.name)
        self.reading = self.is_format.read(self.content)
        if not (self.reading.items or self.reading.problems or self.reading.left_out):
            raise BadFile(gettext("There is no question in it. Is this the right format?"))


class ExportForm(_Place):
    """What to export, and as what."""

    nothing_chosen = _("All objectives")

    format = forms.ChoiceField(label=_("Format"), choices=[])
    field_order = ("format", "language", "objective")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(one.code, f"{one.name} – {one.about}") for one in FORMATS.values()]  # type: ignore[attr-defined]
