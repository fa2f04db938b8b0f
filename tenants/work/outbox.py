"""Write down what must happen, in the transaction that makes it necessary."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from tenants import wires
from tenants.context import current_schema, in_public, in_tenant
from tenants.models import Tenant

Payload = dict[str, Any]
Handler = Callable[[Payload], None]

MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Promise:
    """What happens in any case when work on a topic is undone ``after`` so long."""

    topic: str
    after: timedelta
    keep: Handler


_handlers: dict[str, Handler] = {}
_promises: list[Promise] = []

_INSERT = """
    INSERT INTO public.work_job (tenant, topic, dedupe_key, payload, available_at)
    VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s))
    ON CONFLICT (tenant, topic, dedupe_key) WHERE dedupe_key <> '' DO NOTHING
"""


def enqueue(
    topic: str, payload: Payload, *, key: str = "", delay: timedelta = timedelta(0)
) -> None:
    """Owe ``topic`` to the bound tenant: committed, or rolled back, with the caller's change.

    With ``key`` the effect is owed once, however often it is asked for.
    """
    content = orjson.dumps(payload).decode()
    with connection.cursor() as cursor:
        values = (current_schema(), topic, key, content, delay.total_seconds())
        cursor.execute(_INSERT, values)
    transaction.on_commit(wires.wake_relay)


def enqueue_everywhere(topic: str) -> None:
    """Owe ``topic`` to every tenant that is served: what beat brings about."""
    with in_public():
        schemas = list(Tenant.objects.active().values_list("schema_name", flat=True))
    for schema in schemas:
        with in_tenant(schema):
            enqueue(topic, {})


def handles(
    topic: str, *, late_after: timedelta | None = None, when_late: Handler | None = None
) -> Callable[[Handler], Handler]:
    """Register the function that does ``topic``'s work: bound to the tenant, at least once.

    ``when_late`` is run by the relay itself when the work is still undone after
    ``late_after``, so a promise is kept while the broker or every worker is down.
    """

    def register(handler: Handler) -> Handler:
        _handlers[topic] = handler
        if late_after is not None and when_late is not None:
            _promises.append(Promise(topic, late_after, when_late))
        return handler

    return register


def handler_of(topic: str) -> Handler:
    """Raises ``LookupError`` for a topic that nothing handles."""
    return _handlers[topic]


def promises() -> list[Promise]:
    return list(_promises)
