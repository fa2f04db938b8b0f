"""Find articles that say nearly the same, before one of them is indexed.

An article is sketched by sixteen numbers: MinHash with 64 functions over shingles of five words,
cut into bands of four (Broder, "On the resemblance and containment of documents", 1997; Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", 3.4). Two articles that share a fifth of their
shingles share a band in 1 of 40 cases, with four fifths they do in 9,998 of 10,000. Those that
share one are then compared shingle by shingle, so the answer is exact.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.models import Article, Sketch

# Jaccard's measure over shingles from which two articles are taken for the same.
ALIKE = 0.8
WORDS = 5
FUNCTIONS, ROWS = 64, 4
# How many that share a band are compared word by word, at the most.
COMPARED = 20
# Multiply-shift hashing (Dietzfelbinger and others, 1997): odd factors, drawn once and for ever.
_draw = np.random.default_rng(20_261_128)
_FACTORS = _draw.integers(0, 2**64, FUNCTIONS, dtype=np.uint64) | np.uint64(1)
_SUMMANDS = _draw.integers(0, 2**64, FUNCTIONS, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Twin:
    """An article that says nearly the same: ``alike`` is the share of shingles in common."""

    article: Article
    alike: float


def sketch(article: Article) -> None:
    """Store what the article's wording is found by."""
    bands = bands_of(shingles(article.title, article.body))
    Sketch.objects.bulk_create(
        [Sketch(article=article, bands=bands)],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["bands"],
    )


def twin_of(title: str, body: str, *, but: int | None = None) -> Twin | None:
    """The article in use that is most like this text, if one is alike; ``but``: not this one."""
    words = shingles(title, body)
    if not words:
        return None
    others = Article.objects.exclude(status=Article.Status.ARCHIVED)
    if but is not None:
        others = others.exclude(pk=but)
    near = others.filter(sketch__bands__overlap=bands_of(words)).order_by("id")[:COMPARED]
    twins = (Twin(one, likeness(words, shingles(one.title, one.body))) for one in near)
    best = max(twins, key=lambda twin: twin.alike, default=None)
    return best if best and best.alike >= ALIKE else None


def shingles(title: str, body: str) -> set[int]:
    """Every run of five words as a number; of a shorter text the whole."""
    words = re.findall(r"\w+", f"{title} {body}".casefold())
    starts = range(max(1, len(words) - WORDS + 1)) if words else range(0)
    return {zlib.crc32(" ".join(words[at : at + WORDS]).encode()) for at in starts}


def likeness(one: set[int], other: set[int]) -> float:
    """Jaccard's measure: the share of all shingles that both have."""
    return len(one & other) / len(one | other) if one or other else 0.0


def bands_of(words: Iterable[int]) -> list[int]:
    """Sixteen numbers, or none for a text without words."""
    found = np.fromiter(words, dtype=np.uint64)
    if not len(found):
        return []
    least = np.full(FUNCTIONS, 2**32 - 1, dtype=np.uint64)
    # A slice at a time, so that a book takes no more memory than an article.
    for start in range(0, len(found), 4_096):
        least = np.minimum(least, _hashed(found[start : start + 4_096]).min(axis=1))
    rows = least.astype("<u4").reshape(-1, ROWS)
    return [int(np.int32(zlib.crc32(row.tobytes(), at) - 2**31)) for at, row in enumerate(rows)]


def _hashed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    products: NDArray[np.uint64] = np.outer(_FACTORS, words) + _SUMMANDS[:, np.newaxis]
    return products >> np.uint64(32)
