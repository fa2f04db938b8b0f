"""Find the passages that may answer a question: words and meaning, fused by rank.

Three statements, none of which grows with the number of passages: the question's stems with
how rare each is (a mistyped one is mended from the vocabulary), then both retrievers and the
fusion in one. Ranking every passage that has any of the words would take 400 ms and more at
100,000 passages, so only those with the rarest words are weighed.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from knowledge.embeddings import embed_question
from knowledge.models import SEARCH_CONFIGS, Article, Audience

CANDIDATES = 400
# How deep each retriever is read; k of reciprocal rank fusion.
DEPTH = 40
FUSION_K = 60
PER_ARTICLE = 3
MAX_QUESTION = 2000
MAX_TERMS = 24
# A mended word is a guess: it counts, but less than one that was typed right.
MENDED = 0.6
CONFIGS = [*SEARCH_CONFIGS.values(), "simple"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, with what found it.

    ``similarity`` is the cosine of question and passage; ``coverage`` the share of the
    question's words, weighed by rarity, that stand in the passage. Ranks start at 1.
    """

    passage_id: int
    article_id: int | None
    snippet_id: int | None
    public_id: str
    article_title: str
    heading_path: str
    text: str
    url: str
    score: float
    similarity: float
    coverage: float
    lexical_rank: int | None
    vector_rank: int | None


@dataclass(frozen=True, slots=True)
class Findings:
    """Hits, best first, and what they say about how far to trust them (all 0 to 1).

    ``similarity`` is the best hit's; ``coverage`` the share of the question's words found in
    the best hit; ``known`` the share found anywhere in the articles; ``margin`` how much
    closer the best article is than the next; ``agreement`` whether words and meaning point
    to the same article.
    """

    hits: list[Hit] = field(default_factory=list)
    similarity: float = 0.0
    coverage: float = 0.0
    known: float = 0.0
    margin: float = 0.0
    agreement: float = 0.0


@dataclass(frozen=True, slots=True)
class Term:
    """A stem of the question. ``lexeme`` is "" when no passage has it or its like."""

    lexeme: str
    passages: int
    total: int
    mended: bool

    @property
    def weight(self) -> float:
        """Inverse document frequency, as BM25 has it."""
        rarity = math.log(1 + (self.total - self.passages + 0.5) / (self.passages + 0.5))
        return rarity * (MENDED if self.mended else 1.0)


def search(question: str, *, audience: str = Audience.PUBLIC, limit: int = 5) -> list[Hit]:
    """The passages closest to the question, best first, at most three of an article.

    ``audience="public"`` sees what customers may be told, ``"internal"`` sees all.
    """
    return look_up(question, audience=audience, limit=limit).hits


def look_up(question: str, *, audience: str = Audience.PUBLIC, limit: int = 5) -> Findings:
    """``search`` with the signals that a confidence is made of."""
    question = question.replace("\x00", " ").strip()[:MAX_QUESTION]
    if not question:
        return Findings()
    vector = json.dumps(embed_question(question))
    audiences = [Audience.PUBLIC] if audience == Audience.PUBLIC else list(Audience)
    with transaction.atomic():
        terms = _terms(question)
        hits = _fused(terms, vector, audiences)
    return _findings(terms, hits, limit)


_TERMS = """
    WITH tuned AS MATERIALIZED (
        SELECT set_config('hnsw.ef_search', '100', true),
               set_config('hnsw.iterative_scan', 'relaxed_order', true)
    ), totals AS (
        SELECT config, passages AS total FROM knowledge_term
        WHERE lexeme = '' AND passages > 0 AND config = ANY(%(configs)s)
    ), words AS (
        SELECT totals.config, totals.total, asked.lexeme
        FROM tuned, totals, unnest(to_tsvector(totals.config::regconfig, %(question)s)) asked
        LIMIT %(most)s
    )
    SELECT coalesce(same.lexeme, near.lexeme, ''), coalesce(same.passages, near.passages, 0),
           words.total, same.lexeme IS NULL
    FROM words
    LEFT JOIN knowledge_term same
        ON same.config = words.config AND same.lexeme = words.lexeme AND same.passages > 0
    LEFT JOIN LATERAL (
        SELECT lexeme, passages FROM knowledge_term
        WHERE same.lexeme IS NULL AND config = words.config AND passages > 0
            AND lexeme %% words.lexeme AND similarity(lexeme, words.lexeme) >= 0.45
        ORDER BY similarity(lexeme, words.lexeme) DESC, passages DESC LIMIT 1
    ) near ON true
"""


def _terms(question: str) -> list[Term]:
    """The question's stems in every language the passages are in."""
    asked = {"configs": CONFIGS, "question": question, "most": MAX_TERMS}
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, asked)
        return [Term(*row) for row in cursor.fetchall()]


_FUSED = """
    WITH terms AS (
        SELECT quote_literal(lexeme)::tsquery AS query, weight
        FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS t(lexeme, weight)
    ), near AS (
        SELECT id, embedding <=> %(vector)s::vector AS distance FROM knowledge_passage
        WHERE audience = ANY(%(audiences)s)
        ORDER BY embedding <=> %(vector)s::vector LIMIT %(depth)s
    ), meant AS (
        SELECT id, row_number() OVER (ORDER BY distance, id) AS place FROM near
    ), candidates AS (
        SELECT id, tsv FROM knowledge_passage
        WHERE tsv @@ %(rarest)s::tsquery AND audience = ANY(%(audiences)s) LIMIT %(candidates)s
    ), weighed AS (
        SELECT id, sum(weight * ts_rank('{0.4, 0.4, 0.7, 1.0}', tsv, query)) AS weight
        FROM candidates, terms GROUP BY id
    ), said AS (
        SELECT id, row_number() OVER (ORDER BY weight DESC, id) AS place
        FROM weighed ORDER BY weight DESC, id LIMIT %(depth)s
    ), fused AS (
        SELECT id, said.place AS said, meant.place AS meant,
               coalesce(1.0 / (%(k)s + said.place), 0)
               + coalesce(1.0 / (%(k)s + meant.place), 0) AS score
        FROM said FULL JOIN meant USING (id) ORDER BY score DESC, id LIMIT %(depth)s
    )
    SELECT p.id, p.article_id, p.snippet_id, coalesce(a.public_id, ''), p.title, p.heading_path,
           p.text, coalesce(a.slug, ''), fused.score,
           1 - (p.embedding <=> %(vector)s::vector),
           (SELECT sum(weight) FROM terms WHERE p.tsv @@ query), fused.said, fused.meant
    FROM fused JOIN knowledge_passage p USING (id)
    LEFT JOIN knowledge_article a ON a.id = p.article_id
    LEFT JOIN knowledge_snippet s ON s.id = p.snippet_id
    WHERE (a.status = 'approved' AND a.audience = ANY(%(audiences)s))
        OR (s.is_active AND s.audience = ANY(%(audiences)s))
    ORDER BY fused.score DESC, p.id
"""


def _fused(terms: list[Term], vector: str, audiences: Sequence[str]) -> list[Hit]:
    found = [term for term in terms if term.lexeme]
    asked = {
        "lexemes": [term.lexeme for term in found],
        "weights": [term.weight for term in found],
        "rarest": _rarest(found),
        "vector": vector,
        "audiences": [str(audience) for audience in audiences],
        "depth": DEPTH,
        "candidates": CANDIDATES,
        "k": FUSION_K,
    }
    everything = sum(term.weight for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(_FUSED, asked)
        return [_hit(row, everything) for row in cursor.fetchall()]


def _rarest(terms: list[Term]) -> str:
    """A tsquery for at most ``CANDIDATES`` passages: any of the rarest stems that fit."""
    by_rarity = sorted(terms, key=lambda term: term.passages)
    chosen: list[str] = []
    room = CANDIDATES
    for term in by_rarity:
        if term.passages > room:
            break
        room -= term.passages
        chosen.append(_quoted(term.lexeme))
    if chosen:
        return " | ".join(chosen)
    # Even the rarest is common: passages that have the two rarest together.
    return " & ".join(_quoted(term.lexeme) for term in by_rarity[:2])


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _hit(row: tuple[Any, ...], everything: float) -> Hit:
    (passage, article, snippet, public_id, title, path, text, slug, score, *signals) = row
    similarity, covered, said, meant = signals
    return Hit(
        passage_id=passage,
        article_id=article,
        snippet_id=snippet,
        public_id=public_id,
        article_title=title,
        heading_path=path,
        text=text,
        url=Article(public_id=public_id, slug=slug).get_absolute_url() if article else "",
        score=float(score),
        similarity=float(similarity or 0),
        coverage=(covered or 0) / everything if everything else 0.0,
        lexical_rank=said,
        vector_rank=meant,
    )


def _findings(terms: list[Term], hits: list[Hit], limit: int) -> Findings:
    shown = _spread(hits, limit)
    if not shown:
        return Findings()
    best = shown[0]
    rival = max((hit.similarity for hit in hits if not _same(hit, best)), default=0.0)
    closest = max(hit.similarity for hit in hits if _same(hit, best))
    everything = sum(term.weight for term in terms)
    return Findings(
        hits=shown,
        similarity=max(0.0, best.similarity),
        coverage=best.coverage,
        known=sum(term.weight for term in terms if term.lexeme) / everything if everything else 0.0,
        margin=max(0.0, closest - rival),
        agreement=_agreement(hits),
    )


def _spread(hits: list[Hit], limit: int) -> list[Hit]:
    """The first hits, with no more than three of one article."""
    shown: list[Hit] = []
    for hit in hits:
        if sum(_same(hit, other) for other in shown) < PER_ARTICLE:
            shown.append(hit)
        if len(shown) == limit:
            break
    return shown


def _agreement(hits: list[Hit]) -> float:
    """1 when words and meaning put the same article first, falling with the distance."""
    said = next((hit for hit in hits if hit.lexical_rank == 1), None)
    meant = next((hit for hit in hits if hit.vector_rank == 1), None)
    if said is None or meant is None:
        return 0.0
    if _same(said, meant):
        return 1.0
    ranks = [hit.vector_rank for hit in hits if _same(hit, said) and hit.vector_rank]
    return 1.0 / min(ranks) if ranks else 0.0


def _same(hit: Hit, other: Hit) -> bool:
    return (hit.article_id, hit.snippet_id) == (other.article_id, other.snippet_id)
