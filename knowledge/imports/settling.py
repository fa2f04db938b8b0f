"""Take an entry in and say what became of it, in the caller's transaction."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.importing import Duplicate, Terms, take_in
from knowledge.models import Article, Audience, Import, ImportItem, Outcome
from knowledge.models.imports import MAX_NAME
from knowledge.sources.files import from_entry
from knowledge.sources.problems import BadSource


def settle(
    item: ImportItem,
    outcome: Outcome,
    detail: str = "",
    *,
    article: Article | None = None,
    twin: Article | None = None,
) -> None:
    """Say what became of an item."""
    item.outcome, item.detail = outcome, detail[:500]
    item.article, item.twin, item.settled_at = article, twin, timezone.now()
    item.save(update_fields=["outcome", "detail", "article", "twin", "settled_at"])


def take(item: ImportItem, entry: dict[str, Any]) -> None:
    """Take in what stands in a file: the file itself, or one of many entries in it."""
    place = entry.pop("place", "")
    if place:
        name = f"{item.name}, {place}"[-MAX_NAME:]
        item, _ = ImportItem.objects.get_or_create(
            run=item.run, name=name, defaults={"depth": item.depth}
        )
    take_entry(item, entry)


def take_entry(item: ImportItem, entry: dict[str, Any]) -> None:
    """The entry as an article, under what was chosen for the import."""
    run = item.run
    shelf = run.collection.name if run.collection else ""
    filled = {**entry, "language": entry.get("language") or run.language}
    filled["collection"] = entry.get("collection") or shelf
    try:
        # A savepoint: what one entry began and could not end must not stay, nor fail the others.
        with transaction.atomic():
            outcome, article = take_in(from_entry(filled), _terms(run))
    except Duplicate as error:
        settle(item, Outcome.DUPLICATE, str(error), twin=error.twin)
    except BadSource as error:
        settle(item, Outcome(error.problem), str(error))
    else:
        settle(item, Outcome(str(outcome)), _waits(article), article=article)


def _terms(run: Import) -> Terms:
    owner = run.site.owner if run.site else None
    return Terms(
        needs_review=run.needs_review or run.kind == Import.Kind.TICKETS,
        is_internal=run.audience == Audience.INTERNAL,
        refuses_twins=True,
        owner=owner or run.requested_by,
        site=run.site,
    )


def _waits(article: Article) -> str:
    return "Waits for review." if article.status == Article.Status.REVIEW else ""
