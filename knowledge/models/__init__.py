"""What a tenant knows, what it is brought in from, and who keeps it true."""

from knowledge.models.content import (
    DIMENSIONS,
    MAX_LETTERS,
    SEARCH_CONFIGS,
    Article,
    ArticleQuerySet,
    Audience,
    Collection,
    CollectionWords,
    Feedback,
    Passage,
    Snippet,
    Term,
    new_public_id,
    search_config,
)
from knowledge.models.imports import Import, ImportItem, Outcome, Site, Sketch

__all__ = [
    "DIMENSIONS",
    "MAX_LETTERS",
    "SEARCH_CONFIGS",
    "Article",
    "ArticleQuerySet",
    "Audience",
    "Collection",
    "CollectionWords",
    "Feedback",
    "Import",
    "ImportItem",
    "Outcome",
    "Passage",
    "Site",
    "Sketch",
    "Snippet",
    "Term",
    "new_public_id",
    "search_config",
]
