"""Word files (DOCX): headings, lists and tables as Markdown, without pictures."""

from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

import mammoth
from bs4 import BeautifulSoup

from knowledge.sources.html import as_markdown
from knowledge.sources.problems import BadSource, Problem

MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
# Smaller ones may unpack to any multiple of their size.
SMALL = 10 * 1024 * 1024
MOST_ENTRIES = 1_000
# Compound File Binary: an old .doc, or a DOCX behind a password (MS-OFFCRYPTO 2.3.4.4).
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes, *, name: str) -> dict[str, Any]:
    """The article in one file, as ``documents.document`` takes it. Raises ``BadSource``."""
    _look_into(content)
    try:
        html = mammoth.convert_to_html(
            BytesIO(content), convert_image=mammoth.images.img_element(lambda _image: {})
        ).value
    except (BadZipFile, ExpatError, KeyError, ValueError, OSError):
        raise BadSource("The Word file is damaged and cannot be read.", Problem.CORRUPT) from None
    page = BeautifulSoup(html, "html.parser")
    heading = page.find("h1")
    title = heading.get_text(" ", strip=True) if heading else ""
    if heading is not None:
        heading.extract()
    return {"id": name, "title": title or PurePosixPath(name).stem, "body": as_markdown(page)}


def _look_into(content: bytes) -> None:
    """Only the list of contents is read here; nothing is unpacked."""
    if content.startswith(OLD):
        if _ENCRYPTED in content:
            reason = "It is password-protected: save it without a password."
            raise BadSource(reason, Problem.LOCKED)
        raise BadSource("An old Word file (.doc): save it as .docx.", Problem.WRONG_TYPE)
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except BadZipFile:
        raise BadSource("The Word file is damaged and cannot be read.", Problem.CORRUPT) from None
    unpacked = sum(entry.file_size for entry in entries)
    most = min(MOST_UNPACKED, max(SMALL, MOST_RATIO * len(content)))
    if unpacked > most or len(entries) > MOST_ENTRIES:
        raise BadSource("It would unpack to far more than its size.", Problem.BOMB)
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise BadSource("A ZIP file, but no Word document.", Problem.WRONG_TYPE)
