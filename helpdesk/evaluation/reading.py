"""Reads the files that evaluations measure on: lines of JSON with the keys that are needed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.evaluating import BadFile, rows

Row = dict[str, Any]


def lines(path: Path, *needed: str) -> list[Row]:
    """The rows of a file. Raises ``BadFile`` naming the line that lacks a key."""
    read = []
    for row, where in rows(path):
        if lacking := [key for key in needed if key not in row]:
            raise BadFile(f"{where}: needs {', '.join(lacking)}.")
        read.append(row)
    if not read:
        raise BadFile(f"{path}: is empty.")
    return read


def turns_of(row: Row) -> Sequence[Row]:
    """The turns of a dialogue that say something."""
    return [turn for turn in row["turns"] if str(turn.get("text", "")).strip()]
