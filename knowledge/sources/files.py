"""Files and folders of articles, read one piece at a time, so that a bad one spoils no other."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from knowledge.sources import json_lines
from knowledge.sources.documents import BadSource, Document, document
from knowledge.sources.inside import ENTRY_BYTES, TOO_LONG
from knowledge.sources.kinds import KINDS, kind_of
from knowledge.sources.reading import Reader

# Larger than any article; a scan of a book is.
MAX_BYTES = 25 * 1024 * 1024
_LINES = (".jsonl", ".jsonl.gz", ".ndjson")


@dataclass(frozen=True, slots=True)
class Piece:
    """One article's place in the source; ``read`` raises ``BadSource`` for a bad one."""

    name: str
    read: Callable[[], Document]


def pieces(path: Path) -> Iterator[Piece]:
    """The articles below a folder, in a file of lines, or in a single page, in a fixed order."""
    with Reader() as reader:
        for file in _files(path):
            if file.name.lower().endswith(_LINES):
                yield from _lines(file)
            else:
                yield from _entries(reader, file, path)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        known = file.suffix.lower() in KINDS or file.name.lower().endswith(_LINES)
        # What begins with a dot is an editor's or a version control's own.
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if known and not hidden and file.is_file():
            yield file


def _entries(reader: Reader, file: Path, root: Path) -> Iterator[Piece]:
    name = file.relative_to(root).as_posix() if root.is_dir() else file.name
    try:
        kind = kind_of(file, file.name, most_bytes=MAX_BYTES)
        for entry in reader.read(kind, file, name=name):
            place = entry.pop("place", "")
            yield Piece(f"{name}, {place}" if place else name, partial(from_entry, entry))
    except BadSource as error:
        yield Piece(name, partial(_fail, error))
    except OSError as error:
        yield Piece(name, partial(_fail, BadSource(f"cannot be read: {error.strerror}")))


def from_entry(entry: dict[str, Any]) -> Document:
    """What the reading child wrote of one entry. Raises ``BadSource``."""
    if "problem" in entry:
        raise BadSource(entry["problem"])
    return document(entry)


def _lines(file: Path) -> Iterator[Piece]:
    """One at a time and by ourselves: these files may be of any size, and are JSON alone."""
    opened = gzip.open if file.name.lower().endswith(".gz") else open
    try:
        with opened(file, "rb") as lines:
            for number, line in enumerate(_bounded(lines), start=1):
                if line.strip():
                    yield Piece(f"{file.name}:{number}", partial(_from_line, line))
    except (OSError, EOFError, zlib.error) as error:
        yield Piece(file.name, partial(_fail, BadSource(f"cannot be read to its end: {error}")))


def _bounded(lines: gzip.GzipFile | BufferedIOBase) -> Iterator[bytes]:
    """Line by line; of one that is too long the beginning, and never more of it in memory."""
    while line := lines.readline(ENTRY_BYTES + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = lines.readline(ENTRY_BYTES)
        yield line


def _from_line(line: bytes) -> Document:
    if len(line) > ENTRY_BYTES:
        raise BadSource(TOO_LONG)
    try:
        return document(json_lines.read(line.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        byte = line[error.start]
        raise BadSource(f"not UTF-8: byte 0x{byte:02x} at position {error.start}") from None


def _fail(error: BadSource) -> Document:
    raise error
