"""Reads the passages that came first once more, word by word, and puts them in order anew.

One vector stands for a whole passage, so a word that decides may drown in it. Here every telling
word of the question looks for its nearest word in the passage, each with its vector in its own
sentence: the late interaction of Khattab and Zaharia, "ColBERT" (2020), with the word vectors of
the model that already makes those of passages. It costs a run of the model for each passage that
is not remembered, so only the first few are read. What it gave: docs/knowledge.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from knowledge.embeddings import Spelled, spell
from knowledge.retrieving import Hit

READ = 6
WEIGHT = 0.2
# Half-precision vectors of some 200 pieces each: 150 kB a passage.
REMEMBERED = 128
_SILENT_WORDS = (
    "a about also am an and any are as at be been being but by can could did do does for from get "
    "got had has have how i if in into is it its just know like me more most my need no not of on "
    "or our please so some tell than that the their them then there these they this those to use "
    "used using very want was we were what when where which who why will with would you your"
)
_SILENT = frozenset(_SILENT_WORDS.split())


def read_closely(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the first ``READ`` of them with ``matched`` and in a better order.

    The others keep their places behind them.
    """
    first, rest = read(question, hits[:READ]), hits[READ:]
    scored = [replace(hit, score=hit.score + WEIGHT * _mean(hit.matched)) for hit in first]
    return [*sorted(scored, key=lambda hit: -hit.score), *rest]


def read(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with ``matched``, in the order in which they come."""
    texts = [f"{hit.article_title}\n{hit.heading_path}\n{hit.text}" for hit in hits]
    pairs = zip(hits, _nearest(question, texts), strict=True)
    return [replace(hit, matched=tuple(nearest)) for hit, nearest in pairs]


def _nearest(question: str, texts: Sequence[str]) -> list[list[float]]:
    """For each text, how near its nearest word comes to each telling word of the question."""
    asked = _telling(spell([question])[0])
    return [
        (asked @ _spelled(text).vectors.astype(float).T).max(axis=1, initial=0.0).tolist()
        for text in texts
    ]


@lru_cache(maxsize=REMEMBERED)
def _spelled(text: str) -> Spelled:
    return spell([text])[0]


def _telling(question: Spelled) -> "np.ndarray":
    """The vectors of the question's words that say something; of all, if none does."""
    pieces = [piece.removeprefix("##") for piece in question.pieces]
    telling = [piece[:1].isalnum() and piece not in _SILENT for piece in pieces]
    kept = question.vectors[telling] if any(telling) else question.vectors
    return kept.astype(float)


def _mean(nearest: Sequence[float]) -> float:
    return sum(nearest) / len(nearest) if nearest else 0.0
