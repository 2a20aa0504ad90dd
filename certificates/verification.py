"""What a stranger may learn from a number: one exact match, or one constant answer, and not too many guesses (R14)."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache

from certificates import numbers
from certificates.models import Certificate

MOST_MISSES = 60
SECONDS = 60 * 60


class NotFound(LookupError):
    """There is no certificate with this number, or it is no number at all: the answer is the same."""


class TooManyMisses(LookupError):
    """This address asked for too many numbers that do not exist. It may ask again within the hour."""


def look_up(text: str, *, address: str) -> Certificate:
    """The certificate with this number, however it was typed. Found ones are free, misses count for an hour.

    Raises NotFound, and TooManyMisses after 60 misses of one network address (D32).
    """
    slots = _slots(address)
    taken = cache.get_many(slots)
    if len(taken) >= MOST_MISSES:
        raise TooManyMisses
    number = numbers.normalise(text)
    certificate = Certificate.objects.filter(number=number).first() if number else None
    if certificate is None:
        _count_miss([slot for slot in slots if slot not in taken])
        raise NotFound
    return certificate


def _count_miss(free: list[str]) -> None:
    """Takes one slot. Adding a key is atomic in every cache, so parallel guesses over all workers are all counted."""
    for slot in free:
        if cache.add(slot, 1, timeout=SECONDS):
            return


def _slots(address: str) -> list[str]:
    """One cache key per allowed miss; each frees itself an hour after it was taken."""
    return [f"verify:{_network(address)}:{number}" for number in range(MOST_MISSES)]


def _network(address: str) -> str:
    """An IPv6 customer has 2^64 addresses, so the network counts there."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((known, 64), strict=False).network_address) if isinstance(known, IPv6Address) else str(known)
