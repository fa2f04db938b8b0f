"""PDF files: their text as Markdown, headings by the size of their letters.

Read with PDFium, and with pypdf where PDFium finds no text: pypdf reads some broken files that
PDFium does not, and knows no sizes. Neither has a way to the network.
"""

import logging
import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from statistics import median
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdfium2 import raw

from knowledge.sources.problems import BadSource, Problem

MOST_PAGES = 2_000
# A page of a scan has none; a stamp or a page number may stand on it.
LEAST_LETTERS_A_PAGE = 15
# Letters that are so much larger than the usual ones make a heading.
LARGER = 1.15
MOST_HEADING_WORDS = 14
_LOCKED = "It is password-protected: save it without a password."
_BULLET = re.compile(r"^\s*[•‣▪●◦–-]\s+")
_NUMBERED = re.compile(r"^\s*(\d{1,3})[.)]\s+")
_ENDS = re.compile(r"[.!?:;…”\"')\]]\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and the size of its letters in points, 0 where that is not known."""

    text: str
    size: float = 0.0


def read(content: bytes, *, name: str) -> dict[str, Any]:
    """The article in one file, as ``documents.document`` takes it. Raises ``BadSource``."""
    pages, title = _read(content)
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < LEAST_LETTERS_A_PAGE * len(pages):
        raise BadSource(
            f"{len(pages)} pages and no text: a scan. Run it through text recognition (OCR) first.",
            Problem.SCANNED,
        )
    lines = [line for page in _without_margins(pages) for line in page]
    title = title or _first_heading(lines) or PurePosixPath(name).stem
    return {"id": name, "title": title[:300], "body": as_markdown(lines, title)}


def _read(content: bytes) -> tuple[list[list[Line]], str]:
    """Pages of lines, and the title that the file gives itself."""
    try:
        return _with_pdfium(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise BadSource(_LOCKED, Problem.LOCKED) from None
        return _with_pypdf(content)


def _with_pdfium(content: bytes) -> tuple[list[list[Line]], str]:
    document = pypdfium2.PdfDocument(content)
    _count(len(document))
    title = document.get_metadata_value("Title").strip()
    return [_lines(document[at].get_textpage()) for at in range(len(document))], _sound(title)


def _lines(page: pypdfium2.PdfTextPage) -> list[Line]:
    text = page.get_text_range()
    # One size for a line is enough, and a call for every letter would cost ten times the text.
    at = 0
    lines = []
    for line in text.splitlines(keepends=True):
        words = line.strip().replace("\x02", "-").replace("￾", "-")
        if words:
            middle = at + len(line) // 2
            lines.append(Line(words, float(raw.FPDFText_GetFontSize(page, middle))))
        at += len(line)
    return lines


def _with_pypdf(content: bytes) -> tuple[list[list[Line]], str]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadSource(_LOCKED, Problem.LOCKED)
        _count(len(reader.pages))
        pages = [
            [Line(line.strip()) for line in page.extract_text().splitlines() if line.strip()]
            for page in reader.pages
        ]
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BadSource):
            raise
        raise BadSource("The PDF is damaged and cannot be read.", Problem.CORRUPT) from None
    return pages, ""


def _count(pages: int) -> None:
    if pages == 0:
        raise BadSource("It has no pages.", Problem.EMPTY)
    if pages > MOST_PAGES:
        raise BadSource(f"It has {pages} pages; at most {MOST_PAGES} are read.", Problem.TOO_LARGE)


def _sound(title: str) -> str:
    """The title unless a program put its file's name there."""
    return "" if re.search(r"\.\w{2,4}$|^untitled|^microsoft word", title, re.I) else title


def _without_margins(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out what stands at the head or foot of most pages, and page numbers."""
    edges = Counter(_bare(line) for page in pages for line in {*page[:2], *page[-2:]})
    common = {words for words, times in edges.items() if times > max(2, len(pages) / 2)}
    return [
        [
            line
            for at, line in enumerate(page)
            if 2 <= at < len(page) - 2 or (_bare(line) and _bare(line) not in common)
        ]
        for page in pages
    ]


def _bare(line: Line) -> str:
    """Without the numbers, which count pages; empty for a page number that stands alone."""
    return re.sub(r"\d+|page|seite|\W", "", line.text.casefold())


def _first_heading(lines: list[Line]) -> str:
    usual = _usual_size(lines)
    return next((line.text for line in lines[:12] if _is_heading(line, usual)), "")


def as_markdown(lines: list[Line], title: str = "") -> str:
    """Paragraphs put together from their lines, under headings; the title is not said again."""
    usual = _usual_size(lines)
    parts: list[str] = []
    goes_on = False
    for line in lines:
        if line.text == title and not parts:
            continue
        written = _written(line, usual)
        if goes_on and written == line.text:
            parts[-1] = _joined(parts[-1], line.text)
        else:
            parts.append(written)
        goes_on = not written.startswith("## ") and not _ENDS.search(line.text)
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"


def _written(line: Line, usual: float) -> str:
    if _is_heading(line, usual):
        return f"## {line.text}"
    if _BULLET.match(line.text):
        return _BULLET.sub("- ", line.text)
    return _NUMBERED.sub(r"\1. ", line.text)


def _is_heading(line: Line, usual: float) -> bool:
    is_large = usual > 0 and line.size >= usual * LARGER
    return is_large and len(line.text.split()) <= MOST_HEADING_WORDS


def _usual_size(lines: list[Line]) -> float:
    sizes = [line.size for line in lines for _ in range(1 + len(line.text) // 20) if line.size]
    return median(sizes) if sizes else 0.0


def _joined(before: str, line: str) -> str:
    """A word that was divided at the end of a line is whole again."""
    if re.search(r"\w-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
