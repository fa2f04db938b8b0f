"""What a tenant knows, what it is brought in from, and who keeps it true."""

from knowledge.models.content import (
    MAX_LETTERS,
    Article,
    ArticleQuerySet,
    Audience,
    Collection,
    CollectionWords,
    Feedback,
    Snippet,
    new_public_id,
)
from knowledge.models.imports import Import, ImportItem, Outcome, Site, Sketch
from knowledge.models.searching import DIMENSIONS, Passage, Term
from knowledge.models.upkeep import Finding, Proposal, Version

__all__ = [
    "DIMENSIONS",
    "MAX_LETTERS",
    "Article",
    "ArticleQuerySet",
    "Audience",
    "Collection",
    "CollectionWords",
    "Feedback",
    "Finding",
    "Import",
    "ImportItem",
    "Outcome",
    "Passage",
    "Proposal",
    "Site",
    "Sketch",
    "Snippet",
    "Term",
    "Version",
    "new_public_id",
]
