"""Where a tenant's staff own what is known, bring it in, and keep it true."""

from knowledge.admin.content import ArticleAdmin, CollectionAdmin, FeedbackAdmin, SnippetAdmin
from knowledge.admin.imports import ImportAdmin, SiteAdmin

__all__ = [
    "ArticleAdmin",
    "CollectionAdmin",
    "FeedbackAdmin",
    "ImportAdmin",
    "SiteAdmin",
    "SnippetAdmin",
]
