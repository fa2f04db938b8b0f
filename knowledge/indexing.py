"""Cut articles and snippets into passages, embed them, and take them out of search again."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value

from knowledge.cutting import PATH_SEPARATOR, Piece, cut
from knowledge.embeddings import embed
from knowledge.languages import search_config
from knowledge.models import Article, Passage, Snippet
from knowledge.vector_cache import Vector
from tenants.context import current_schema
from tenants.work.effects import once
from tenants.work.outbox import enqueue

Source = Article | Snippet

# Which stems stand in the passages, and how many passages there are (the empty lexeme).
_COUNT_TERMS = """
    INSERT INTO knowledge_term (config, lexeme, passages)
    SELECT config, lexeme, %(sign)s * count(*) FROM (
        SELECT p.config, w.lexeme FROM knowledge_passage p, unnest(p.tsv) w
        WHERE p.id = ANY(%(ids)s) AND length(w.lexeme) <= 100
        UNION ALL
        SELECT p.config, '' FROM knowledge_passage p WHERE p.id = ANY(%(ids)s)
    ) stems
    GROUP BY config, lexeme
    ON CONFLICT (config, lexeme)
    DO UPDATE SET passages = knowledge_term.passages + excluded.passages
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage that is embedded but not stored yet."""

    piece: Piece
    content_hash: str
    vector: Vector


def index_article(article_id: int, *, then: str = "") -> None:
    """Make the passages of an approved article what its text says. Safe to repeat.

    ``then``: a topic that the article is owed next.
    """
    article = Article.objects.approved().filter(id=article_id).first()
    if article is None or article.is_findable:
        return
    drafts = _drafts(article, cut(article.title, article.body))
    with once():
        # Changed or withdrawn while we embedded: whoever did that owes its own indexing.
        same = Article.objects.approved().filter(id=article_id, version=article.version)
        if same.select_for_update().exists():
            _replace(article, drafts)
            same.update(indexed_version=article.version)
            if then:
                enqueue(then, {"article": article_id})


def index_snippet(snippet_id: int) -> None:
    """Make the passages of an active snippet what it says. Safe to repeat."""
    snippet = Snippet.objects.filter(id=snippet_id, is_active=True).first()
    if snippet is None:
        return
    drafts = _drafts(snippet, cut(snippet.title, snippet.body))
    with once():
        same = Snippet.objects.filter(id=snippet_id, is_active=True, updated_at=snippet.updated_at)
        if same.select_for_update().exists():
            _replace(snippet, drafts)


def forget(source: Source) -> None:
    """Take the source's passages out of search, in the caller's transaction."""
    with transaction.atomic():
        _lock_terms()
        _remove(source)
        if isinstance(source, Article):
            Article.objects.filter(id=source.id).update(indexed_version=0)


def embedded_texts(source: Source) -> list[str]:
    """What of the source is turned into vectors, one text for each passage to be."""
    return [_embedded_text(source.title, piece) for piece in cut(source.title, source.body)]


def _drafts(source: Source, pieces: list[Piece]) -> list[Draft]:
    """Embed what is new; a passage that says the same as before keeps its vector."""
    texts = [_embedded_text(source.title, piece) for piece in pieces]
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    stored = source.passages.values_list("content_hash", "embedding")
    known: dict[str, Any] = dict(stored)
    new = {h: text for h, text in zip(hashes, texts, strict=True) if h not in known}
    known.update(zip(new, embed(list(new.values())), strict=True))
    return [Draft(piece, h, known[h]) for piece, h in zip(pieces, hashes, strict=True)]


def _embedded_text(title: str, piece: Piece) -> str:
    """A passage under its title and headings, so that "click Save" knows what it is about."""
    above = PATH_SEPARATOR.join(part for part in (title, piece.heading_path) if part)
    return f"{above}\n{piece.text}"


def _replace(source: Source, drafts: list[Draft]) -> None:
    _lock_terms()
    _remove(source)
    made = Passage.objects.bulk_create(
        [_passage(source, position, draft) for position, draft in enumerate(drafts)]
    )
    _count_terms([passage.id for passage in made], sign=1)


def _remove(source: Source) -> None:
    gone = list(source.passages.values_list("id", flat=True))
    _count_terms(gone, sign=-1)
    Passage.objects.filter(id__in=gone).delete()


def _passage(source: Source, position: int, draft: Draft) -> Passage:
    config = search_config(source.language)
    words = (
        SearchVector(Value(source.title), weight="A", config=config)
        + SearchVector(Value(draft.piece.heading_path), weight="B", config=config)
        + SearchVector(Value(draft.piece.text), weight="D", config=config)
    )
    return Passage(
        article=source if isinstance(source, Article) else None,
        snippet=source if isinstance(source, Snippet) else None,
        position=position,
        title=source.title,
        heading_path=draft.piece.heading_path,
        text=draft.piece.text,
        audience=source.audience,
        config=config,
        content_hash=draft.content_hash,
        tsv=words,
        embedding=draft.vector,
    )


def _lock_terms() -> None:
    """One writer of a tenant's term counts at a time; two would deadlock on common words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{current_schema()}.knowledge_term"]
        )


def _count_terms(passage_ids: list[int], *, sign: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_TERMS, {"ids": passage_ids, "sign": sign})
