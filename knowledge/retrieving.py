"""Both retrievers, words and meaning, and one order of what they find, in one statement.

Candidates are the passages nearest in meaning, those that hold the rarest words, and the nearest
on a shelf that is spoken of: some hundreds, however many there are (ranking every passage that
has any of the words would take 400 ms and more at 100,000). They are then put in order by

    cosine + WORDS × BM25 (against the best candidate's) + SHELF × how much its shelf is spoken of

BM25 is that of Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), section 3.
The weights were chosen on public question sets, with what was tried beside them: docs/knowledge.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, LiteralString

import orjson

from knowledge.cutting import PATH_SEPARATOR
from knowledge.dialogue import middle
from knowledge.models import Article, Audience
from knowledge.plain_text import anchor
from knowledge.shelves import Shelf
from knowledge.terms import CONFIGS, Term
from knowledge.vector_cache import Vector
from tenants.database import direct

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
    ``None`` where that retriever did not find it. ``slug`` is its article's, "" for a snippet.
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
    slug: str
    score: float
    similarity: float
    coverage: float
    lexical_rank: int | None
    vector_rank: int | None
    words: float = 0.0
    matched: tuple[float, ...] = ()

    @property
    def url(self) -> str:
        """Of the passage's heading on the help page; "" for a snippet and an internal article."""
        if not self.public_id or self.audience != Audience.PUBLIC:
            return ""
        page = Article(public_id=self.public_id, slug=self.slug).get_absolute_url()
        heading = self.heading_path.rpartition(PATH_SEPARATOR)[2]
        return f"{page}#{anchor(heading)}" if heading else page


# How many the index looks at: a 250th of the passages, NEAREST at the least. Of the ten nearest of
# 100,000 it found 0.92 with 100, 0.94 with 200, 0.995 with 400; of 10,000 and fewer all ten with
# 100, in a third of the time. Said as the statement begins, it holds for this statement alone.
_LOOKED_AT = """(
    SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true) || set_config(
        'hnsw.ef_search', least(400, greatest(<nearest>, sum(passages) / 250))::int::text, true)
    FROM {schema}.knowledge_term WHERE lexeme = '' AND config = ANY(%(configs)s))"""
# What a word weighs in a passage is read off its positions there. To unnest all words of a passage
# cost half of the search (18,000 rows for 300 passages): so the question's words are marked, by a
# weight that nothing else has (``indexing``), and the others left out before. What is read of a
# candidate is read once and kept small. Whether its article may be read is asked from the best on,
# until there are enough, and texts are read of those alone.
_FOUND = """
    WITH terms AS (
        SELECT * FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS t(lexeme, weight)
    ), near AS (
        SELECT id FROM {schema}.knowledge_passage
        WHERE <looked_at> IS NOT NULL AND audience = ANY(%(audiences)s) <within>
        ORDER BY embedding <=> %(middle)s::vector LIMIT <nearest>
    ), worded AS (
        SELECT id FROM {schema}.knowledge_passage
        WHERE tsv @@ %(rarest)s::tsquery AND audience = ANY(%(audiences)s) <within>
        LIMIT <candidates>
    ), shelves AS (
        SELECT * FROM unnest(%(shelves)s::bigint[], %(spoken)s::float8[]) AS s(id, spoken)
    ), shelved AS (
        SELECT near.id FROM shelves, LATERAL (
            SELECT p.id FROM {schema}.knowledge_passage p
            JOIN {schema}.knowledge_article a ON a.id = p.article_id
            WHERE a.collection_id = shelves.id AND p.audience = ANY(%(audiences)s) <within>
            ORDER BY p.embedding <=> %(middle)s::vector LIMIT <depth>
        ) near
    ), candidates AS (
        SELECT id FROM near UNION SELECT id FROM worded UNION SELECT id FROM shelved
    ), read AS MATERIALIZED (
        SELECT p.id, p.article_id, p.snippet_id, <cosine> AS cosine, length(p.tsv) AS length,
               ts_filter(setweight(p.tsv, 'C', %(lexemes)s::text[]), '{{c}}') AS held
        FROM candidates JOIN {schema}.knowledge_passage p USING (id)
    ), said AS (
        SELECT id, sum(terms.weight) AS covered, sum(terms.weight * times * (<k1> + 1) / (
                   times + <k1> * (1 - <b> + <b> * length / <usual>))) AS words
        FROM (
            SELECT id, length, (word).lexeme, cardinality((word).positions) AS times
            FROM (SELECT id, length, unnest(held) AS word FROM read OFFSET 0) AS one
        ) AS held JOIN terms USING (lexeme)
        GROUP BY id
    ), judged AS (
        SELECT read.*, said.words / max(said.words) OVER () AS words, said.covered,
               CASE WHEN EXISTS (SELECT 1 FROM shelves) THEN (
                   SELECT shelves.spoken FROM {schema}.knowledge_article a
                   JOIN shelves ON shelves.id = a.collection_id WHERE a.id = read.article_id
               ) END AS spoken
        FROM read LEFT JOIN said USING (id)
    ), ranked AS (
        SELECT *, CASE WHEN words > 0 THEN rank() OVER (ORDER BY words DESC NULLS LAST) END AS said,
               rank() OVER (ORDER BY cosine DESC) AS meant,
               cosine + <words> * coalesce(words, 0) + <shelf> * coalesce(spoken, 0) AS score
        FROM judged
    ), best AS (
        SELECT ranked.*, a.slug, coalesce(a.public_id, '') AS public_id
        FROM (SELECT * FROM ranked ORDER BY score DESC, id) AS ranked
        LEFT JOIN {schema}.knowledge_article a ON a.id = ranked.article_id
        LEFT JOIN {schema}.knowledge_snippet s ON s.id = ranked.snippet_id
        WHERE (a.status = 'approved' AND a.audience = ANY(%(audiences)s))
            OR (s.is_active AND s.audience = ANY(%(audiences)s))
        ORDER BY ranked.score DESC, ranked.id LIMIT <depth>
    )
    SELECT p.id, p.article_id, p.snippet_id, best.public_id, p.audience, p.title,
           p.heading_path, p.text, coalesce(best.slug, ''), best.score, best.cosine,
           best.covered, best.said, best.meant, best.words
    FROM best JOIN {schema}.knowledge_passage p USING (id)
    ORDER BY best.score DESC, p.id
"""
# A question of several sentences; one alone is spared the walk through a list.
_BY_SENTENCES = """(
            SELECT avg(cosine) FROM (
                SELECT 1 - (p.embedding <=> v) AS cosine FROM unnest(%(vectors)s::vector[]) v
                ORDER BY cosine DESC LIMIT <sentences>
            ) closest
        )"""
_BY_ONE = "1 - (p.embedding <=> %(middle)s::vector)"
# Candidates are chosen within: what is left out afterwards would have taken a better one's place.
_WITHIN = """
    AND article_id IN (
        SELECT id FROM {schema}.knowledge_article WHERE collection_id = ANY(%(collections)s))
"""


def found(
    terms: Sequence[Term],
    meanings: list[Vector],
    shelves: Sequence[Shelf],
    audiences: list[str],
    collections: Sequence[int] = (),
) -> list[Hit]:
    """The ``DEPTH`` best passages, best first.

    ``collections``: of articles in these alone; empty: of everything.
    """
    known = [term for term in terms if term.lexeme]
    asked: dict[str, Any] = {
        "lexemes": [term.lexeme for term in known],
        "weights": [term.weight for term in known],
        "rarest": _rarest(known),
        "vectors": [_written(meaning) for meaning in meanings],
        "middle": _written(middle(meanings)),
        "shelves": [shelf.collection_id for shelf in shelves],
        "spoken": [shelf.weight for shelf in shelves],
        "audiences": audiences,
        "configs": CONFIGS,
        "collections": list(collections),
    }
    everything = sum(term.weight for term in terms)
    text = _statement(several=len(meanings) > 1, within=bool(collections))
    return [_hit(row, everything) for row in direct.fetch_prepared(text, asked)]


@cache
def _statement(*, several: bool, within: bool) -> LiteralString:
    """Figures stand in it as they are, not as values: its plan is made once, for any question."""
    text = _FOUND.replace("<cosine>", _BY_SENTENCES if several else _BY_ONE)
    text = text.replace("<looked_at>", _LOOKED_AT).replace("<within>", _WITHIN if within else "")
    for name, figure in _FIGURES.items():
        text = text.replace(f"<{name}>", f"{figure}::float8" if figure % 1 else str(figure))
    return text


_FIGURES = {
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


def _written(vector: Vector) -> str:
    """As PostgreSQL reads it. The standard library takes ten times as long for 384 numbers."""
    return orjson.dumps(vector).decode()


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
        slug=slug,
        score=float(score),
        similarity=float(similarity or 0),
        coverage=(covered or 0) / everything if everything else 0.0,
        lexical_rank=said,
        vector_rank=meant,
        words=float(words or 0),
    )
