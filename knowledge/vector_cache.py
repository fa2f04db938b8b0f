"""Vectors that were computed before, by a hash of model and text, in a file of this machine.

For evaluations, which index the same articles again and again: a help centre of 5,000 articles
takes minutes of one core. Nothing else turns it on, so that no tenant's words are kept here.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

Vector = list[float]
Embed = Callable[[list[str]], list[Vector]]


class VectorCache:
    """``embed`` with a memory: ``VectorCache(path, embed, model="minilm").embed(texts)``."""

    def __init__(self, path: Path, embed: Embed, *, model: str) -> None:
        self._path = path
        self._embed = embed
        self._model = model
        with self._open() as file:
            file.execute("CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB)")

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector for each text, in order; those that are not in the file are added to it."""
        hashes = [hashlib.sha256(f"{self._model}\0{text}".encode()).digest() for text in texts]
        with self._open() as file:
            known = dict(self._known(file, hashes))
            new = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
            if new:
                made = zip(new, self._embed(list(new.values())), strict=True)
                fresh = {key: np.array(vector, np.float32).tobytes() for key, vector in made}
                file.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", fresh.items())
                known |= fresh
        return [np.frombuffer(known[key], np.float32).tolist() for key in hashes]

    def _known(
        self, file: sqlite3.Connection, hashes: list[bytes]
    ) -> Iterator[tuple[bytes, bytes]]:
        for key in hashes:
            if row := file.execute("SELECT vector FROM vectors WHERE hash = ?", [key]).fetchone():
                yield key, row[0]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=60)) as file, file:
            yield file
