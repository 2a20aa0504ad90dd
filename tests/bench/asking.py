"""Many requests for one page, and what each of them cost."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from statistics import median
from threading import Thread

CLIENTS, WARM = 4, 12


@dataclass(frozen=True)
class Cost:
    """One page under load: milliseconds of processor time for each request, requests per second, bytes."""

    name: str
    cpu_ms: float
    per_second: float
    size: int
    requests: int


@dataclass(frozen=True)
class Ask:
    """One page: where it is, as whom, and words that must be on it."""

    name: str
    path: str
    session: str
    words: str


def warm(ask: Ask, port: int) -> None:
    """Some requests that count for nothing, until every worker has seen the page. It must be the right one."""
    body = b""
    for _ in range(WARM):
        body = _get(HTTPConnection("127.0.0.1", port), ask)
    if ask.words.encode() not in body:
        sys.exit(f"The page {ask.path} does not show “{ask.words}”; the bench would measure something else.")


def measure(ask: Ask, port: int, cpu: Callable[[], float], *, seconds: float) -> Cost:
    """Asks for the page from several clients for some seconds."""
    size = len(_get(HTTPConnection("127.0.0.1", port), ask))
    counts: list[int] = []
    before, start = cpu(), time.monotonic()
    threads = [Thread(target=_client, args=(ask, port, start + seconds, counts)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent, done = time.monotonic() - start, cpu() - before, sum(counts)
    return Cost(ask.name, spent / done * 1000, done / took, size, done)


def typical(rounds: list[Cost]) -> Cost:
    """One page over all rounds: medians, so that a moment in which the machine was busy does not count."""
    middle = {name: median(getattr(cost, name) for cost in rounds) for name in ("cpu_ms", "per_second")}
    return replace(rounds[0], **middle, requests=sum(cost.requests for cost in rounds))


def _client(ask: Ask, port: int, until: float, counts: list[int]) -> None:
    connection, done = HTTPConnection("127.0.0.1", port), 0
    while time.monotonic() < until:
        _get(connection, ask)
        done += 1
    counts.append(done)


def _get(connection: HTTPConnection, ask: Ask) -> bytes:
    connection.request("GET", ask.path, headers={"Cookie": f"sessionid={ask.session}", "Accept-Language": "en"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"The page {ask.path} answers {response.status}.")
    return body
