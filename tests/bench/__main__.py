"""Prints what each page costs and how that stands to the floor of the same run. Figures also go to var/bench.json."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import asking, serving
from tests.bench.asking import Cost

# Which page is held against which floor, and how many times as much it may cost.
TARGETS = {"home": ("view", 4.0), "lesson": ("page", 1.5)}
FLOOR_OF = {
    "home": "view",
    "course": "page",
    "lesson": "page",
    "team": "view",
    "question": "view",
    "certificate": "view",
}
PAPER_TARGET = 1.2
FIGURES = serving.ROOT / "var" / "bench.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked for (3)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    start = time.monotonic()
    _prepare()
    vendor, costs = _pages(options.seconds)
    paper = _paper()
    lines, missed = _judge(costs, paper["cpu_ms"] / paper["bare_ms"])
    sys.stdout.write("\n".join(["", *(_line(cost) for cost in costs.values()), "", *lines]) + "\n")
    sys.stdout.write(f"  {time.monotonic() - start:.0f} s in all; figures in {FIGURES.relative_to(serving.ROOT)}\n")
    _keep(vendor, costs, paper)
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


def _pages(seconds: float) -> tuple[str, dict[str, Cost]]:
    from django.db import connection

    from tests.bench import stage

    costs, database = {}, serving.postmaster()
    for name, settings, asks in (
        ("floor", "tests.bench.settings", stage.floor()),
        ("product", "lms.settings", stage.product()),
    ):
        with serving.Server(name, settings, ready="/health/") as server:

            def cpu(server: serving.Server = server) -> float:
                return server.cpu() + (serving.tree_cpu(database) if database else 0)

            for ask in asks:
                costs[ask.name] = asking.measure(ask, server.port, cpu, seconds=seconds)
    return connection.vendor, costs


def _paper() -> dict[str, float]:
    """In a process of its own, which has the product's settings."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.paper"],
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


def _judge(costs: dict[str, Cost], paper: float) -> tuple[list[str], bool]:
    """One line for each ratio, and whether a target was missed."""
    lines, missed = [], False
    for name, floor in FLOOR_OF.items():
        ratio, target = costs[name].cpu_ms / costs[floor].cpu_ms, TARGETS.get(name, ("", None))[1]
        missed |= target is not None and ratio > target
        lines.append(_ratio(f"{name} / bare {floor}", ratio, target))
    missed |= paper > PAPER_TARGET
    return [*lines, _ratio("certificate as PDF / bare WeasyPrint", paper, PAPER_TARGET)], missed


def _ratio(name: str, ratio: float, target: float | None) -> str:
    verdict = "" if target is None else f"target ≤ {target}   {'ok' if ratio <= target else 'MISSED'}"
    return f"  {name:<40}{ratio:5.2f} ×   {verdict}".rstrip()


def _keep(vendor: str, costs: dict[str, Cost], paper: dict[str, float]) -> None:
    """Beside the figures of the other database."""
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    pages = {cost.name: vars(cost) for cost in costs.values()}
    ratios = {name: pages[name]["cpu_ms"] / pages[floor]["cpu_ms"] for name, floor in FLOOR_OF.items()}
    ratios["paper"] = paper["cpu_ms"] / paper["bare_ms"]
    known[vendor] = {"pages": pages, "paper": paper, "ratios": ratios}
    Path(FIGURES).write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()
