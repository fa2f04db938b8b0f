"""Keep the index up with what is said, and fill it with what was said before it was there.

A *sweep* indexes the conversations that changed since the last one, found by the index of latest
changes; ``noticing`` owes it to whoever has written. *Filling* goes through all conversations, the
newest first, some at a time; each step notes how far it came and owes the next. Both may be cut at
any point, tried twice, or meet each other.
"""

from datetime import datetime, timedelta
from typing import Final, LiteralString

from django.db import transaction
from django.utils import timezone

from helpdesk.conversations.models import Conversation
from helpdesk.searching.indexing import index
from helpdesk.searching.models import Piece, Progress
from tenants.database import direct
from tenants.work.outbox import enqueue

SWEEP_TOPIC = "searching.sweep"
FILL_TOPIC = "searching.fill"
# Conversations of one sweep, and of one step of filling: held against removal until its end.
SWEPT: Final = 100
FILLED: Final = 250
# When somebody holds a conversation, they will be done by then.
AGAIN: Final = timedelta(seconds=2)
# Clocks of servers and of the database differ by less.
SLACK: Final = timedelta(seconds=5)

# A change is dated by the beginning of its transaction, and seen at its end: all that is dated
# before the oldest transaction that is still open can be seen.
_SETTLED: LiteralString = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL
"""
_MOVED: LiteralString = """
    SELECT c.id, c.updated_at FROM {schema}.conversations_conversation AS c
    WHERE c.updated_at >= %(since)s AND c.head > coalesce((
        SELECT max(p.last_seq) FROM {schema}.searching_piece AS p
        WHERE p.conversation_id = c.id AND NOT p.is_note), 0)
    ORDER BY c.updated_at, c.id LIMIT %(most)s
"""


@transaction.atomic
def sweep() -> None:
    """Index what has changed, and owe the next sweep where one was not enough."""
    progress = _held()
    if progress.shape != Progress.SHAPE:
        rebuild()
        return
    settled = _settled()
    moved = direct.fetch(_MOVED, {"since": progress.swept_at, "most": SWEPT})
    left = index([pk for pk, _ in moved])
    if left:
        progress.swept_at = min(at for pk, at in moved if pk in left)
        enqueue(SWEEP_TOPIC, {}, delay=AGAIN)
    elif len(moved) == SWEPT:
        progress.swept_at = moved[-1][1]
        enqueue(SWEEP_TOPIC, {})
    else:
        progress.swept_at = max(progress.swept_at, settled)
    progress.save(update_fields=["swept_at"])


@transaction.atomic
def fill() -> None:
    """One step: index the newest conversations below the place to which filling has come."""
    progress = _held()
    if progress.is_whole:
        return
    below = Conversation.objects.filter(pk__lt=progress.filled_from).order_by("-pk")
    ids = list(below.values_list("pk", flat=True)[:FILLED])
    left = index(ids)
    progress.filled_from = max(left) + 1 if left else min(ids, default=0)
    progress.save(update_fields=["filled_from"])
    _owe_filling(progress, timedelta(seconds=1) if left else timedelta(0))


@transaction.atomic
def rebuild() -> None:
    """Forget the index and owe all of it anew; until it is filled less is found."""
    progress = _held()
    Piece.objects.all()._raw_delete("default")
    progress.shape, progress.filled_from = Progress.SHAPE, _newest()
    progress.save(update_fields=["shape", "filled_from"])
    _owe_filling(progress)


def _held() -> Progress:
    """The tenant's row, held by one at a time; where there is none, filling begins."""
    progress = Progress.objects.select_for_update().filter(pk=1).first()
    if progress is None:
        begun = {"swept_at": _settled(), "filled_from": _newest()}
        Progress.objects.bulk_create([Progress(pk=1, **begun)], ignore_conflicts=True)
        progress = Progress.objects.select_for_update().get(pk=1)
        _owe_filling(progress)
    return progress


def _owe_filling(progress: Progress, delay: timedelta = timedelta(0)) -> None:
    if not progress.is_whole:
        enqueue(FILL_TOPIC, {}, delay=delay)


def _settled() -> datetime:
    oldest: datetime | None = direct.fetch(_SETTLED, {})[0][0]
    return (oldest or timezone.now()) - SLACK


def _newest() -> int:
    """An id above all that are there."""
    newest = Conversation.objects.order_by("-pk").values_list("pk", flat=True).first()
    return 0 if newest is None else newest + 1
