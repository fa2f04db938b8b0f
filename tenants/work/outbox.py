"""Write down what must happen, in the transaction that makes it necessary.

And say who does it, and how its effect is kept to once. There is one decorator for each way, so
that none can be forgotten: ``handles``, ``thinks`` and ``sends``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import orjson
from django.db import connection, transaction

from tenants import wires
from tenants.context import current_schema, in_public, in_tenant
from tenants.models import Tenant

Payload = dict[str, Any]
Handler = Callable[[Payload], None]
Sender = Callable[[Payload, str], None]
Do = TypeVar("Do", bound=Callable[..., None])


class Kept(StrEnum):
    """How the effect of a topic's work is kept to once."""

    WHOLE = "the whole work is one transaction, and the job is done with it"
    AT_ITS_END = "it commits in a block of effects.once(), and the job is done with that"
    BY_ITS_KEY = "it leaves the database, under a key that is the same at every try"


@dataclass(frozen=True, slots=True)
class Work:
    """What does a topic's jobs. ``patient``: nobody waits for it at the moment."""

    topic: str
    do: Callable[..., None]
    kept: Kept
    patient: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """What happens in any case when work on a topic is undone ``after`` so long."""

    topic: str
    after: timedelta
    keep: Handler


_works: dict[str, Work] = {}
_promises: list[Promise] = []

_INSERT = """
    INSERT INTO public.work_job (tenant, topic, dedupe_key, payload, patient, available_at)
    VALUES (%s, %s, %s, %s, %s, coalesce(%s::timestamptz, now() + make_interval(secs => %s)))
    ON CONFLICT (tenant, topic, dedupe_key) WHERE dedupe_key <> '' DO NOTHING
"""
_WITHDRAW = """
    UPDATE public.work_job SET done_at = now(), dead_at = NULL, lease_until = NULL WHERE id IN (
        SELECT id FROM public.work_job
        WHERE tenant = %s AND topic = %s AND dedupe_key = %s
          AND done_at IS NULL AND started_at IS NULL FOR UPDATE SKIP LOCKED
    )
"""
_GIVEN_UP = """
    SELECT dedupe_key FROM public.work_job
    WHERE tenant = %s AND topic = %s AND dedupe_key = ANY(%s) AND dedupe_key <> ''
      AND dead_at IS NOT NULL
"""


def enqueue(
    topic: str,
    payload: Payload,
    *,
    key: str = "",
    delay: timedelta = timedelta(0),
    at: datetime | None = None,
) -> None:
    """Owe ``topic`` to the bound tenant: committed, or rolled back, with the caller's change.

    It is due after ``delay``, or ``at`` a moment, both by the database's clock. With ``key`` the
    effect is owed once, however often it is asked for. Raises ``LookupError`` for a topic that
    nothing handles.
    """
    patient = work_on(topic).patient
    content = orjson.dumps(payload).decode()
    with connection.cursor() as cursor:
        values = (current_schema(), topic, key, content, patient, at, delay.total_seconds())
        cursor.execute(_INSERT, values)
    transaction.on_commit(wires.wake_relay)


def withdraw(topic: str, *, key: str) -> None:
    """Owe ``topic`` under ``key`` no longer, with the caller's change; leave alone who is at it."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, (current_schema(), topic, key))


def given_up(topic: str, keys: Sequence[str]) -> set[str]:
    """Under which of these ``keys`` the work failed at every try: nobody tries it any more."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_UP, (current_schema(), topic, [*keys]))
        return {key for (key,) in cursor.fetchall()}


def enqueue_everywhere(topic: str) -> None:
    """Owe ``topic`` to every tenant that is served: what beat brings about."""
    with in_public():
        schemas = list(Tenant.objects.active().values_list("schema_name", flat=True))
    for schema in schemas:
        with in_tenant(schema):
            enqueue(topic, {})


def handles(topic: str, *, patient: bool = True) -> Callable[[Handler], Handler]:
    """Register who does ``topic``: in one transaction with the note that it is done.

    For work in the database alone. Network and models have no place in it.
    """
    return _registering(topic, Kept.WHOLE, patient)


def thinks(topic: str, *, patient: bool = True) -> Callable[[Handler], Handler]:
    """Register who does ``topic``: thinks first, with no transaction open, then commits.

    What it writes stands in a block of ``effects.once()``; anywhere else a statement that
    writes is refused.
    """
    return _registering(topic, Kept.AT_ITS_END, patient)


def sends(topic: str, *, patient: bool = True) -> Callable[[Sender], Sender]:
    """Register who does ``topic``: a mail, a call to somebody else's server.

    It is given the payload and a key to send along (Message-ID, webhook-id, Idempotency-Key):
    when a worker dies between sending and noting so, the second message carries the first's key.
    """
    return _registering(topic, Kept.BY_ITS_KEY, patient)


def promises_that(topic: str, *, after: timedelta, keep: Handler) -> None:
    """Have the relay itself do ``keep`` when a job of ``topic`` is undone ``after`` so long.

    Broker and workers may all be down. ``keep`` runs as work that ``handles`` registered does.
    """
    _promises.append(Promise(topic, after, keep))


def work_on(topic: str) -> Work:
    """Raises ``LookupError`` for a topic that nothing handles."""
    try:
        return _works[topic]
    except KeyError:
        raise LookupError(f"Nothing handles {topic!r}: register it in a tasks module.") from None


def works() -> list[Work]:
    return list(_works.values())


def promises() -> list[Promise]:
    return list(_promises)


def _registering(topic: str, kept: Kept, patient: bool) -> Callable[[Do], Do]:
    def register(do: Do) -> Do:
        _works[topic] = Work(topic, do, kept, patient)
        return do

    return register
