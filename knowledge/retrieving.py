"""Both retrievers, words and meaning, and the fusion of their ranks, in one statement.

Ranking every passage that has any of the words would take 400 ms and more at 100,000
passages, so only those with the rarest words are weighed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from knowledge.cutting import PATH_SEPARATOR
from knowledge.models import Article, Audience
from knowledge.plain_text import anchor
from knowledge.terms import Term

CANDIDATES = 400
# How deep each retriever is read; k of reciprocal rank fusion. The customary 60 is for lists of a
# thousand: of two lists of 40 it lets the last in both outdo the first in one.
DEPTH = 40
FUSION_K = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, with what found it.

    ``similarity`` is the cosine of question and passage; ``coverage`` the share of the
    question's words, weighed by rarity, that stand in the passage. Ranks start at 1 and are
    ``None`` where that retriever did not find it. ``url`` leads to the passage's heading on
    the help page; it is "" for a snippet, which has no page, and for an internal article.
    """

    passage_id: int
    article_id: int | None
    snippet_id: int | None
    public_id: str
    audience: str
    article_title: str
    heading_path: str
    text: str
    url: str
    score: float
    similarity: float
    coverage: float
    lexical_rank: int | None
    vector_rank: int | None


_FUSED = """
    WITH terms AS (
        SELECT quoted::tsquery AS query, weight
        FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS t(quoted, weight)
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
    SELECT p.id, p.article_id, p.snippet_id, coalesce(a.public_id, ''), p.audience, p.title,
           p.heading_path, p.text, coalesce(a.slug, ''), fused.score,
           1 - (p.embedding <=> %(vector)s::vector),
           (SELECT sum(weight) FROM terms WHERE p.tsv @@ query), fused.said, fused.meant
    FROM fused JOIN knowledge_passage p USING (id)
    LEFT JOIN knowledge_article a ON a.id = p.article_id
    LEFT JOIN knowledge_snippet s ON s.id = p.snippet_id
    WHERE (a.status = 'approved' AND a.audience = ANY(%(audiences)s))
        OR (s.is_active AND s.audience = ANY(%(audiences)s))
    ORDER BY fused.score DESC, p.id
"""


def fused(terms: list[Term], vector: str, audiences: Sequence[str]) -> list[Hit]:
    found = [term for term in terms if term.lexeme]
    asked: dict[str, Any] = {
        "lexemes": [_quoted(term.lexeme) for term in found],
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
    """A lexeme as a tsquery has it; addresses and paths bring quotes and backslashes."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _hit(row: tuple[Any, ...], everything: float) -> Hit:
    (passage, article, snippet, public_id, audience, title, path, text, slug, *signals) = row
    score, similarity, covered, said, meant = signals
    return Hit(
        passage_id=passage,
        article_id=article,
        snippet_id=snippet,
        public_id=public_id,
        audience=audience,
        article_title=title,
        heading_path=path,
        text=text,
        url=_url(public_id, slug, path) if audience == Audience.PUBLIC else "",
        score=float(score),
        similarity=float(similarity or 0),
        coverage=(covered or 0) / everything if everything else 0.0,
        lexical_rank=said,
        vector_rank=meant,
    )


def _url(public_id: str, slug: str, heading_path: str) -> str:
    if not public_id:
        return ""
    page = Article(public_id=public_id, slug=slug).get_absolute_url()
    heading = heading_path.rpartition(PATH_SEPARATOR)[2]
    return f"{page}#{anchor(heading)}" if heading else page
