"""Begin an import, and stop one. What it does is owed as a durable job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.imports import originals
from knowledge.models import Import, ImportItem, Outcome, Site
from knowledge.models.imports import MAX_NAME
from knowledge.sources.files import MAX_BYTES
from knowledge.sources.kinds import too_large
from tenants.work.outbox import enqueue

TOPIC = "knowledge.import"
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that somebody brings: ``path`` is None when it was too large to be sent at all."""

    name: str
    path: Path | None
    size: int


def start_files(offered: Sequence[Offered], *, is_owed: bool = True, **chosen: Any) -> Import:
    """An import of files; ``chosen``: fields of ``Import``. Their originals are kept.

    One that is too large is named in the report and not kept. With ``is_owed`` a worker does it,
    else the caller. Raises ``ValidationError``.
    """
    kept: list[str] = []
    try:
        items = [_item(file, kept) for file in offered]
        with transaction.atomic():
            run = _begin(Import(name=_names(offered), **chosen), is_owed)
            # The same name twice is one file for the report, as it would be one article.
            for item in items:
                item.run = run
            ImportItem.objects.bulk_create(items, ignore_conflicts=True)
            return run
    except BaseException:
        originals.erase(kept)
        raise


@transaction.atomic
def start_site(site: Site, *, requested_by: Any = None, is_owed: bool = True) -> Import:
    """Read a site, from its first page on; one that is being read is not begun again."""
    Site.objects.select_for_update().get(pk=site.pk)
    running = site.imports.filter(state__in=[Import.State.WAITING, Import.State.RUNNING]).first()
    if running:
        return running
    Site.objects.filter(pk=site.pk).update(read_at=timezone.now())
    chosen = {
        name: getattr(site, name) for name in ("audience", "collection", "language", "needs_review")
    }
    run = Import(
        kind=Import.Kind.SITE, site=site, name=site.name, requested_by=requested_by, **chosen
    )
    _begin(run, is_owed)
    ImportItem.objects.create(run=run, name=site.url)
    return run


def start_due_sites() -> None:
    """Begin every site whose days are over since it was last read."""
    for site in Site.objects.exclude(every_days=None):
        days = timedelta(days=site.every_days or 0)
        if site.read_at is None or site.read_at + days <= timezone.now():
            start_site(site)


@transaction.atomic
def cancel(run_id: int) -> None:
    """Stop after the file or page that is being read; what is in stays in."""
    run = Import.objects.select_for_update().get(pk=run_id)
    if not run.is_over:
        run.is_stopping = True
        run.save(update_fields=["is_stopping"])


@transaction.atomic
def delete(run: Import) -> None:
    """Forget an import with its report and its originals; its articles stay."""
    originals.owe_erasing(run.pk)
    run.delete()


def _begin(run: Import, is_owed: bool) -> Import:
    run.full_clean(exclude=["requested_by"])
    run.save()
    if is_owed:
        enqueue(TOPIC, {"run": run.pk})
    return run


def _item(file: Offered, kept: list[str]) -> ImportItem:
    item = ImportItem(name=file.name[-MAX_NAME:], size=file.size)
    if file.path is None or file.size > MAX_BYTES:
        item.outcome = Outcome.TOO_LARGE
        item.detail = str(too_large(file.size, MAX_BYTES))
        item.settled_at = timezone.now()
        return item
    item.stored = originals.keep(file.path, file.name)
    kept.append(item.stored)
    return item


def _names(offered: Sequence[Offered]) -> str:
    first = offered[0].name if offered else ""
    more = len(offered) - 1
    return (f"{first} and {more} more" if more else first)[:MAX_NAME]
