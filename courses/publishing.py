"""What publishing a page means: the plain rows that records point at are written here, and only here (D1, D3, D29)."""


def listen() -> None:
    """Take up every publishing and unpublishing of a page."""
