"""Tables of questions and answers (CSV), one pair a row."""

import csv
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from knowledge.sources.problems import BadSource

MOST_ROWS = 10_000
QUESTION = ("question", "frage", "pregunta", "title", "q")
ANSWER = ("answer", "antwort", "respuesta", "body", "a")
_LISTED = ("collection", "audience", "status", "owner", "review_by", "language", "summary", "id")


def read(text: str, *, name: str) -> Iterator[dict[str, Any]]:
    """One article a row, as ``documents.document`` takes it, its place under ``place``.

    A row's id is made of its question, so that rows may change places. A row with a mistake
    has ``problem`` in place of the rest. Raises ``BadSource`` for the table as a whole.
    """
    columns, rows = table(text)
    asks, answers = column(columns, QUESTION), column(columns, ANSWER)
    if asks is None or answers is None:
        raise BadSource(
            "The first row must name the columns, a 'question' and an 'answer' among them; "
            f"it has: {', '.join(columns)[:200]}"
        )
    for number, row in rows:
        yield {"place": f"row {number}", **_pair(row, asks, answers, name)}


def table(text: str) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns' names in small letters, and numbered rows. Raises ``BadSource``."""
    if not text.strip():
        raise BadSource("The table is empty.")
    # A cell may be an article; the module's own limit is 128 KiB.
    csv.field_size_limit(2_000_000)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
    columns = [cell.strip().casefold().lstrip("\ufeff") for cell in next(reader)]
    return columns, _rows(reader, columns)


def column(columns: list[str], names: tuple[str, ...]) -> str | None:
    """The first of the names that is a column's."""
    return next((name for name in names if name in columns), None)


def _rows(reader: Any, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for number, cells in enumerate(reader, start=2):
            if number > MOST_ROWS + 1:
                raise BadSource(f"More than {MOST_ROWS:,} rows: split the table.")
            if any(cell.strip() for cell in cells):
                yield number, dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise BadSource(f"The table is broken: {error}") from None


def _pair(row: dict[str, str], asks: str, answers: str, name: str) -> dict[str, Any]:
    question, answer = row.get(asks, ""), row.get(answers, "")
    if not question or not answer:
        return {"problem": "The question is empty." if not question else "The answer is empty."}
    more = {key: row[key] for key in _LISTED if row.get(key)}
    return {"id": f"{name}#{identity(question)}", "title": question, "body": answer, **more}


def identity(question: str) -> str:
    """The same for a question whatever its capitals, spaces and marks."""
    words = " ".join(re.findall(r"\w+", question.casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _delimiter(text: str) -> str:
    """What divides the first row most often; names of columns hold none of these."""
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)
