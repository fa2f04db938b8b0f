"""Work an import off, item by item: each is settled with a name for what became of it.

A job does a slice of some seconds and owes the rest, so that a long import holds no worker's
thread for long, can be stopped, and goes on where it was after a crash. An item during which
workers were lost is given up after ``MOST_TRIES``.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from knowledge.imports import originals
from knowledge.imports.crawling import Crawl
from knowledge.imports.settling import settle, take
from knowledge.imports.starting import TOPIC
from knowledge.models import Import, ImportItem, Outcome
from knowledge.sources.files import MAX_BYTES
from knowledge.sources.kinds import kind_of
from knowledge.sources.problems import BadSource, Problem
from knowledge.sources.reading import Reader
from tenants.uploads.scanning import finding
from tenants.work.effects import once, repeatable
from tenants.work.outbox import enqueue

State = Import.State

SLICE_SECONDS = 20.0
MOST_TRIES = 3
# What of one file is stored in one transaction, and held in memory: so many entries or letters.
BATCH, BATCH_LETTERS = 50, 1_000_000


def work(run_id: int, *, seconds: float | None = None) -> None:
    """A slice of the import; what is left is owed again. Nothing for one that is over or gone."""
    until = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
    with Reader() as reader:
        crawl = Crawl(reader)
        while item := _next(run_id):
            _do(item, crawl)
            if time.monotonic() > until:
                break
    with once():
        if ImportItem.objects.filter(run_id=run_id, outcome=Outcome.WAITING).exists():
            enqueue(TOPIC, {"run": run_id})
        else:
            _finish(run_id)


def _next(run_id: int) -> ImportItem | None:
    """The next item, counted before it is begun: one that ends this process counts as well."""
    with repeatable():
        run = Import.objects.select_for_update().filter(pk=run_id).first()
        if run is None or run.is_over:
            return None
        _note_begin(run)
        waiting = run.items.filter(outcome=Outcome.WAITING)
        if run.is_stopping:
            waiting.update(outcome=Outcome.CANCELLED, settled_at=timezone.now())
        for item in waiting.select_related("run", "run__site", "run__collection"):
            item.tries += 1
            item.save(update_fields=["tries"])
            if item.tries <= MOST_TRIES:
                return item
            settle(item, Outcome.TOO_COSTLY, "Workers were lost while they read it.")
        return None


def _note_begin(run: Import) -> None:
    if run.state == State.WAITING:
        run.state, run.started_at = State.RUNNING, timezone.now()
        run.save(update_fields=["state", "started_at"])


def _finish(run_id: int) -> None:
    run = Import.objects.select_for_update().filter(pk=run_id).first()
    if run and not run.is_over:
        run.state = State.CANCELLED if run.is_stopping else State.DONE
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "finished_at"])


def _do(item: ImportItem, crawl: Crawl) -> None:
    try:
        if item.run.kind == Import.Kind.SITE:
            crawl.read(item)
        else:
            _read_file(item, crawl.reader)
    except BadSource as error:
        with repeatable():
            settle(item, Outcome(error.problem), str(error))


def _read_file(item: ImportItem, reader: Reader) -> None:
    path = _original(item)
    if name := finding(path):
        raise BadSource(f"The scanner found {name} in it.", Problem.MALWARE)
    count = 0
    for batch in _batches(reader.read(_kind(item, path), path, name=item.name)):
        count += len(batch)
        with repeatable():
            for entry in batch:
                take(item, entry)
        if _is_stopping(item):
            break
    with repeatable():
        item.refresh_from_db()
        if item.outcome == Outcome.WAITING:
            settle(item, *_summed(count))


def _kind(item: ImportItem, path: Path) -> str:
    kind = kind_of(path, item.name, most_bytes=MAX_BYTES)
    if item.run.kind != Import.Kind.TICKETS:
        return kind
    if kind not in ("lines", "questions"):
        raise BadSource("Past tickets come as CSV or JSON lines.", Problem.UNKNOWN_TYPE)
    return "tickets"


def _original(item: ImportItem) -> Path:
    try:
        path = originals.path_of(item)
        path.stat()
    except OSError:
        raise BadSource("Its original is lost.", Problem.CORRUPT) from None
    return path


def _summed(count: int) -> tuple[Outcome, str]:
    if count:
        return Outcome.READ, f"{count:,} {'entry' if count == 1 else 'entries'}"
    return Outcome.EMPTY, "There is nothing in it."


def _batches(entries: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    letters = 0
    for entry in entries:
        batch.append(entry)
        letters += len(str(entry.get("body", "")))
        if len(batch) == BATCH or letters >= BATCH_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _is_stopping(item: ImportItem) -> bool:
    return Import.objects.filter(pk=item.run_id, is_stopping=True).exists()
