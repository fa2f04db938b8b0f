"""The child that reads what strangers wrote, within limits that the kernel keeps.

``python -m knowledge.sources.inside`` takes one line of JSON for each file, ``{"kind", "source",
"name", "target"}``, writes what stands in it to ``target``, a line of JSON for each entry, and
answers with a line: ``{"entries": n}`` or ``{"problem": "corrupt", "reason": "…"}``. A file that
takes too much ends it; the parent then starts another for the next file.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.sources import json_lines
from knowledge.sources.problems import BadSource, Problem

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
TARGET_BYTES = 64 * 1024 * 1024
# The parent holds one entry at a time. An article may have 500,000 letters, of up to 12 bytes here.
ENTRY_BYTES = 6 * 1024 * 1024
TOO_LONG = "An article of more than 6 MB; at most 500,000 letters. Split it by topic."
# Nesting that Python's own recursion cannot follow is a mistake in the file, not in us.
_COSTLY = (MemoryError, RecursionError)

Entry = dict[str, Any]
Reader = Callable[[bytes, str], Iterable[Entry]]


def main() -> None:
    _limit()
    sys.addaudithook(_keep_in)
    for line in sys.stdin:
        _more_time()
        asked = json.loads(line)
        try:
            said: Entry = {"entries": _read(asked)}
        except BadSource as error:
            said = {"problem": error.problem, "reason": str(error)}
        except _COSTLY:
            said = {"problem": Problem.TOO_COSTLY, "reason": "It takes too much to read."}
        except Exception as error:  # noqa: BLE001 - whatever a hostile file breaks, it is not taken
            reason = "It cannot be read; it may be damaged."
            said = {"problem": Problem.CORRUPT, "reason": reason, "error": repr(error)[:300]}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        if said.get("problem") == Problem.TOO_COSTLY:
            return


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, TARGET_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _more_time() -> None:
    """``CPU_SECONDS`` more than this process has used; the kernel ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _keep_in(event: str, _arguments: object) -> None:
    """No parser has a reason to speak to the network or to start a program."""
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system")):
        raise PermissionError(f"{event} is not for the reading child")


def _read(asked: Entry) -> int:
    content = Path(asked["source"]).read_bytes()
    count = 0
    with Path(asked["target"]).open("w", encoding="utf-8") as target:
        for entry in _READERS[asked["kind"]](content, asked["name"]):
            target.write(_line(entry) + "\n")
            count += 1
    return count


def _line(entry: Entry) -> str:
    line = json.dumps(entry, default=_day)
    if len(line) <= ENTRY_BYTES:
        return line
    place = {"place": entry["place"]} if "place" in entry else {}
    return json.dumps({**place, "problem": TOO_LONG})


def _day(value: Any) -> str:
    """YAML reads "2027-05-31 10:00" as a moment; its day is what was meant."""
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise BadSource(f"not UTF-8: byte 0x{byte:02x} at position {error.start}") from None


def _markdown(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import markdown  # noqa: PLC0415 - a parser is loaded when one is needed

    yield markdown.read(_text(content), name=name)


def _html(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import html  # noqa: PLC0415

    yield html.read(_text(content), name=name)


def _pdf(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import pdf  # noqa: PLC0415

    yield pdf.read(content, name=name)


def _word(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import word  # noqa: PLC0415

    yield word.read(content, name=name)


def _lines(content: bytes, _name: str) -> Iterator[Entry]:
    for number, line in enumerate(_text(content).splitlines(), start=1):
        if line.strip():
            yield {"place": f"line {number}", **_of_line(line)}


def _of_line(line: str) -> Entry:
    try:
        return json_lines.read(line)
    except BadSource as error:
        return {"problem": str(error)}


def _questions(content: bytes, name: str) -> Iterable[Entry]:
    from knowledge.sources import questions  # noqa: PLC0415

    return questions.read(_text(content), name=name)


def _tickets(content: bytes, name: str) -> Iterable[Entry]:
    from knowledge.sources import tickets  # noqa: PLC0415

    return tickets.read(_text(content), name=name)


def _page(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import page  # noqa: PLC0415

    yield page.read(content.decode("utf-8", "replace"), name=name)


def _sitemap(content: bytes, name: str) -> Iterator[Entry]:
    from knowledge.sources import page  # noqa: PLC0415

    yield page.read_sitemap(content.decode("utf-8", "replace"), name=name)


_READERS: dict[str, Reader] = {
    "markdown": _markdown,
    "html": _html,
    "pdf": _pdf,
    "word": _word,
    "lines": _lines,
    "questions": _questions,
    "tickets": _tickets,
    "page": _page,
    "sitemap": _sitemap,
}

if __name__ == "__main__":
    main()
