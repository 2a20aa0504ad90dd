"""Tags: words by which authors find questions and quizzes draw them. Kept in one line, with commas between them."""

import unicodedata
from typing import Any

from django.db import models


def split(text: str) -> list[str]:
    """The tags in a line, each once and in small letters: “Phone, #first  week” is “phone” and “first week”."""
    words = (" ".join(word.strip(" #").split()) for word in unicodedata.normalize("NFC", text.lower()).split(","))
    return list(dict.fromkeys(word for word in words if word))


class TagsField(models.CharField):
    """A line of tags, always in the same form, whoever writes it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return ", ".join(split(text)) if isinstance(text, str) else text
