"""Bring articles in from elsewhere: by their own ids, so that doing it again changes nothing."""

from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from knowledge import publishing
from knowledge.models import Article, Collection
from knowledge.sources.documents import BadSource, Document

Status = Article.Status


class Outcome(StrEnum):
    """What became of a document."""

    CREATED = "new"
    UPDATED = "changed"
    UNCHANGED = "unchanged"


@transaction.atomic
def take_in(document: Document) -> tuple[Outcome, Article]:
    """Create or update the article that has the document's id. Raises ``BadSource``.

    A new article is approved unless the document says otherwise. A known one keeps the status
    it has been given here, unless the document says otherwise.
    """
    known = Article.objects.filter(external_id=document.id).first()
    if known and known.source_hash == document.fingerprint:
        return Outcome.UNCHANGED, known
    try:
        if known:
            article = publishing.revise(known.id, **_fields(document))
        else:
            article = publishing.create(external_id=document.id, **_fields(document))
        status = document.status or ("" if known else Status.APPROVED)
        article = publishing.move_to(article.id, status) if status else article
    except ValidationError as error:
        raise BadSource(_in_words(error)) from None
    return (Outcome.UPDATED if known else Outcome.CREATED), article


def _fields(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "summary": document.summary,
        "body": document.body,
        "collection": _shelf(document.collection),
        "audience": document.audience,
        "owner": _owner(document.owner),
        "review_by": document.review_by,
        "language": document.language,
        "source_hash": document.fingerprint,
    }


def _shelf(name: str) -> Collection | None:
    """The collection of that name, put behind the others when it is new."""
    slug = slugify(name)[:140]
    if not name:
        return None
    if found := Collection.objects.filter(slug=slug).first() if slug else None:
        return found
    if found := Collection.objects.filter(name=name[:120]).first():
        return found
    last = Collection.objects.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    number = Collection.objects.count() + 1
    return Collection.objects.create(
        name=name[:120], slug=slug or f"collection-{number}", position=position
    )


def _owner(email: str) -> Any:
    """The agent of that address; an article may come before its owner does."""
    agents = get_user_model()._default_manager
    return agents.filter(email__iexact=email).first() if email else None


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    named = error.message_dict.items()
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in named)
