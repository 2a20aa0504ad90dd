"""Files that come with a course: job aids (Markdown, made into one A4 page), other documents, pictures, media."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image as Pictures
from PIL import UnidentifiedImageError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from certificates import pdf
from courses.blocks import markup
from courses.curriculum import front, markdown
from courses.curriculum.pages import Report
from courses.curriculum.problems import Place
from courses.curriculum.texts import BlockText, CourseText

PAGE, STYLESHEET = "courses/job_aid.html", "courses/job_aid.css"


def document(path: Path, block: BlockText, course: CourseText, report: Report) -> Any | None:
    """The document of a download block. A job aid in Markdown becomes a PDF, made anew only when its text changed.

    The document keeps its identity when its file changes. Where PDFs cannot be made the text itself is stored and a
    remark says so; the next load on a machine that can puts the PDF in its place.
    """
    if not path.is_file():
        return None  # noted when the files were read
    name = f"{course.slug}-{path.stem}-{course.language}"
    if path.suffix != ".md":
        content = path.read_bytes()
        return _stored(name, _mark(content), path.suffix, lambda: content, block.value["title"], report)
    html = _job_aid(path, course, report)
    stylesheet = render_to_string(STYLESHEET)
    try:
        return _stored(
            name,
            _mark(f"{html}{stylesheet}".encode()),
            ".pdf",
            lambda: pdf.render(html, title=block.value["title"], language=course.language, stylesheet=stylesheet),
            block.value["title"],
            report,
        )
    except pdf.Unavailable as error:
        report.remarks.append(f"“{block.value['title']}” is stored as plain text, because no PDF can be made. {error}")
        text = front.split(path.read_text(encoding="utf-8"))[1].strip().encode()
        return _stored(name, _mark(text), ".txt", lambda: text, block.value["title"], report)


def played(path: Path, title: str, course: CourseText, report: Report) -> Any | None:
    """The document of a video, of audio or of captions, as it lies beside its lesson: one for each name in a module.

    It keeps its identity when its content changes. The same content a second time is not stored again.
    """
    if not path.is_file():
        return None  # noted when the files were read
    content = path.read_bytes()
    name = "-".join([course.slug, path.parent.name.split("-", 1)[-1], *path.name.split("."), course.language])
    return _stored(name, _mark(content), path.suffix, lambda: content, title, report)


def picture(path: Path, block: BlockText, report: Report) -> Any | None:
    """The image of an image block: one for the same bytes, however often it is used."""
    if not path.is_file():
        return None  # noted when the files were read
    content = path.read_bytes()
    model = get_image_model()
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if found := model.objects.filter(file_hash=sha1).first():
        return found
    try:
        width, height = Pictures.open(BytesIO(content)).size
    except UnidentifiedImageError:
        report.problems.add(block.place, f"“{path.name}” is no picture. Use PNG, JPEG or WebP.")
        return None
    image = model(title=path.stem, file=ImageFile(BytesIO(content), name=path.name), width=width, height=height)
    image.file_size, image.file_hash = len(content), sha1
    image.save()
    report.files.append(image.file)
    return image


def _job_aid(path: Path, course: CourseText, report: Report) -> str:
    place = Place(f"{course.language}/{course.slug}/{path.name}")
    form, (source, below) = front.read(path, place, report.problems, what="the job aid")
    context = {
        "title": form.text("title"),
        "subtitle": form.text("subtitle", optional=True),
        "course": course.title,
        "body": markup.clean(markdown.rich_text(source, below, report.problems)),
    }
    form.close()
    with translation.override(course.language):
        return render_to_string(PAGE, context)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _stored(name: str, mark: str, suffix: str, content: Callable[[], bytes], title: str, report: Report) -> Any:
    """The document whose file is called <name>.<mark><suffix>; its content is only asked for when the mark is new."""
    found = get_document_model().objects.filter(file__startswith=f"documents/{name}.").first()
    if found and f".{mark}" in found.filename and found.filename.endswith(suffix):
        return found
    data = content()
    document = found or get_document_model()()
    if found:
        _forget_after_commit(found.file)
    document.title = title
    document.file = ContentFile(data, name=f"{name}.{mark}{suffix}")
    document.file_size, document.file_hash = len(data), hashlib.sha1(data, usedforsecurity=False).hexdigest()
    document.full_clean()
    document.save()
    report.files.append(document.file)
    (report.changed if found else report.made).append(f"document “{document.title}”")
    report.fresh_documents.add(document.pk)
    return document


def _forget_after_commit(file: Any) -> None:
    storage, name = file.storage, file.name
    transaction.on_commit(lambda: storage.delete(name))
