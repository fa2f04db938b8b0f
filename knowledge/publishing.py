"""From draft to approved and back: the only writer of an article's status and version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from knowledge import indexing, twins, versions
from knowledge.models import Article, Snippet
from tenants.work.outbox import enqueue

Status = Article.Status

# The rest (owner, review-by date) is housekeeping.
CONTENT = frozenset(versions.WORDING)


@transaction.atomic
def create(*, by: Any = None, **fields: Any) -> Article:
    """A new draft of the model's own fields, by an agent. Raises ``ValidationError``."""
    article = Article(**fields)
    article.name_address()
    article.full_clean()
    article.save()
    twins.sketch(article)
    versions.keep(article, by=by)
    return article


@transaction.atomic
def revise(article_id: int, *, by: Any = None, **changes: Any) -> Article:
    """Change fields; changed content is a new version, and indexed again where it is live.

    Raises ``Article.DoesNotExist``, ``ValidationError``.
    """
    article = _locked(article_id)
    changed = {name for name, value in changes.items() if getattr(article, name) != value}
    if not changed:
        return article
    if changed & CONTENT:
        # As it was: articles that are older than versions have none yet.
        versions.keep(article)
        article.version += 1
    for name in changed:
        setattr(article, name, changes[name])
    article.name_address()
    article.full_clean()
    article.save()
    if changed & CONTENT:
        twins.sketch(article)
        versions.keep(article, by=by)
    if changed & CONTENT and article.status == Status.APPROVED:
        _owe_indexing(article)
    return article


@transaction.atomic
def submit_for_review(article_id: int) -> Article:
    """Ask a colleague to look at a draft."""
    return _move(_locked(article_id), Status.REVIEW, allowed={Status.DRAFT})


@transaction.atomic
def publish(article_id: int) -> Article:
    """Let customers (or agents, by audience) and the assistant use it, once it is indexed."""
    article = _locked(article_id)
    if article.status == Status.APPROVED:
        return article
    article.published_at = timezone.now()
    _move(article, Status.APPROVED, allowed=set(Status))
    article.clean()
    _owe_indexing(article)
    return article


@transaction.atomic
def unpublish(article_id: int) -> Article:
    """Back to draft; nobody finds it any more from this moment."""
    return _withdraw(article_id, Status.DRAFT, allowed={Status.APPROVED, Status.REVIEW})


@transaction.atomic
def archive(article_id: int) -> Article:
    """Keep it for the record; nobody finds it any more from this moment."""
    return _withdraw(article_id, Status.ARCHIVED, allowed=set(Status))


def move_to(article_id: int, status: str) -> Article:
    """Whatever verb leads to ``status``. Raises ``ValidationError`` where none does."""
    verbs = {
        Status.DRAFT: unpublish,
        Status.REVIEW: submit_for_review,
        Status.APPROVED: publish,
        Status.ARCHIVED: archive,
    }
    return verbs[Status(status)](article_id)


@transaction.atomic
def delete(source: Article | Snippet) -> None:
    """Remove it and all that search knows of it. An article is better archived."""
    indexing.forget(source)
    source.delete()


@transaction.atomic
def save_snippet(snippet: Snippet) -> Snippet:
    """Store a snippet; while it is active the assistant may use it, once it is indexed."""
    snippet.full_clean()
    snippet.save()
    if snippet.is_active:
        enqueue("knowledge.index", {"snippet": snippet.id})
    else:
        indexing.forget(snippet)
    return snippet


def _locked(article_id: int) -> Article:
    return Article.objects.select_for_update().get(id=article_id)


def _withdraw(article_id: int, status: str, *, allowed: set[Any]) -> Article:
    article = _move(_locked(article_id), status, allowed=allowed)
    indexing.forget(article)
    return article


def _move(article: Article, status: str, *, allowed: set[Any]) -> Article:
    if article.status not in allowed and article.status != status:
        raise ValidationError(
            f"An article that is {article.get_status_display().lower()} cannot become "
            f"{Status(status).label.lower()}."
        )
    article.status = status
    article.save(update_fields=["status", "published_at", "updated_at"])
    return article


def _owe_indexing(article: Article) -> None:
    enqueue("knowledge.index", {"article": article.id})
