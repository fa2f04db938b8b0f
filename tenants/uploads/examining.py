"""Look at an uploaded file and say what it is, or why it is not taken."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.uploads import jail, scanning
from tenants.uploads.kinds import DOCUMENT_FOLDERS, HEAD_BYTES, KINDS, NAMED, Kind, family_of
from tenants.uploads.names import cleaned, ending_of

CHUNK_BYTES = 256 * 1024
# Control characters that no text holds; terminals' colours (escape) stand in logs.
_NOT_TEXT = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(rb"\s*<(!doctype|html|svg|script|head|body|\?xml|!--)", re.IGNORECASE)
_BYTE_ORDER = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Unacceptable(ValidationError):
    """The file is not taken. ``code``: ``empty_file``, ``file_too_large``, ``kind``, ``infected``.

    The words name what is wrong and what would be taken.
    """


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: ``path`` is what to store, ``preview`` a small picture of it."""

    path: Path
    name: str
    media: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    preview: Path | None = None


def examine(path: Path, name: str, *, limit: int) -> Examined:
    """What the file at ``path`` is; ``limit`` in bytes. Files beside it are the caller's to remove.

    Raises ``Unacceptable``, or ``ScannerAway`` when a scanner is set up and does not answer.
    """
    size = path.stat().st_size
    if not size:
        raise Unacceptable(_("The file is empty."), code="empty_file")
    if size > limit:
        raise too_large(limit)
    shown, kind = _agreed(path, cleaned(name))
    if malware := scanning.finding(path):
        words = _("The scanner found {malware} in this file.").format(malware=malware)
        raise Unacceptable(words, code="infected")
    return _looked_into(path, shown, kind)


def too_large(limit: int) -> Unacceptable:
    words = _("The file is over {limit} MB. Send a smaller one.")
    return Unacceptable(words.format(limit=f"{limit / 1024 / 1024:.4g}"), code="file_too_large")


def _agreed(path: Path, name: str) -> tuple[str, Kind]:
    """The name and the kind on which ending and content agree."""
    with path.open("rb") as content:
        family = family_of(content.read(HEAD_BYTES)) or _text_or_nothing(path)
    ending = ending_of(name)
    if ending not in KINDS and "." not in name and family:
        ending = next(one for one, kind in KINDS.items() if kind.family == family)
        name = f"{name}.{ending}"
    kind = KINDS.get(ending)
    if kind is None:
        raise _not_taken(f"Files that end in .{ending} are not taken." if ending else "")
    if kind.family != family:
        raise _not_taken(f"This is not what a .{ending} file holds.")
    return name, kind


def _not_taken(why: str) -> Unacceptable:
    return Unacceptable(f"{why} You can send {NAMED}.".strip(), code="kind")


def _text_or_nothing(path: Path) -> str:
    """``text`` when all of it is text and it does not begin like a page or a drawing."""
    with path.open("rb") as content:
        head = content.read(HEAD_BYTES)
        if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
            return ""
        encodings = [_BYTE_ORDER[head[:2]]] if head[:2] in _BYTE_ORDER else ["utf-8", "cp1252"]
        return "text" if any(_reads_as(path, encoding) for encoding in encodings) else ""


def _reads_as(path: Path, encoding: str) -> bool:
    decode = codecs.getincrementaldecoder(encoding)().decode
    try:
        with path.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                if _NOT_TEXT.search(decode(chunk)):
                    return False
            decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looked_into(path: Path, name: str, kind: Kind) -> Examined:
    """Pictures and archives are read by a child; of the rest only the first bytes matter."""
    try:
        if kind.is_picture:
            seen = jail.picture(kind.family, path)
            whole = _measured(seen.clean, name, kind)
            return Examined(*whole, seen.width, seen.height, seen.preview)
        if kind.family == "zip":
            _check_document(path, ending_of(name))
    except jail.Broken as broken:
        raise _not_taken(f"{name}: {broken}") from broken
    return Examined(*_measured(path, name, kind))


def _check_document(path: Path, ending: str) -> None:
    inside = jail.folders(path)
    if ending in DOCUMENT_FOLDERS and DOCUMENT_FOLDERS[ending] not in inside:
        raise jail.Broken(f"This is not what a .{ending} file holds.")


def _measured(path: Path, name: str, kind: Kind) -> tuple[Path, str, str, int, str]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return path, name, kind.media, path.stat().st_size, digest
