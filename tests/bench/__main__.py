"""Prints what each page costs and how that stands to the floor of the same run. Figures also go to var/bench.json."""

import argparse
import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from tests.bench import asking, serving
from tests.bench.asking import Cost
from tests.bench.quiz import CLIENTS, REQUESTS, Attempts, Rush
from tests.bench.quiz import typical as typical_attempts

# How many times its floor a page may cost; which floor a page is held against.
TARGETS = {"home": 4.0, "lesson": 1.5, "paper": 1.2}
# A whole attempt is more than ten of our saves; SQLite waits for the disk in the same process, so it has no target.
TARGETS_ON_POSTGRESQL = {"attempt": 35.0}
FLOOR_OF = {
    "home": "view",
    "course": "page",
    "lesson": "page",
    "team": "view",
    "question": "view",
    "certificate": "view",
}
ROUNDS, FLOOR_SECONDS = 6, 0.5
FIGURES = serving.ROOT / "var" / "bench.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked for (3)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    start = time.monotonic()
    _prepare()
    vendor, rounds, quizzes = _served(options.seconds)
    costs = {name: asking.typical([one[name] for one in rounds]) for name in rounds[0]}
    paper = _with_product("tests.bench.paper")
    ratios = {name: median(one[name].cpu_ms / one[floor].cpu_ms for one in rounds) for name, floor in FLOOR_OF.items()}
    ratios["paper"] = paper["cpu_ms"] / paper["bare_ms"]
    ratios["attempt"] = median(one.cpu_ms / floor.cpu_ms for one, floor in quizzes["turns"])
    lines, missed = _judge(ratios, TARGETS | (TARGETS_ON_POSTGRESQL if vendor == "postgresql" else {}))
    missed = missed or quizzes["rush"].failed > 0
    taken = typical_attempts([one for one, _floor in quizzes["turns"]])
    told = [*(_line(cost) for cost in costs.values()), *_quiz_lines(taken, quizzes["rush"])]
    sys.stdout.write("\n".join(["", *told, "", *lines]) + "\n")
    sys.stdout.write(f"  {time.monotonic() - start:.0f} s in all; figures in {FIGURES.relative_to(serving.ROOT)}\n")
    _keep(vendor, costs, paper, ratios, {"attempts": taken, "rush": quizzes["rush"]})
    sys.exit(1 if missed and options.strict else 0)


def _prepare() -> None:
    """The environment of product, floor and this process: the same database, debug off, the demo allowed."""
    var = serving.ROOT / "var"
    var.mkdir(exist_ok=True)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{var / 'bench.sqlite3'}")
    os.environ.update(
        LATERAL_DEMO="1", DEBUG="0", COMPRESS_STATIC="0",
        TASKS_IMMEDIATE="0", LOG_LEVEL="WARNING", BASE_URL="http://127.0.0.1:8000", CACHE_URL="",
        STATIC_ROOT=str(var / "bench-static"), MEDIA_ROOT=str(var / "bench-media"),
    )  # fmt: skip
    made = subprocess.run([sys.executable, serving.ROOT / ".ci" / "prepare_demo.py"], check=False)
    if made.returncode:
        sys.exit(made.returncode)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from tests.bench import stage

    stage.build()


def _served(seconds: float) -> tuple[str, list[dict[str, Cost]], dict[str, Any]]:
    """What each page costs, round by round: pages take turns, so that a busy moment of the machine hits all of them.
    Then what a whole attempt costs, in turns with the bare view, and how long a crowd waits."""
    from django.db import connection

    from tests.bench import quiz, stage

    database = serving.postmaster()
    with (
        serving.Server("floor", "tests.bench.settings", ready="/view/") as floor,
        serving.Server("product", "lms.settings", ready="/health/") as product,
    ):
        asks = [(ask, floor) for ask in stage.floor()] + [(ask, product) for ask in stage.product()]
        for ask, server in asks:
            asking.warm(ask, server.port)
        rounds = [
            {
                ask.name: asking.measure(ask, server.port, server.meter(database), seconds=seconds / ROUNDS)
                for ask, server in asks
            }
            for _ in range(ROUNDS)
        ]
        pupils = _with_product("tests.bench.telling", "tests.bench.pupils", f"run-{int(time.time())}")
        sessions = stage.sessions(pupils["takers"])
        crowd = dict(
            zip(stage.sessions(pk for pk, _ in pupils["crowd"]), (one for _, one in pupils["crowd"]), strict=True)
        )
        view, cpu, floor_cpu = stage.floor()[0], product.meter(database), floor.meter(database)
        turns = [
            (
                quiz.measure(sessions[turn :: ROUNDS + 1], pupils["quiz"], pupils["answers"], product.port, cpu),
                asking.measure(view, floor.port, floor_cpu, seconds=FLOOR_SECONDS),
            )
            for turn in range(ROUNDS + 1)
        ]
        # The first turn counts for nothing: in it every worker sees a quiz for the first time.
        quizzes = {"turns": turns[1:], "rush": quiz.rush(crowd, product.port)}
    return connection.vendor, rounds, quizzes


def _with_product(*module: str) -> dict[str, Any]:
    """What this module tells, run in a process of its own, which has the product's settings."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    told = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=serving.ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(told.stdout))


def _line(cost: Cost) -> str:
    return (
        f"  {cost.name:<12}{cost.cpu_ms:6.2f} ms CPU a request {cost.per_second:7.0f} requests/s "
        f"{cost.size / 1000:6.1f} kB   ({cost.requests} requests)"
    )


def _quiz_lines(attempts: Attempts, rush: Rush) -> list[str]:
    return [
        f"  {'attempt':<12}{attempts.cpu_ms:6.0f} ms CPU an attempt {attempts.per_second:7.1f} attempts/s "
        f"          ({attempts.attempts} attempts of {REQUESTS} requests by {CLIENTS} clients)",
        f"  {'rush':<12}{rush.learners} learners hand in at once: half within {rush.median:.1f} s, 95 % within "
        f"{rush.p95:.1f} s, all within {rush.longest:.1f} s; {rush.failed} without a result",
    ]


def _judge(ratios: dict[str, float], targets: dict[str, float]) -> tuple[list[str], bool]:
    """One line for each ratio, and whether a target was missed."""
    lines = [_ratio(name, ratio, targets.get(name)) for name, ratio in ratios.items()]
    return lines, any(ratios[name] > target for name, target in targets.items())


def _ratio(name: str, ratio: float, target: float | None) -> str:
    said = {"paper": "certificate as PDF / bare WeasyPrint", "attempt": "whole attempt / bare view"}.get(name)
    said = said or f"{name} / bare {FLOOR_OF[name]}"
    verdict = "" if target is None else f"target ≤ {target}   {'ok' if ratio <= target else 'MISSED'}"
    return f"  {said:<40}{ratio:5.2f} ×   {verdict}".rstrip()


def _keep(
    vendor: str, costs: dict[str, Cost], paper: dict[str, float], ratios: dict[str, float], quizzes: dict[str, Any]
) -> None:
    """Beside the figures of the other database."""
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    known[vendor] = {
        "pages": {cost.name: vars(cost) for cost in costs.values()}, "paper": paper, "ratios": ratios,
        **{name: vars(figures) for name, figures in quizzes.items()},
    }  # fmt: skip
    FIGURES.write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()
