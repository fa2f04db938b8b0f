"""Bring articles in from elsewhere: by their own ids, so that doing it again changes nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from knowledge import publishing
from knowledge.models import Article, Audience, Collection, Site
from knowledge.proposing import propose
from knowledge.sources.documents import BadSource, Document
from knowledge.twins import Twin, twin_of
from knowledge.versions import WORDING

Status = Article.Status


class Outcome(StrEnum):
    """What became of a document."""

    CREATED = "new"
    UPDATED = "changed"
    UNCHANGED = "unchanged"
    PROPOSED = "proposed"


class Duplicate(BadSource):
    """Another article says nearly the same: ``twin``."""

    def __init__(self, twin: Twin) -> None:
        super().__init__(f"{twin.alike:.0%} the same as “{twin.article.heading}”.")
        self.twin = twin.article


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever brings a document in has said about it, beside what it says itself."""

    needs_review: bool = False
    is_internal: bool = False
    refuses_twins: bool = False
    owner: Any = None
    site: Site | None = None


AS_IT_SAYS = Terms()


@transaction.atomic
def take_in(document: Document, terms: Terms = AS_IT_SAYS) -> tuple[Outcome, Article]:
    """Create or update the article that has the document's id.

    A new article is approved unless the document or the terms say otherwise. A known one keeps
    the status it has been given here, unless the document says otherwise. Raises ``Duplicate``,
    ``BadSource``.
    """
    known = Article.objects.filter(external_id=document.id).first()
    if known and known.source_hash == document.fingerprint and known.status != Status.ARCHIVED:
        return Outcome.UNCHANGED, known
    if terms.refuses_twins:
        _refuse_twins(document, known)
    try:
        if known and terms.needs_review and known.status == Status.APPROVED:
            return _proposed(document, known, terms)
        article = _written(document, known, terms)
    except ValidationError as error:
        raise BadSource(_in_words(error)) from None
    return (Outcome.UPDATED if known else Outcome.CREATED), article


def _proposed(document: Document, known: Article, terms: Terms) -> tuple[Outcome, Article]:
    """Readers keep the old text until a person approves the new one."""
    fields = _fields(document, terms)
    changes = {name: fields[name] for name in WORDING}
    waits = propose(known.id, by=terms.owner, note=f"From {document.id}", **changes)
    # What a person turned down is not proposed again while the source stays as it is.
    Article.objects.filter(id=known.id).update(source_hash=document.fingerprint)
    return (Outcome.PROPOSED if waits else Outcome.UNCHANGED), known


def _written(document: Document, known: Article | None, terms: Terms) -> Article:
    fields = _fields(document, terms)
    status = document.status or ("" if known else Status.APPROVED)
    if terms.needs_review and status == Status.APPROVED:
        status = Status.REVIEW
    if known is None:
        article = publishing.create(external_id=document.id, **fields)
    else:
        article = publishing.revise(known.id, **fields)
    return publishing.move_to(article.id, status) if status else article


def _refuse_twins(document: Document, known: Article | None) -> None:
    """Raises ``Duplicate``. On a shelf of its own the same words may be about something else."""
    twin = twin_of(document.title, document.body, but=known.pk if known else None)
    if twin is None:
        return
    shelf = twin.article.collection
    if shelf is None or not document.collection or shelf.name == document.collection:
        raise Duplicate(twin)


def _fields(document: Document, terms: Terms) -> dict[str, Any]:
    internal = terms.is_internal or document.audience == Audience.INTERNAL
    return {
        "title": document.title,
        "summary": document.summary,
        "body": document.body,
        "collection": _shelf(document.collection),
        "audience": Audience.INTERNAL if internal else Audience.PUBLIC,
        "owner": _owner(document.owner) or terms.owner,
        "review_by": document.review_by,
        "language": document.language,
        "source_hash": document.fingerprint,
        **({"site": terms.site} if terms.site else {}),
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
