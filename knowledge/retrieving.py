"""Both retrievers, words and meaning, and one order of what they find, in one statement.

Candidates are the passages nearest in meaning, those that hold the rarest words, and the nearest
on a shelf that is spoken of: some hundreds, however many there are (ranking every passage that
has any of the words would take 400 ms and more at 100,000). They are then put in order by

    cosine + WORDS × BM25 (against the best candidate's) + SHELF × how much its shelf is spoken of

BM25 is that of Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), section 3.
The weights were chosen on public question sets, with what was tried beside them: docs/knowledge.md.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from knowledge.cutting import PATH_SEPARATOR
from knowledge.dialogue import middle
from knowledge.models import Article, Audience
from knowledge.plain_text import anchor
from knowledge.shelves import Shelf
from knowledge.terms import Term
from knowledge.vector_cache import Vector

CANDIDATES = 400
NEAREST = 100
DEPTH = 40
WORDS, SHELF = 0.15, 0.7
# A long question is compared by its sentences: a passage answers a few of them, not all.
SENTENCES = 5
# BM25's saturation and its regard for length; stems in a usual passage.
K1, B, USUAL_STEMS = 1.2, 0.3, 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, with what found it.

    ``similarity`` is the cosine of question and passage; ``coverage`` the share of the
    question's words, weighed by rarity, that stand in the passage. Ranks start at 1 and are
    ``None`` where that retriever did not find it. ``url`` leads to the passage's heading on
    the help page; it is "" for a snippet, which has no page, and for an internal article.
    ``words`` is BM25 against the best candidate's; ``matched`` how near the passage comes to each
    telling word of the question, where it was read that closely (``knowledge.matching``).
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
    words: float = 0.0
    matched: tuple[float, ...] = ()


# ef_search is how many the index looks at, NEAREST at the least: of the ten nearest of 100,000 it
# found 0.92 with 100, 0.94 with 200, 0.995 with 400, in about the same time. Without the last the
# planner reads whole tables of up to some thousand passages, and their vectors: 9 ms, not 2.
_TUNE = """
    SELECT set_config('hnsw.ef_search', '400', true),
           set_config('hnsw.iterative_scan', 'relaxed_order', true),
           set_config('random_page_cost', '1.1', true)
"""
# What a word weighs in a passage is read off its positions there. To unnest all words of a passage
# cost half of the search (18,000 rows for 300 passages): so the question's words are marked and the
# others left out before. Texts are read of those passages alone that are shown.
_FOUND = """
    WITH terms AS (
        SELECT * FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS t(lexeme, weight)
    ), near AS (
        SELECT id FROM knowledge_passage WHERE audience = ANY(%(audiences)s) <within>
        ORDER BY embedding <=> %(middle)s::vector LIMIT %(nearest)s
    ), worded AS (
        SELECT id FROM knowledge_passage
        WHERE tsv @@ %(rarest)s::tsquery AND audience = ANY(%(audiences)s) <within>
        LIMIT %(candidates)s
    ), shelves AS (
        SELECT * FROM unnest(%(shelves)s::bigint[], %(spoken)s::float8[]) AS s(id, spoken)
    ), shelved AS (
        SELECT near.id FROM shelves, LATERAL (
            SELECT p.id FROM knowledge_passage p JOIN knowledge_article a ON a.id = p.article_id
            WHERE a.collection_id = shelves.id AND p.audience = ANY(%(audiences)s) <within>
            ORDER BY p.embedding <=> %(middle)s::vector LIMIT %(depth)s
        ) near
    ), candidates AS (
        SELECT id FROM near UNION SELECT id FROM worded UNION SELECT id FROM shelved
    ), judged AS (
        SELECT p.id, a.slug, coalesce(a.public_id, '') AS public_id, meaning.cosine,
               said.words / max(said.words) OVER () AS words, said.covered, shelves.spoken
        FROM candidates JOIN knowledge_passage p USING (id)
        LEFT JOIN knowledge_article a ON a.id = p.article_id
        LEFT JOIN knowledge_snippet s ON s.id = p.snippet_id
        LEFT JOIN shelves ON shelves.id = a.collection_id,
        LATERAL (
            SELECT sum(terms.weight * cardinality(held.positions) * (%(k1)s + 1) / (
                cardinality(held.positions)
                + %(k1)s * (1 - %(b)s + %(b)s * length(p.tsv) / %(usual)s))) AS words,
                sum(terms.weight) AS covered
            FROM unnest(ts_filter(
                setweight(setweight(p.tsv, 'D'), 'A', %(lexemes)s::text[]), '{a}')) held
            JOIN terms ON terms.lexeme = held.lexeme
        ) said, LATERAL (
            SELECT avg(cosine) AS cosine FROM (
                SELECT 1 - (p.embedding <=> v) AS cosine FROM unnest(%(vectors)s::vector[]) v
                ORDER BY cosine DESC LIMIT %(sentences)s
            ) closest
        ) meaning
        WHERE (a.status = 'approved' AND a.audience = ANY(%(audiences)s))
            OR (s.is_active AND s.audience = ANY(%(audiences)s))
    ), ranked AS (
        SELECT *, CASE WHEN words > 0 THEN rank() OVER (ORDER BY words DESC NULLS LAST) END AS said,
               rank() OVER (ORDER BY cosine DESC) AS meant,
               cosine + %(words)s * coalesce(words, 0) + %(shelf)s * coalesce(spoken, 0) AS score
        FROM judged
    ), best AS (
        SELECT * FROM ranked ORDER BY score DESC, id LIMIT %(depth)s
    )
    SELECT p.id, p.article_id, p.snippet_id, best.public_id, p.audience, p.title,
           p.heading_path, p.text, coalesce(best.slug, ''), best.score, best.cosine,
           best.covered, best.said, best.meant, best.words
    FROM best JOIN knowledge_passage p USING (id)
    ORDER BY best.score DESC, p.id
"""
# Candidates are chosen within: what is left out afterwards would have taken a better one's place.
_WITHIN = """
    AND article_id IN (SELECT id FROM knowledge_article WHERE collection_id = ANY(%(collections)s))
"""


def found(
    terms: Sequence[Term],
    meanings: list[Vector],
    shelves: Sequence[Shelf],
    audiences: list[str],
    collections: Sequence[int] = (),
) -> list[Hit]:
    """The ``DEPTH`` best passages, best first; inside a transaction, which it tunes for search.

    ``collections``: of articles in these alone; empty: of everything.
    """
    known = [term for term in terms if term.lexeme]
    asked: dict[str, Any] = {
        "lexemes": [term.lexeme for term in known],
        "weights": [term.weight for term in known],
        "rarest": _rarest(known),
        "vectors": [json.dumps(meaning) for meaning in meanings],
        "middle": json.dumps(middle(meanings)),
        "shelves": [shelf.collection_id for shelf in shelves],
        "spoken": [shelf.weight for shelf in shelves],
        "audiences": audiences,
        "collections": list(collections),
        **_FIXED,
    }
    everything = sum(term.weight for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(_TUNE)
        cursor.execute(_FOUND.replace("<within>", _WITHIN if collections else ""), asked)
        return [_hit(row, everything) for row in cursor.fetchall()]


_FIXED = {
    "nearest": NEAREST,
    "candidates": CANDIDATES,
    "depth": DEPTH,
    "sentences": SENTENCES,
    "words": WORDS,
    "shelf": SHELF,
    "k1": K1,
    "b": B,
    "usual": USUAL_STEMS,
}


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
    score, similarity, covered, said, meant, words = signals
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
        words=float(words or 0),
    )


def _url(public_id: str, slug: str, heading_path: str) -> str:
    if not public_id:
        return ""
    page = Article(public_id=public_id, slug=slug).get_absolute_url()
    heading = heading_path.rpartition(PATH_SEPARATOR)[2]
    return f"{page}#{anchor(heading)}" if heading else page
