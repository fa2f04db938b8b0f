"""Read the questions that somebody judges an assistant by, as a table or as lines."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError

from knowledge.evaluating import BadFile, Judged, judged_line
from knowledge.sources.problems import BadSource
from knowledge.sources.questions import column, table

MOST_QUESTIONS = 2_000
MOST_BYTES = 5 * 1024 * 1024
_QUESTIONS = ("question", "frage", "q")
_ARTICLES = ("article", "articles", "relevant", "title", "artikel")
# More than one article in a field of a table.
_BETWEEN = "|"


def read(content: bytes, *, file_name: str) -> list[dict[str, Any]]:
    """The questions in a file, as ``QuestionSet`` keeps them.

    CSV: a column *question* and a column *article* (titles or ids, several parted by ``|``; empty
    where nothing answers). JSON lines: as ``evaluate retrieval`` takes them. Raises
    ``ValidationError`` naming the place and the fix.
    """
    try:
        found = _read(content, file_name)
    except (BadFile, BadSource) as error:
        raise ValidationError(str(error)) from None
    if not found:
        raise ValidationError("There is no question in it.")
    if len(found) > MOST_QUESTIONS:
        raise ValidationError(
            f"{len(found):,} questions are too many: at most {MOST_QUESTIONS:,} in a set."
        )
    return [_kept(one) for one in found]


def digest_of(questions: list[dict[str, Any]]) -> str:
    """The same for the same questions with the same right articles, whatever the set is called."""
    canonical = json.dumps(questions, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(content: bytes, file_name: str) -> list[Judged]:
    if len(content) > MOST_BYTES:
        raise BadFile(f"The file is too large: at most {MOST_BYTES // 1024**2} MB are read.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"Byte {error.start} is no UTF-8. Save the file as UTF-8.") from None
    if "\0" in text:
        raise BadFile("There is a NUL character in it. Save the file as plain text.")
    if file_name.lower().endswith(".csv"):
        return _rows(text)
    lines = enumerate(text.split("\n"), start=1)
    return [judged_line(line, f"line {at}") for at, line in lines if line.strip()]


def _rows(text: str) -> list[Judged]:
    columns, rows = table(text)
    asks, answers = column(columns, _QUESTIONS), column(columns, _ARTICLES)
    if asks is None or answers is None:
        raise BadFile(
            "The first row must name the columns, a 'question' and an 'article' among them; "
            f"it has: {', '.join(columns)[:200]}"
        )
    return [_judged(row, asks, answers, number) for number, row in rows]


def _judged(row: dict[str, str], asks: str, answers: str, number: int) -> Judged:
    if not row.get(asks):
        raise BadFile(f"Row {number} has no question.")
    named = (one.strip() for one in row.get(answers, "").split(_BETWEEN))
    articles = frozenset(one for one in named if one)
    return Judged(str(number), row[asks], (), articles, answerable=bool(articles))


def _kept(one: Judged) -> dict[str, Any]:
    return {
        "question": one.question,
        "history": list(one.history),
        "relevant": sorted(one.relevant),
        "answerable": one.answerable,
    }
