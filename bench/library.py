"""Very many passages at once: words as rare as in real text, vectors in clusters."""

from itertools import accumulate
from random import Random

import numpy as np
from numpy.typing import NDArray
from pgvector import Vector
from pgvector.psycopg import register_vector

from bench import floor
from knowledge.models import DIMENSIONS

Vectors = NDArray[np.float32]

WORDS_IN_PASSAGE = 60
VOCABULARY = 20_000
CLUSTERS = 60
PASSAGES_OF_ARTICLE = 8
_SEED = 7
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]

_ARTICLES = """
    INSERT INTO knowledge_article (public_id, source_hash, title, slug, summary, body, status,
        audience, language, version, indexed_version, created_at, updated_at)
    SELECT 'p' || n, '', 'Article ' || n, 'article-' || n, '', 'Body', 'approved', 'public', 'en',
           1, 1, now(), now()
    FROM generate_series(1, %s) AS n
"""
_PASSAGES = """
    INSERT INTO knowledge_passage (article_id, position, title, heading_path, text, audience,
        config, content_hash, tsv, embedding)
    SELECT ids[1 + place / %(each)s], place %% %(each)s, 'Article', '', text, 'public', 'english',
           md5(text), to_tsvector('english', text), embedding
    FROM drafts, (SELECT array_agg(id ORDER BY id) AS ids FROM knowledge_article
                  WHERE source_hash = '') AS known
"""
_TERMS = """
    INSERT INTO knowledge_term (config, lexeme, passages)
    SELECT 'english', lexeme, count(*) FROM knowledge_passage, unnest(tsv) GROUP BY lexeme
    UNION ALL SELECT 'english', '', count(*) FROM knowledge_passage
"""
_MEANING = "SELECT pg_get_indexdef('passage_meaning'::regclass)"


def word(rank: int) -> str:
    """The word that is the ``rank``-th most common, 0 first."""
    letters = [SYLLABLES[rank // base % len(SYLLABLES)] for base in (4900, 70, 1)]
    return "".join(letters)


def stock(schema: str, passages: int) -> None:
    """Fill the bound tenant's library, which must be empty, and count its terms.

    The vectors' index is built at the end: adding to it row by row takes three times as long.
    """
    with floor.connect(options=f"-c search_path={schema},public") as bare:
        register_vector(bare)
        bare.execute("CREATE TEMPORARY TABLE drafts (place int, text text, embedding vector)")
        copy = "COPY drafts (place, text, embedding) FROM STDIN (FORMAT BINARY)"
        with bare.cursor() as cursor, cursor.copy(copy) as rows:
            rows.set_types(["int4", "text", "vector"])
            for place, (text, vector) in enumerate(
                zip(_texts(passages), vectors(passages, _SEED), strict=True)
            ):
                rows.write_row((place, text, Vector(vector)))
        index = str((bare.execute(_MEANING).fetchone() or [""])[0])
        bare.execute("DROP INDEX passage_meaning")
        bare.execute("DELETE FROM knowledge_passage; DELETE FROM knowledge_term")
        bare.execute(_ARTICLES, [passages // PASSAGES_OF_ARTICLE + 1])
        bare.execute(_PASSAGES, {"each": PASSAGES_OF_ARTICLE})
        bare.execute(_TERMS)
        bare.execute("SET maintenance_work_mem = '512MB'")
        bare.execute(index.encode())
        for table in ("knowledge_article", "knowledge_passage", "knowledge_term"):
            bare.execute(f"VACUUM (ANALYZE) {table}".encode())


def vectors(number: int, seed: int) -> Vectors:
    """Unit vectors round the same centres, whatever the seed."""
    centres = np.random.default_rng(_SEED).normal(size=(CLUSTERS, DIMENSIONS))
    chance = np.random.default_rng(seed)
    found = centres[chance.integers(CLUSTERS, size=number)]
    found = found + 0.7 * chance.normal(size=(number, DIMENSIONS))
    unit: Vectors = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _texts(number: int) -> list[str]:
    chance = Random(_SEED)
    words = [word(rank) for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    return [
        " ".join(chance.choices(words, cum_weights=weights, k=WORDS_IN_PASSAGE))
        for _ in range(number)
    ]
