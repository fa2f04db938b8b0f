"""Which kinds of files are read, by their ending and their first bytes together."""

from pathlib import Path, PurePosixPath
from typing import Final

from knowledge.sources.problems import BadSource, Problem
from tenants.uploads.kinds import HEAD_BYTES, family_of

# Ending → what ``inside`` calls it.
KINDS: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "word",
    ".csv": "questions",
    ".jsonl": "lines",
    ".ndjson": "lines",
}
NAMED: Final = "Markdown, HTML, PDF, Word (.docx), CSV and JSON lines"
# What a kind's first bytes say; all others are text. A compound file may be a locked Word file.
_FAMILIES: Final = {"pdf": ("pdf",), "word": ("zip", "compound")}
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
# A PDF may begin with up to a kilobyte of something else (ISO 32000-1, annex H.3.4.1).
_PDF_WITHIN: Final = 1_024


def kind_of(path: Path, name: str, *, most_bytes: int) -> str:
    """What ``inside`` calls the file. ``name`` has its ending. Raises ``BadSource``."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in KINDS:
        hint = " Save it as .docx." if ending == ".doc" else ""
        words = f"{ending or 'A file without an ending'} is no kind of article; {NAMED} are."
        raise BadSource(words + hint, Problem.UNKNOWN_TYPE)
    size = path.stat().st_size
    if size == 0:
        raise BadSource("The file is empty.", Problem.EMPTY)
    if size > most_bytes:
        raise too_large(size, most_bytes)
    with path.open("rb") as opened:
        _look(opened.read(max(HEAD_BYTES, _PDF_WITHIN)), KINDS[ending], ending)
    return KINDS[ending]


def too_large(size: int, most_bytes: int) -> BadSource:
    """What is said of a file of so many bytes."""
    mega = 1024 * 1024
    return BadSource(
        f"It has {size / mega:,.0f} MB; at most {most_bytes / mega:,.0f} MB are read.",
        Problem.TOO_LARGE,
    )


def _look(head: bytes, kind: str, ending: str) -> None:
    family = "compound" if head.startswith(_COMPOUND) else family_of(head)
    if kind == "pdf" and b"%PDF-" in head[:_PDF_WITHIN]:
        family = "pdf"
    wanted = _FAMILIES.get(kind, ("",))
    if family not in wanted:
        found = f"a {family.upper()} file" if family else "something else"
        raise BadSource(f"It ends in {ending} and is {found}.", Problem.WRONG_TYPE)
    if wanted == ("",) and b"\x00" in head:
        raise BadSource("It holds a zero byte: is this a text file?", Problem.WRONG_TYPE)
