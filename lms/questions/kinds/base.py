"""What every kind of question can do. A kind is pure: it knows plain data, no database and no page."""


class BadAnswer(Exception):
    """Placeholder until the kinds stand."""


class NoSuchKind(KeyError):
    """No kind of question has this code."""


class Kind:
    """Placeholder until the kinds stand."""

    code: str


class Mark:
    """Placeholder until the kinds stand."""
