"""Reads files of past conversations: JSON lines or CSV, as docs/backtests.md describes them.

A file is taken whole or not at all. What is wrong with it is said line by line, in words for
whoever brought it.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from escalation.backtesting.past import PastConversation
from helpdesk.backtests.telling import Bad, conversation_of

MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 100_000_000
MOST_CONVERSATIONS: Final = 20_000
PROBLEMS_TOLD: Final = 10
_COLUMNS: Final = ("conversation", "role", "text")
# Columns about a message; all others are about its conversation.
_OF_A_MESSAGE: Final = ("role", "text", "at", "confidence", "grounded", "verdict")
_FIELD_LIMIT: Final = 1_000_000


class BadFile(ValueError):
    """The file cannot be taken; ``problems`` say why, at most ``PROBLEMS_TOLD`` of them."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


def read_file(content: bytes) -> list[PastConversation]:
    """The conversations of a file, which may be packed with gzip. Raises ``BadFile``."""
    if len(content) > MOST_BYTES:
        raise BadFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    text = _text(_unpacked(content))
    if not text.strip():
        raise BadFile("The file is empty.")
    rows = _json_rows(text) if text.lstrip().startswith(("{", "[")) else _csv_rows(text)
    return _conversations(rows)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            unpacked = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError):
        raise BadFile("The file looks packed with gzip, but it cannot be unpacked.") from None
    if len(unpacked) > MOST_UNPACKED:
        raise BadFile(f"Unpacked it is larger than {MOST_UNPACKED // 1_000_000} MB. Split it.")
    return unpacked


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(
            "The file is not text in UTF-8. Save it as UTF-8 and bring it again."
        ) from None


Numbered = tuple[str, Mapping[str, Any] | Bad]


def _conversations(rows: Iterable[Numbered]) -> list[PastConversation]:
    found: list[PastConversation] = []
    problems: list[str] = []
    for place, row in rows:
        try:
            found.append(_conversation(place, row))
        except Bad as error:
            problems.append(f"{place}: {error}")
        if len(problems) == PROBLEMS_TOLD or len(found) > MOST_CONVERSATIONS:
            break
    _refuse(problems, len(found))
    return found


def _conversation(place: str, row: Mapping[str, Any] | Bad) -> PastConversation:
    if isinstance(row, Bad):
        raise row
    return conversation_of(row, place)


def _refuse(problems: list[str], count: int) -> None:
    if problems:
        raise BadFile(*problems)
    if count > MOST_CONVERSATIONS:
        raise BadFile(f"More than {MOST_CONVERSATIONS:,} conversations. Split the file.")
    if not count:
        raise BadFile("There is no conversation in the file.")


def _json_rows(text: str) -> Iterator[Numbered]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        is_object = isinstance(row, dict)
        yield f"Line {number}", row if is_object else Bad("is not one JSON object.")


def _csv_rows(text: str) -> Iterator[Numbered]:
    """Rows of one conversation stand together; the first has what is known of all of it."""
    place, key = "", ""
    row: dict[str, Any] = {}
    for number, one in _csv_lines(text):
        if one["conversation"] != key:
            if row:
                yield place, row
            place, key = f"Line {number}", one["conversation"]
            row = {**_about(one), "id": key, "turns": []}
        row["turns"].append({name: one[name] for name in _OF_A_MESSAGE if one.get(name)})
    if row:
        yield place, row


def _csv_lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(
            f"The columns {', '.join(_COLUMNS)} are needed; there is no {' and no '.join(missing)}."
        )
    try:
        for row in reader:
            yield reader.line_num, {name: value or "" for name, value in row.items() if name}
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} cannot be read as CSV: {error}.") from None


def _about(one: Mapping[str, str]) -> dict[str, Any]:
    told = {k: v for k, v in one.items() if v and k not in (*_OF_A_MESSAGE, "conversation")}
    return {"outcome": told} if told else {}
