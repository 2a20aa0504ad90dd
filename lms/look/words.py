"""Small shapes of text that rules and templates share."""

from django.utils.translation import gettext, ngettext

_NBSP = "\N{NO-BREAK SPACE}"


def minutes(value: int | None) -> str:
    """A length in words: "8 minutes", "1 h 20 min". Nothing for no length."""
    if not value:
        return ""
    hours, rest = divmod(int(value), 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", rest).replace(" ", _NBSP) % {"count": rest}
    text = gettext("%(hours)d h %(minutes)d min") if rest else gettext("%(hours)d h")
    return text.replace(" ", _NBSP) % {"hours": hours, "minutes": rest}
