"""Bind a tenant to the code that runs now: the only module that knows how.

The bound schema lives in a ``ContextVar``, so it follows ``await``, ``create_task`` and
``sync_to_async``. The database backend (``tenants.database.base``) reads it when a cursor
is made and refuses when nothing is bound. Setting the tenant on the connection instead, the
usual way, served the other tenant's row in half of all reads (docs/decisions/0001).
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction

from tenants.shares import Share

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = "public"
SCHEMA_NAME = re.compile(r"t_[a-z2-7]{8,40}\Z")

_bound: ContextVar[str | None] = ContextVar("tenant_schema", default=None)
# Threads for the asynchronous edge. Sized below the connection pool (settings.DATABASES).
_THREADS = 6
_threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="tenant")
_share = Share(_THREADS // 2)


class NoTenant(RuntimeError):
    """A query was attempted with no tenant bound."""


class CrossTenant(RuntimeError):
    """Code bound to one tenant tried to bind another, or the public schema."""


def current_schema() -> str:
    """The bound schema. Raises ``NoTenant`` when a door forgot to bind one."""
    schema = _bound.get()
    if schema is None:
        raise NoTenant("No tenant is bound. Enter in_tenant(schema) or in_public() at the door.")
    return schema


def is_bound() -> bool:
    return _bound.get() is not None


def in_tenant(schema: str) -> AbstractContextManager[None]:
    """Bind the tenant that owns ``schema`` for the duration of the block.

    Raises ``CrossTenant`` when another tenant is bound already, ``ValueError`` when the name
    is not one that ``provisioning`` makes.
    """
    if not SCHEMA_NAME.match(schema):
        raise ValueError(f"{schema!r} is not a tenant's schema name.")
    bound = _bound.get()
    if bound not in (None, PUBLIC, schema):
        raise CrossTenant(f"Bound to {bound}, asked for {schema}.")
    return _Binding(schema)


def in_public() -> AbstractContextManager[None]:
    """Bind the public schema on purpose: host look-up, relay, platform administration."""
    bound = _bound.get()
    if bound not in (None, PUBLIC):
        raise CrossTenant(f"Bound to {bound}, asked for the public schema.")
    return _Binding(PUBLIC)


class _Binding:
    """Holds while its block runs. No generator: every open socket keeps one of these."""

    __slots__ = ("_schema", "_token")

    def __init__(self, schema: str) -> None:
        self._schema = schema

    def __enter__(self) -> None:
        self._token = _bound.set(self._schema)

    def __exit__(self, *_: object) -> None:
        _bound.reset(self._token)


async def in_thread(schema: str, fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``fn`` in a worker thread, bound to ``schema``, in one transaction.

    The bridge from asynchronous doors to synchronous verbs. One tenant has half of the threads at
    most. Return plain values: a lazy queryset would be evaluated outside.
    """
    run = sync_to_async(_run_bound, thread_sensitive=False, executor=_threads)
    async with _share.of(schema):
        result: R = await run(schema, fn, args, kwargs)
    return result


def _run_bound(schema: str, fn: Callable[..., R], args: Any, kwargs: Any) -> R:
    close_old_connections()
    try:
        # Schema outside, transaction inside: on-commit callbacks must still see the schema.
        with in_tenant(schema), transaction.atomic():
            return fn(*args, **kwargs)
    finally:
        close_old_connections()
