"""Files and folders of articles, read one piece at a time, so that a bad one spoils no other."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.sources import html, json_lines, markdown
from knowledge.sources.documents import BadSource, Document

# Larger than any article, small enough to be read into memory.
MAX_BYTES = 5_000_000
_PAGES = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
}
_LINES = (".jsonl", ".jsonl.gz", ".ndjson")


@dataclass(frozen=True, slots=True)
class Piece:
    """One article's place in the source; ``read`` raises ``BadSource`` for a bad one."""

    name: str
    read: Callable[[], Document]


def pieces(path: Path) -> Iterator[Piece]:
    """The articles below a folder, in a file of lines, or in a single page, in a fixed order."""
    for file in _files(path):
        if file.name.lower().endswith(_LINES):
            yield from _lines(file)
        else:
            yield _page(file, path)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        known = file.suffix.lower() in _PAGES or file.name.lower().endswith(_LINES)
        # What begins with a dot is an editor's or a version control's own.
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if known and not hidden and file.is_file():
            yield file


def _page(file: Path, root: Path) -> Piece:
    name = file.relative_to(root).as_posix() if root.is_dir() else file.name

    def read() -> Document:
        reader = _PAGES.get(file.suffix.lower())
        if reader is None:
            raise BadSource(f"{file.suffix or 'a file without an ending'} is no kind of article")
        if file.stat().st_size > MAX_BYTES:
            raise BadSource("larger than 5 MB")
        return reader(_decoded(_content(file)), name=name)

    return Piece(name, read)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadSource(f"cannot be read: {error.strerror}") from None


def _lines(file: Path) -> Iterator[Piece]:
    opened = gzip.open if file.name.lower().endswith(".gz") else open
    try:
        with opened(file, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Piece(f"{file.name}:{number}", _line_reader(line))
    except (OSError, EOFError, zlib.error) as error:
        yield Piece(file.name, _failing(f"cannot be read to its end: {error}"))


def _line_reader(line: bytes) -> Callable[[], Document]:
    return lambda: json_lines.read(_decoded(line))


def _failing(reason: str) -> Callable[[], Document]:
    def read() -> Document:
        raise BadSource(reason)

    return read


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise BadSource(f"not UTF-8: byte 0x{byte:02x} at position {error.start}") from None
