"""A server of our own for the time of a trial, and what it costs: the processor time of all its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """gunicorn with two workers of four threads, in a session of its own. Started on entering, stopped on leaving."""

    def __init__(self, name: str, settings: str, *, ready: str, **environment: str) -> None:
        self.name, self.settings, self.ready, self.port = name, settings, ready, _free_port()
        self.environment = environment

    def __enter__(self) -> "Server":
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": self.settings, **self.environment}
        with (ROOT / "var" / f"bench-{self.name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{self.port}",
                    "--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning",
                ],
                cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=30)

    def kill(self) -> None:
        """Ends all its processes at once and without a word, as a power cut ends them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def meter(self, database: int | None) -> Callable[[], float]:
        """Reads the seconds of user and system time so far, of all processes of the server and of its database."""
        return lambda: tree_cpu(self.process.pid) + (tree_cpu(database) if database else 0)

    def _wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit(f"The server {self.name} ended; see var/bench-{self.name}.log.")
            try:
                with urlopen(f"http://127.0.0.1:{self.port}{self.ready}", timeout=5):
                    return
            except OSError as error:
                if getattr(error, "code", 0):  # it answers, whatever it says
                    return
                time.sleep(0.1)
        sys.exit(f"The server {self.name} does not answer; see var/bench-{self.name}.log.")


def tree_cpu(pid: int) -> float:
    """The processor time of a process, its children, and those of them that have ended, in seconds."""
    total, waiting, parents = 0, [pid], _parents()
    while waiting:
        one = waiting.pop()
        times = _stat(one)
        total += sum(int(ticks) for ticks in times[11:15] if times)
        waiting += parents.get(one, [])
    return total / TICKS


def postmaster() -> int | None:
    """The process of PostgreSQL whose children serve us; None with SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[1])


def _parents() -> dict[int, list[int]]:
    """Children by parent, of all processes."""
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            found.setdefault(int(stat[1]), []).append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/pid/stat from the state on; empty when the process is gone."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
