"""The kinds of files that are taken, by their first bytes; all others are refused.

Nothing that a browser would run is among them: no HTML, no SVG, no script, no program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

HEAD_BYTES = 512
NAMED = "pictures, PDF, text, CSV, JSON, ZIP, Word, Excel, PowerPoint, sound and video"


@dataclass(frozen=True, slots=True)
class Kind:
    """One ending: the media type under which it is served, and what the first bytes must say."""

    media: str
    family: str

    @property
    def is_picture(self) -> bool:
        return self.media.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Final[Mapping[str, Kind]] = {
    "png": Kind("image/png", "png"),
    "jpg": Kind("image/jpeg", "jpeg"),
    "jpeg": Kind("image/jpeg", "jpeg"),
    "gif": Kind("image/gif", "gif"),
    "webp": Kind("image/webp", "webp"),
    "pdf": Kind("application/pdf", "pdf"),
    "txt": Kind("text/plain", "text"),
    "log": Kind("text/plain", "text"),
    "csv": Kind("text/csv", "text"),
    "json": Kind("application/json", "text"),
    "zip": Kind("application/zip", "zip"),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", "zip"),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", "zip"),
    "pptx": Kind(f"{_OFFICE}.presentationml.presentation", "zip"),
    "mp4": Kind("video/mp4", "mp4"),
    "mov": Kind("video/quicktime", "mp4"),
    "m4a": Kind("audio/mp4", "mp4"),
    "webm": Kind("video/webm", "webm"),
    "mp3": Kind("audio/mpeg", "mp3"),
    "ogg": Kind("audio/ogg", "ogg"),
    "wav": Kind("audio/wav", "wav"),
}
# The folder that makes a ZIP file this kind of document.
DOCUMENT_FOLDERS: Final[Mapping[str, str]] = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}

# (where, what) that must all stand in the first bytes. Sources: the formats' own specifications
# (PNG 5.2, JPEG B.1.1, GIF89a 17, RIFF/WebP, ISO 32000-1 7.5.2, APPNOTE 4.3, ISO 14496-12 4.3,
# EBML/Matroska, ID3v2.4 3.1, ISO 11172-3 2.4.1.3, RFC 3533).
_SIGNATURES: Final[tuple[tuple[str, tuple[tuple[int, bytes], ...]], ...]] = (
    ("png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    ("jpeg", ((0, b"\xff\xd8\xff"),)),
    ("gif", ((0, b"GIF87a"),)),
    ("gif", ((0, b"GIF89a"),)),
    ("webp", ((0, b"RIFF"), (8, b"WEBP"))),
    ("wav", ((0, b"RIFF"), (8, b"WAVE"))),
    ("pdf", ((0, b"%PDF-"),)),
    ("zip", ((0, b"PK\x03\x04"),)),
    ("mp4", ((4, b"ftyp"),)),
    ("webm", ((0, b"\x1aE\xdf\xa3"),)),
    ("mp3", ((0, b"ID3"),)),
    ("mp3", ((0, b"\xff\xfb"),)),
    ("mp3", ((0, b"\xff\xf3"),)),
    ("mp3", ((0, b"\xff\xf2"),)),
    ("ogg", ((0, b"OggS"),)),
)


def family_of(head: bytes) -> str:
    """What the first bytes say; nothing when they may be text or are unknown."""
    for family, marks in _SIGNATURES:
        if all(head.startswith(mark, at) for at, mark in marks):
            return family
    return ""
