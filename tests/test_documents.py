"""The documents an operator relies on say what the code does."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def environment_variables() -> set[str]:
    """The names that settings.py reads from the environment."""
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", read("lms/settings.py")))


def test_running_guide_lists_every_environment_variable() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs/running.md"), flags=re.MULTILINE))
    assert table == environment_variables()


def test_env_example_names_every_environment_variable() -> None:
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE))
    assert named == environment_variables()


def test_settings_alone_reads_the_environment() -> None:
    """Two exceptions: a password that must not be stored, and what WeasyPrint wants to be told that way."""
    named = {
        name
        for room in ("lms", "courses", "quizzes", "certificates")
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r"(?:environ\W+(?:\w+\()?|getenv\()\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert named == {"DJANGO_SETTINGS_MODULE", "LATERAL_ADMIN_PASSWORD", "SOURCE_DATE_EPOCH"}


def test_readme_map_opens_files_that_exist() -> None:
    rows = re.findall(r"^\| .+ \| (.+) \|$", read("README.md"), flags=re.MULTILINE)
    paths = {path for row in rows for path in re.findall(r"`([\w./]+\.py|[\w./]+/)`", row) if not path.startswith("/")}
    assert len(paths) > 10
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_requirements_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert re.findall(r"(?i)https?:|index-url|find-links", read(name)) == [], name


def test_requirements_pin_every_declared_package() -> None:
    declared = re.findall(r"^    \"([A-Za-z0-9-]+)", read("pyproject.toml").split("[tool.ruff]")[0], flags=re.MULTILINE)
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", read("requirements-dev.txt"), flags=re.MULTILINE))
    assert {name.lower() for name in declared} - pinned == set()
