"""Every wording that an article has had: the only writer of ``Version``."""

from typing import Any

from knowledge.models import Article, Version

# What makes a version: what a reader or the search notices.
WORDING = ("title", "body", "language", "audience")


def keep(article: Article, *, by: Any = None) -> None:
    """Store the article's wording as its version, in the caller's transaction; once for each."""
    known = Version.objects.filter(article=article, number=article.version)
    if not known.exists():
        wording = {name: getattr(article, name) for name in WORDING}
        Version.objects.create(article=article, number=article.version, author=by, **wording)
