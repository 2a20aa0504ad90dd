"""The house itself: what the import contracts cannot see."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from lms.questions import kinds

ROOT = Path(settings.BASE_DIR)
FLOORS = ["ledger", "people", "questions", "certificates", "courses", "quizzes", "overview"]
TOP_LEVEL = {"lms", "courses", "quizzes", "certificates", "templates", "tests", "manage.py", "pyproject.toml"}
DOCUMENTS_AND_TOOLS = {
    "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "Makefile", "docs", "requirements.txt",
    "requirements-dev.txt",
}  # fmt: skip
JUNK_DRAWERS = {"utils", "helpers", "services", "common", "core", "managers", "signals"}


def test_top_level_holds_only_what_the_owner_fixed() -> None:
    tracked = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"var", "htmlcov"}
    assert tracked - TOP_LEVEL - DOCUMENTS_AND_TOOLS == set()


def test_foreign_keys_point_down_or_sideways() -> None:
    uphill = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in FLOORS
        and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert uphill == []


def test_records_are_not_indexed_by_wagtail() -> None:
    from wagtail.models import (
        DraftStateMixin,
        Page,
    )

    content = {"Objective", "CourseObjective", "DrawRule", "FixedQuestion", "Band", "Organisation"}
    indexed = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        and not issubclass(model, (Page, DraftStateMixin))
        and not model._meta.auto_created
        and model.__name__ not in content
        and not getattr(model, "wagtail_reference_index_ignore", False)
    ]
    assert indexed == []


def test_no_record_disappears_with_content_or_people() -> None:
    """No CASCADE from pages or people into what people did (R33)."""
    records = {
        "Assignment", "Extension", "Enrolment", "ActivityCompletion", "CourseCompletion", "CheckResponse", "Reflection",
        "Checklist", "Commitment", "Attempt", "PaperItem", "Response", "Certificate", "CertificateFile",
        "QuestionVersion", "QuestionWording", "ActivityVersion", "Activity", "Course", "Event", "EventWords",
        "RefresherChoice", "RefresherQuestion", "RefresherReview", "RefresherSession", "RefresherState",
    }  # fmt: skip
    cascading = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__name__ in records and model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.many_to_one or field.one_to_one
        if not field.auto_created and field.remote_field.on_delete.__name__ != "PROTECT"
    ]
    assert cascading == []


def test_every_module_says_what_is_decided_there() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _python_files()
        if path.name != "__init__.py" and not path.read_text().lstrip().startswith('"""')
    ]
    assert silent == []


def test_no_junk_drawers() -> None:
    assert [str(path.relative_to(ROOT)) for path in _python_files() if path.stem in JUNK_DRAWERS] == []


def test_every_fragment_is_included_by_a_page() -> None:
    """A fragment that no template includes and no view answers with is dead."""
    templates = sorted((ROOT / "templates").rglob("*.html"))
    written = "\n".join(path.read_text() for path in [*templates, *_python_files()])
    of_kinds = {name for kind in map(kinds.get, kinds.codes()) for name in (kind.template, kind.answered_template)}
    orphans = [
        name
        for path in templates
        if path.name.startswith("_")
        and (name := str(path.relative_to(ROOT / "templates"))) not in written
        and name not in of_kinds
    ]
    assert orphans == []


@pytest.mark.parametrize(
    "attribute", [r'\sstyle="', r"\son[a-z]+=\"", r"<script>", r"<style>", r"\|safe\b", "mark_safe"]
)
def test_templates_hold_nothing_inline(attribute: str) -> None:
    allowed = {"templates/certificates/pdf"}
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(attribute, path.read_text())
        and not any(str(path.relative_to(ROOT)).startswith(a) for a in allowed)
    ]
    assert offenders == []


def test_weasyprint_is_touched_in_one_file_only() -> None:
    importing = [
        str(path.relative_to(ROOT))
        for path in _python_files()
        if re.search(r"^\s*(from|import) weasyprint", path.read_text(), re.M)
    ]
    assert importing == ["certificates/pdf.py"]


@pytest.mark.parametrize(
    "shortcut", ["csrf_exempt", "extractall", "fail_silently", "is_superuser = True", "RawHTMLBlock"]
)
def test_code_takes_no_shortcut(shortcut: str) -> None:
    """Each of these has opened a door somewhere (R15, R16, R19, R25, R27)."""
    assert [str(path.relative_to(ROOT)) for path in _python_files() if shortcut in path.read_text()] == []


def test_views_ask_for_what_the_person_may_see() -> None:
    """A page for everyone never picks a row by its id alone (R1); administrators' screens are guarded as a whole."""
    records = "Attempt|Certificate|Enrolment|CourseCompletion|User|Assignment"
    asked = re.compile(
        rf"\b(?:{records})\.objects\.(?:get|all|filter)\((?!\s*enrolment__in=Enrolment\.objects\.visible_to)"
    )
    views = [path for path in _python_files() if path.name in ("views.py", "acts.py")]
    assert [str(path.relative_to(ROOT)) for path in views if asked.search(path.read_text())] == []


def _python_files() -> list[Path]:
    rooms = [ROOT / name for name in ("lms", "courses", "quizzes", "certificates")]
    return [path for room in rooms for path in sorted(room.rglob("*.py")) if "migrations" not in path.parts]
