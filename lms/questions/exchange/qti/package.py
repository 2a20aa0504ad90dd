"""A content package: a zip that is looked through before anything in it is read, and never unpacked (R19)."""

import io
import stat
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, plain
from lms.questions.exchange.shapes import BadFile

MANIFEST = "imsmanifest.xml"
MOST_FILES = 2000
MOST_BYTES = 20 * 1024 * 1024
MOST_RATIO = 200
# Bytes that are read as questions; pictures and films beside them may be more.
MOST_READ = 4 * 1024 * 1024
# Others unpack without end: Python reads them in one go, whatever their heading says.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The same questions make the same file.
_DATE = (1980, 1, 1, 0, 0, 0)


class Package:
    """The files of a package by their path. Raises BadFile for everything that is not a plain, small, honest zip."""

    def __init__(self, content: bytes) -> None:
        decoding.measure(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception:  # zipfile promises nothing about damaged bytes: BadZipFile, but also struct.error and others
            raise _damaged() from None
        self._entries = self._checked(self._zip.infolist(), len(content))
        self._left = MOST_READ

    def _checked(self, entries: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        if len(entries) > MOST_FILES:
            raise BadFile(_("The package has more than %(count)d files. Split it.") % {"count": MOST_FILES})
        total = sum(entry.file_size for entry in entries)
        if total > MOST_BYTES or total > max(size, 10_000) * MOST_RATIO:
            raise _too_big()
        for entry in entries:
            path = PurePosixPath(entry.orig_filename)
            name = plain.one_line(entry.orig_filename)[:80]
            is_odd = (
                path.is_absolute() or ".." in path.parts or "\\" in entry.orig_filename or "\0" in entry.orig_filename
            )
            if is_odd or ":" in entry.orig_filename:
                raise BadFile(_("The package has a file with a forbidden path: %(name)s") % {"name": name})
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise BadFile(_("The package has a link instead of a file: %(name)s") % {"name": name})
            if entry.flag_bits & 0x1:
                raise BadFile(_("The package is locked with a password. Export it without one."))
            if entry.compress_type not in _PACKED:
                raise BadFile(_("The package is packed in an unusual way. Pack it as an ordinary zip file."))
            if str(path).lower() in found:
                raise BadFile(_("The package has one file twice: %(name)s") % {"name": name})
            if not entry.is_dir():
                found[str(path).lower()] = entry
        return found

    def has(self, path: str) -> bool:
        return _plain(path) in self._entries

    def read(self, path: str) -> bytes:
        """One file; no more of it than may be, whatever its heading says. What is too big or damaged counts too."""
        entry = self._entries[_plain(path)]
        limit = min(decoding.MOST_BYTES, self._left)
        self._left = max(self._left - entry.file_size, 0)
        if entry.file_size > limit:
            raise _too_big()
        try:
            with self._zip.open(entry) as file:
                content = file.read(limit + 1)
        except Exception:  # as above; also zlib.error, EOFError, and ValueError for a place before the beginning
            raise _damaged() from None
        if len(content) > limit:
            raise _too_big()
        return content


def pack(files: Iterable[tuple[str, str]]) -> bytes:
    """A package of these files. The same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in files:
            info = zipfile.ZipInfo(path, _DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(info, text.encode())
    return out.getvalue()


def _damaged() -> BadFile:
    return BadFile(_("The package is damaged. Export it again and choose the new file."))


def _too_big() -> BadFile:
    return BadFile(_("Unpacked, the package is too big. Take out films and pictures, or split it."))


def _plain(path: str) -> str:
    return str(PurePosixPath(path)).lower()
