"""Builds and sends an e-mail; the only place that does."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send(address: str, *, template: str, context: dict[str, Any], language: str) -> None:
    """Sends `emails/<template>_subject.txt` and `emails/<template>.txt` in the reader's language.

    Raises what the mail server raises: whoever asks decides whether that matters.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}_subject.txt", context).split())
        text = render_to_string(f"emails/{template}.txt", context)
    EmailMultiAlternatives(subject=subject, body=text, to=[address]).send()
