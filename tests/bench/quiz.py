"""What a whole attempt costs over HTTP, as htmx sends it, and what happens when a whole company hands in at once."""

import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles
from threading import Barrier, Thread
from urllib.parse import urlencode

QUESTIONS, CLIENTS = 10, 8
REQUESTS = QUESTIONS + 4  # start, the first question, ten saves (the last one answers with the check), hand in, result
TOKEN = "t" * 32
STEM = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
SEQ = re.compile(r'name="seq" value="(\d+)"')


@dataclass(frozen=True)
class Attempts:
    """Whole attempts by several clients: milliseconds of processor time for each, attempts per second."""

    cpu_ms: float
    per_second: float
    attempts: int


@dataclass(frozen=True)
class Rush:
    """Everybody hands in in the same second: how long they wait, in seconds, and who got no result."""

    learners: int
    median: float
    p95: float
    longest: float
    failed: int


class Browser:
    """One signed-in learner."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept-Language": "en",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    def ask(self, method: str, url: str, form: str = "", *, wanted: int, is_htmx: bool = False) -> tuple[str, str]:
        """Where the answer leads, and the page."""
        status, location, page = self.send(method, url, form, is_htmx=is_htmx)
        if status != wanted:
            sys.exit(f"{method} {url} answers {status}.")
        return location, page

    def send(self, method: str, url: str, form: str = "", *, is_htmx: bool = False) -> tuple[int, str, str]:
        headers = {**self.headers, "HX-Request": "true"} if is_htmx else self.headers
        self.connection.request(method, url, form, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        return answer.status, answer.headers.get("Location", ""), page


def take(browser: Browser, quiz: str, answers: dict[str, dict[str, list[str]]]) -> None:
    """One attempt, every answer right, as a browser with htmx sends it: REQUESTS in all."""
    url, _page = browser.ask("POST", f"/quizzes/{quiz}/start/", wanted=303)
    _location, page = browser.ask("GET", url, wanted=200)
    attempt = url.split("/")[2]
    for number in range(1, QUESTIONS + 1):
        stem, seq = STEM.search(page), SEQ.search(page)
        if not stem or not seq:
            sys.exit(f"Question {number} of {url} cannot be read.")
        form = urlencode({"do": "save", "seq": seq[1], **answers[stem[1].strip()]}, doseq=True)
        _location, page = browser.ask("POST", f"/attempts/{attempt}/q/{number}/", form, wanted=200, is_htmx=True)
    url, _page = browser.ask("POST", f"/attempts/{attempt}/submit/", wanted=303)
    _location, page = browser.ask("GET", url, wanted=200)
    if f"Passed: {QUESTIONS} of {QUESTIONS}" not in page.replace("\N{NO-BREAK SPACE}", " "):
        sys.exit(f"The attempt {attempt} was not passed; the bench would measure something else.")


def measure(
    sessions: list[str], quiz: str, answers: dict[str, dict[str, list[str]]], port: int, cpu: Callable[[], float]
) -> Attempts:
    """One attempt for each session, shared by the clients."""

    def client(own: list[str]) -> None:
        for session in own:
            take(Browser(port, session), quiz, answers)

    before, start = cpu(), time.monotonic()
    _together(lambda own=sessions[n::CLIENTS]: client(own) for n in range(CLIENTS))
    took, spent = time.monotonic() - start, cpu() - before
    return Attempts(spent / len(sessions) * 1000, len(sessions) / took, len(sessions))


def typical(turns: list[Attempts]) -> Attempts:
    """Medians over all turns, so that a moment in which the machine was busy does not count."""
    cpu_ms, per_second = (median(getattr(one, name) for one in turns) for name in ("cpu_ms", "per_second"))
    return Attempts(cpu_ms, per_second, sum(one.attempts for one in turns))


def rush(attempts: dict[str, int], port: int) -> Rush:
    """Everybody who has an open attempt, by session, hands it in at the same moment."""
    waits: list[float] = []
    barrier = Barrier(len(attempts))

    def hand_in(session: str, attempt: int) -> None:
        browser = Browser(port, session)
        barrier.wait(timeout=60)
        start = time.monotonic()
        try:
            status, location, _page = browser.send("POST", f"/attempts/{attempt}/submit/")
        except OSError:
            return
        if status == 303 and location == f"/attempts/{attempt}/result/":
            waits.append(time.monotonic() - start)

    _together(lambda one=one: hand_in(*one) for one in attempts.items())
    if len(waits) < 2:
        return Rush(len(attempts), 0, 0, 0, len(attempts) - len(waits))
    return Rush(len(attempts), median(waits), quantiles(waits, n=20)[-1], max(waits), len(attempts) - len(waits))


def _together(acts: Iterable[Callable[[], None]]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
